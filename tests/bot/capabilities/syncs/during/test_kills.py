"""Killed between any two steps, asked again, and asked by two at once: nothing is lost, nothing is there twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.capabilities.syncs.during import buttons, closing, taking
from bot.capabilities.syncs.during.action_letters import DUE
from bot.capabilities.syncs.during.action_messages import DONE, DROP, HAND_OVER
from bot.capabilities.syncs.kinds import ActionState, MeetingState, Template
from bot.capabilities.syncs.planning import END
from bot.capabilities.syncs.store.tables import Meeting, Written
from bot.chat.inbound import NOTHING, Answer, FormSubmitted, Press
from bot.people.model import Role
from tests.bot.capabilities.syncs.during.conftest import STARTS, WEEK, Stage
from tests.kills import everything, killed_between_any_two_steps
from tests.races import at_once

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def comes_through(stage: Stage, inbound: Press | FormSubmitted) -> Answer:
    """Asks until no kill comes between; then it comes again from the platform, and again from whoever asked."""
    answer, killed = await killed_between_any_two_steps(stage.database, lambda: stage.send(inbound), stage.restart)
    assert killed >= 3, "the request itself, what it does, and the commit"
    after = await everything(stage.database)
    assert await stage.send(inbound) == NOTHING
    assert await everything(stage.database) == after
    await stage.send(replace(inbound, origin=replace(inbound.origin, request_id=f"{inbound.origin.request_id} again")))
    again = await everything(stage.database)
    changed = {name for name in after if again[name] != after[name]}
    assert changed - {"stale"} == {"inbox"}, "at most something is drawn once more"
    return answer


async def runs(stage: Stage, kind: str) -> None:
    """Runs what is due until no kill comes between, and then once more."""
    _, killed = await killed_between_any_two_steps(stage.database, lambda: stage.run_due(kind), stage.restart)
    assert killed >= 2
    after = await everything(stage.database)
    assert await stage.run_due(kind) == 0
    assert await everything(stage.database) == after


@on_one_database
async def test_what_is_written_down_is_kept_once(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await comes_through(stage, stage.came("Hana", buttons.HERE, meeting.public_id))
    form = await stage.opened("Hana", buttons.DECIDE, meeting.public_id)
    await comes_through(stage, stage.sent("Hana", form, text="Refunds need no supervisor."))
    assert await stage.count(Written) == 1
    form = await stage.opened("Ada", buttons.ADD_ACTION, meeting.public_id)
    doer = (await stage.public_id("Hana"),)
    await comes_through(stage, stage.sent("Ada", form, what="Ask", doer=doer, until=STARTS + WEEK))
    (action,) = await stage.actions()
    assert list(await stage.letters("yours")) == ["Hana"]
    form = await stage.opened("Hana", HAND_OVER, action.public_id)
    await comes_through(stage, stage.sent("Hana", form, doer=(await stage.public_id("Hugo"),)))
    assert list(await stage.letters("yours.1")) == ["Hugo"]
    await comes_through(stage, stage.came("Hugo", DONE, action.public_id))


@on_one_database
async def test_a_meeting_is_closed_once(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor", attend=("Ada", "Bo", "Hana"))
    await stage.pressed("Hana", buttons.HERE, meeting.public_id)
    await stage.write("Hana", meeting, buttons.DECIDE, "Refunds need no supervisor.")
    form = await stage.opened("Ada", buttons.CLOSE, meeting.public_id)
    await comes_through(stage, stage.sent("Ada", form))
    assert len(await stage.cards(meeting, slot="summary")) == 2
    assert list(await stage.letters("missed", "sync_meeting")) == ["Bo"]


@on_one_database
async def test_what_comes_by_itself_comes_once(stage: Stage) -> None:
    await stage.leads("Ada", "Care")
    _, meeting = await stage.begun("Care", "Harbor", template=Template.HANDOVER)
    await stage.act("Ada", meeting, "Hana", until=STARTS + timedelta(days=2))
    await stage.tick()
    stage.calendar.instant = STARTS + timedelta(minutes=15)
    await runs(stage, taking.ESCALATE)
    assert list(await stage.letters("nobody", "sync_meeting")) == ["Ada"]
    stage.calendar.instant = STARTS + timedelta(hours=13)
    await runs(stage, END)
    assert len(await stage.cards(meeting, slot="summary")) == 2
    stage.calendar.instant = STARTS + timedelta(days=2)
    await runs(stage, DUE)
    await runs(stage, closing.SETTLED)
    assert list(await stage.letters("soon")) == ["Hana"]


async def test_of_two_who_close_at_once_one_does(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    forms = {who: await stage.opened(who, buttons.CLOSE, meeting.public_id) for who in ("Ada", "Ines")}
    answers = await at_once(
        stage.database,
        lambda session: session.get(Meeting, meeting.id, with_for_update=True),
        *(lambda who=who: stage.submit(who, forms[who]) for who in forms),  # type: ignore[misc]
    )
    said = sorted(stage.shown(one.message).partition(".")[0] for one in answers)
    assert said[1].startswith("Closed")
    assert "closed it on" in said[0]
    assert len(await stage.cards(meeting, slot="summary")) == 2
    async with stage.database.read() as session:
        assert (await session.get_one(Meeting, meeting.id)).state is MeetingState.CLOSED


async def test_of_done_and_dropped_at_once_the_first_holds(stage: Stage) -> None:
    _, meeting = await stage.begun("Care", "Harbor")
    await stage.grant("Ada", Role.MANAGER)
    await stage.act("Ada", meeting, "Hana")
    (action,) = await stage.actions()
    form = await stage.opened("Ada", DROP, action.public_id)
    done, dropped = await at_once(
        stage.database,
        lambda session: session.get(type(action), action.id, with_for_update=True),
        lambda: stage.pressed("Hana", DONE, action.public_id),
        lambda: stage.submit("Ada", form, reason="Finance has done it"),
    )
    (after,) = await stage.actions()
    if after.state is ActionState.DONE:
        assert "Nothing was changed. Done, says Hana." in stage.shown(dropped.message)
    else:
        assert "Dropped by Ada" in stage.shown(done.message)
    told = {slot: await stage.letters(slot) for slot in ("changed.0.done", "changed.0.dropped")}
    assert list(told["changed.0.dropped"]) == ([] if after.state is ActionState.DONE else ["Hana"])
