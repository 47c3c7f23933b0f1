"""Years of a calendar in which the process is restarted a thousand times, and one in which replicas are killed.

What ran is an entry of the audit trail, written in the transaction of the work: nothing there is unique, so what ran
twice is there twice.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
import structlog
from sqlalchemy import select

from bot.capability import Capability, JobContext, JobOffer, Offers, RhythmOffer, Work
from bot.chat.texts import Texts
from bot.clock import Clocks, SystemClock
from bot.due import deciding
from bot.due.rhythms import Moment, Party, Plan
from bot.due.tables import DueState, DueWork, Rhythm
from bot.people import audit
from bot.people.model import AuditEntry
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database, Session
from schedules.runner import Ticker
from tests.conftest import KEY
from tests.kills import Killed, killed_at

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOO_LATE = 12 * HOUR
NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
BEGINS = datetime(2026, 11, 22, 12, tzinfo=UTC)

Key = tuple[int, date, str]
"""An occurrence: its rhythm, its original date, and for whom."""


@dataclass(frozen=True)
class Weekly:
    """A rhythm in the test's own words: weekdays, a local time, whose clocks."""

    names: str
    at: time
    zones: tuple[tuple[str, str], ...]

    @property
    def rule(self) -> str:
        return f"FREQ=WEEKLY;BYDAY={self.names}"

    def due(self, first: date, last: date) -> list[tuple[date, str, datetime]]:
        """Every occurrence by its original date; the instants by asking clocks minute after minute."""
        days = [first + number * DAY for number in range((last - first).days + 1)]
        mine = [day for day in days if NAMES[day.weekday()] in self.names.split(",")]
        return [(day, whom, shown(day, self.at, zone)) for day in mine for whom, zone in self.zones]


RHYTHMS = (
    Weekly("MO,WE,FR", time(9), (("all", "Europe/London"),)),
    Weekly("SU", time(2, 30), (("all", "America/New_York"),)),
    Weekly("TU", time(10), (("team:1", "Asia/Manila"), ("team:2", "America/Bogota"), ("team:3", "Europe/London"))),
    Weekly("MO,TU,WE,TH,FR,SA,SU", time(0, 15), (("all", "Australia/Lord_Howe"),)),
)


def shown(day: date, at: time, zone: str) -> datetime:
    """The first instant at which the clocks show a time, or the first minute after one that they leave out."""
    local = datetime.combine(day, at)
    for minutes in range(180):
        wanted = local + timedelta(minutes=minutes)
        instant = wanted.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wanted:
            return instant
    raise AssertionError("no clock leaps so far")


class Calendar:
    def __init__(self) -> None:
        self.at = BEGINS

    def now(self) -> datetime:
        return self.at


class Years:
    """The rhythms on one database, by a calendar that only the test moves."""

    def __init__(self) -> None:
        self.calendar = Calendar()
        self.clocks = Clocks(self.calendar, SystemClock())
        jobs = {"test.meet": JobOffer(self.run, TOO_LATE), "rhythms.missed": JobOffer(self.tell, 900 * DAY)}
        self.offers = Offers(
            [Capability("test", jobs=jobs, rhythms={"test": RhythmOffer(self.plan, self.title, self.sides)})]
        )

    async def plan(self, session: Session, rhythm: Rhythm) -> Plan:
        zones = RHYTHMS[rhythm.subject_id].zones
        return Plan(tuple(Party(whom, zone) for whom, zone in zones), (Moment("test.meet"),))

    async def title(self, session: Session, rhythm: Rhythm, t: Texts) -> str:
        return "A test"

    async def sides(self, session: Session, rhythm: Rhythm) -> frozenset[int]:
        return frozenset()

    async def run(self, context: JobContext, work: Work) -> None:
        async with context.write() as session:
            if await context.done(session):
                about = f"{work.owner_id} {work.original_date} {work.for_whom}"
                await audit.record(session, None, "test.ran", "test", about, at=work.due_at)

    async def tell(self, context: JobContext, work: Work) -> None:
        """What was missed is told once a day at most; here that it was is enough."""
        async with context.write() as session:
            await context.done(session)

    def ticker(self, database: Database) -> Ticker:
        """A process that begins."""
        return Ticker(database, self.offers, {}, self.clocks)

    async def begin(self, database: Database) -> list[int]:
        keys = []
        for number, one in enumerate(RHYTHMS):
            async with database.write() as session:
                rhythm = Rhythm(
                    kind="test", subject_id=number, rule=one.rule, starts=BEGINS.date(), at=one.at, zone="UTC"
                )
                await deciding.begin(session, rhythm, self.plan, BEGINS)
                keys.append(rhythm.id)
        return keys


