"""The weekly digest: as each audience may see it, by hand and by itself, and the story of the week."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.capabilities.shoutouts.back.digest_messages import story_button
from bot.capabilities.shoutouts.card import MORE
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store import DIGEST, Cheer, Shoutout
from bot.capabilities.shoutouts.store.digest import choose_story, chosen_story, story_by_now
from bot.capabilities.shoutouts.weeks import COVERS, week_of
from bot.chat.form import ChoiceField, Form
from bot.chat.message import Button, Message, from_json
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.tables import Content, Copy, Stale
from bot.people.model import Channel, ChatIdentity, Person, Role
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage
from tests.bot.capabilities.shoutouts.test_coverage import grant, joined, lead
from tests.stage import TUESDAY

WEEK = date(2026, 11, 16)


async def cheer(stage: Stage, kept: Shoutout, *names: str) -> None:
    async with stage.database.write() as session:
        for name in names:
            person = (await session.scalars(select(Person).where(Person.name == name))).one()
            session.add(Cheer(shoutout_id=kept.id, person_id=person.id, side_id=person.side_id, at=TUESDAY))


async def digests(stage: Stage, slot: str = "card") -> dict[str, Message]:
    """What was written to the outbox of digests, by channel or person."""
    async with stage.database.read() as session:
        rows = await session.execute(
            select(Copy.target_kind, Channel.name, Person.name, Content.message)
            .join(Content, Content.id == Copy.content_id)
            .outerjoin(Channel, Channel.id == Copy.target_id)
            .outerjoin(ChatIdentity, ChatIdentity.id == Copy.target_id)
            .outerjoin(Person, Person.id == ChatIdentity.person_id)
            .where(Copy.subject_kind == DIGEST, Copy.slot == slot)
        )
        return {channel if kind == "channel" else person: from_json(message) for kind, channel, person, message in rows}


async def a_week(stage: Stage) -> tuple[Shoutout, Shoutout]:
    """One of Ines for Ada with two cheers, one for Hana and Ada with one; Bo manages."""
    await stage.decide("shoutouts.audience", "Everyone")
    await grant(stage, "Bo", Role.MANAGER, None)
    first = await stage.give("Ines", "Ada", value="kindness", story=f"{STORY} For Ada.")
    second = await stage.give("Ines", "Ada", "Hana", story=f"{STORY} For both.")
    await cheer(stage, first, "Bo", "Luz")
    await cheer(stage, second, "Bo")
    stage.calendar.instant += timedelta(hours=1)
    return first, second


async def test_each_channel_gets_what_its_readers_may_see(stage: Stage) -> None:
    await a_week(stage)
    look = (await stage.command("Bo", "shoutout digest")).form
    assert look is not None
    assert "As Internal will see it, in 1 channel" in stage.shown(look)
    assert look.submit == "Send to 3 channels"
    assert "The digest goes to 3 channels." in stage.shown(look)
    assert "more channel" not in stage.shown(look)
    assert await digests(stage) == {}
    done = await stage.submit("Bo", look)
    assert "The digest goes to 3 channels." in stage.shown(done.message)
    found = {name: stage.shown(message) for name, message in (await digests(stage)).items()}
    assert set(found) == {"care", "harbor", "lumen"}
    assert found["care"].startswith("2 shoutouts in the last 7 days")
    assert found["care"].index("For Ada.") < found["care"].index("For both.")
    assert "Named for the first time: Ada and Hana" in found["care"]
    assert "#kindness 💛 1" in found["care"]
    assert "Named in the last 4 weeks: 2 of 7 people\n" in found["care"]
    assert "Named for the first time: Ada and Hana" in found["harbor"]
    assert "Named in the last 4 weeks: 1 of 2 people of Harborline" in found["harbor"]
    assert found["lumen"].startswith("1 shoutout in the last 7 days")
    assert "Hana" not in found["lumen"]
    assert "For both." not in found["lumen"]
    assert "Named in the last 4 weeks: 0 of 2 people of Lumenara" in found["lumen"]


async def test_it_is_sent_once_unless_somebody_says_so_again(stage: Stage) -> None:
    await a_week(stage)
    look = (await stage.command("Bo", "shoutout digest")).form
    assert look is not None
    await stage.submit("Bo", look)
    meanwhile = (await stage.submit("Bo", look)).form
    assert meanwhile is not None
    assert "by Bo. Send it again?" in stage.shown(meanwhile)
    assert meanwhile.submit == "Send it again"
    assert await digests(stage, "card.2") == {}
    await stage.submit("Bo", meanwhile)
    assert set(await digests(stage, "card.2")) == {"care", "harbor", "lumen"}


async def test_a_partners_lead_sends_it_to_their_own_side(stage: Stage) -> None:
    await a_week(stage)
    await lead(stage, "Harbor", "Hugo")
    look = (await stage.command("Hugo", "shoutout digest")).form
    assert look is not None
    await stage.submit("Hugo", look)
    assert set(await digests(stage)) == {"harbor", "Hugo"}
    assert "Only leads and managers send" in stage.shown((await stage.command("Ada", "shoutout digest")).message)


async def test_who_sent_it_is_named_to_other_companies_as_they_have_chosen(stage: Stage) -> None:
    await a_week(stage)
    await lead(stage, "Harbor", "Hana")
    await stage.by_first_name("Bo", "Bo Rivera")
    look = (await stage.command("Bo", "shoutout digest")).form
    assert look is not None
    await stage.submit("Bo", look)
    assert "by Bo. Send it again?" in stage.shown((await stage.command("Hana", "shoutout digest")).form)


async def test_a_lead_is_told_who_was_not_named_even_when_nothing_happened(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    await lead(stage, "Care", "Ines")
    assert "nothing to send" in stage.shown((await stage.command("Ines", "shoutout digest")).message)
    await joined(stage, "Ada", 9)
    look = (await stage.command("Ines", "shoutout digest")).form
    assert look is not None
    await stage.submit("Ines", look)
    found = await digests(stage)
    assert set(found) == {"Ines"}
    shown = stage.shown(found["Ines"])
    assert "No shoutout for your teams in the last 7 days" in shown
    assert "1 person not named for 4 weeks" in shown
    assert "Ada" in shown


async def test_the_story_of_the_week_is_chosen_or_the_most_cheered_and_lost_when_withdrawn(stage: Stage) -> None:
    first, second = await a_week(stage)
    look = (await stage.command("Bo", "shoutout digest")).form
    assert look is not None
    await stage.submit("Bo", look, story=(second.public_id,))
    shown = stage.shown((await digests(stage))["care"])
    assert (
        shown.index("Story of the week") < shown.index("For both.") < shown.index("One more") < shown.index("For Ada.")
    )
    week = week_of(stage.calendar.now())
    async with stage.database.write() as session:
        story = await chosen_story(session, week)
        assert story is not None
        assert story.public_id == second.public_id
        await session.execute(update(Shoutout).where(Shoutout.id == second.id).values(state=ShoutoutState.WITHDRAWN))
    async with stage.database.write() as session:
        assert await chosen_story(session, week) is None
        await choose_story(session, week, first.id, None, TUESDAY)
        story = await chosen_story(session, week)
        assert story is not None
        assert story.public_id == first.public_id


async def test_people_of_one_name_are_told_apart_and_what_nobody_cheered_is_not_called_cheered(stage: Stage) -> None:
    first, _ = await a_week(stage)
    await stage.give("Ines", "Bo", story=f"{STORY} For Bo.")
    async with stage.database.write() as session:
        await session.execute(delete(Cheer))
        await session.execute(update(Person).where(Person.name == "Hana").values(name="Ada"))
    look = (await stage.command("Bo", "shoutout digest")).form
    assert look is not None
    await stage.submit("Bo", look, story=(first.public_id,))
    shown = stage.shown((await digests(stage))["care"])
    assert "Named for the first time: Ada (Care), Ada (Harbor), and Bo" in shown
    assert "More stories" in shown


async def test_a_lead_chooses_the_story_of_the_week_in_more_and_takes_it_back(stage: Stage) -> None:
    _, second = await a_week(stage)
    card = (await stage.cards(second))["care"]
    more = (await stage.press("Bo", stage.button(card, "More"))).form
    assert more is not None
    assert "It is the story of the week" not in stage.shown(more)
    done = await stage.press_in("Bo", more, "Make it the story of the week")
    assert "It is the story of the week now" in stage.shown(done.message)
    async with stage.database.read() as session:
        story = await chosen_story(session, week_of(stage.calendar.now()))
    assert story is not None
    assert story.public_id == second.public_id
    more = (await stage.press("Bo", stage.button(card, "More"))).form
    assert more is not None
    assert "It is the story of the week, and opens the digest." in stage.shown(more)
    done = await stage.press_in("Bo", more, "Take back as story of the week")
    assert "not the story of the week any more" in stage.shown(done.message)
    done = await stage.press_in("Bo", more, "Take back as story of the week")
    assert "It is not the story of the week, so nothing was changed." in stage.shown(done.message)
    assert "Make it the story" in str((await stage.press("Bo", stage.button(card, "More"))).form)
    agents = (await stage.press("Ada", stage.button(card, "More"))).form
    assert "story_of_the_week" not in str(agents)


async def test_what_is_chosen_early_in_a_week_opens_the_digest_at_its_end(stage: Stage) -> None:
    _, second = await a_week(stage)
    more = (await stage.press("Bo", Button("", MORE, second.public_id))).form
    assert more is not None
    await stage.press_in("Bo", more, "Make it the story of the week")
    chosen_on = week_of(stage.calendar.now())
    stage.calendar.instant += timedelta(days=3)
    assert week_of(stage.calendar.now()) > chosen_on
    look = (await stage.command("Bo", "shoutout digest")).form
    assert look is not None
    assert "opens the digest" in stage.shown((await stage.press("Bo", Button("", MORE, second.public_id))).form)
    shown = stage.shown(look)
    assert shown.index("Story of the week") < shown.index("For both.") < shown.index("For Ada.")
    stage.calendar.instant += timedelta(days=5)
    late = (await stage.press("Bo", Button("", MORE, second.public_id))).form
    assert "story_of_the_week" not in str(late), "no digest tells of it any more"


async def test_the_look_before_takes_the_choice_back_where_it_is_cleared(stage: Stage) -> None:
    _, second = await a_week(stage)
    more = (await stage.press("Bo", Button("", MORE, second.public_id))).form
    assert more is not None
    await stage.press_in("Bo", more, "Make it the story of the week")
    look = (await stage.command("Bo", "shoutout digest")).form
    assert look is not None
    await stage.submit("Bo", look, story=())
    shown = stage.shown((await digests(stage))["care"])
    assert shown.index("Story of the week") < shown.index("For Ada.") < shown.index("For both."), "the most cheered one"


async def test_a_story_that_names_its_reader_is_made_that_of_the_week_by_somebody_else(stage: Stage) -> None:
    await a_week(stage)
    kept = await stage.give("Ada", "Bo", story=f"{STORY} For Bo.")
    await grant(stage, "Ines", Role.MANAGER, None)
    card = (await stage.cards(kept))["care"]
    own, hers = [(await stage.press(name, stage.button(card, "More"))).form for name in ("Bo", "Ines")]
    assert own is not None and hers is not None
    forged = replace(own, parts=(*own.parts, story_button(Texts(), chosen=False)))
    assert "story_of_the_week" not in str(own)
    assert "somebody else makes it" in stage.shown(
        (await stage.press_in("Bo", forged, "Make it the story of the week")).message
    )
    assert kept.public_id not in str((await stage.command("Bo", "shoutout digest")).form)
    await stage.press_in("Ines", hers, "Make it the story of the week")
    assert kept.public_id in str((await stage.command("Bo", "shoutout digest")).form), "somebody else has chosen it"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_partners_lead_changes_no_story_that_another_side_has_chosen(stage: Stage) -> None:
    first, second = await a_week(stage)
    await lead(stage, "Harbor", "Hugo")
    await lead(stage, "Lumen", "Luz")
    no = "The story of the week is chosen already. To change it, ask a lead or manager of the organisation."

    async def more(who: str, kept: Shoutout) -> Form:
        form = (await stage.press(who, Button("", MORE, kept.public_id))).form
        assert form is not None
        return form

    async def presses(who: str, kept: Shoutout, *, chosen: bool) -> str:
        form = await more(who, kept)
        forged = replace(form, parts=(*form.parts, story_button(Texts(), chosen=chosen)))
        answer = await stage.press_in(who, forged, story_button(Texts(), chosen=chosen).label)
        return answer.message.summary if answer.message else ""

    async def story() -> str:
        async with stage.database.read() as session:
            kept = await story_by_now(session, week_of(stage.calendar.now()), stage.calendar.now() - COVERS)
            return kept.public_id if kept else ""

    assert "the story of the week now" in await presses("Hugo", first, chosen=False)
    assert "not the story of the week any more" in await presses("Hugo", first, chosen=True)
    assert "the story of the week now" in await presses("Hugo", second, chosen=False)
    assert "the story of the week now" in await presses("Hugo", first, chosen=False), "it is his own side's choice"
    seen = await more("Luz", first)
    assert "opens the digest" in stage.shown(seen) and "story_of_the_week" not in str(seen)
    for chosen in (False, True):
        assert await presses("Luz", first, chosen=chosen) == no
    look = (await stage.command("Luz", "shoutout digest")).form
    assert look is not None
    assert no in stage.shown(look) and not any(isinstance(one, ChoiceField) for one in look.parts)
    other = await stage.give("Ines", "Ada", story=f"{STORY} For Ada again.")
    assert no in stage.shown(await more("Luz", other))
    refused = await stage.submit("Luz", look, story=(other.public_id,))
    assert refused.errors is not None and refused.errors.by_field == {"story": no}
    await stage.submit("Luz", look)
    assert await story() == first.public_id, "without a field nothing is taken back"
    bos = (await stage.command("Bo", "shoutout digest")).form
    assert bos is not None
    await stage.submit("Bo", bos, story=(first.public_id,))
    assert "not the story of the week any more" in await presses("Hugo", first, chosen=True), "Bo left it as it was"
    assert "the story of the week now" in await presses("Bo", second, chosen=False)
    assert await presses("Hugo", first, chosen=False) == no
    stage.calendar.instant += timedelta(days=3)
    assert await presses("Hugo", first, chosen=False) == no, "early in the next week the choice holds still"
    async with stage.database.write() as session:
        await choose_story(session, week_of(stage.calendar.now()), second.id, None, stage.calendar.now())
    assert "the story of the week now" in await presses("Luz", first, chosen=False), "cheers have chosen, nobody else"


def test_the_week_of_a_digest_is_the_one_most_of_it_tells_of() -> None:
    assert week_of(datetime(2026, 11, 20, 15, 0, tzinfo=UTC)) == WEEK
    assert week_of(datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) == WEEK
    assert week_of(datetime(2026, 11, 27, 15, 0, tzinfo=UTC)) == WEEK + timedelta(days=7)


async def marked(stage: Stage) -> set[int]:
    async with stage.database.read() as session:
        return set(await session.scalars(select(Stale.subject_id).where(Stale.subject_kind == DIGEST)))


async def test_a_correction_reaches_the_digests_that_told_of_it(stage: Stage) -> None:
    first, _ = await a_week(stage)
    whole = (await stage.press("Ines", Button("", MORE, first.public_id))).form
    assert whole is not None
    form = (await stage.press_in("Ines", whole, "Correct")).form
    assert form is not None
    filled = await stage.filled("Ada", story=f"{STORY} For Ada, on Monday.")
    preview = (await stage.submit("Ines", form, **filled)).form
    assert preview is not None
    assert await marked(stage) == set()
    await stage.submit("Ines", preview)
    assert WEEK.toordinal() in await marked(stage)


async def test_what_is_withdrawn_stands_in_no_digest_any_more(stage: Stage) -> None:
    first, _ = await a_week(stage)
    await lead(stage, "Care", "Bo")
    look = (await stage.command("Bo", "shoutout digest")).form
    assert look is not None
    await stage.submit("Bo", look)
    await stage.deliver()
    before = await digests(stage)
    for reader in ("care", "lumen", "Bo"):
        assert "For Ada." in stage.shown(before[reader])
    whole = (await stage.press("Ines", Button("", MORE, first.public_id))).form
    assert whole is not None
    ask = (await stage.press_in("Ines", whole, "Withdraw")).form
    assert ask is not None
    await stage.submit("Ines", ask)
    week = Subject(DIGEST, WEEK.toordinal())
    async with stage.database.read() as session:
        copies = await Outbox(session, stage.clocks).copies(week)
        redrawn = [await stage.offers.composers[DIGEST](session, week, copy) for copy in copies]
    assert WEEK.toordinal() in await marked(stage)
    assert len(redrawn) == len(before)
    shown = [stage.shown(message) for message in redrawn]
    assert not any("For Ada." in one for one in shown)
    assert any(one.startswith("1 shoutout in the last 7 days") and "For both." in one for one in shown)
    assert any("no longer stands" in one for one in shown)
