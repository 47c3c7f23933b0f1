"""Opening occurrences: the rows of what is due are written once, when the first work of an occurrence is near."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due.opened import PAUSED, SKIPPED
from bot.due.rhythms import (
    Party,
    Plan,
    Planner,
    Upcoming,
    active,
    arm,
    changes_of,
    changes_of_all,
    next_opening,
    ruled_on,
    unopened,
)
from bot.due.tables import TROUBLE_LENGTH, DueState, DueWork, Rhythm, RhythmChange
from bot.due.work import put_down
from bot.ports import StorageUnavailable
from schedules.calendar import InvalidCalendar

TELL_MISSED = "rhythms.missed"
"""The work of telling the owner of a rhythm what was missed."""

DAYS_OFF_CHANGED = "rhythms.days_off_changed"
"""The work of telling owners what stays as it is, though days off have changed."""

SUPERSEDED = "Instep was not running, and a newer one was due when it was back"

AT_ONCE = 25
"""Rhythms that are opened in one transaction; on SQLite nobody else writes meanwhile."""

TRY_AGAIN = timedelta(minutes=5)
"""Pause of a rhythm that could not be laid out."""

log = structlog.get_logger(__name__)


async def is_near(session: AsyncSession, now: datetime) -> bool:
    """Whether anything is to be opened."""
    return await session.scalar(select(Rhythm.id).where(Rhythm.next_at <= now).limit(1)) is not None


async def open_due(session: AsyncSession, planners: Mapping[str, Planner], now: datetime) -> int:
    """Opens what is near of rhythms whose time has come, at most `AT_ONCE`; says of how many.

    Another replica that does the same takes others. One that cannot be laid out is put off, and stops no other.
    """
    found = await session.scalars(
        select(Rhythm)
        .where(Rhythm.next_at <= now)
        .order_by(Rhythm.next_at, Rhythm.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rhythms = found.all()
    changes = await changes_of_all(session, rhythms)
    for rhythm in rhythms:
        planner = planners.get(rhythm.kind)
        if planner is None:
            # Of a capability that this release does not have; `arm_all` has it go on where one is.
            rhythm.next_at = None
            continue
        await _guarded(session, rhythm, partial(_laid_out, session, rhythm, planner, changes[rhythm.id], now), now)
    return len(rhythms)


async def arm_all(session: AsyncSession, planners: Mapping[str, Planner], now: datetime) -> None:
    """Has rhythms go on that wait for nothing, though they have not ended; call it at every start."""
    await session.execute(
        update(Rhythm)
        .where(Rhythm.next_at.is_(None), Rhythm.ended.is_(False), Rhythm.kind.in_(planners))
        .values(next_at=now)
    )


async def troubled(session: AsyncSession) -> Sequence[Rhythm]:
    """The rhythms that could not be laid out when they were last looked at."""
    found = await session.scalars(select(Rhythm).where(Rhythm.trouble != "").order_by(Rhythm.id))
    return found.all()


async def _laid_out(
    session: AsyncSession, rhythm: Rhythm, planner: Planner, changes: Mapping[date, RhythmChange], now: datetime
) -> None:
    await open_near(session, rhythm, await planner(session, rhythm), now, changes)


async def _guarded(session: AsyncSession, rhythm: Rhythm, work: Callable[[], Awaitable[None]], now: datetime) -> None:
    """Does the work on one rhythm, all or nothing; what goes wrong is noted with it and told to the operator."""
    key, kind = rhythm.id, rhythm.kind
    try:
        async with session.begin_nested():
            await work()
    except DBAPIError as problem:
        if problem.connection_invalidated:
            raise
        reason = type(problem).__name__
    except StorageUnavailable:
        raise
    except InvalidCalendar as problem:
        reason = str(problem)
    except Exception as problem:
        log.exception("rhythm_not_laid_out", rhythm=key, kind=kind)
        reason = f"{type(problem).__name__}: {problem}"
    else:
        return
    log.warning("rhythm_put_off", rhythm=key, kind=kind, reason=reason, again_in=TRY_AGAIN.total_seconds())
    await session.execute(
        update(Rhythm).where(Rhythm.id == key).values(trouble=reason[:TROUBLE_LENGTH], next_at=now + TRY_AGAIN)
    )


async def next_to_open(session: AsyncSession, planners: Mapping[str, Planner], now: datetime) -> datetime | None:
    """When the next occurrence of any rhythm is to be opened, after `now`; None where none is to come."""
    found = []
    for rhythm in await active(session, planners):
        plan = await planners[rhythm.kind](session, rhythm)
        opens = next_opening(rhythm, plan, await changes_of(session, rhythm))
        if opens is not None and opens > now:
            found.append(opens)
    return min(found, default=None)


async def look_again(session: AsyncSession, now: datetime) -> None:
    """Has every rhythm worked out anew by the ticker, and their owners told of what was opened already and stays.

    Call it when days off have changed.
    """
    await session.execute(
        update(Rhythm)
        .where(or_(Rhythm.next_at > now, Rhythm.next_at.is_(None)), Rhythm.ended.is_(False))
        .values(next_at=now)
    )
    await put_down(session, DAYS_OFF_CHANGED, 0, now, slot=now.isoformat())


async def note_missed(session: AsyncSession, rhythm_id: int, now: datetime) -> None:
    """Has the owner told of what was missed; several on one day are told together."""
    await put_down(session, TELL_MISSED, rhythm_id, now, slot=now.date().isoformat())


async def open_near(
    session: AsyncSession,
    rhythm: Rhythm,
    plan: Plan,
    now: datetime,
    changes: Mapping[date, RhythmChange] | None = None,
) -> None:
    """Writes the work of every occurrence that is near, for all its parties at once.

    Where several have become due meanwhile, the newest alone is to run: the others are recorded as missed. What was
    skipped by hand, and what a pause takes away that is still ahead, is written as cancelled, so that it can come back.
    `changes` are those of the rhythm, where they were read already.
    """
    if changes is None:
        changes = await changes_of(session, rhythm)
    alike: dict[object, list[Party]] = {}
    for party in [] if rhythm.ended else plan.parties:
        alike.setdefault((party.zone, party.days_off, party.workdays), []).append(party)
    groups = list(alike.values())
    last = max((day for group in groups for day in _near(rhythm, group[0], plan, changes, now)), default=None)
    if last is not None:
        opened = [(group, _until(rhythm, group[0], changes, last)) for group in groups]
        resumes = rhythm.paused_until or date.min
        missed = _superseded([[one for one in found if one.original_date >= resumes] for _, found in opened], now)
        for day, at in missed.items():
            session.add(_row(plan.moments[0].kind, rhythm, day, "all", at, DueState.MISSED, SUPERSEDED, now))
        for group, found in opened:
            for one in (each for each in found if each.original_date not in missed):
                state, reason, instant = DueState.WAITING, "", one.instant
                if instant is None and one.original_date in changes:
                    by_rule = ruled_on(rhythm, group[0], one.original_date)
                    state, reason, instant = DueState.CANCELLED, SKIPPED, by_rule.instant if by_rule else None
                if one.original_date < resumes:
                    state, reason = DueState.CANCELLED, PAUSED
                if instant is None or (one.original_date < resumes and instant <= now):
                    continue
                session.add_all(
                    _row(moment.kind, rhythm, one.original_date, party.for_whom, due_at, state, reason, now)
                    for moment in plan.moments
                    for due_at in (max(rhythm.since, instant - moment.before),)
                    for party in group
                )
        rhythm.settled = last
        if missed:
            await note_missed(session, rhythm.id, now)
    await arm(session, rhythm, plan, now, changes)
    await session.flush()


def _near(
    rhythm: Rhythm, party: Party, plan: Plan, changes: Mapping[date, RhythmChange], now: datetime
) -> Iterator[date]:
    """The original dates of what is near for a party; one that was moved may be nearer than others before it."""
    latest = max(changes, default=date.min)
    for one in unopened(rhythm, party, changes):
        if one.instant is None:
            continue
        if one.instant - plan.lead <= now:
            yield one.original_date
        elif one.original_date > latest:
            return


def _until(rhythm: Rhythm, party: Party, changes: Mapping[date, RhythmChange], last: date) -> Sequence[Upcoming]:
    found = []
    for one in unopened(rhythm, party, changes, paused=True):
        if one.original_date > last:
            break
        found.append(one)
    return found


def _superseded(found: Sequence[Sequence[Upcoming]], now: datetime) -> Mapping[date, datetime]:
    """The original dates, with the latest instant of each, after which another one is due for everybody by now."""
    latest: dict[date, datetime] = {}
    for one in (one for group in found for one in group):
        if one.instant is not None:
            latest[one.original_date] = max(one.instant, latest.get(one.original_date, one.instant))
    due = {day: at for day, at in latest.items() if at <= now}
    newest = max(due.values(), default=now)
    return {day: at for day, at in due.items() if at < newest}


def _row(
    kind: str,
    rhythm: Rhythm,
    day: date,
    for_whom: str,
    due_at: datetime,
    state: DueState,
    reason: str,
    now: datetime,
) -> DueWork:
    return DueWork(
        kind=kind,
        owner_id=rhythm.id,
        original_date=day,
        for_whom=for_whom,
        due_at=due_at,
        retry_at=due_at,
        state=state,
        done_at=None if state is DueState.WAITING else now,
        reason=reason,
    )
