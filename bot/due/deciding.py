"""What people decide of a rhythm: its rule, an occurrence skipped or moved, a pause, its end; nothing comes twice."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Self

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due.rhythms import Party, Plan, Planner, arm, changes_of, moved_to, ruled, ruled_on, upcoming
from bot.due.tables import ONE_OFF, DueState, DueWork, Rhythm, RhythmChange, Whose
from bot.people.refusal import Refused
from schedules.calendar import HolidayRule, InvalidCalendar, instant_of, period, zone_named

FOR_GOOD = date.max
"""`paused_until` of a rhythm that somebody must resume."""

SKIPPED, PAUSED, ENDED = "skipped by hand", "paused", "ended"
"""Why work of an occurrence was cancelled; undoing a skip or a pause brings that work back."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """When a rhythm is due, as somebody decides it: what a `Rhythm` has under the same names."""

    rule: str
    starts: date
    at: time
    zone: str = "UTC"
    whose: Whose = Whose.ALL
    on_holiday: HolidayRule = HolidayRule.RUN
    any_counts: bool = False

    @classmethod
    def of(cls, rhythm: Rhythm) -> Self:
        """The present one."""
        return cls(**{name.name: getattr(rhythm, name.name) for name in fields(cls)})

    def put_into(self, rhythm: Rhythm) -> None:
        for name in fields(self):
            setattr(rhythm, name.name, getattr(self, name.name))


async def rhythm_called(session: AsyncSession, public_id: str, *, lock: bool = True) -> Rhythm | None:
    """A rhythm, locked unless it is only to be read: nobody opens or changes it meanwhile."""
    query = select(Rhythm).where(Rhythm.public_id == public_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(query)


async def begin(session: AsyncSession, rhythm: Rhythm, planner: Planner, now: datetime) -> Plan:
    """Has a new rhythm go from `now` on; raises Refused for one that never comes."""
    rhythm.since = now
    session.add(rhythm)
    await session.flush()
    return await _armed(session, rhythm, await planner(session, rhythm))


async def change(session: AsyncSession, rhythm: Rhythm, ruling: Ruling, planner: Planner, now: datetime) -> Plan:
    """Has another rule hold from `now` on; raises Refused for one that never comes.

    A period (the week of a weekly rhythm, …) in which an occurrence has begun gets no other one: what still waits of it
    moves to the new time of the same period, if that is still ahead, and else stays. What has not begun is replaced.
    What was skipped or moved by hand stays so in its period.
    """
    before, plan = Ruling.of(rhythm), await planner(session, rhythm)
    waiting = await _waiting(session, rhythm, plan)
    begun = await _begun(session, rhythm, plan, waiting)
    ruling.put_into(rhythm)
    rhythm.since = now
    plan = await planner(session, rhythm)
    try:
        await _carry_changes_over(session, rhythm, before, plan)
        parties = {party.for_whom: party for party in plan.parties}
        kept = set(begun)
        for row in waiting:
            party = parties.get(row.for_whom)
            due_at = party and _same_period(rhythm, party, before, plan, row, now)
            if due_at:
                row.due_at = row.retry_at = due_at
            elif row.original_date not in begun:
                await session.delete(row)
                continue
            kept.add(row.original_date)
        # Up to the end of the last period that has its occurrence; what was opened beyond is opened anew.
        rhythm.settled = max((period(before.rule, day)[1] for day in kept), default=ONE_OFF)
        await session.flush()
    except InvalidCalendar as problem:
        raise Refused(str(problem)) from problem
    return await _armed(session, rhythm, plan)


def _same_period(
    rhythm: Rhythm, party: Party, before: Ruling, plan: Plan, row: DueWork, now: datetime
) -> datetime | None:
    """When waiting work is due by the new rule, within the period of its occurrence; None where that is over."""
    first, last = period(before.rule, row.original_date)
    for found in ruled(rhythm, party, {}, first):
        if found.original_date > last:
            return None
        due_at = found.instant - plan.moment(row.kind).before if found.instant else now
        if due_at > now:
            return due_at
    return None


async def _carry_changes_over(session: AsyncSession, rhythm: Rhythm, before: Ruling, plan: Plan) -> None:
    """What was changed by hand follows its occurrence to the date that the new rule gives it; without one, it goes."""
    dates: dict[date, date | None] = {}
    changes = await changes_of(session, rhythm)
    for day in sorted(one for one in changes if one > rhythm.settled):
        first, last = period(before.rule, day)
        party = plan.parties[0] if plan.parties else Party()
        found = next(ruled(rhythm, party, {}, first), None)
        dates[day] = found.original_date if found and found.original_date <= last else None
    taken: set[date] = set()
    for day, to in dates.items():
        if to is None or to in taken:
            await session.delete(changes[day])
        elif to != day:
            await session.execute(
                update(RhythmChange).where(RhythmChange.id == changes[day].id).values(original_date=to)
            )
        taken |= {to} if to else set()


async def skip(
    session: AsyncSession, rhythm: Rhythm, day: date, planner: Planner, by: int | None, now: datetime
) -> None:
    """Leaves out the occurrence of an original date; raises Refused where there is none to come."""
    await _by_hand(session, rhythm, day, None, planner, by, now)


async def move(
    session: AsyncSession, rhythm: Rhythm, day: date, to: datetime, planner: Planner, by: int | None, now: datetime
) -> None:
    """Has the occurrence of an original date at another local time (naive); raises Refused where there is none to come.

    The local time is that of each party.
    """
    await _by_hand(session, rhythm, day, to, planner, by, now)


async def _by_hand(
    session: AsyncSession,
    rhythm: Rhythm,
    day: date,
    to: datetime | None,
    planner: Planner,
    by: int | None,
    now: datetime,
) -> None:
    plan = await planner(session, rhythm)
    if not any(one.original_date == day and one.instant for one in await upcoming(session, rhythm, plan, now)):
        raise Refused("This occurrence is over or was left out already, so nothing was changed.")
    if to is not None and not any(instant_of(to, zone_named(party.zone)) > now for party in plan.parties):
        raise Refused("That time has passed. Choose a later one.")
    known = (await changes_of(session, rhythm)).get(day)
    row = known or RhythmChange(rhythm_id=rhythm.id, original_date=day)
    row.to_date, row.to_time = (to.date(), to.time()) if to else (None, None)
    row.changed_by, row.changed_at = by, now
    session.add(row)
    parties = {party.for_whom: party for party in plan.parties}
    for work in await _waiting(session, rhythm, plan):
        if work.original_date != day:
            continue
        party = parties.get(work.for_whom, Party())
        instant = moved_to(row, party)
        if instant is None:
            work.state, work.reason, work.done_at = DueState.CANCELLED, SKIPPED, now
        else:
            work.due_at = work.retry_at = max(now, instant - plan.moment(work.kind).before)
    await session.flush()
    await arm(session, rhythm, plan)


async def undo(session: AsyncSession, rhythm: Rhythm, day: date, planner: Planner, now: datetime) -> None:
    """Takes a skip or move back; raises Refused where the time has passed."""
    change = (await changes_of(session, rhythm)).get(day)
    plan = await planner(session, rhythm)
    by_rule = [one for party in plan.parties if (one := ruled_on(rhythm, party, day))]
    if change is None or not any(one.instant and one.instant > now for one in by_rule):
        raise Refused("Its own time has passed, so nothing was changed.")
    await session.delete(change)
    instants = {one.party.for_whom: one.instant for one in by_rule}
    undone = (DueWork.state == DueState.WAITING) | (DueWork.reason == SKIPPED)
    for row in await _rows(session, rhythm, plan, DueWork.original_date == day, undone):
        instant = instants.get(row.for_whom)
        if instant is not None and instant > now:
            row.state, row.reason, row.done_at = DueState.WAITING, "", None
            row.due_at = row.retry_at = max(now, instant - plan.moment(row.kind).before)
    await session.flush()
    await arm(session, rhythm, plan)


async def pause(session: AsyncSession, rhythm: Rhythm, until: date, planner: Planner, now: datetime) -> None:
    """Leaves out everything before a local date (`FOR_GOOD`: until it is resumed), also what waits already."""
    rhythm.paused_until = until
    plan = await planner(session, rhythm)
    for work in await _waiting(session, rhythm, plan):
        if work.original_date < until:
            work.state, work.reason, work.done_at = DueState.CANCELLED, PAUSED, now
    await session.flush()
    await arm(session, rhythm, plan)


async def resume(session: AsyncSession, rhythm: Rhythm, planner: Planner, now: datetime) -> None:
    """Goes on at once; what the pause took away and is still ahead comes back, what has passed does not."""
    rhythm.paused_until = None
    rhythm.since = now
    plan = await planner(session, rhythm)
    for row in await _rows(session, rhythm, plan, DueWork.reason == PAUSED):
        if row.due_at > now:
            row.state, row.reason, row.done_at = DueState.WAITING, "", None
    await session.flush()
    await arm(session, rhythm, plan)


async def end(session: AsyncSession, rhythm: Rhythm, planner: Planner, now: datetime) -> None:
    """Ends it for good: nothing of it is due any more."""
    rhythm.ended, rhythm.next_at = True, None
    for work in await _waiting(session, rhythm, await planner(session, rhythm)):
        work.state, work.reason, work.done_at = DueState.CANCELLED, ENDED, now
    await session.flush()


# --- parts ------------------------------------------------------------------------------------------------------------


async def _armed(session: AsyncSession, rhythm: Rhythm, plan: Plan) -> Plan:
    try:
        await arm(session, rhythm, plan)
    except InvalidCalendar as problem:
        raise Refused(str(problem)) from problem
    if rhythm.next_at is None and rhythm.paused_until is None and not await _waiting(session, rhythm, plan):
        raise Refused("This never comes: no day fits. Choose other days, or another start or end.")
    return plan


async def _waiting(session: AsyncSession, rhythm: Rhythm, plan: Plan) -> Sequence[DueWork]:
    """Its work that is still to be done, locked, so that no ticker runs it meanwhile."""
    return await _rows(session, rhythm, plan, DueWork.state == DueState.WAITING)


async def _rows(session: AsyncSession, rhythm: Rhythm, plan: Plan, *chosen: ColumnElement[bool]) -> Sequence[DueWork]:
    found = await session.scalars(
        select(DueWork).where(*_work_of(rhythm, plan), *chosen).order_by(DueWork.id).with_for_update()
    )
    return found.all()


def _work_of(rhythm: Rhythm, plan: Plan) -> list[ColumnElement[bool]]:
    return [DueWork.owner_id == rhythm.id, DueWork.kind.in_(plan.kinds), DueWork.original_date != ONE_OFF]


async def _begun(session: AsyncSession, rhythm: Rhythm, plan: Plan, waiting: Sequence[DueWork]) -> frozenset[date]:
    """The last original date of which something was done or left out, and those of what still waits."""
    over = [*_work_of(rhythm, plan), DueWork.state != DueState.WAITING, DueWork.reason != PAUSED]
    last = await session.scalar(select(func.max(DueWork.original_date)).where(*over))
    dates = {row.original_date for row in waiting}
    also = await session.scalars(
        select(DueWork.original_date).where(*over, DueWork.original_date.in_(dates)).distinct()
    )
    return frozenset({*also, *([last] if last else [])})
