"""Whatever is decided in any order, over restarts, downtime and changes of the clocks: judged by a plain model.

`MACHINE_EXAMPLES` in the environment makes the search longer.
"""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import select

from bot.capability import Capability, JobContext, JobOffer, Offers, RhythmOffer, Work
from bot.chat.texts import Texts
from bot.clock import Clocks, SystemClock
from bot.due import deciding
from bot.due.deciding import FOR_GOOD, Ruling
from bot.due.rhythms import Moment, Party, Plan
from bot.due.tables import DueState, DueWork, Rhythm
from bot.people.refusal import Refused
from bot.storage.sessions import Database, Session
from schedules.runner import Ticker

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "0")) or 6
STEPS = 40

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOO_LATE = 12 * HOUR
ALL = (Party(zone="Europe/London"),)
TEAMS = (
    Party("team:1", "Asia/Manila"),
    Party("team:2", "Europe/London"),
    Party("team:3", "America/Los_Angeles"),
)
BEGINNINGS = (datetime(2026, 3, 16, 7, tzinfo=UTC), datetime(2026, 10, 12, 7, tzinfo=UTC))
"""A while before the clocks change in London, and on another day in Los Angeles."""

NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def shown(day: date, at: time, zone: str) -> datetime:
    """The instant of a local time, the first where there are two; one that is leapt over, at the minute after."""
    local = datetime.combine(day, at)
    for minutes in range(180):
        instant = (local + timedelta(minutes=minutes)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local + timedelta(minutes=minutes):
            return instant
    raise AssertionError("no clock leaps so far")


@dataclass
class Calendar:
    """Stands still until it is moved."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass
class Machine:
    """One rhythm in a database, by a calendar that only this moves."""

    database: Database
    calendar: Calendar
    parties: tuple[Party, ...]
    subject: int
    too_late: timedelta = TOO_LATE
    ran: Counter[tuple[str, date, str, datetime]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.restart()

    @property
    def now(self) -> datetime:
        return self.calendar.at

    def restart(self) -> None:
        jobs = {kind: JobOffer(self.run, self.too_late) for kind in ("meet", "collect")}
        offers = Offers([Capability("any", jobs=jobs, rhythms={"any": RhythmOffer(self.plan, self.title, self.sides)})])
        self.ticker = Ticker(self.database, offers, {}, Clocks(self.calendar, SystemClock()))

    async def plan(self, session: Session, rhythm: Rhythm) -> Plan:
        return Plan(self.parties, (Moment("meet"), Moment("collect", DAY)))

    async def title(self, session: Session, rhythm: Rhythm, t: Texts) -> str:
        return "Any"

    async def sides(self, session: Session, rhythm: Rhythm) -> frozenset[int]:
        return frozenset()

    async def run(self, context: JobContext, work: Work) -> None:
        async with context.write() as session:
            if await context.done(session):
                self.ran[work.kind, work.original_date, work.for_whom, work.due_at] += 1

    async def begin(self, rule: str, at: time) -> None:
        async with self.database.write() as session:
            starts = self.now.date()
            rhythm = Rhythm(kind="any", subject_id=self.subject, rule=rule, starts=starts, at=at, zone="Europe/London")
            await deciding.begin(session, rhythm, self.plan, self.now)

    async def decide(self, what: Any, *given: Any) -> bool:
        """Whether it was not refused."""
        try:
            async with self.database.write() as session:
                rhythm = await session.scalar(select(Rhythm).where(Rhythm.subject_id == self.subject))
                by = (None,) if what in (deciding.skip, deciding.move) else ()
                await what(session, rhythm, *given, self.plan, *by, self.now)
        except Refused:
            return False
        return True

    async def rows(self) -> dict[tuple[str, date, str], DueWork]:
        async with self.database.read() as session:
            key = select(Rhythm.id).where(Rhythm.subject_id == self.subject).scalar_subquery()
            rows = await session.scalars(
                select(DueWork).where(DueWork.owner_id == key, DueWork.kind != "rhythms.missed")
            )
            return {(row.kind, row.original_date, row.for_whom): row for row in rows}

    async def tick(self) -> None:
        with structlog.testing.capture_logs():
            await self.ticker.tick()


@dataclass
class Model:
    """What shall be, in plain words: each date of the rule has a time, unless it is skipped or paused."""

    dates: Sequence[date]
    at: time
    parties: tuple[Party, ...]
    moved: dict[date, datetime | None] = field(default_factory=dict)
    paused_until: date | None = None
    over: dict[tuple[date, str], str] = field(default_factory=dict)

    def own(self, day: date, party: Party) -> datetime:
        return shown(day, self.at, party.zone)

    def when(self, day: date, party: Party) -> datetime:
        to = self.moved.get(day)
        return shown(to.date(), to.time(), party.zone) if to else self.own(day, party)

    def left_out(self, day: date) -> str:
        if self.paused_until is not None and day < self.paused_until:
            return "paused"
        return "skipped" if day in self.moved and self.moved[day] is None else ""

    def to_come(self, day: date, now: datetime) -> bool:
        ahead = [one for one in self.parties if (day, one.for_whom) not in self.over and self.when(day, one) > now]
        return bool(ahead) and not self.left_out(day)

    def can_undo(self, day: date, now: datetime) -> bool:
        open_ones = [one for one in self.parties if self.over.get((day, one.for_whom), "") in ("", "skipped", "paused")]
        return day in self.moved and bool(open_ones) and all(self.own(day, one) > now for one in self.parties)


async def exact(database: Database, seed: int) -> None:
    """Skips, moves, pauses and their ends, restarts and downtime: every date becomes what the model says."""
    random = Random(seed)
    parties = random.choice((ALL, TEAMS))
    began = random.choice(BEGINNINGS)
    machine = Machine(database, Calendar(began), parties, seed + 1)
    days = sorted(random.sample(range(7), random.choice((1, 2, 3))))
    at = time(random.choice((1, 10, 23)), random.choice((0, 30)))
    dates = [day for day in (began.date() + number * DAY for number in range(400)) if day.weekday() in days]
    model = Model(dates, at, parties)
    await machine.begin(f"FREQ=WEEKLY;BYDAY={','.join(NAMES[day] for day in days)}", at)
    for day in dates:
        for party in parties:
            if model.own(day, party) <= began:
                model.over[day, party.for_whom] = "before"
    for _ in range(STEPS):
        now = machine.now
        near = [day for day in dates if abs((day - now.date()).days) < 12]
        day = random.choice(near) if near else dates[0]
        match random.choice(("pass", "pass", "pass", "skip", "move", "undo", "pause", "resume", "restart", "downtime")):
            case "skip":
                may = model.to_come(day, now)
                assert await machine.decide(deciding.skip, day) == may, (seed, "skip", day, now)
                if may:
                    model.moved[day] = None
            case "move":
                to = datetime.combine(now.date() + random.randrange(10) * DAY, time(random.randrange(24), 20))
                future = all(shown(to.date(), to.time(), one.zone) > now for one in parties)
                may = model.to_come(day, now) and future
                assert await machine.decide(deciding.move, day, to) == may, (seed, "move", day, to, now)
                if may:
                    model.moved[day] = to
            case "undo":
                may = model.can_undo(day, now)
                assert await machine.decide(deciding.undo, day) == may, (seed, "undo", day, now)
                if may:
                    del model.moved[day]
                    again = [(day, one.for_whom) for one in parties if model.over.get((day, one.for_whom)) != "ran"]
                    for key in again:
                        if model.over.get(key) in ("skipped", "paused"):
                            del model.over[key]
            case "pause":
                today = now.astimezone(ZoneInfo("Europe/London")).date()
                model.paused_until = random.choice((FOR_GOOD, today + random.randrange(1, 15) * DAY))
                assert await machine.decide(deciding.pause, model.paused_until), (seed, "pause", now)
            case "resume":
                model.paused_until = None
                await machine.decide(deciding.resume)
            case "restart":
                machine.restart()
            case "downtime":
                await passes(machine, model, timedelta(hours=random.randrange(24, 300)), seed)
                machine.restart()
            case _:
                await passes(machine, model, timedelta(hours=random.randrange(1, 40)), seed)
    assert all(count == 1 for count in machine.ran.values()), seed


async def passes(machine: Machine, model: Model, how_long: timedelta, seed: int) -> None:
    """Time passes, and then one tick; what came due meanwhile is judged."""
    before = machine.now
    machine.calendar.at = now = before + how_long
    due = {
        (day, party.for_whom): model.when(day, party)
        for day in model.dates
        for party in model.parties
        if (day, party.for_whom) not in model.over and before < model.when(day, party) <= now
    }
    ran = Counter(machine.ran)
    await machine.tick()
    rows = await machine.rows()
    met = {(day, whom): at for kind, day, whom, at in machine.ran - ran if kind == "meet"}
    assert met.keys() <= due.keys(), (seed, "out of its time", met, due, now)
    for (day, whom), at in due.items():
        told = (seed, day, whom, at, now)
        if why := model.left_out(day):
            assert (day, whom) not in met, (why, *told)
            model.over[day, whom] = why
        elif (day, whom) in met:
            assert met[day, whom] == at and now - at <= TOO_LATE, ("late or at another time", met[day, whom], *told)
            model.over[day, whom] = "ran"
        else:
            row = rows.get(("meet", day, whom)) or rows.get(("meet", day, "all"))
            assert row is not None and row.state is DueState.MISSED and row.reason, ("lost", row and row.state, *told)
            newer = any(other > at and not model.left_out(one) for (one, them), other in due.items() if them == whom)
            assert now - at > TOO_LATE or newer, ("missed without need", row.reason, *told)
            model.over[day, whom] = "missed"


async def test_whatever_is_decided_each_date_comes_once_or_has_its_reason(database: Database) -> None:
    for seed in range(EXAMPLES):
        await exact(database, seed)
        await ended(database, seed + 1)


async def ended(database: Database, subject: int) -> None:
    async with database.write() as session:
        for row in await session.scalars(select(DueWork).where(DueWork.state == DueState.WAITING)):
            await session.delete(row)
        for rhythm in await session.scalars(select(Rhythm).where(Rhythm.subject_id == subject)):
            rhythm.ended, rhythm.next_at = True, None


async def changing(database: Database, seed: int) -> None:
    """Weekly rules of one day, changed again and again: every whole week has its occurrence, and no week two."""
    random = Random(seed)
    began = random.choice(BEGINNINGS)
    machine = Machine(database, Calendar(began), ALL, seed + 1, too_late=30 * HOUR)
    await machine.begin("FREQ=WEEKLY;BYDAY=WE", time(10))
    log = []
    while machine.now < began + 6 * 7 * DAY:
        machine.calendar.at += random.randrange(4, 25) * HOUR
        if random.random() < 0.1:
            machine.restart()
        await machine.tick()
        if random.random() < 0.25:
            rule = f"FREQ=WEEKLY;BYDAY={random.choice(NAMES)}"
            ruling = Ruling(rule, began.date(), time(random.randrange(24)), "Europe/London")
            assert await machine.decide(deciding.change, ruling)
            log.append((machine.now, rule, ruling.at))
    london = ZoneInfo("Europe/London")
    # Two that come due between two ticks: the earlier one is missed, and told.
    told = [
        row.due_at for row in (await machine.rows()).values() if row.kind == "meet" and row.state is DueState.MISSED
    ]
    met = [at for kind, _, _, at in machine.ran.elements() if kind == "meet"]
    local = [at.astimezone(london).date() for at in (*met, *told)]
    weeks = Counter(day - day.weekday() * DAY for day in local)
    first = began.date()
    wanted = {first + number * 7 * DAY: 1 for number in range(6)}
    found = {week: weeks[week] for week in wanted}
    assert found == wanted, (seed, found, log, sorted(machine.ran))


async def test_a_week_has_its_occurrence_once_however_often_the_day_is_changed(database: Database) -> None:
    for seed in range(EXAMPLES):
        await changing(database, 1000 + seed)
        await ended(database, 1001 + seed)
