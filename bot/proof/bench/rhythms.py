"""What ten thousand rhythms cost while nothing is due, and how soon two thousand of one minute are opened."""

import time as machine_time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from bot.capability import Capability, JobContext, JobOffer, Offers, RhythmOffer, Work
from bot.chat.texts import Texts
from bot.clock import Clocks, SystemClock
from bot.due.opening import AT_ONCE as IN_ONE
from bot.due.opening import open_due
from bot.due.rhythms import Moment, Party, Plan
from bot.due.tables import Rhythm
from bot.proof.bench.bars import Bar, Findings, Say
from bot.proof.bench.databases import fresh, on_both
from bot.proof.steps import expect
from bot.storage.columns import new_public_id
from bot.storage.sessions import Database, Session
from schedules.runner import Ticker

RHYTHMS, AT_ONCE = 10_000, 2_000
RUNS, TICKS = 3, 20
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ZONES = ("Europe/London", "Asia/Manila", "America/New_York", "Africa/Cairo")

TOPOLOGY = (
    f"{RHYTHMS:,} weekly rhythms that began three years ago, of three teams in as many zones each; {AT_ONCE:,} of them "
    "are due in the same minute, with work a day before as well; one process"
)


class Standing:
    """A calendar that stands still."""

    def now(self) -> datetime:
        return MONDAY


async def measure(say: Say) -> Findings:
    """Both figures on each database."""
    return await on_both(partial(_on, say), TOPOLOGY, "rhythms")


async def _on(say: Say, engine: str, urls: Sequence[str], notes: list[str]) -> Sequence[Bar]:
    quiet, opened, longest = [], [], []
    async with fresh(urls[0]) as database:
        await fill(database)
        for run in range(1, RUNS + 1):
            say(f"{RHYTHMS:,} rhythms on {engine}, run {run} of {RUNS} …")
            ticker = Ticker(database, _offers(), {}, Clocks(Standing(), SystemClock()))
            await ticker.tick()
            began = machine_time.process_time()
            for _ in range(TICKS):
                await ticker.tick()
            quiet.append((machine_time.process_time() - began) / TICKS * 1000)
            took, worst = await _opening(database, run)
            opened.append(took)
            longest.append(worst)
    notes.append(f"{engine}: one transaction of those took {max(longest) * 1000:.0f} ms at the longest")
    return [
        Bar(f"a tick while nothing is due, {RHYTHMS:,} rhythms, {engine}", "ms", 50.0, tuple(quiet), (), (0.0,)),
        Bar(f"{AT_ONCE:,} rhythms of one minute opened, {engine}", "s", 10.0, tuple(opened), (), (0.0,)),
    ]


async def _opening(database: Database, run: int) -> tuple[float, float]:
    """Seconds until all are opened, and those of the longest transaction; their work is due later."""
    due = MONDAY + timedelta(days=7 * run, hours=1)
    async with database.write() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("UPDATE due SET state = 'cancelled'")
        for number in range(1, RHYTHMS + 1):
            rhythm = await session.get_one(Rhythm, number)
            rhythm.next_at, rhythm.since = due + timedelta(days=number > AT_ONCE), due - timedelta(hours=1)
    before = await _rows(database)
    began = last = machine_time.perf_counter()
    longest = 0.0
    more = True
    while more:
        async with database.write() as session:
            more = await open_due(session, _offers().planners(), due) == IN_ONE
        now = machine_time.perf_counter()
        longest, last = max(longest, now - last), now
    took = machine_time.perf_counter() - began
    opened = await _rows(database) - before
    expect(opened >= AT_ONCE, f"work of {AT_ONCE:,} rhythms to be written", f"{opened:,} rows")
    return took, longest


async def _rows(database: Database) -> int:
    async with database.read() as session:
        connection = await session.connection()
        return int((await connection.exec_driver_sql("SELECT count(*) FROM due")).scalar_one())


def _offers() -> Offers:
    jobs: Mapping[str, JobOffer] = {kind: JobOffer(_run, timedelta(hours=12)) for kind in ("meet", "collect")}
    return Offers([Capability("bench", jobs=jobs, rhythms={"bench": RhythmOffer(_plan, _title, _sides)})])


async def _plan(session: Session, rhythm: Rhythm) -> Plan:
    parties = tuple(Party(f"team:{number}", ZONES[(rhythm.id + number) % len(ZONES)]) for number in range(3))
    return Plan(parties, (Moment("meet"), Moment("collect", timedelta(days=1))))


async def _run(context: JobContext, work: Work) -> None:
    async with context.write() as session:
        await context.done(session)


async def _title(session: Session, rhythm: Rhythm, t: Texts) -> str:
    return "Bench"


async def _sides(session: Session, rhythm: Rhythm) -> frozenset[int]:
    return frozenset()


async def fill(database: Database) -> None:
    """Writes the rhythms, none of them near."""
    async with database.write() as session:
        session.add_all(
            Rhythm(
                public_id=new_public_id(), kind="bench", subject_id=number, rule="FREQ=WEEKLY;BYDAY=TU",
                starts=date(2023, 11, 20), at=time(10, number % 60), zone="UTC", since=MONDAY,
                next_at=MONDAY + timedelta(days=1),
            )
            for number in range(1, RHYTHMS + 1)
        )  # fmt: skip
