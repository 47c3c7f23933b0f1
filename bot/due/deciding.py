"""What people decide of a rhythm: its rule, an occurrence skipped or moved, a pause, its end; nothing comes twice."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Self

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due.opened import ENDED, PAUSED, SKIPPED, open_ones, put, rows_of
from bot.due.opening import open_near
from bot.due.passing import Passing
from bot.due.rhythms import Party, Plan, Planner, arm, changes_of, moved_to, ruled_on, unopened, upcoming
from bot.due.tables import DueState, DueWork, Rhythm, RhythmChange, Whose
from bot.people.refusal import Refused
from bot.storage.locking import locked
from schedules.calendar import HolidayRule, InvalidCalendar, Recurrence, check_ahead, instant_of, zone_named

NAMED = 3
"""Dates ahead that are named to whoever named one that is none."""

FOR_GOOD = date.max
"""`paused_until` of a rhythm that somebody must resume."""


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
    turns: str = ""

    @classmethod
    def of(cls, rhythm: Rhythm) -> Self:
        """The present one."""
        return cls(**{name.name: getattr(rhythm, name.name) for name in fields(cls)})

    def check(self) -> None:
        """Raises InvalidCalendar for what is no rule or no zone."""
        Recurrence(self.rule, self.starts, self.at, self.zone)

    def put_into(self, rhythm: Rhythm) -> None:
        for name in fields(self):
            setattr(rhythm, name.name, getattr(self, name.name))


async def rhythm_called(session: AsyncSession, public_id: str, *, lock: bool = True) -> Rhythm | None:
    """A rhythm, locked unless it is only to be read: nobody opens or changes it meanwhile."""
    return await session.scalar(locked(select(Rhythm).where(Rhythm.public_id == public_id), lock))


async def begin(session: AsyncSession, rhythm: Rhythm, planner: Planner, now: datetime) -> Plan:
    """Has a new rhythm go from `now` on; raises Refused for one that never comes."""
    rhythm.since = now
    session.add(rhythm)
    await session.flush()
    return await _armed(session, rhythm, await planner(session, rhythm), now)


async def begin_once(session: AsyncSession, rhythm: Rhythm, planner: Planner, now: datetime) -> None:
    """Begins it unless there is one of its kind and subject, ended or not; two who do so at once begin one."""
    known = select(Rhythm.id).where(Rhythm.kind == rhythm.kind, Rhythm.subject_id == (rhythm.subject_id or 0))
    if await session.scalar(known) is not None:
        return
    try:
        async with session.begin_nested():
            await begin(session, rhythm, planner, now)
    except IntegrityError:
        if await session.scalar(known) is None:
            raise


async def change(session: AsyncSession, rhythm: Rhythm, ruling: Ruling, planner: Planner, now: datetime) -> Plan:
    """Has another rule hold from `now` on; raises Refused for one that never comes.

    What has begun is not repeated: it takes the place of one of the new rule in its period (the week of a weekly
    rhythm, …), and what still waits of it moves to that one's time, if it is ahead. What has not begun is replaced; the
    present one stays where it is if its place by the new rule has passed already. What was skipped or moved by hand
    stays so in its period.
    """
    passing = await Passing.of(session, rhythm, await planner(session, rhythm), now)
    try:
        ruling.check()
        ruling.put_into(rhythm)
        rhythm.since = now
        rhythm.revision += 1
        plan = await planner(session, rhythm)
        await passing.to(session, rhythm, plan, now)
    except InvalidCalendar as problem:
        raise Refused(str(problem)) from problem
    return await _armed(session, rhythm, plan, now)


async def skip(
    session: AsyncSession, rhythm: Rhythm, day: date, planner: Planner, by: int | None, now: datetime
) -> None:
    """Leaves out the occurrence of an original date; raises Refused where there is none to come."""
    await _by_hand(session, rhythm, day, None, planner, by, now)


async def move(
    session: AsyncSession, rhythm: Rhythm, day: date, to: datetime, planner: Planner, by: int | None, now: datetime
) -> None:
    """Has the occurrence of an original date at another local time (naive); raises Refused where there is none to come.

    The local time is that of each party, and must be ahead for all of them.
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
    plan = await _opened(session, rhythm, planner, now)
    changes = await changes_of(session, rhythm)
    if not await _is_to_come(session, rhythm, plan, changes, day, now):
        raise Refused(await _why_not(session, rhythm, plan, day, now))
    if to is not None:
        require_near(to.date(), now)
    if to is not None and any(instant_of(to, zone_named(party.zone)) <= now for party in plan.parties):
        raise Refused("That time has passed. Choose a later one.")
    row = changes.get(day) or RhythmChange(rhythm_id=rhythm.id, original_date=day)
    row.to_date, row.to_time = (to.date(), to.time()) if to else (None, None)
    row.changed_by, row.changed_at = by, now
    session.add(row)
    await _follow(session, rhythm, plan, now)


def require_near(day: date, now: datetime) -> None:
    """Raises Refused for a day that is too far ahead for anything to be moved there, or to wait for it."""
    try:
        check_ahead(day, now.date())
    except InvalidCalendar as problem:
        raise Refused(str(problem)) from problem


async def undo(session: AsyncSession, rhythm: Rhythm, day: date, planner: Planner, now: datetime) -> None:
    """Takes a skip or move back; raises Refused where the time has passed."""
    plan = await _opened(session, rhythm, planner, now)
    change = (await changes_of(session, rhythm)).get(day)
    if change is None:
        raise Refused("This one was neither left out nor moved by hand, so nothing was changed.")
    own = [one for party in plan.parties if (one := ruled_on(rhythm, party, day))]
    rows = await rows_of(session, rhythm, plan, DueWork.original_date == day, DueWork.kind == plan.moments[0].kind)
    over = rows and not any(row.state is DueState.WAITING or row.reason in (SKIPPED, PAUSED) for row in rows)
    if over or not own or any(one.instant is not None and one.instant <= now for one in own):
        raise Refused("Its own time has passed, so nothing was changed.")
    await session.delete(change)
    await _follow(session, rhythm, plan, now)


