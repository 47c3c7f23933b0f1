"""Rhythms: each occurrence is due once, whatever people decide and however long nobody ticks."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.capability import Capability, JobContext, JobOffer, Offers, RhythmOffer, Work
from bot.chat.texts import Texts
from bot.clock import Clocks, SystemClock
from bot.due import deciding
from bot.due.deciding import Ruling
from bot.due.rhythms import Moment, Party, Plan, upcoming
from bot.due.tables import DueState, DueWork, Rhythm
from bot.storage.sessions import Database, Session
from schedules.runner import Ticker

MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)
DAY = timedelta(days=1)


class Calendar:
    def __init__(self) -> None:
        self.at = MONDAY

    def now(self) -> datetime:
        return self.at


class Desk:
    """One rhythm, whose work is noted as it is done."""

    def __init__(self, database: Database, *parties: Party) -> None:
        self.database = database
        self.calendar = Calendar()
        self.parties = parties or (Party(zone="Europe/London"),)
        self.moments = (Moment("test.meet"), Moment("test.collect", DAY))
        self.ran: list[tuple[str, date, str, datetime]] = []
        jobs = {
            "test.meet": JobOffer(self.run, timedelta(hours=12)),
            "test.collect": JobOffer(self.run, timedelta(hours=12)),
        }
        self.offers = Offers(
            [Capability("test", jobs=jobs, rhythms={"test": RhythmOffer(self.plan, self.title, self.sides)})]
        )
        self.ticker = Ticker(database, self.offers, {}, Clocks(self.calendar, SystemClock()))

    async def plan(self, session: Session, rhythm: Rhythm) -> Plan:
        return Plan(self.parties, self.moments)

    async def title(self, session: Session, rhythm: Rhythm, t: Texts) -> str:
        return "A test"

    async def sides(self, session: Session, rhythm: Rhythm) -> frozenset[int]:
        return frozenset()

    async def run(self, context: JobContext, work: Work) -> None:
        async with context.write() as session:
            if await context.done(session):
                self.ran.append((work.kind.removeprefix("test."), work.original_date, work.for_whom, work.due_at))

    async def begin(self, rule: str = "FREQ=WEEKLY;BYDAY=WE", at: time = time(10), **others: Any) -> None:
        async with self.database.write() as session:
            rhythm = Rhythm(kind="test", rule=rule, starts=date(2026, 11, 30), at=at, zone="Europe/London", **others)
            await deciding.begin(session, rhythm, self.plan, self.calendar.at)

    async def decide(self, what: Any, *given: Any) -> None:
        """One of the functions of `deciding`, with the rhythm before and the rest after what is given."""
        async with self.database.write() as session:
            rhythm = (await session.scalars(select(Rhythm).with_for_update())).one()
            by = () if what in (deciding.change, deciding.pause, deciding.resume, deciding.undo) else (None,)
            await what(session, rhythm, *given, self.plan, *by, self.calendar.at)

    async def go_to(self, instant: datetime, step: timedelta = timedelta(hours=1)) -> None:
        """Time passes, ticking."""
        while self.calendar.at < instant:
            self.calendar.at = min(instant, self.calendar.at + step)
            await self.ticker.tick()

    async def rows(self) -> Mapping[tuple[str, date, str], DueWork]:
        async with self.database.read() as session:
            rows = await session.scalars(select(DueWork).where(DueWork.kind != "rhythms.missed"))
            return {(row.kind.removeprefix("test."), row.original_date, row.for_whom): row for row in rows}

    async def next(self, count: int = 3) -> list[datetime]:
        async with self.database.read() as session:
            rhythm = (await session.scalars(select(Rhythm))).one()
            found = await upcoming(session, rhythm, await self.plan(session, rhythm), self.calendar.at, count=count)
            return [one.instant for one in found if one.instant]


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def at(day: int, hour: int = 10, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


async def test_each_occurrence_has_its_work_once_and_before_it_what_comes_before(desk: Desk) -> None:
    await desk.begin()
    assert await desk.next() == [at(2), at(9), at(16)]
    await desk.go_to(at(17))
    assert [(kind, day, due) for kind, day, _, due in desk.ran] == [
        ("collect", date(2026, 12, 2), at(1)),
        ("meet", date(2026, 12, 2), at(2)),
        ("collect", date(2026, 12, 9), at(8)),
        ("meet", date(2026, 12, 9), at(9)),
        ("collect", date(2026, 12, 16), at(15)),
        ("meet", date(2026, 12, 16), at(16)),
    ]


async def test_one_that_is_skipped_does_not_come_and_the_next_does(desk: Desk) -> None:
    await desk.begin()
    await desk.go_to(at(1, 12))
    await desk.decide(deciding.skip, date(2026, 12, 2))
    assert await desk.next() == [at(9), at(16), at(23)]
    await desk.go_to(at(10))
    assert [(kind, day.day) for kind, day, _, _ in desk.ran] == [("collect", 2), ("collect", 9), ("meet", 9)]


async def test_a_change_of_day_in_the_middle_moves_the_present_one_and_doubles_none(desk: Desk) -> None:
    await desk.begin()
    await desk.go_to(at(1, 12))
    await desk.decide(deciding.change, Ruling("FREQ=WEEKLY;BYDAY=TH", date(2026, 11, 30), time(11), "Europe/London"))
    assert await desk.next() == [at(3, 11), at(10, 11), at(17, 11)]
    await desk.go_to(at(11))
    met = [due for kind, _, _, due in desk.ran if kind == "meet"]
    assert met == [at(3, 11), at(10, 11)]


async def test_after_weeks_of_silence_the_newest_runs_and_the_others_are_missed(desk: Desk) -> None:
    await desk.begin()
    desk.calendar.at = at(30, 12)
    await desk.ticker.tick()
    assert [(kind, day.day) for kind, day, _, _ in desk.ran] == [("meet", 30)]
    rows = await desk.rows()
    assert {key[1].day for key, row in rows.items() if row.state is DueState.MISSED} == {2, 9, 16, 23, 30}
    # Of those that are over, the occurrence alone is recorded: nothing of what would have come before it.
    assert {key[1].day for key in rows if key[0] == "collect"} == {30}
