"""Rhythms: when what recurs is next, worked out from its rule, its days off and what was changed by hand.

`bot.due.opening` writes the rows of what is due, `bot.due.deciding` changes a rhythm.
"""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due.tables import ONE_OFF, DueState, DueWork, Rhythm, RhythmChange
from schedules.calendar import (
    FARTHEST_MOVE,
    DaysOff,
    HasDaysOff,
    Reason,
    Recurrence,
    instant_of,
    occurrences_from,
    read_times,
    zone_named,
)

LOOKED_AHEAD = timedelta(days=9 * 366)
"""How far ahead a next occurrence is looked for: the longest time between two 29ths of February, and more."""

LOOK_AGAIN = timedelta(days=1)
"""How soon a rhythm is laid out anew at the latest: people move, teams join, days off are added."""

MONDAY_TO_FRIDAY = frozenset(range(5))

_DAY = timedelta(days=1)
_FARTHEST = (FARTHEST_MOVE + 2) * _DAY
"""Between an original date and the instant of its occurrence, holidays and zones counted in."""


@dataclass(frozen=True, slots=True)
class Party:
    """For whom an occurrence is due: `all`, a team or a person, as the due table has it; with their zone and days."""

    for_whom: str = "all"
    zone: str = "UTC"
    days_off: HasDaysOff = field(default_factory=DaysOff)
    workdays: frozenset[int] = MONDAY_TO_FRIDAY


@dataclass(frozen=True, slots=True)
class Moment:
    """A piece of work of each occurrence: a kind of job, so long before it (negative: after it)."""

    kind: str
    before: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Plan:
    """What one rhythm comes to: for whom, and which work; the first moment is the occurrence itself."""

    parties: tuple[Party, ...]
    moments: tuple[Moment, ...]

    @property
    def lead(self) -> timedelta:
        """How long before an occurrence the first of its work is due."""
        return max(timedelta(), *(moment.before for moment in self.moments))

    @property
    def kinds(self) -> list[str]:
        return [moment.kind for moment in self.moments]

    def moment(self, kind: str) -> Moment:
        return next(moment for moment in self.moments if moment.kind == kind)


