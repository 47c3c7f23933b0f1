"""Correcting a shoutout everywhere it stands: what it says, whom it names, where it goes."""

from typing import Any

import pytest
from sqlalchemy import select, update

from bot.capabilities.shoutouts.card import ADD, MORE
from bot.capabilities.shoutouts.kinds import ShoutoutState, Where
from bot.capabilities.shoutouts.store import RecognitionChoice, Shoutout, erasing
from bot.capabilities.shoutouts.telling import TELL
from bot.chat.form import ChoiceField, Form, FormButton, TextField
from bot.chat.message import Body, Button, Mention, Message, Paragraph
from bot.people.model import AuditEntry, Person, PersonState, Side, SideState, Team
from tests.bot.capabilities.shoutouts.conftest import STORY, Stage
from tests.bot.capabilities.shoutouts.test_telling import led_by, wants_it_privately

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BETTER = "Stayed two hours past the end of the shift to get a wheelchair order through."


async def begin(stage: Stage, kept: Shoutout) -> Form:
    """Presses *More*, *Correct*."""
    whole = (await stage.press("Ines", Button("", MORE, kept.public_id))).form
    assert whole is not None
    form = (await stage.press_in("Ines", whole, "Correct")).form
    assert form is not None
    return form


async def look(stage: Stage, form: Form, *whom: str, **values: Any) -> Form:
    """Sends the form off, and sees it first."""
    preview = (await stage.submit("Ines", form, **await stage.filled(*whom, **values))).form
    assert preview is not None
    return preview


async def correct(stage: Stage, kept: Shoutout, *whom: str, **values: Any) -> str:
    """Corrects it; gives what the giver is told."""
    preview = await look(stage, await begin(stage, kept), *whom, **values)
    ticks = [part.value for part in preview.parts if isinstance(part, ChoiceField)]
    return stage.shown((await stage.submit("Ines", preview, shown=ticks[0] if ticks else ())).message)


def story_in(form: Form) -> str:
    return next(part.value for part in form.parts if isinstance(part, TextField) and part.name == "story")


