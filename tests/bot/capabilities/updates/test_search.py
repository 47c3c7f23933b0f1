"""Finding updates: by words, newest first, and never beyond one's walls."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.capabilities.updates.messages import READ
from bot.capabilities.updates.search_messages import FIND, OLDER
from bot.capabilities.updates.store import Update, UpdateReach, UpdateSearch, UpdateState, delete_expired, find
from bot.chat.form import Form, TextField
from bot.chat.message import Actions, Button
from bot.migrations.upgrade import differences
from bot.people import audiences, directory
from bot.people.model import ChatIdentity, Person, Role, Sharing, Team
from bot.storage.full_text import words_of
from tests.bot.capabilities.updates.test_correct import grant

TITLES = {"refunds": "Refunds over €50 need no supervisor", "hours": "Die Hotline öffnet früher", "japan": "返金の上限"}


async def titles(stage: Any, who: str, words: str) -> list[str]:
    """What somebody finds, over all pages."""
    found: list[str] = []
    answer = await stage.command(who, f"update find {words}")
    while answer.message is not None:
        text = stage.shown(answer.message).splitlines()
        found += [text[number - 1] for number, line in enumerate(text) if line.startswith("From ")]
        if "Show older ones" not in text:
            return found
        answer = await stage.press(who, stage.button(answer.message, "Show older ones"))
    raise AssertionError("no answer")


async def published(stage: Any) -> None:
    for title in TITLES.values():
        await stage.publish(title=title, changed="Up to €200, ask Zoë.", tell_customers="Nothing to pay.")
        stage.calendar.instant += timedelta(minutes=1)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("refund", ["refunds"]),
        ("REFUNDS SUPER", ["refunds"]),
        ("refund hotline", []),
        ("offnet", ["hours"]),
        ("öff", ["hours"]),
        ("zoe", ["japan", "hours", "refunds"]),
        ("pay noth", ["japan", "hours", "refunds"]),
        ("返金", ["japan"]),
        ("上限", ["japan"]),
        ("fund", []),
        ("50", ["refunds"]),
    ],
)
async def test_words_and_their_beginnings_are_found_the_newest_first(stage: Any, words: str, found: list[str]) -> None:
    await published(stage)
    assert await titles(stage, "Hana", words) == [TITLES[one] for one in found]


@pytest.mark.parametrize(
    "words",
    ['"', "'", "refund'; DROP TABLE person; --", "refund AND", "NEAR(a b)", "* OR *", "words:refund", "\\", "%",
     "-refund", "a" * 5000, "'':*", "& | !", "(((", "^refund", "{words}", "\x1f", "𝕣efund", "🙂", "refund " * 500],
)  # fmt: skip
async def test_no_words_break_the_query(stage: Any, words: str) -> None:
    await stage.publish(title=TITLES["refunds"])
    answer = await stage.command("Hana", f"update find {words}")
    assert "did not work" not in stage.shown(answer.message or answer.form)
    assert await stage.count(Person) == 7


async def test_many_are_shown_in_pages(stage: Any) -> None:
    for number in range(12):
        await stage.publish(title=f"Refund {number}")
        stage.calendar.instant += timedelta(minutes=1)
    assert await titles(stage, "Ada", "refund") == [f"Refund {number}" for number in reversed(range(12))]
    for broken in ("", "x", "-5.refund", "99999999999999999999.refund", "1000.refund"):
        answer = await stage.press("Ada", Button("Show older ones", OLDER, broken))
        assert "There are no older ones." in stage.shown(answer.message)


async def test_what_is_found_can_be_read_and_noted(stage: Any) -> None:
    known = await stage.publish()
    answer = await stage.command("Luz", "update find supervisor")
    form = (await stage.press("Luz", stage.button(answer.message, "Read"))).form
    assert form is not None and "Up to €200." in stage.shown(form)
    assert "Noted at" in stage.shown((await stage.submit("Luz", form)).message)
    assert known.version == 1


async def test_it_is_asked_for_by_button_as_well(stage: Any) -> None:
    await stage.publish()
    form = (await stage.press("Luz", Button("Find an update", FIND))).form
    assert isinstance(form, Form)
    assert "Refunds need no supervisor" in stage.shown((await stage.submit("Luz", form, words="refund")).message)
    assert "The latest updates" in stage.shown((await stage.submit("Luz", form, words="")).message)
    assert isinstance((await stage.command("Luz", "update find")).form, Form)


async def test_the_latest_are_listed_and_more_words_are_a_title(stage: Any) -> None:
    assert "No update has been published" in stage.shown((await stage.command("Hana", "update last")).message)
    await published(stage)
    text = stage.shown((await stage.command("Hana", "update last")).message)
    assert [line for line in text.splitlines() if line in TITLES.values()] == list(reversed(TITLES.values()))
    form = (await stage.command("Ines", "update last orders at five")).form
    assert form is not None and form.parts[0].value == "Last orders at five"


async def test_drafts_and_what_was_withdrawn_are_not_found(stage: Any) -> None:
    known = await stage.publish()
    form = (await stage.command("Ines", "update")).form
    await stage.submit("Ines", form, **await stage.filled(title="A draft of refunds"))
    assert await titles(stage, "Ines", "refunds") == ["Refunds need no supervisor"]
    async with stage.database.write() as session:
        kept = await session.get_one(Update, known.id)
        kept.state, kept.withdrawn_at = UpdateState.WITHDRAWN, stage.calendar.now()
    assert "holds “refunds”" in stage.shown((await stage.command("Ines", "update find refunds")).message)


async def test_what_is_no_longer_kept_is_no_longer_in_the_index(stage: Any) -> None:
    known = await stage.publish()
    async with stage.database.write() as session:
        kept = await session.get_one(Update, known.id)
        kept.state, kept.withdrawn_at = UpdateState.WITHDRAWN, stage.calendar.now()
        await delete_expired(session, stage.calendar.now() + timedelta(days=91))
        assert (await session.scalars(select(UpdateSearch))).all() == []
        kept.state = UpdateState.PUBLISHED
        actor = await directory.actor_of(session, known.author_id)
        assert await find(session, actor, words_of("refunds"), after=0, at_most=5) == []


async def test_nobody_finds_what_was_not_published_to_their_side(stage: Any) -> None:
    """Every person, over audiences of every set of sides: exactly what they may read, by whatever word."""
    names = ("Care", "Harbor", "Lumen")
    sets = [
        ("Care",),
        ("Harbor",),
        ("Lumen",),
        ("Care", "Harbor"),
        ("Harbor", "Lumen"),
        ("Care", "Lumen"),
        tuple(names),
    ]
    async with stage.database.write() as session:
        teams = {one.name: one.id for one in await session.scalars(select(Team))}
        for chosen in sets:
            ids = [teams[one] for one in chosen]
            await audiences.keep(session, None, "+".join(chosen), Sharing.NOTHING, ids, [], stage.calendar.now())
    kept = {}
    for chosen in sets:
        title = f"Walled {' '.join(chosen)}"
        kept[title] = await stage.publish(title=title, audience="+".join(chosen))
        stage.calendar.instant += timedelta(minutes=1)
    for who in stage.people:
        found = set(await titles(stage, who, "walled"))
        for title, known in kept.items():
            button = Button("Read", READ, f"{known.public_id}.1")
            assert ((await stage.press(who, button)).form is not None) == (title in found), (who, title)
        for team in names:
            assert set(await titles(stage, who, f"walled {team}")) == {one for one in found if team in one}
    assert set(await titles(stage, "Leo", "walled")) == {one for one in kept if "Lumen" in one}
    assert set(await titles(stage, "Hugo", "walled")) == {one for one in kept if "Harbor" in one}
    assert set(await titles(stage, "Ines", "walled")) == set(kept)


async def test_the_index_follows_the_table_and_is_no_difference_to_the_steps(stage: Any) -> None:
    known = await stage.publish()
    async with stage.database.write() as session:
        (await session.get_one(UpdateSearch, known.id)).words = "quite different"
        await session.flush()
        actor = await directory.actor_of(session, known.author_id)
        assert await find(session, actor, ["quite"], after=0, at_most=5)
        assert not await find(session, actor, ["refunds"], after=0, at_most=5)
        await session.execute(delete(UpdateSearch))
        assert not await find(session, actor, ["quite"], after=0, at_most=5)
    url = stage.database.url.render_as_string(hide_password=False)
    assert await differences(url) == []


async def test_an_update_is_found_by_whoever_can_read_a_channel_of_it(stage: Any) -> None:
    known = await stage.publish()
    async with stage.database.read() as session:
        sides = set(await session.scalars(select(UpdateReach.side_id).where(UpdateReach.update_id == known.id)))
        people = (await session.scalars(select(Person).join(ChatIdentity))).all()
    assert sides == {person.side_id for person in people}


async def test_a_corrected_update_is_found_by_what_it_says_now(stage: Any) -> None:
    known = await stage.publish(title="Refunds need no supervisor")
    await stage.deliver()
    await stage.correct(known, title="Vouchers need no supervisor")
    assert await titles(stage, "Hana", "vouch") == ["Vouchers need no supervisor"]
    assert "holds “refunds”" in stage.shown((await stage.command("Hana", "update find refunds")).message)


async def test_a_withdrawn_update_is_not_found(stage: Any) -> None:
    known = await stage.publish()
    await stage.deliver()
    await stage.withdraw(known)
    assert "holds “refunds”" in stage.shown((await stage.command("Hana", "update find refunds")).message)


async def test_whoever_may_correct_or_export_an_update_finds_the_buttons_with_it(stage: Any) -> None:
    known = await stage.publish()
    await grant(stage, "Ada")
    await grant(stage, "Hana", Role.AUDITOR, everywhere=False)
    again = ["Read", "Correct", "Export", "Use again"]
    for who, labels in (("Ada", again), ("Hana", ["Read", "Export"]), ("Bo", ["Read"])):
        found = (await stage.command(who, "update find refunds")).message
        buttons = [one for part in found.parts if isinstance(part, Actions) for one in part.buttons]
        assert [one.label for one in buttons] == labels, who
    assert (await stage.correct_form(known, "Ada")).object_id == known.public_id


async def test_a_slip_behind_update_is_told_to_authors_and_to_who_writes_none(stage: Any) -> None:
    refused = (await stage.command("Hana", "update fnd refund")).message
    assert refused.summary.endswith("Did you mean “/update find refund”?")
    form = (await stage.command("Ines", "update fnd refund")).form
    assert "If you meant “/update find refund”, close this and write that." in stage.shown(form)
    for slip, meant in (("round up", "round-up"), ("hlep", "help"), ("mien", "mine")):
        form = (await stage.command("Ines", f"update {slip}")).form
        assert f"If you meant “/update {meant}”, close this and write that." in stage.shown(form)
        assert slip in [one.value for one in form.parts if isinstance(one, TextField)], "it may still be the title"
    assert "To publish, fill this in" in stage.shown((await stage.command("Ines", "update pubish refunds")).form)
    for title in ("update Lost parcels are paid at once", "update Finding parcels again", "update Refunds", "update"):
        assert "If you meant" not in stage.shown((await stage.command("Ines", title)).form)