Planner = Callable[[AsyncSession, Rhythm], Awaitable[Plan]]
"""How a kind of rhythm is laid out; asked each time, since teams and settings change."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """Somebody moved this occurrence, or (None) skipped it."""

    to: datetime | None


@dataclass(frozen=True, slots=True)
class Upcoming:
    """An occurrence for one party; `instant` is None where a holiday or somebody takes it away."""

    original_date: date
    party: Party
    instant: datetime | None
    reasons: tuple[Reason | ByHand, ...] = ()


def recurrence_of(rhythm: Rhythm, party: Party) -> Recurrence:
    """The rule of a rhythm for one party; raises `InvalidCalendar`."""
    return Recurrence(
        rhythm.rule,
        rhythm.starts,
        rhythm.at,
        party.zone,
        rhythm.on_holiday,
        party.days_off,
        party.workdays,
        read_times(rhythm.turns) if rhythm.turns else (),
    )


def is_paused(rhythm: Rhythm, now: datetime) -> bool:
    """Whether a pause still lasts: until the day on which it goes on begins, by the clock of its zone."""
    return rhythm.paused_until is not None and now.astimezone(zone_named(rhythm.zone)).date() < rhythm.paused_until


async def active(session: AsyncSession, kinds: Collection[str]) -> Sequence[Rhythm]:
    """The rhythms of these kinds that have not ended, the next one first; those that wait for nothing come last."""
    rows = await session.scalars(
        select(Rhythm)
        .where(Rhythm.kind.in_(kinds), Rhythm.ended.is_(False))
        .order_by(Rhythm.next_at.is_(None), Rhythm.next_at, Rhythm.id)
    )
    return rows.all()


async def missed_of(session: AsyncSession, rhythm: Rhythm, plan: Plan) -> Sequence[DueWork]:
    """What was missed and not told yet, the oldest first; the work of the occurrence itself alone."""
    rows = await session.scalars(
        select(DueWork)
        .where(
            DueWork.owner_id == rhythm.id,
            DueWork.kind == plan.moments[0].kind,
            DueWork.state == DueState.MISSED,
            DueWork.told.is_(False),
        )
        .order_by(DueWork.original_date, DueWork.for_whom)
    )
    return rows.all()


async def changes_of(session: AsyncSession, rhythm: Rhythm) -> Mapping[date, RhythmChange]:
    """What was skipped or moved by hand, by original date."""
    return (await changes_of_all(session, [rhythm]))[rhythm.id]


async def changes_of_all(session: AsyncSession, rhythms: Sequence[Rhythm]) -> Mapping[int, Mapping[date, RhythmChange]]:
    """What was skipped or moved by hand of each rhythm, by its `id` and by original date."""
    found: dict[int, dict[date, RhythmChange]] = {one.id: {} for one in rhythms}
    for row in await session.scalars(select(RhythmChange).where(RhythmChange.rhythm_id.in_(found))):
        found[row.rhythm_id][row.original_date] = row
    return found


def unopened(
    rhythm: Rhythm, party: Party, changes: Mapping[date, RhythmChange], *, paused: bool = False
) -> Iterator[Upcoming]:
    """The occurrences that are still to be opened for one party, by original date; skipped ones have no instant.

    Those that a pause takes away are left out, or with `paused` given as well.
    """
    if rhythm.paused_until is not None and rhythm.paused_until - rhythm.since.date() > LOOKED_AHEAD:
        return
    # Of what was due before the present rule was decided, only what was moved can still come.
    earliest = min([rhythm.since.date() - _FARTHEST, *(day for day in changes if day > rhythm.settled)])
    resumed = rhythm.paused_until if rhythm.paused_until and not paused else date.min
    first = max(rhythm.settled + _DAY, earliest, resumed)
    for found in ruled(rhythm, party, changes, first):
        if found.instant is None or found.instant > rhythm.since:
            yield found


def ruled(rhythm: Rhythm, party: Party, changes: Mapping[date, RhythmChange], first: date) -> Iterator[Upcoming]:
    """The occurrences from an original date on, with what was changed by hand."""
    for found in occurrences_from(recurrence_of(rhythm, party), max(first, rhythm.starts)):
        if found.original_date - max(first, rhythm.starts) > LOOKED_AHEAD:
            return
        change = changes.get(found.original_date)
        if change is None:
            yield Upcoming(found.original_date, party, found.instant, found.explanation)
            continue
        to = moved_to(change, party)
        yield Upcoming(found.original_date, party, to, (*found.explanation, ByHand(to)))


def moved_to(change: RhythmChange, party: Party) -> datetime | None:
    """When a moved occurrence is for one party; None for a skipped one."""
    if change.to_date is None or change.to_time is None:
        return None
    return instant_of(datetime.combine(change.to_date, change.to_time), zone_named(party.zone))


def next_opening(rhythm: Rhythm, plan: Plan, changes: Mapping[date, RhythmChange]) -> datetime | None:
    """When the next occurrence is to be opened; None where none is to come."""
    # One that was moved may stand before others, which come by their original dates.
    latest = max(changes, default=date.min)
    found = []
    for party in _alike(plan.parties):
        for one in unopened(rhythm, party, changes):
            if one.instant is not None:
                found.append(one.instant - plan.lead)
                if one.original_date >= latest:
                    break
    return min(found, default=None)


def _alike(parties: Sequence[Party]) -> list[Party]:
    """One of all parties for whom the same holds: thousands of people share a few zones and calendars."""
    return list({(one.zone, one.days_off, one.workdays): one for one in parties}.values())


async def arm(
    session: AsyncSession,
    rhythm: Rhythm,
    plan: Plan,
    now: datetime,
    changes: Mapping[date, RhythmChange] | None = None,
) -> None:
    """Notes when the rhythm is to be looked at next: as an occurrence is to be opened, or to see whether that moved.

    `changes` are those of the rhythm, where they were read already.
    """
    rhythm.trouble = ""
    if changes is None:
        changes = await changes_of(session, rhythm)
    opens = None if rhythm.ended else next_opening(rhythm, plan, changes)
    for_nobody = not rhythm.ended and not plan.parties
    rhythm.next_at = min(opens or now + LOOK_AGAIN, now + LOOK_AGAIN) if opens or for_nobody else None


def ruled_on(rhythm: Rhythm, party: Party, day: date) -> Upcoming | None:
    """The occurrence that the rule alone gives for an original date."""
    found = next(ruled(rhythm, party, {}, day), None)
    return found if found and found.original_date == day else None


def _opened(rhythm: Rhythm, party: Party, row: DueWork, changes: Mapping[date, RhythmChange]) -> Upcoming:
    day = row.original_date
    by_rule = ruled_on(rhythm, party, day)
    by_hand = (ByHand(moved_to(changes[day], party)),) if day in changes else ()
    instant = row.due_at if row.state is DueState.WAITING else None
    # Where it stays though days off have changed since, the rule would explain another time than it has.
    explains = by_rule is not None and (bool(by_hand) or instant is None or by_rule.instant == instant)
    return Upcoming(day, party, instant, (*(by_rule.reasons if by_rule and explains else ()), *by_hand))


async def overtaken(
    session: AsyncSession, rhythm: Rhythm, plan: Plan, now: datetime
) -> Sequence[tuple[Upcoming, Upcoming]]:
    """Occurrences ahead that were opened before days off changed: each as it stands, and as the rule has it by now.

    Of several parties the first one stands for all. What somebody decided by hand is meant to be where it is.
    """
    changes, parties = await changes_of(session, rhythm), {one.for_whom: one for one in plan.parties}
    found: dict[date, tuple[Upcoming, Upcoming]] = {}
    for row in await session.scalars(
        select(DueWork)
        .where(
            DueWork.owner_id == rhythm.id,
            DueWork.kind == plan.moments[0].kind,
            DueWork.original_date != ONE_OFF,
            DueWork.state == DueState.WAITING,
            DueWork.due_at > now,
        )
        .order_by(DueWork.original_date, DueWork.for_whom)
    ):
        day, party = row.original_date, parties.get(row.for_whom)
        by_rule = ruled_on(rhythm, party, day) if party is not None and day not in changes else None
        if party is None or by_rule is None or day in found:
            continue
        zone = zone_named(party.zone)
        stands, ruled_at = row.due_at.astimezone(zone).date(), by_rule.instant
        if ruled_at is None or ruled_at.astimezone(zone).date() != stands:
            found[day] = (Upcoming(day, party, row.due_at), by_rule)
    return list(found.values())


async def upcoming(
    session: AsyncSession, rhythm: Rhythm, plan: Plan, now: datetime, *, count: int = 5, until: date = date.max
) -> list[Upcoming]:
    """The next occurrences of each party after `now`, by original date, with what is left out or was moved.

    At most `count` that take place for each party, and none with an original date after `until`.
    """
    if rhythm.ended:
        return []
    changes = await changes_of(session, rhythm)
    opened: dict[str, list[DueWork]] = {}
    for row in await session.scalars(
        select(DueWork)
        .where(
            DueWork.owner_id == rhythm.id,
            DueWork.kind == plan.moments[0].kind,
            DueWork.original_date.between(ONE_OFF + _DAY, rhythm.settled),
            DueWork.due_at > now,
        )
        .order_by(DueWork.original_date)
    ):
        opened.setdefault(row.for_whom, []).append(row)
    found: list[Upcoming] = []
    known = {party.for_whom for party in plan.parties}
    former = [Party(for_whom, rhythm.zone) for for_whom in opened if for_whom not in known]
    found += [_opened(rhythm, one, row, changes) for one in former for row in opened[one.for_whom]]
    for party in plan.parties:
        mine = [_opened(rhythm, party, row, changes) for row in opened.get(party.for_whom, [])]
        for one in unopened(rhythm, party, changes):
            if one.original_date > until or sum(each.instant is not None for each in mine) >= count:
                break
            mine.append(one)
        found += mine
    return sorted(found, key=lambda one: (one.original_date, one.party.for_whom))