async def test_what_it_says_changes_in_every_channel_and_message(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    kept = await stage.give("Ines", "Luz")
    await stage.deliver()
    form = await begin(stage, kept)
    assert story_in(form) == STORY
    preview = await look(stage, form, "Luz", story=BETTER)
    assert preview.submit == "Correct in 3 channels"
    whole = (await stage.press_in("Ines", preview, "See all 3 in full")).form
    assert whole is not None and whole.submit == preview.submit
    assert (stage.shown(preview).count(BETTER), stage.shown(whole).count(BETTER)) == (1, 3)
    answer = await stage.submit("Ines", whole)
    assert "Corrected in 3 channels." in stage.shown(answer.message)
    shown = [*(await stage.cards(kept)).values(), *(await stage.cards(kept, slot="personal")).values()]
    assert len(shown) == 4
    for card in shown:
        assert BETTER in stage.shown(card)
        assert "Corrected" in stage.shown(card)
    after = await stage.kept(kept.public_id)
    assert (after.story, after.version, after.corrected_at) == (BETTER, 2, stage.calendar.now())
    assert await stage.count(Shoutout) == 1
    async with stage.database.read() as session:
        entry = (await session.scalars(select(AuditEntry).where(AuditEntry.action == "correct_shoutout"))).one()
    assert entry.object_id == kept.public_id


async def test_who_is_named_newly_hears_of_it_and_who_is_taken_out_is_told_kindly(stage: Stage) -> None:
    await led_by(stage, "Lumen", "Leo")
    kept = await stage.give("Ines", "Luz")
    await stage.deliver()
    assert "Corrected in 2 channels." in await correct(stage, kept, "Hana")
    cards = {name: stage.shown(card) for name, card in (await stage.cards(kept)).items()}
    assert "no longer concerns this channel" in cards["lumen"]
    assert STORY not in cards["lumen"]
    assert "Hana" in cards["harbor"]
    personal = {name: stage.shown(one) for name, one in (await stage.cards(kept, slot="personal")).items()}
    assert "Ines gave you a shoutout" in personal["Hana"]
    assert "it no longer names you" in personal["Luz"]
    assert "Hana" not in personal["Luz"]
    lead = stage.shown((await stage.cards(kept, slot="lead"))["Leo"])
    assert "no longer names anybody of your team" in lead


async def test_who_was_taken_out_is_named_in_no_note_any_more(stage: Stage) -> None:
    kept = await stage.give("Ines", "Ada", "Hana", "Luz")
    form = (await stage.press("Ines", Button("", ADD, kept.public_id))).form
    assert form is not None
    await stage.submit("Ines", form, text="Hana of Harborline and Ada rang the driver.")
    await correct(stage, kept, "Ada", "Luz")
    shown = stage.shown((await stage.cards(kept))["lumen"])
    assert "[name] of [name] and Ada rang the driver." in shown


async def test_nobody_is_told_twice(stage: Stage) -> None:
    await stage.change(Team, "Lumen", working_hours="Mon-Sun 01:00-02:00")
    kept = await stage.give("Ines", "Luz", "Ada")
    await correct(stage, kept, "Luz", "Ada", "Hana")
    assert [work.for_whom for work in await stage.waiting_work(TELL)] == [str(await inside(stage, "Luz"))]
    told = await stage.cards(kept, slot="personal")
    assert set(told) == {"Ada", "Hana"}


def mentions_in(message: Message) -> list[Mention]:
    body = message.parts[0]
    assert isinstance(body, Body)
    assert isinstance(body.blocks[0], Paragraph)
    return [span for span in body.blocks[0].spans if isinstance(span, Mention)]


async def test_a_card_of_a_new_channel_rings_nobody_whom_it_rang_before(stage: Stage) -> None:
    kept = await stage.give("Ines", "Ada")
    await stage.decide("shoutouts.audience", "Everyone")
    await correct(stage, kept, "Ada", "Bo", "Hana")
    mentions = mentions_in((await stage.cards(kept))["harbor"])
    assert {one.name: one.quiet for one in mentions} == {"Bo": False, "Hana": False}


async def inside(stage: Stage, name: str) -> int:
    async with stage.database.read() as session:
        return (await session.scalars(select(Person.id).where(Person.name == name))).one()


async def test_who_was_taken_out_by_mistake_comes_back(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    await stage.deliver()
    await correct(stage, kept, "Hana")
    await stage.deliver()
    await correct(stage, kept, "Hana", "Luz")
    assert STORY in stage.shown((await stage.cards(kept, slot="card.3"))["lumen"])
    assert "Ines gave you" in stage.shown((await stage.cards(kept, slot="personal.3"))["Luz"])
    assert "an agent of another team" in stage.shown((await stage.cards(kept))["harbor"])
    await correct(stage, kept, "Hana", "Luz", story=BETTER)
    assert BETTER in stage.shown((await stage.cards(kept, slot="card.3"))["lumen"])


async def test_only_its_giver_corrects_it(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    form = (await stage.press("Ada", Button("", MORE, kept.public_id))).form
    assert form is not None
    assert "Correct" not in [part.label for part in form.parts if isinstance(part, FormButton)]
    mine = await begin(stage, kept)
    forged = await stage.submit("Ada", mine, **await stage.filled("Luz", story=BETTER))
    assert "Only whoever gave" in stage.shown(forged.message)
    preview = await look(stage, mine, "Luz", story=BETTER)
    assert "nothing was changed" in stage.shown((await stage.submit("Ada", preview)).message)
    assert (await stage.kept(kept.public_id)).story == STORY


async def test_a_correction_begun_comes_back_and_is_not_what_a_new_one_begins_with(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    await look(stage, await begin(stage, kept), "Luz", story=BETTER)
    new = (await stage.command("Ines", "shoutout")).form
    assert new is not None
    assert story_in(new) == ""
    again = await begin(stage, kept)
    assert story_in(again) == BETTER
    assert "This is what you had begun." in stage.shown(again)
    anew = (await stage.press_in("Ines", again, "Start anew")).form
    assert anew is not None
    assert (story_in(anew), anew.state) == (STORY, kept.public_id)


async def test_of_two_windows_one_corrects_it_and_the_other_keeps_what_was_typed(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    other = await begin(stage, kept)
    preview = await look(stage, other, "Luz", story=BETTER)
    await stage.submit("Ines", preview)
    assert "nothing was changed" in stage.shown((await stage.submit("Ines", preview)).message)
    answer = await stage.press_in("Ines", other, "Add somebody who is not listed", **await stage.filled("Luz"))
    assert "nothing was changed" in stage.shown(answer.message)
    assert await stage.count(Shoutout) == 1
    both = await look(stage, other, "Luz", story="Something else that was typed in the other window.")
    assert "corrected meanwhile" in stage.shown(both)
    assert BETTER in stage.shown(both)
    assert story_in(both) == "Something else that was typed in the other window."
    assert (await stage.kept(kept.public_id)).story == BETTER
    await stage.submit("Ines", await look(stage, both, "Luz", story=story_in(both)))
    assert (await stage.kept(kept.public_id)).version == 3
    assert await stage.count(Shoutout) == 1


async def test_what_was_withdrawn_meanwhile_is_not_corrected(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    preview = await look(stage, await begin(stage, kept), "Luz", story=BETTER)
    async with stage.database.write() as session:
        await session.execute(update(Shoutout).where(Shoutout.id == kept.id).values(state=ShoutoutState.WITHDRAWN))
    assert "no longer stands" in stage.shown((await stage.submit("Ines", preview)).message)
    assert (await stage.kept(kept.public_id)).story == STORY


async def test_a_correction_that_changes_nothing_says_so(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    assert "says already" in await correct(stage, kept, "Luz")
    assert (await stage.kept(kept.public_id)).version == 1


async def test_a_correction_does_not_count_for_the_day(stage: Stage) -> None:
    await stage.decide("shoutouts.per_day", "1")
    kept = await stage.give("Ines", "Luz")
    assert "Corrected in" in await correct(stage, kept, "Luz", story=BETTER)


async def test_what_was_said_to_be_no_personal_data_stays_so_and_what_is_new_is_masked(stage: Stage) -> None:
    form = (await stage.command("Ines", "shoutout")).form
    assert form is not None
    told = "Rang the customer back on +44 20 7946 0958 after the shift."
    preview = (await stage.submit("Ines", form, **await stage.filled("Ada", story=told))).form
    assert preview is not None
    await stage.submit("Ines", preview, shown=("story:0",))
    kept = await stage.kept(form.object_id)
    await correct(stage, kept, "Ada", story=f"{told} And wrote to marisol@customer.example.")
    story = (await stage.kept(kept.public_id)).story
    assert "+44 20 7946 0958" in story
    assert "marisol@" not in story


async def test_who_is_thanked_privately_stays_so(stage: Stage) -> None:
    await wants_it_privately(stage, "Luz")
    kept = await stage.give("Ines", "Luz", "Ada")
    async with stage.database.write() as session:
        await session.execute(update(RecognitionChoice).values(privately=False))
    await correct(stage, kept, "Luz", "Ada", story=BETTER)
    cards = await stage.cards(kept)
    assert set(cards) == {"care"}
    assert "Luz" not in stage.shown(cards["care"])


async def test_where_it_goes_can_change_to_them_alone_and_back(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    await stage.deliver()
    await correct(stage, kept, "Luz", goes_to=(Where.PRIVATELY,))
    assert "no longer concerns" in stage.shown((await stage.cards(kept))["lumen"])
    await correct(stage, kept, "Luz")
    assert "Luz" in stage.shown((await stage.cards(kept, slot="card.3"))["lumen"])


async def test_a_slip_of_the_pen_takes_it_nowhere_else_and_drops_nobody_who_has_left(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    await stage.decide("shoutouts.audience", "Everyone")
    await stage.change(Person, "Luz", state=PersonState.LEFT)
    assert "Corrected in 1 channel." in await correct(stage, kept, "Luz", story=BETTER)
    cards = await stage.cards(kept)
    assert set(cards) == {"lumen"}
    assert "Luz" in stage.shown(cards["lumen"])
    assert "Ines gave you" in stage.shown((await stage.cards(kept, slot="personal"))["Luz"])


async def test_what_was_begun_does_not_bring_back_whom_an_erasure_took_out(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz", "Ada", story=f"{STORY} Luz called her.")
    await look(stage, await begin(stage, kept), "Ada", story=f"{STORY} Luz rang her.")
    async with stage.database.write() as session:
        luz = (await session.scalars(select(Person.id).where(Person.name == "Luz"))).one()
        await erasing.erase_person(session, luz)
    assert await stage.count(Shoutout) == 1
    assert "Luz" not in story_in(await begin(stage, kept))


async def test_a_slip_of_the_pen_is_corrected_also_while_a_company_is_paused(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz", "Ada")
    await stage.change(Side, "Lumenara", state=SideState.PAUSED)
    await correct(stage, kept, "Luz", "Ada", story=f"{STORY} In the rain.")
    assert (await stage.kept(kept.public_id)).story.endswith("In the rain.")
