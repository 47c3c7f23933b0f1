"""The ticker runs what is due, once, and says what came too late."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from sqlalchemy import select, update

from bot.capability import Capability, JobContext, JobOffer, Offers, Work
from bot.clock import Clocks, SystemClock
from bot.due import work as due
from bot.due.tables import DueState, DueWork
from bot.people.model import AuditEntry
from bot.storage.sessions import Database, WrittenMeanwhile
from schedules.runner import FIRST_PAUSE, LEISURE_SECONDS, LONGEST_PAUSE, PAGE, TICK_SECONDS, Ticker

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Calendar:
    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at


class Bench:
    def __init__(self, database: Database, every: float = TICK_SECONDS, leisure: float = LEISURE_SECONDS) -> None:
        self.database = database
        self.calendar = Calendar()
        self.ran: list[Work] = []
        self.rang = asyncio.Event()
        self.fails = 0
        self.meanwhile: Callable[[], Awaitable[None]] | None = None
        self.stopping: asyncio.Future[None] | None = None
        hour = timedelta(hours=1)
        self.reading, self.read = asyncio.Event(), asyncio.Event()
        jobs = {
            "ring": JobOffer(self.ring, hour),
            "before": JobOffer(self.ring, hour, counts_from="ring"),
            "read": JobOffer(self.read_pages, hour, at_leisure=True),
        }
        offers = Offers([Capability("test", jobs=jobs)])
        self.ticker = Ticker(database, offers, {}, Clocks(self.calendar, SystemClock()), every, leisure=leisure)

    async def ring(self, context: JobContext, work: Work) -> None:
        if self.fails:
            self.fails -= 1
            raise RuntimeError("the platform is away")
        if self.meanwhile:
            await self.meanwhile()
        async with context.write() as session:
            if await context.done(session):
                session.add(AuditEntry(at=work.due_at, action="rang", object_id=str(work.owner_id)))
                self.ran.append(work)
                self.rang.set()

    async def read_pages(self, context: JobContext, work: Work) -> None:
        self.reading.set()
        await self.read.wait()
        await self.ring(context, work)

    async def put_down(self, kind: str = "ring", owner: int = 1, at: datetime = NOON) -> None:
        async with self.database.write() as session:
            await due.put_down(session, kind, owner, at)

    async def row(self) -> DueWork:
        async with self.database.read() as session:
            return (await session.scalars(select(DueWork))).one()


@pytest.fixture
def bench(database: Database) -> Bench:
    return Bench(database)


async def test_work_runs_when_it_is_due_and_never_before_or_again(bench: Bench) -> None:
    await bench.put_down(at=NOON + timedelta(seconds=1))
    assert await bench.ticker.tick() == 0
    bench.calendar.at += timedelta(seconds=1)
    assert await bench.ticker.tick() == 1
    assert await bench.ticker.tick() == 0
    assert [work.due_at for work in bench.ran] == [NOON + timedelta(seconds=1)]


async def test_all_that_is_due_runs_in_one_tick_however_much_it_is(bench: Bench) -> None:
    for owner in range(PAGE + 5):
        await bench.put_down(owner=owner)
    assert await bench.ticker.tick() == PAGE + 5
    assert sorted(work.owner_id for work in bench.ran) == list(range(PAGE + 5))


async def test_who_stops_in_the_middle_of_much_work_leaves_the_rest(bench: Bench) -> None:
    for owner in range(3):
        await bench.put_down(owner=owner)

    async def stop() -> None:
        bench.stopping = asyncio.ensure_future(bench.ticker.stop())
        await asyncio.sleep(0)

    bench.meanwhile = stop
    bench.ticker.start()
    async with asyncio.timeout(5):
        await bench.rang.wait()
    assert bench.stopping is not None
    await bench.stopping
    assert len(bench.ran) == 1


async def test_what_was_due_before_the_start_runs_at_the_start(database: Database) -> None:
    rarely = Bench(database, every=3600)
    await rarely.put_down(at=NOON - timedelta(minutes=1))
    rarely.ticker.start()
    async with asyncio.timeout(5):
        await rarely.rang.wait()
    await rarely.ticker.stop()
    assert [work.due_at for work in rarely.ran] == [NOON - timedelta(minutes=1)]


async def test_what_takes_long_holds_up_nothing_that_has_its_minute(database: Database) -> None:
    bench = Bench(database, every=3600)
    await bench.put_down("read", at=NOON - timedelta(minutes=1))
    await bench.put_down("ring")
    bench.ticker.start()
    async with asyncio.timeout(5):
        await bench.rang.wait()
        await bench.reading.wait()
    assert [work.kind for work in bench.ran] == ["ring"]
    bench.read.set()
    await bench.ticker.stop()
    assert [work.kind for work in bench.ran] == ["ring", "read"]


async def test_whoever_stops_does_not_wait_for_what_takes_too_long_and_finds_it_at_the_next_start(
    database: Database,
) -> None:
    bench = Bench(database, every=3600, leisure=0.0)
    await bench.put_down("read")
    bench.ticker.start()
    async with asyncio.timeout(5):
        await bench.reading.wait()
        await bench.ticker.stop()
    assert bench.ran == [] and (await bench.row()).state is DueState.WAITING
    again = Bench(database)
    again.read.set()
    assert await again.ticker.tick() == 1
    assert [work.kind for work in again.ran] == ["read"]


async def test_work_that_waited_for_another_that_waited_for_it_is_run_again_at_once(bench: Bench) -> None:
    deadlocks = iter([WrittenMeanwhile("UPDATE", None, RuntimeError("deadlock detected"))] * 2)

    async def waits() -> None:
        for one in deadlocks:
            raise one

    bench.meanwhile = waits
    await bench.put_down()
    await bench.ticker.tick()
    assert len(bench.ran) == 1


async def test_work_that_another_replica_did_meanwhile_changes_nothing(bench: Bench) -> None:
    other = Bench(bench.database)

    async def other_runs() -> None:
        await other.ticker.tick()

    bench.meanwhile = other_runs
    await bench.put_down()
    await bench.ticker.tick()
    assert (len(bench.ran), len(other.ran)) == (0, 1)


async def test_work_that_fails_comes_back_after_pauses_that_double(bench: Bench) -> None:
    bench.fails = 2
    await bench.put_down()
    with structlog.testing.capture_logs() as lines:
        await bench.ticker.tick()
        assert await bench.ticker.tick() == 0
        bench.calendar.at += FIRST_PAUSE
        await bench.ticker.tick()
    assert [line["again_in"] for line in lines] == [5.0, 10.0]
    bench.calendar.at += 2 * FIRST_PAUSE
    await bench.ticker.tick()
    assert len(bench.ran) == 1
    assert (await bench.row()).state is DueState.DONE


async def test_work_that_fails_for_days_is_put_off_all_the_same(bench: Bench) -> None:
    bench.fails = 1
    await bench.put_down()
    async with bench.database.write() as session:
        await session.execute(update(DueWork).values(attempts=5_000))
    with structlog.testing.capture_logs() as lines:
        await bench.ticker.tick()
    assert [line["again_in"] for line in lines] == [LONGEST_PAUSE.total_seconds()]
    assert await bench.ticker.tick() == 0


async def test_work_that_is_too_late_is_recorded_as_missed_with_the_reason(bench: Bench) -> None:
    await bench.put_down()
    bench.calendar.at += timedelta(hours=1, seconds=1)
    with structlog.testing.capture_logs():
        await bench.ticker.tick()
    row = await bench.row()
    assert (bench.ran, row.state) == ([], DueState.MISSED)
    assert row.reason == "Instep was not running when it was due"


@pytest.mark.parametrize("later, state", [(timedelta(), DueState.DONE), (timedelta(seconds=1), DueState.MISSED)])
async def test_what_is_done_before_an_occurrence_is_of_use_until_that_is_over(
    bench: Bench, later: timedelta, state: DueState
) -> None:
    day = NOON.date()
    async with bench.database.write() as session:
        await due.put_down(session, "before", 1, NOON - timedelta(days=2), original_date=day)
        await due.put_down(session, "ring", 1, NOON, original_date=day)
        await due.put_down(session, "ring", 1, NOON + timedelta(days=2), original_date=day + timedelta(days=2))
    bench.calendar.at += timedelta(hours=1) + later
    with structlog.testing.capture_logs():
        await bench.ticker.tick()
    async with bench.database.read() as session:
        row = (await session.scalars(select(DueWork).filter_by(kind="before"))).one()
    assert row.state is state


async def test_work_of_an_unknown_kind_is_set_aside_and_said(bench: Bench) -> None:
    await bench.put_down("gone")
    with structlog.testing.capture_logs() as lines:
        await bench.ticker.tick()
    assert lines[0]["event"] == "due_work_not_run"
    assert (await bench.row()).state is DueState.CANCELLED
