"""Rhythms: each occurrence is due once, whatever people decide and however long nobody ticks."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import structlog
from sqlalchemy import select, update

from bot.capability import Capability, JobContext, JobOffer, Offers, RhythmOffer, Work
from bot.chat.texts import Texts
from bot.clock import Clocks, SystemClock
from bot.due import deciding
from bot.due.crowding import crowded, crowded_line
from bot.due.deciding import FOR_GOOD, Ruling
from bot.due.opening import look_again, next_to_open, troubled
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
        self.parties = parties
        self.breaks = 0
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
        """The parties, or all in the zone of the rhythm; raises for the subject that `breaks`."""
        if rhythm.subject_id and rhythm.subject_id == self.breaks:
            raise RuntimeError("the plan is broken")
        return Plan(self.parties or (Party(zone=rhythm.zone),), self.moments)

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


async def change(desk: Desk, rule: str, at: time = time(10)) -> None:
    await desk.decide(deciding.change, Ruling(rule, date(2026, 11, 30), at, "Europe/London"))


def met(desk: Desk) -> list[datetime]:
    return [due for kind, _, _, due in desk.ran if kind == "meet"]


@pytest.mark.parametrize(
    ("rule", "changed", "to", "hour", "dates"),
    [
        ("WEEKLY;BYDAY=WE", at(2, 12), "WEEKLY;BYDAY=TH", 10, [at(2), at(10), at(17)]),
        ("WEEKLY;BYDAY=TH", at(1, 12), "WEEKLY;BYDAY=TU", 10, [at(3), at(8), at(15)]),
        ("WEEKLY;BYDAY=MO,WE,FR", at(2, 9), "WEEKLY;BYDAY=MO,WE,FR", 11, [at(30, 10, 11), at(2, 11), at(4, 11)]),
        ("WEEKLY;BYDAY=MO,WE,FR", at(2, 9), "WEEKLY;BYDAY=MO,WE,FR", 8, [at(30, 10, 11), at(2, 10), at(4, 8)]),
        ("WEEKLY;BYDAY=WE", at(2, 12), "MONTHLY;BYDAY=1MO", 10, [at(2), at(7)]),
        ("MONTHLY;BYDAY=1WE", at(3), "WEEKLY;BYDAY=TU", 10, [at(2), at(8), at(15), at(22)]),
        ("DAILY", at(2, 12), "DAILY", 15, [at(30, 10, 11), at(1), at(2), at(3, 15), at(4, 15)]),
        ("DAILY", at(2, 9), "WEEKLY;BYDAY=WE", 15, [at(30, 10, 11), at(1), at(2, 15), at(9, 15)]),
        ("WEEKLY;BYDAY=WE", at(2, 9), "WEEKLY;INTERVAL=2;BYDAY=MO", 10, [at(2), at(14)]),
    ],
)
async def test_a_change_repeats_nothing_and_loses_nothing(
    desk: Desk, rule: str, changed: datetime, to: str, hour: int, dates: list[datetime]
) -> None:
    await desk.begin(f"FREQ={rule}")
    await desk.go_to(changed)
    await change(desk, f"FREQ={to}", time(hour))
    await desk.go_to(dates[-1] + timedelta(hours=1))
    assert met(desk) == dates


async def test_a_quarter_that_has_had_its_own_gets_no_second_one(desk: Desk) -> None:
    await desk.begin("FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY=1TU")
    desk.calendar.at = datetime(2027, 1, 5, 11, tzinfo=UTC)
    await desk.ticker.tick()
    await change(desk, "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1")
    assert met(desk) == [datetime(2027, 1, 5, 10, tzinfo=UTC)]
    assert [one.date() for one in await desk.next(2)] == [date(2027, 6, 30), date(2027, 9, 30)]


async def test_a_month_that_gets_more_than_its_rule_gives_is_told_and_can_be_spared_them(desk: Desk) -> None:
    async def told() -> str:
        async with desk.database.read() as session:
            rhythm = (await session.scalars(select(Rhythm))).one()
            found = await crowded(session, rhythm, await desk.plan(session, rhythm), desk.calendar.at)
            return crowded_line(found, Texts())

    await desk.begin()
    assert await told() == ""
    desk.calendar.at = at(2, 12)
    await desk.ticker.tick()
    await change(desk, "FREQ=MONTHLY;BYDAY=1MO")
    assert await told() == (
        "This month has 2 then: Wed 2 Dec and Mon 7 Dec. "
        "For one that begins with the next month, add “from 2027-01-01” to the rule."
    )
    spared = Ruling("FREQ=MONTHLY;BYDAY=1MO", date(2027, 1, 1), time(10), "Europe/London")
    await desk.decide(deciding.change, spared)
    assert await desk.next(1) == [datetime(2027, 1, 4, 10, tzinfo=UTC)]
    assert await told() == ""


async def test_one_that_is_moved_beyond_the_next_comes_as_well(desk: Desk) -> None:
    await desk.begin()
    await desk.decide(deciding.move, date(2026, 12, 2), datetime(2026, 12, 10, 15))
    await desk.go_to(at(17))
    assert met(desk) == [at(9), at(10, 15), at(16)]


async def test_what_was_skipped_comes_back_when_that_is_undone(desk: Desk) -> None:
    await desk.begin("FREQ=DAILY")
    await desk.decide(deciding.skip, date(2026, 12, 2))
    await desk.go_to(at(2, 9))
    await desk.decide(deciding.undo, date(2026, 12, 2))
    await desk.go_to(at(3, 9))
    assert met(desk) == [at(30, 10, 11), at(1), at(2)]


async def test_what_was_skipped_stays_so_on_its_new_day(desk: Desk) -> None:
    await desk.begin()
    await desk.decide(deciding.skip, date(2026, 12, 9))
    await change(desk, "FREQ=WEEKLY;BYDAY=FR")
    await desk.go_to(at(19))
    assert met(desk) == [at(4), at(18)]


async def test_a_pause_that_is_cut_short_goes_on_with_what_is_ahead(desk: Desk) -> None:
    await desk.begin()
    await desk.go_to(at(1, 12))
    await desk.decide(deciding.pause, FOR_GOOD)
    await desk.go_to(at(9, 9))
    await desk.decide(deciding.resume)
    await desk.go_to(at(17))
    assert met(desk) == [at(9), at(16)]


# --- what cannot be laid out ------------------------------------------------------------------------------------------


async def test_a_rhythm_that_cannot_be_laid_out_stops_no_other_and_goes_on_when_it_can(desk: Desk) -> None:
    await desk.begin(subject_id=1)
    await desk.begin(subject_id=2)
    desk.breaks = 1
    with structlog.testing.capture_logs() as lines:
        await desk.go_to(at(1, 12))
    assert {line["event"] for line in lines} >= {"rhythm_not_laid_out", "rhythm_put_off"}
    assert len(desk.ran) == 1
    async with desk.database.read() as session:
        (found,) = await troubled(session)
    assert (found.subject_id, found.trouble) == (1, "RuntimeError: the plan is broken")
    desk.breaks = 0
    await desk.go_to(at(2, 12))
    assert sorted(kind for kind, _, _, _ in desk.ran) == ["collect", "collect", "meet", "meet"]
    async with desk.database.read() as session:
        assert not await troubled(session)


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("zone", "Europe/Atlantis", "“Europe/Atlantis” is not a time zone. Use an IANA name such as Europe/London"),
        ("rule", "FREQ=SOMETIMES", "“FREQ=SOMETIMES” needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."),
        ("rule", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "“FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31” never comes"),
    ],
)
async def test_a_zone_or_rule_that_is_no_longer_known_is_told_and_can_be_changed(
    desk: Desk, column: str, value: str, says: str
) -> None:
    await desk.begin()
    async with desk.database.write() as session:
        await session.execute(update(Rhythm).values({column: value}))
    with structlog.testing.capture_logs():
        await desk.go_to(at(1, 12), timedelta(hours=6))
    async with desk.database.read() as session:
        (found,) = await troubled(session)
    assert found.trouble.startswith(says)
    await change(desk, "FREQ=WEEKLY;BYDAY=TH")
    await desk.go_to(at(4))
    assert met(desk) == [at(3)]


async def test_whoever_joins_in_an_earlier_zone_is_in_time(desk: Desk) -> None:
    desk.moments = (Moment("test.meet"),)
    await desk.begin()
    desk.parties = (Party(zone="Europe/London"), Party("team:2", "Asia/Manila"))
    await desk.go_to(at(2, 12))
    assert met(desk) == [at(2, 2), at(2, 10)]


async def test_one_that_waited_for_nothing_is_looked_at_again_when_days_off_change(desk: Desk) -> None:
    await desk.begin()
    await desk.ticker.tick()
    async with desk.database.write() as session:
        await session.execute(update(Rhythm).values(next_at=None))
        await look_again(session, desk.calendar.at)
    await desk.go_to(at(3))
    assert [(kind, day.day) for kind, day, _, _ in desk.ran] == [("collect", 2), ("meet", 2)]


async def test_what_opens_next_is_known_before_it_waits_as_work(desk: Desk) -> None:
    async def opens() -> datetime | None:
        async with desk.database.read() as session:
            return await next_to_open(session, desk.offers.planners(), desk.calendar.at)

    assert await opens() is None
    await desk.begin()
    assert await opens() == at(1)
    await desk.decide(deciding.pause, FOR_GOOD)
    assert await opens() is None
