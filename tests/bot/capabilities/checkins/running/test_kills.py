"""Killed between any two steps, and by several processes at once: everybody is asked once, nothing is lost."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.capabilities.checkins.kinds import Mode, RunState
from bot.capabilities.checkins.planning import PREPARE
from bot.capabilities.checkins.running import asking, works
from bot.capabilities.checkins.store.checkins import CHECKIN
from bot.capabilities.checkins.store.tables import Asked, Ballot, Checkin, Run, Voter
from bot.capabilities.checkins.subjects import REMINDER
from bot.delivery.tables import BudgetSpent, Copy, Delivery
from bot.due.opening import open_due
from bot.storage.sessions import Session
from tests.bot.capabilities.checkins.conftest import Stage
from tests.kills import Killed, everything, killed_at, killed_between_any_two_steps
from tests.races import at_once

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

AT = datetime(2026, 11, 25, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven people are several pages."""
    monkeypatch.setattr(asking, "PAGE", 2)


async def opened(stage: Stage, **others: object) -> Checkin:
    """A check-in of London whose run is due to be prepared."""
    checkin = await stage.set_up("Care", **others)  # type: ignore[arg-type]
    stage.calendar.instant = AT - timedelta(hours=4)
    async with stage.database.write() as session:
        await open_due(session, stage.offers.planners(), stage.calendar.instant)
    return checkin


async def all_at_once(stage: Stage) -> None:
    """Three in London who are asked at the same instant, and two more."""
    await stage.join("Care", "Cleo", "Dai")


async def posts(stage: Stage) -> int:
    async with stage.database.read() as session:
        return await session.scalar(select(func.count()).select_from(Delivery)) or 0


async def runs_once(stage: Stage, kind: str, *, killed_at_least: int) -> None:
    """Runs what is due until no kill comes between, and then once more."""
    _, killed = await killed_between_any_two_steps(stage.database, lambda: stage.run_due(kind), stage.restart)
    assert killed >= killed_at_least
    after = await everything(stage.database)
    assert await stage.run_due(kind) == 0
    assert await everything(stage.database) == after


@on_one_database
async def test_a_run_is_frozen_and_closed_once(stage: Stage) -> None:
    await all_at_once(stage)
    checkin = await opened(stage, mode=Mode.ANONYMOUS, threshold=3)
    await runs_once(stage, PREPARE, killed_at_least=5)
    assert await stage.count(Asked) == 5
    stage.calendar.instant = AT
    await stage.run_due(works.ASK)
    run = await stage.run(checkin)
    (group,) = await stage.groups(run)
    async with stage.database.write() as session:
        for number in range(4):
            session.add(Ballot(run_id=run.id, place=1, voter=f"b{number}", group_id=group.id, value=number))
            session.add(Voter(run_id=run.id, voter=f"v{number}", group_id=group.id))
    stage.calendar.instant = AT + timedelta(hours=1)
    await runs_once(stage, works.SHUFFLE, killed_at_least=5)
    await stage.deliver()
    stage.calendar.instant = run.closes_at
    await runs_once(stage, works.CLOSE, killed_at_least=5)
    assert (await stage.run(checkin)).state is RunState.CLOSED
    async with stage.database.read() as session:
        assert sorted(await session.scalars(select(Ballot.value))) == [0, 1, 2, 3]
    assert await stage.count(Voter) == 4


@on_one_database
@pytest.mark.parametrize("step", range(1, 21))
async def test_killed_anywhere_among_the_pages_everybody_is_asked_and_reminded_once(stage: Stage, step: int) -> None:
    await all_at_once(stage)
    checkin = await opened(stage)
    await stage.run_due(PREPARE)
    stage.calendar.instant = AT
    with killed_at(stage.database, step) as gone:
        try:
            await stage.run_due(works.ASK)
        except Killed:
            stage.restart()
    assert gone.is_set(), "there are more steps than that"
    await stage.run_due(works.ASK)
    run = await stage.run(checkin)
    assert len(await stage.sent(run)) == 5
    assert await posts(stage) == 5
    await stage.at(run.closes_at - timedelta(minutes=1))
    assert len(await stage.sent(run, REMINDER)) == 5
    assert await posts(stage) == 10


async def test_two_processes_freeze_and_ask_once(stage: Stage) -> None:
    await all_at_once(stage)
    checkin = await opened(stage)
    await asyncio.gather(stage.run_due(PREPARE), stage.run_due(PREPARE, CHECKIN), stage.run_due(PREPARE))
    assert await stage.count(Run) == 1
    stage.calendar.instant = AT
    await asyncio.gather(*(stage.run_due(works.ASK, CHECKIN) for _ in range(3)))
    run = await stage.run(checkin)
    assert len(await stage.sent(run)) == 5
    assert await posts(stage) == 5
    async with stage.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Copy)) == 5
    assert all(row.asked_at == AT for row in (await stage.asked(run)).values())


async def test_two_processes_at_the_same_page_take_it_one_after_the_other(stage: Stage) -> None:
    await all_at_once(stage)
    checkin = await opened(stage)
    await stage.run_due(PREPARE)
    stage.calendar.instant = AT
    run = await stage.run(checkin)

    async def hold(session: Session) -> None:
        await session.scalars(select(Asked).where(Asked.run_id == run.id).with_for_update())

    async def ask() -> int:
        return await stage.run_due(works.ASK)

    await at_once(stage.database, hold, ask, ask)
    assert len(await stage.sent(run)) == 5
    async with stage.database.read() as session:
        spent = (await session.scalars(select(BudgetSpent.messages))).all()
    assert list(spent) == [1] * 5, "nobody's budget is counted twice"