async def pause(session: AsyncSession, rhythm: Rhythm, until: date, planner: Planner, now: datetime) -> None:
    """Leaves out everything before a local date (`FOR_GOOD`: until it is resumed), also what waits already.

    Raises Refused for a date that has come already by the clock of its zone, since nothing is before it, and for one
    that is too far ahead.
    """
    if until != FOR_GOOD:
        require_near(until, now)
    if until <= now.astimezone(zone_named(rhythm.zone)).date():
        raise Refused("It can be paused until a day to come, so nothing was changed. Choose a later day.")
    plan = await _opened(session, rhythm, planner, now)
    rhythm.paused_until = until
    await _follow(session, rhythm, plan, now)


async def resume(session: AsyncSession, rhythm: Rhythm, planner: Planner, now: datetime) -> None:
    """Goes on at once; what the pause took away and is still ahead comes back, what has passed does not."""
    rhythm.paused_until = None
    rhythm.since = now
    await _follow(session, rhythm, await planner(session, rhythm), now)


async def end(session: AsyncSession, rhythm: Rhythm, planner: Planner, now: datetime) -> None:
    """Ends it for good: nothing of it is due any more."""
    rhythm.ended, rhythm.next_at = True, None
    rhythm.revision += 1
    for work in await rows_of(session, rhythm, await planner(session, rhythm), DueWork.state == DueState.WAITING):
        work.state, work.reason, work.done_at = DueState.CANCELLED, ENDED, now
    await session.flush()


# --- parts ------------------------------------------------------------------------------------------------------------


async def _armed(session: AsyncSession, rhythm: Rhythm, plan: Plan, now: datetime) -> Plan:
    try:
        await arm(session, rhythm, plan, now)
    except InvalidCalendar as problem:
        raise Refused(str(problem)) from problem
    waits = rhythm.paused_until is not None or await rows_of(session, rhythm, plan, DueWork.state == DueState.WAITING)
    if rhythm.next_at is None and not waits:
        raise Refused("This never comes: no day fits. Choose other days, or another start or end.")
    return plan


async def _opened(session: AsyncSession, rhythm: Rhythm, planner: Planner, now: datetime) -> Plan:
    """How it is laid out, once all that is near has been opened: nothing that is due gets lost by a decision."""
    plan = await planner(session, rhythm)
    await open_near(session, rhythm, plan, now)
    return plan


async def _is_to_come(
    session: AsyncSession,
    rhythm: Rhythm,
    plan: Plan,
    changes: Mapping[date, RhythmChange],
    day: date,
    now: datetime,
) -> bool:
    """Whether an occurrence is still to take place for anybody."""
    if rhythm.ended:
        return False
    rows = await rows_of(session, rhythm, plan, DueWork.original_date == day, DueWork.kind == plan.moments[0].kind)
    if rows:
        return any(row.state is DueState.WAITING and row.due_at > now for row in rows)
    for party in plan.parties:
        found = next((one for one in unopened(rhythm, party, changes) if one.original_date >= day), None)
        if found and found.original_date == day and found.instant and found.instant > now:
            return True
    return False


async def _why_not(session: AsyncSession, rhythm: Rhythm, plan: Plan, day: date, now: datetime) -> str:
    """Why an occurrence cannot be left out or moved: it is over, or there is none of that date."""
    known = DueWork.original_date == day
    if any(ruled_on(rhythm, party, day) for party in plan.parties) or await rows_of(session, rhythm, plan, known):
        return "This occurrence is over or was left out already, so nothing was changed."
    coming = await upcoming(session, rhythm, plan, now, count=NAMED)
    dates = sorted({one.original_date for one in coming if one.instant is not None})[:NAMED]
    following = f" The next are {', '.join(map(str, dates))}." if dates else " Nothing is to come."
    return f"{day} is not one of its dates, so nothing was changed.{following}"


async def _follow(session: AsyncSession, rhythm: Rhythm, plan: Plan, now: datetime) -> None:
    """Has the work of what was opened follow what is decided by hand, and notes when the next one is to be opened.

    Work that was taken away comes back while its occurrence is ahead, at once if its own time has passed meanwhile.
    """
    rhythm.revision += 1
    await session.flush()
    changes = await changes_of(session, rhythm)
    parties = {party.for_whom: party for party in plan.parties}
    for row in await rows_of(session, rhythm, plan, open_ones(now)):
        change, party = changes.get(row.original_date), parties.get(row.for_whom, Party(row.for_whom, rhythm.zone))
        paused = rhythm.paused_until is not None and row.original_date < rhythm.paused_until
        if paused or (change is not None and change.to_date is None):
            row.state, row.reason, row.done_at = DueState.CANCELLED, PAUSED if paused else SKIPPED, now
            continue
        by_rule = ruled_on(rhythm, party, row.original_date)
        own = by_rule.instant if by_rule else None
        instant = moved_to(change, party) if change else own
        if row.state is DueState.CANCELLED:
            if (instant or row.due_at) <= now:
                continue
            row.state, row.reason, row.done_at = DueState.WAITING, "", None
        if instant is not None:
            put(row, instant - plan.moment(row.kind).before, now)
    await session.flush()
    await arm(session, rhythm, plan, now)
