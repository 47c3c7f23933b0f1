"""Killed between any two steps, and by several processes at once: nobody is asked twice, nothing is lost."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.capabilities.syncs.collecting.messages import ADD, NOTHING
from bot.capabilities.syncs.collecting.runner_messages import CANNOT
from bot.capabilities.syncs.planning import COLLECT, REMIND
from bot.capabilities.syncs.store.tables import Attendee, Meeting, Raised, Sync
from bot.chat.inbound import NOTHING as NO_ANSWER
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.message import Button
from bot.delivery.budget import Budget
from bot.delivery.outbox import Subject
from bot.due.opening import open_due
from bot.mail import shift_began
from bot.people.audience import readers_called
from bot.people.model import Person
from bot.storage.sessions import Session
from tests.bot.capabilities.syncs.collecting.conftest import COLLECTS, REMINDS, asked, leads, open_form, prompts
from tests.bot.capabilities.syncs.conftest import Stage
from tests.kills import everything, killed_between_any_two_steps
from tests.races import at_once, waits

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def opened(stage: Stage, *facilitators: str) -> Sync:
    """A sync whose collecting is due."""
    sync = await stage.set_up("Care", "Harbor", facilitators=facilitators or ("Ines", "Hana"))
    stage.calendar.instant = COLLECTS
    async with stage.database.write() as session:
        await open_due(session, stage.offers.planners(), COLLECTS)
    return sync


async def runs(stage: Stage, kind: str) -> None:
    """Runs what is due until no kill comes between, and then once more."""
    _, killed = await killed_between_any_two_steps(stage.database, lambda: stage.run_due(kind), stage.restart)
    assert killed >= 2
    after = await everything(stage.database)
    assert await stage.run_due(kind) == 0
    assert await everything(stage.database) == after


async def comes_through(stage: Stage, inbound: Press | FormSubmitted) -> Answer:
    """Asks until no kill comes between; then the platform repeats it, and whoever asked does it again."""
    answer, killed = await killed_between_any_two_steps(stage.database, lambda: stage.send(inbound), stage.restart)
    assert killed >= 3
    after = await everything(stage.database)
    assert await stage.send(inbound) == NO_ANSWER
    assert await everything(stage.database) == after
    again = replace(inbound, origin=replace(inbound.origin, request_id=f"{inbound.origin.request_id} again"))
    await stage.send(again)
    later = await everything(stage.database)
    assert {name for name in after if later[name] != after[name]} - {"stale"} == {"inbox"}
    return answer


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_who_facilitates_is_not_counted_before_attendees_who_come_first(stage: Stage) -> None:
    await leads(stage, "Care", "Ines")
    await opened(stage, "Hana")
    async with stage.database.write() as session:
        ids = (await session.scalars(select(Person.id).where(Person.name.in_(("Ines", "Hana"))))).all()
        first, second = sorted(await readers_called(session, ids, COLLECTS), key=lambda one: one.person_id)
        assert (first.name, second.name) == ("Ines", "Hana")
        budget, other = Budget(session, COLLECTS), Subject("update", 7)
        assert await budget.allows(first.person_id, shift_began(first, COLLECTS), other)
        collecting = asyncio.ensure_future(stage.run_due(COLLECT))
        await waits(stage.database, collecting)
        # Were Hana counted by now, each of both would wait for the other.
        assert await budget.allows(second.person_id, shift_began(second, COLLECTS), other)
    assert await collecting == 1


@on_one_database
async def test_collecting_begins_once(stage: Stage) -> None:
    sync = await opened(stage)
    await runs(stage, COLLECT)
    meeting = await stage.meeting(sync)
    assert set(await prompts(stage, meeting)) == {"Hana"}
    assert set(await prompts(stage, meeting, "runner")) == {"Ines"}
    stage.calendar.instant = REMINDS
    await runs(stage, REMIND)
    assert set(await prompts(stage, meeting, "remind")) == {"Ines", "Hana"}


@on_one_database
async def test_an_answer_is_kept_once(stage: Stage) -> None:
    _, meeting = await asked(stage, "Care", facilitators=("Ines", "Ada"))
    form = await open_form(stage, "Ines", meeting)
    values = {"well": "All on time.", "stuck": "", "question": "Who leads?"}
    await comes_through(stage, FormSubmitted(stage.origin("Ines"), form.action, form.object_id, values, form.state))
    assert await stage.count(Raised) == 2


@on_one_database
async def test_one_tap_counts_once(stage: Stage) -> None:
    _, meeting = await asked(stage, "Care")
    await comes_through(stage, Press(stage.origin("Ines"), NOTHING, meeting.public_id))


@on_one_database
async def test_the_turn_is_handed_on_once(stage: Stage) -> None:
    _, meeting = await asked(stage, facilitators=("Ines", "Hana", "Ada"))
    await comes_through(stage, Press(stage.origin("Ines"), CANNOT, meeting.public_id))
    assert set(await prompts(stage, meeting, "runner")) == {"Ines", "Ada"}, "the turn of her side"


async def test_two_processes_that_collect_ask_everybody_once(stage: Stage) -> None:
    await opened(stage)
    await asyncio.gather(stage.run_due(COLLECT), stage.run_due(COLLECT))
    assert await stage.count(Meeting) == 1
    assert await stage.count(Attendee) == 2


async def test_two_who_raise_at_once_before_collecting_make_one_meeting(stage: Stage) -> None:
    sync = await stage.set_up("Care", "Harbor")
    await asyncio.gather(stage.command("Ada", "sync raise The queue."), stage.command("Hugo", "sync raise The door."))
    assert await stage.count(Meeting) == 1
    assert await stage.count(Raised) == 2
    assert (await stage.meeting(sync)).sync_id == sync.id


async def test_the_same_form_sent_by_two_clicks_at_once_is_kept_once(stage: Stage) -> None:
    _, meeting = await asked(stage, "Care")
    form = await open_form(stage, "Ines", meeting)

    async def hold(session: Session) -> None:
        await session.get_one(Meeting, meeting.id, with_for_update=True)

    async def click() -> Answer:
        return await stage.submit("Ines", form, well="", stuck="The queue.", question="")

    await at_once(stage.database, hold, click, click)
    assert await stage.count(Raised) == 1
    assert (await stage.press("Ines", Button("", ADD, meeting.public_id))).form is not None
