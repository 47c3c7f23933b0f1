"""Whoever takes part raises something: by button, words and menu; too much of it is the lead's to choose from."""

from datetime import timedelta

import pytest

from bot.capabilities.syncs import planning
from bot.capabilities.syncs.collecting.messages import RAISE
from bot.capabilities.syncs.kinds import SyncState, Template
from bot.capabilities.syncs.store.tables import Meeting, Raised, Sync
from bot.chat.form import ChoiceField, Form, TextField
from bot.chat.inbound import Identity
from bot.chat.message import Button
from bot.due import deciding
from bot.due.tables import Rhythm
from tests.bot.capabilities.syncs.collecting.conftest import (
    AGENDA,
    BEGINS,
    COLLECTS,
    asked,
    leads,
    on_agenda,
    prompts,
    says,
)
from tests.bot.capabilities.syncs.conftest import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_reader_raises_something_before_anybody_was_asked(stage: Stage) -> None:
    sync = await stage.set_up()
    answer = await stage.command("Leo", "sync raise The night has no lead.")
    assert stage.shown(answer.message).startswith("Noted for the agenda of Weekly sync.")
    await stage.at(COLLECTS)
    assert await on_agenda(stage, await stage.meeting(sync)) == ["The night has no lead."]
    assert set(await prompts(stage, await stage.meeting(sync))) == {"Ines", "Hana", "Luz"}


async def test_a_button_on_a_card_opens_the_form_with_what_was_said(stage: Stage) -> None:
    _, meeting = await asked(stage)
    await stage.command("Leo", "sync raise Who leads the night?")
    form = (await stage.press("Leo", Button("", RAISE, meeting.public_id))).form
    assert form is not None
    done = await stage.submit("Leo", form, question="Who leads the night now?", well="", stuck="")
    assert stage.shown(done.message).startswith("Noted for the agenda")
    assert await on_agenda(stage, meeting) == ["Who leads the night now?"]


async def test_words_said_again_are_noted_once_and_others_are_added(stage: Stage) -> None:
    _, meeting = await asked(stage)
    await stage.command("Leo", "sync raise weekly sync: The queue.")
    again = await stage.command("Leo", "sync raise The queue.")
    assert "already" in stage.shown(again.message)
    await stage.command("Leo", "sync raise The door.")
    assert await on_agenda(stage, meeting) == ["The queue.\nThe door."]


async def test_typed_customers_data_is_masked(stage: Stage) -> None:
    _, meeting = await asked(stage)
    answer = await stage.command("Leo", "sync raise noor@example.com waits.")
    assert "masked" in stage.shown(answer.message)
    assert await on_agenda(stage, meeting) == ["••• waits."]


async def test_who_takes_part_in_several_chooses_which(stage: Stage) -> None:
    await stage.set_up("Care", name="Huddle")
    sync = await stage.set_up("Care", "Harbor")
    form = (await stage.command("Ada", "sync raise The queue.")).form
    assert form is not None
    await stage.submit("Ada", form, sync=(sync.public_id,), stuck="The queue.", well="", question="")
    assert await on_agenda(stage, await stage.meeting(sync)) == ["The queue."]
    named = await stage.command("Ada", "sync raise huddle The door.")
    assert "Noted for the agenda of Huddle." in stage.shown(named.message)


async def test_who_does_not_take_part_raises_nothing(stage: Stage) -> None:
    _, meeting = await asked(stage, "Care")
    assert "None of your teams" in stage.shown((await stage.command("Luz", "sync raise The queue.")).message)
    refused = await stage.press("Luz", Button("", RAISE, meeting.public_id))
    assert "Only those whose team takes part" in stage.shown(refused.message)
    assert await stage.count(Raised) == 0


async def test_who_is_new_on_a_side_that_takes_part_raises_something_for_it(stage: Stage) -> None:
    _, meeting = await asked(stage, "Care", "Harbor")
    stage.people["Jo"] = Identity("slack", "T2", "U-Jo")
    answer = await stage.command("Jo", "sync raise The queue.")
    assert stage.shown(answer.message).startswith("Noted for the agenda of Weekly sync.")
    assert await on_agenda(stage, meeting) == ["The queue."]


async def test_an_event_collects_nothing(stage: Stage) -> None:
    await stage.set_up(template=Template.DEMO)
    assert "None of your teams" in stage.shown((await stage.command("Ada", "sync raise The queue.")).message)


async def test_what_was_raised_for_one_that_is_skipped_comes_on_the_next(stage: Stage) -> None:
    sync, meeting = await asked(stage)
    await says(stage, "Hana", meeting, stuck="The queue.")
    await stage.command("Leo", "sync raise The door.")
    async with stage.database.write() as session:
        rhythm = await session.get_one(Rhythm, 1)
        now = stage.calendar.now()
        await deciding.skip(session, rhythm, BEGINS.date(), planning.plan, None, now)
    await stage.at(AGENDA)
    assert (await stage.redrawn(meeting, slot="ask"))["Hana"].startswith("Weekly sync is left out this time.")
    await stage.at(COLLECTS + timedelta(days=7))
    assert await on_agenda(stage, await stage.meeting(sync)) == ["The queue.", "The door."]
    assert set(await prompts(stage, await stage.meeting(sync))) == {"Ines", "Luz"}, "Hana has spoken"


async def test_a_sync_that_ended_promises_no_next_agenda(stage: Stage) -> None:
    sync, meeting = await asked(stage)
    await says(stage, "Hana", meeting, stuck="The queue.")
    async with stage.database.write() as session:
        await deciding.end(session, await session.get_one(Rhythm, 1), planning.plan, stage.calendar.now())
        (await session.get_one(Sync, sync.id)).state = SyncState.ENDED
    await stage.at(AGENDA)
    prompt = (await stage.redrawn(meeting, slot="ask"))["Hana"]
    assert prompt.startswith("Nothing more is needed from you for Weekly sync.")
    late = await stage.command("Hana", "sync raise The door.")
    assert "None of your teams takes part" in stage.shown(late.message)


