"""Attendees are asked in their own hours, answer with one tap or a form, and are reminded once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.capabilities.syncs.kinds import Held, MeetingState
from bot.capabilities.syncs.planning import COLLECT
from bot.capabilities.syncs.store.tables import Attendee, Meeting, Raised
from bot.chat.form import ChoiceField
from bot.chat.inbound import HomeOpened
from bot.delivery.budget import PER_SHIFT, Budget
from bot.delivery.outbox import Subject
from bot.due.opening import open_due
from bot.people.audience import readers_called
from bot.people.model import ChatIdentity, Person, Team
from tests.bot.capabilities.syncs.collecting.conftest import (
    AGENDA,
    BEGINS,
    COLLECTS,
    REMINDS,
    asked,
    leads,
    on_agenda,
    open_form,
    prompts,
    says,
)
from tests.bot.capabilities.syncs.conftest import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_each_attendee_is_asked_once_and_nobody_else_is(stage: Stage) -> None:
    await leads(stage, "Care", "Ines")
    _, meeting = await asked(stage)
    found = await prompts(stage, meeting)
    assert set(found) | set(await prompts(stage, meeting, "runner")) == {"Ines", "Ada", "Hana", "Luz"}
    assert set(found) == {"Ada", "Hana", "Luz"}, "Ines facilitates, and is asked in the running order"
    assert stage.shown(found["Ada"]).startswith("What shall be on the agenda of Weekly sync?")
    await stage.at(AGENDA - timedelta(hours=5))
    assert await stage.count(Attendee) == 4


async def test_a_prompt_says_who_will_read_the_answer(stage: Stage) -> None:
    _, meeting = await asked(stage)
    found = await prompts(stage, meeting)
    assert "Everybody who takes part reads it" in stage.shown(found["Ines"])
    assert "Nobody else does." in stage.shown(found["Hana"]), "other partners do not"


async def test_between_two_sides_everybody_reads_everything(stage: Stage) -> None:
    _, meeting = await asked(stage, "Care", "Harbor")
    assert "Everybody who takes part reads it" in stage.shown((await prompts(stage, meeting))["Hana"])


async def test_a_round_in_writing_says_until_when_it_is_answered(stage: Stage) -> None:
    await leads(stage, "Care", "Ines")
    _, meeting = await asked(stage, held=Held.WRITTEN, minutes=24 * 60)
    asked_of = (await prompts(stage, meeting))["Hana"]
    [order] = (await prompts(stage, meeting, "runner")).values()
    for message in (asked_of, order):
        shown = stage.shown(message)
        assert "Answers until" in shown and "It begins" not in shown


async def test_one_tap_says_that_there_is_nothing(stage: Stage) -> None:
    _, meeting = await asked(stage)
    button = stage.button((await prompts(stage, meeting))["Ines"], "Nothing this week")
    for _ in range(2):
        answer = await stage.press("Ines", button)
        assert stage.shown(answer.redraw).startswith("Thank you. Nothing from you for Weekly sync")
        assert "with your name" not in stage.shown(answer.redraw)
    async with stage.database.read() as session:
        rows = (await session.scalars(select(Attendee).where(Attendee.has_nothing))).all()
    assert [one.answered_at for one in rows] == [COLLECTS]


async def test_what_is_said_is_thanked_for_and_can_be_changed_and_taken_back(stage: Stage) -> None:
    _, meeting = await asked(stage)
    done = await says(stage, "Hana", meeting, well="All on time.", question="Who owns refunds?")
    assert "Who owns refunds?" in stage.shown(done.redraw)
    assert (await stage.redrawn(meeting, slot="ask"))["Hana"] == stage.shown(done.redraw)
    form = (await stage.press("Hana", stage.button(done.redraw, "Change"))).form
    assert form is not None
    assert "All on time." in [getattr(part, "value", "") for part in form.parts]
    changed = await stage.submit("Hana", form, well="", stuck="", question="Who owns refunds now?")
    assert "All on time." not in stage.shown(changed.redraw)
    assert await on_agenda(stage, meeting) == ["Who owns refunds now?"]
    gone = await stage.submit("Hana", form, well="", stuck="", question="")
    assert stage.shown(gone.redraw).startswith("Thank you. Nothing from you")
    assert await on_agenda(stage, meeting) == []


async def test_a_form_sent_twice_says_it_once_and_an_empty_one_nothing(stage: Stage) -> None:
    _, meeting = await asked(stage)
    form = await open_form(stage, "Ines", meeting)
    empty = await stage.submit("Ines", form, well=" ", stuck="", question="")
    assert empty.errors is not None
    for _ in range(2):
        await stage.submit("Ines", form, stuck="The queue.")
    assert await stage.count(Raised) == 1
    long = await stage.submit("Ines", form, stuck="x" * 501)
    assert long.errors is not None


async def test_customers_data_is_masked_unless_it_is_said_to_be_none(stage: Stage) -> None:
    _, meeting = await asked(stage)
    form = await open_form(stage, "Ines", meeting)
    text = "noor@example.com and max@example.com wait."
    again = (await stage.submit("Ines", form, stuck=text)).form
    assert again is not None
    choice = next(part for part in again.parts if isinstance(part, ChoiceField))
    done = await stage.submit("Ines", again, stuck=text, shown=(choice.options[1].value,))
    assert await on_agenda(stage, meeting) == ["••• and max@example.com wait."]
    assert "masked" in stage.shown(done.redraw)


async def test_who_is_not_at_work_is_asked_when_their_day_begins_if_that_is_before_the_agenda(stage: Stage) -> None:
    await stage.change(Team, "Care", working_hours="Wed 09:00-17:00")
    await stage.change(Team, "Harbor", working_hours="Wed 23:00-23:30")
    _, meeting = await asked(stage, "Care", "Harbor")
    assert await prompts(stage, meeting) == {}
    await stage.at(datetime(2026, 11, 25, 9, tzinfo=UTC))
    assert set(await prompts(stage, meeting)) == {"Ines"}
    await stage.at(BEGINS + timedelta(days=2))
    assert set(await prompts(stage, meeting)) == {"Ines"}, "in Manila the shift begins when the agenda is out"


async def test_who_has_spoken_before_their_day_begins_is_not_asked(stage: Stage) -> None:
    await stage.change(Team, "Care", working_hours="Wed 09:00-17:00")
    _, meeting = await asked(stage, "Care")
    await stage.command("Ines", "sync raise The queue.")
    await stage.at(AGENDA)
    assert await prompts(stage, meeting) == {}


async def test_after_a_downtime_nobody_is_asked_for_an_agenda_that_is_due(stage: Stage) -> None:
    sync = await stage.set_up("Care")
    stage.calendar.instant = AGENDA
    async with stage.database.write() as session:
        await open_due(session, stage.offers.planners(), AGENDA)
    await stage.run_due(COLLECT)
    meeting = await stage.meeting(sync)
    assert await stage.attendees(meeting) == ["Ines"]
    assert await prompts(stage, meeting) == {}


async def test_who_cannot_be_reached_directly_attends_and_is_not_asked(stage: Stage) -> None:
    async with stage.database.write() as session:
        for one in await session.scalars(select(ChatIdentity).where(ChatIdentity.user_id == "U-Hana")):
            one.installation_key = ""
    _, meeting = await asked(stage)
    assert "Hana" in await stage.attendees(meeting)
    assert "Hana" not in await prompts(stage, meeting)


async def test_only_those_who_have_not_answered_are_reminded_once(stage: Stage) -> None:
    _, meeting = await asked(stage)
    await says(stage, "Hana", meeting, well="All on time.")
    await stage.command("Luz", "sync raise Who takes the night?")
    await stage.at(REMINDS)
    assert set(await prompts(stage, meeting, "remind")) == {"Ines"}
    await stage.at(AGENDA)
    assert set(await prompts(stage, meeting, "remind")) == {"Ines"}
    button = stage.button((await prompts(stage, meeting, "remind"))["Ines"], "Nothing this week")
    await stage.press("Ines", button)
    assert (await stage.redrawn(meeting, slot="remind"))["Ines"].startswith("Thank you. Nothing from you")


async def test_nobody_is_reminded_shortly_after_they_were_asked(stage: Stage) -> None:
    await stage.change(Team, "Care", working_hours="Wed 10:00-17:00")
    _, meeting = await asked(stage, "Care")
    await stage.at(AGENDA)
    assert set(await prompts(stage, meeting)) == {"Ines"}
    assert await prompts(stage, meeting, "remind") == {}


async def test_late_answers_are_added_to_the_agenda_that_is_out(stage: Stage) -> None:
    _, meeting = await asked(stage)
    async with stage.database.write() as session:
        same = await session.get_one(Meeting, meeting.id)
        same.state, same.agenda_at = MeetingState.OPEN, AGENDA
    stage.calendar.instant = AGENDA
    assert "What you say now is added to it." in (await stage.redrawn(meeting, slot="ask"))["Ines"]
    done = await says(stage, "Ines", meeting, stuck="The queue.")
    assert "This is from you for Weekly sync:" in stage.shown(done.redraw)
    assert await on_agenda(stage, meeting) == ["The queue."]


async def test_a_prompt_that_the_budget_held_back_stands_in_the_catch_up_and_on_the_home(stage: Stage) -> None:
    async with stage.database.write() as session:
        ines = await session.scalar(select(Person.id).where(Person.name == "Ines")) or 0
        start = stage.calendar.now().replace(hour=0)
        for number in range(PER_SHIFT):
            await Budget(session, stage.calendar.now()).allows(ines, start, Subject("other", number))
    _, meeting = await asked(stage, "Care")
    assert await prompts(stage, meeting) == {}
    async with stage.database.read() as session:
        spared = await Budget(session, stage.calendar.now()).spared(ines)
        (reader,) = await readers_called(session, [ines], stage.calendar.now())
        lines = await stage.offers.held_back(session, reader, spared, stage.calendar.now())
    assert [one.text for one in lines] == ["Weekly sync: say until Wed 25 Nov, 14:30 what shall be on its agenda."]
    home = (await stage.send(HomeOpened(stage.origin("Ines")))).home
    assert "Weekly sync waits for what you would like to talk about." in stage.shown(home)


async def test_nobody_is_reminded_of_what_comes_every_day(stage: Stage) -> None:
    sync = await stage.set_up(rule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
    await stage.at(COLLECTS)
    meeting = await stage.meeting(sync, BEGINS.date())
    assert len(await prompts(stage, meeting)) >= 3
    await stage.at(REMINDS)
    assert await prompts(stage, meeting, "remind") == {}