async def ran(database: Database) -> Counter[Key]:
    async with database.read() as session:
        entries = await session.scalars(select(AuditEntry.object_id).where(AuditEntry.action == "test.ran"))
        words = [entry.split() for entry in entries]
    return Counter((int(rhythm), date.fromisoformat(day), whom) for rhythm, day, whom in words)


async def reported(database: Database) -> set[tuple[int, date, str]]:
    """What was recorded as missed; where a whole occurrence was passed over, for `all`."""
    async with database.read() as session:
        rows = await session.execute(
            select(DueWork.owner_id, DueWork.original_date, DueWork.for_whom).where(
                DueWork.kind == "test.meet", DueWork.state == DueState.MISSED
            )
        )
        return {(owner, day, whom) for owner, day, whom in rows}


def expected(keys: list[int], until: datetime) -> dict[Key, datetime]:
    """Everything that became due, by the plain model."""
    first, last = BEGINS.date() - DAY, until.date() + DAY
    return {
        (key, day, whom): at
        for key, one in zip(keys, RHYTHMS, strict=True)
        for day, whom, at in one.due(first, last)
        if BEGINS < at <= until and day >= BEGINS.date()
    }


@pytest.fixture(autouse=True)
def quiet() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_thousand_restarts_double_nothing_and_report_whatever_they_miss(database: Database) -> None:
    years, chance = Years(), Random(20261122)
    keys = await years.begin(database)
    looked: list[datetime] = []
    for _ in range(1000):
        years.calendar.at += chance.choice((timedelta(minutes=chance.randint(1, 90)), chance.random() * 3 * DAY))
        ticker = years.ticker(database)
        for _ in range(chance.randint(1, 3)):
            await ticker.tick()
            looked.append(years.calendar.at)
            years.calendar.at += timedelta(minutes=chance.randint(1, 300))
    due = expected(keys, looked[-1])
    done, missed = await ran(database), await reported(database)
    assert [key for key, times in done.items() if times > 1] == []
    for key, at in due.items():
        first_look = next(look for look in looked if look >= at)
        newer = any(
            other[0] == key[0] and other[1] > key[1] and other[2] == key[2] and at < when <= first_look
            for other, when in due.items()
        )
        if first_look - at <= TOO_LATE and not newer:
            assert done[key] == 1, (key, at, first_look)
        else:
            assert done[key] == 0 and (key in missed or (key[0], key[1], "all") in missed), (key, at, first_look)
    assert done.keys() <= due.keys()
    assert len(missed) > 100 < sum(done.values())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_three_replicas_of_which_one_is_killed_every_few_ticks_run_a_year_once(
    database: Database, database_url: str
) -> None:
    years, chance = Years(), Random(20261123)
    keys = await years.begin(database)
    databases = [Database(database_url, Keyring([KEY])) for _ in range(3)]
    tickers = [years.ticker(one) for one in databases]
    kills = 0
    until = BEGINS + 365 * DAY
    while years.calendar.at < until:
        years.calendar.at += chance.choice((HOUR, 3 * HOUR, 8 * HOUR))
        victim = chance.randrange(3) if chance.random() < 0.3 else None
        kills += await _tick_together(tickers, databases, victim, chance.randint(1, 6))
        if victim is not None:
            tickers[victim] = years.ticker(databases[victim])
    # The last one that was killed may have had work in hand.
    await tickers[0].tick()
    for one in databases:
        await one.close()
    due = expected(keys, years.calendar.at)
    done, missed = await ran(database), await reported(database)
    assert [key for key, times in done.items() if times > 1] == []
    lost = [key for key in due if not done[key] and key not in missed and (key[0], key[1], "all") not in missed]
    assert lost == []
    assert not [key for key in done if key in missed]
    assert done.keys() <= due.keys()
    assert kills > 100, "hardly anybody was killed"


async def _tick_together(tickers: list[Ticker], databases: list[Database], victim: int | None, step: int) -> int:
    """All tick at the same instant; the victim is killed just before its so-manieth step, if it comes so far."""
    if victim is None:
        await asyncio.gather(*(one.tick() for one in tickers))
        return 0
    with killed_at(databases[victim], step) as gone:
        ticks = [asyncio.ensure_future(one.tick()) for one in tickers]
        found = await asyncio.gather(*ticks, return_exceptions=True)
    for one in found:
        if isinstance(one, BaseException) and not isinstance(one, Killed):
            raise one
    return int(gone.is_set())
