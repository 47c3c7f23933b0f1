"""Taking in shifts from a workforce tool: what is said of some people replaces what was known of the same days."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import audit
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.calendars import person_calendars
from bot.people.model import Person, Role
from bot.people.rotas.finding import Finder
from bot.people.rotas.instants import LONGEST_SHIFT
from bot.people.rotas.reading import AT_ONCE, forget_kept
from bot.people.rotas.tables import CoveredDays, PlannedShift
from bot.people.tabular.sheet import ImportRefused, Problems
from schedules.calendar import zone_named

LONGEST_ROTA = timedelta(days=366)
"""From its first day to its last: what reaches farther holds a mistyped date."""

_MARGIN = timedelta(days=2)
"""Between the local day of a shift and that of the same shift in another zone."""


@dataclass(frozen=True)
class Planned:
    """One line of a rota; without start and end it says that the person has no shift in all of its days."""

    number: int
    person: str
    side: str = ""
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True)
class Taken:
    """What an import did, or with a dry run would do; days are local ones, each person's own."""

    first: date
    last: date
    people: int
    new: int = 0
    changed: int = 0
    gone: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class _Shift:
    number: int
    person_id: int
    day: date
    start: datetime
    end: datetime


def managed_scope(actor: Actor | None) -> Scope:
    """The sides whose people's shifts somebody may bring in: those that they manage."""
    if actor is None or actor.may(Role.MANAGER):
        return EVERYTHING
    sides = {side for _, side in actor.roles if side is not None and actor.may(Role.MANAGER, side)}
    return Scope(frozenset(sides))


async def take(
    session: AsyncSession,
    actor: Actor | None,
    lines: Sequence[Planned],
    source: str,
    now: datetime,
    *,
    first: date | None = None,
    last: date | None = None,
    dry_run: bool = False,
) -> Taken:
    """Have these be all the shifts of the people in them, from the first day to the last.

    The days are those of the earliest and the latest shift where none are given; a shift over midnight belongs to the
    day on which it starts. Raises ImportRefused with all that is wrong, and then changes nothing.
    """
    problems = Problems()
    finder = await Finder.load(session, managed_scope(actor))
    people: dict[int, Person] = {}
    found: list[tuple[Planned, int]] = []
    for line in lines:
        person = finder.find(line, problems)
        if person is not None:
            people[person.id] = person
            found.append((line, person.id))
    shifts = await _shifts(session, found, problems)
    first, last = _span(shifts, first, last, problems)
    problems.check()
    known = await _known(session, people, first, last)
    new = {(one.person_id, one.start): one for one in shifts}
    old = {key: row for key, row in known.items() if first <= row.day <= last or key in new}
    changed = [row for key, row in old.items() if key in new and new[key].end != row.ends_at]
    taken = Taken(
        first,
        last,
        len(people),
        new=len(new.keys() - old.keys()),
        changed=len(changed),
        gone=len(old.keys() - new.keys()),
        unchanged=len(new.keys() & old.keys()) - len(changed),
    )
    if dry_run:
        return taken
    for key, row in old.items():
        if key in new:
            row.ends_at, row.day = new[key].end, new[key].day
        else:
            await session.delete(row)
    await session.flush()
    session.add_all(
        PlannedShift(person_id=one.person_id, day=one.day, starts_at=one.start, ends_at=one.end)
        for key, one in new.items()
        if key not in old
    )
    await _cover(session, people, first, last, source, now)
    await audit.record(
        session,
        actor,
        "import_shifts",
        "shift",
        "",
        at=now,
        first=first.isoformat(),
        last=last.isoformat(),
        people=taken.people,
        new=taken.new,
        changed=taken.changed,
        gone=taken.gone,
    )
    return taken


async def _shifts(session: AsyncSession, found: Sequence[tuple[Planned, int]], problems: Problems) -> list[_Shift]:
    """The shifts of those lines that have one, each with its local day; what cannot be goes to `problems`."""
    calendars = await person_calendars(session, {person_id for _, person_id in found})
    shifts = []
    for line, person_id in found:
        if line.start is None or line.end is None:
            continue
        if line.end <= line.start:
            problems.add(line.number, "end", "It is not after the start. Write the day on which the shift ends.")
        elif line.end - line.start > LONGEST_SHIFT:
            problems.add(line.number, "end", "A shift has at most 24 hours. Check the dates, or make it two.")
        else:
            day = line.start.astimezone(zone_named(calendars[person_id].zone)).date()
            shifts.append(_Shift(line.number, person_id, day, line.start, line.end))
    _refuse_overlaps(shifts, problems)
    return shifts


def _refuse_overlaps(shifts: Iterable[_Shift], problems: Problems) -> None:
    for one, following in pairwise(sorted(shifts, key=lambda each: (each.person_id, each.start, each.number))):
        if one.person_id == following.person_id and following.start < one.end:
            numbers = sorted((one.number, following.number))
            problems.add(numbers[1], "start", f"It overlaps with the shift of number {numbers[0]} of the same person.")


def _span(shifts: Sequence[_Shift], first: date | None, last: date | None, problems: Problems) -> tuple[date, date]:
    """The days of which a rota says all."""
    days = [one.day for one in shifts]
    first, last = first or min(days, default=None), last or max(days, default=None)
    if first is None or last is None:
        if not problems.found:
            problems.add(0, "", "No shift says which days it is about. Say the first day and the last.")
        raise ImportRefused(problems.found)
    if last < first:
        problems.add(0, "", f"Its last day, {last}, is before its first, {first}.")
    elif last - first > LONGEST_ROTA:
        problems.add(0, "", f"It reaches from {first} to {last}, more than a year. Check its dates.")
    for one in shifts:
        if not first <= one.day <= last:
            problems.add(one.number, "start", f"It starts on {one.day}, which is outside of {first} to {last}.")
    return first, last


async def _known(
    session: AsyncSession, person_ids: Collection[int], first: date, last: date
) -> Mapping[tuple[int, datetime], PlannedShift]:
    found: dict[tuple[int, datetime], PlannedShift] = {}
    ids = sorted(person_ids)
    for start in range(0, len(ids), AT_ONCE):
        rows = await session.scalars(
            select(PlannedShift).where(
                PlannedShift.person_id.in_(ids[start : start + AT_ONCE]),
                PlannedShift.day.between(first - _MARGIN, last + _MARGIN),
            )
        )
        found |= {(row.person_id, row.starts_at): row for row in rows}
    return found


async def _cover(
    session: AsyncSession, person_ids: Collection[int], first: date, last: date, source: str, now: datetime
) -> None:
    """Keep of whom these days are known; what an earlier import said of days among them is over."""
    ids = sorted(person_ids)
    for start in range(0, len(ids), AT_ONCE):
        await session.execute(
            delete(CoveredDays).where(
                CoveredDays.person_id.in_(ids[start : start + AT_ONCE]),
                CoveredDays.first >= first,
                CoveredDays.last <= last,
            )
        )
    session.add_all(CoveredDays(person_id=one, first=first, last=last, source=source, imported_at=now) for one in ids)
    await session.flush()
    forget_kept(session)