async def test_one_that_is_moved_says_its_new_time(stage: Stage) -> None:
    sync, _ = await asked(stage)
    async with stage.database.write() as session:
        rhythm = await session.get_one(Rhythm, 1)
        later = (BEGINS + timedelta(days=1)).replace(tzinfo=None)
        await deciding.move(session, rhythm, BEGINS.date(), later, planning.plan, None, stage.calendar.now())
    await stage.at(AGENDA)
    assert (await stage.meeting(sync)).starts_at == BEGINS + timedelta(days=1)
    assert await stage.count(Meeting) == 1


async def test_of_more_than_five_the_lead_chooses_and_until_then_the_first_stand(stage: Stage) -> None:
    await leads(stage, "Care", "Ines")
    _, meeting = await asked(stage, "Care", agents_per_team=2)
    for who in ("Ines", "Ada"):
        await says(stage, who, meeting, well=f"Good, {who}", stuck=f"Stuck, {who}", question=f"{who}?")
    first = [f"{kind}, Ines" for kind in ("Good", "Stuck")] + ["Ines?", "Good, Ada", "Stuck, Ada"]
    assert await on_agenda(stage, meeting) == first
    letter = (await prompts(stage, meeting, "choose"))["Ines"]
    form = (await stage.press("Ines", stage.button(letter, "Choose up to 5"))).form
    assert form is not None
    field = next(part for part in form.parts if isinstance(part, ChoiceField))
    every = [one.value for one in field.options]
    assert (await stage.submit("Ines", form, items=tuple(every))).errors is not None
    done = await stage.submit("Ines", form, items=tuple(every[4:]))
    assert "The ticked ones are on the agenda." in stage.shown(done.redraw)
    assert await on_agenda(stage, meeting) == ["Stuck, Ada", "Ada?"]
    await stage.command("Bo", "sync raise The door.")
    assert await on_agenda(stage, meeting) == ["Stuck, Ada", "Ada?", "The door."]
    assert set(await prompts(stage, meeting, "choose")) == {"Ines"}
    assert await prompts(stage, meeting, "choose.late") == {}


async def test_what_comes_after_a_choice_of_five_is_told_to_the_lead_once_and_to_whoever_raised_it(
    stage: Stage,
) -> None:
    await leads(stage, "Care", "Ines")
    _, meeting = await asked(stage, "Care", agents_per_team=2)
    for who in ("Ines", "Ada"):
        await says(stage, who, meeting, well=f"Good, {who}", stuck=f"Stuck, {who}", question=f"{who}?")
    form = (
        await stage.press("Ines", stage.button((await prompts(stage, meeting, "choose"))["Ines"], "Choose up to 5"))
    ).form
    field = next(part for part in form.parts if isinstance(part, ChoiceField))
    await stage.submit("Ines", form, items=tuple(one.value for one in field.options[:5]))
    said = await stage.command("Bo", "sync raise The door.")
    assert "not all of it is on it. Your lead chooses." in stage.shown(said.message)
    late = (await prompts(stage, meeting, "choose.late"))["Ines"]
    assert "since you chose" in late.summary and "☐ The door." in stage.shown(late)
    await stage.command("Bo", "sync raise The window?")
    form = (await stage.press("Ines", stage.button(late, "Choose again"))).form
    field = next(part for part in form.parts if isinstance(part, ChoiceField))
    door = next(one.value for one in field.options if one.label == "The door.")
    await stage.submit("Ines", form, items=(door,))
    assert await on_agenda(stage, meeting) == ["The door."]
    assert set(await prompts(stage, meeting, "choose.late")) == {"Ines"}


async def test_nobody_but_the_lead_chooses(stage: Stage) -> None:
    await leads(stage, "Care", "Ines")
    _, meeting = await asked(stage, "Care", agents_per_team=2)
    for who in ("Ines", "Ada"):
        await says(stage, who, meeting, well=f"Good, {who}", stuck=f"Stuck, {who}", question=f"{who}?")
    letter = (await prompts(stage, meeting, "choose"))["Ines"]
    answer = await stage.press("Ada", stage.button(letter, "Choose up to 5"))
    assert "nothing to choose" in stage.shown(answer.message)


async def test_what_is_too_long_comes_back_whole_with_what_was_said_before(stage: Stage) -> None:
    _, meeting = await asked(stage)
    longer = "The queue is long. " * 30 + "noor@example.com waits."
    form = (await stage.command("Leo", f"sync raise {longer}")).form
    assert form is not None and form.title == "Too long, shorten it"
    assert _texts(form) == {"well": "", "stuck": longer, "question": ""}
    assert all(part.maximum >= len(part.value) for part in form.parts if isinstance(part, TextField))
    assert await on_agenda(stage, meeting) == []
    await stage.submit("Leo", form, well="", stuck="The queue is long.", question="")
    form = (await stage.command("Leo", f"sync raise {'And the door. ' * 35}".strip())).form
    assert form is not None
    assert _texts(form)["stuck"] == "The queue is long.\n" + ("And the door. " * 35).strip()
    await stage.submit("Leo", form, well="", stuck="The queue.\nAnd the door.", question="")
    assert await on_agenda(stage, meeting) == ["The queue.\nAnd the door."]


def _texts(form: Form) -> dict[str, str]:
    return {part.name: part.value for part in form.parts if isinstance(part, TextField)}
