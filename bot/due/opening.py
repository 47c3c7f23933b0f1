"""Opening occurrences: the rows of what is due are written once, when the first work of an occurrence is near."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due.rhythms import Party, Plan, Planner, Upcoming, arm, changes_of, unopened
from bot.due.tables import DueState, DueWork, Rhythm, RhythmChange
from bot.due.work import put_down

TELL_MISSED = "rhythms.missed"
"""The work of telling the owner of a rhythm what was missed."""

SUPERSEDED = "Instep was not running, and a newer one was due when it was back"

AT_ONCE = 100
"""Rhythms that are opened in one transaction."""


async def is_near(session: AsyncSession, now: datetime) -> bool:
    """Whether anything is to be opened."""
    return await session.scalar(select(Rhythm.id).where(Rhythm.next_at <= now).limit(1)) is not None


async def open_due(session: AsyncSession, planners: Mapping[str, Planner], now: datetime) -> int:
    """Opens what is near of rhythms whose time has come, at most `AT_ONCE`; says of how many.

    Another replica that does the same takes others.
    """
    found = await session.scalars(
        select(Rhythm)
        .where(Rhythm.next_at <= now)
        .order_by(Rhythm.next_at, Rhythm.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rhythms = found.all()
    for rhythm in rhythms:
        planner = planners.get(rhythm.kind)
        if planner is None:
            # Of a capability that this release does not have; `arm_all` has it go on where one is.
            rhythm.next_at = None
            continue
        await _open(session, rhythm, await planner(session, rhythm), now)
    return len(rhythms)


async def arm_all(session: AsyncSession, planners: Mapping[str, Planner]) -> None:
    """Has rhythms go on that wait for nothing, though they have not ended; call it at every start."""
    rows = await session.scalars(
        select(Rhythm).where(Rhythm.next_at.is_(None), Rhythm.ended.is_(False), Rhythm.kind.in_(planners))
    )
    for rhythm in rows.all():
        await arm(session, rhythm, await planners[rhythm.kind](session, rhythm))


async def note_missed(session: AsyncSession, rhythm_id: int, now: datetime) -> None:
    """Has the owner told of what was missed; several on one day are told together."""
    await put_down(session, TELL_MISSED, rhythm_id, now, slot=now.date().isoformat())


async def _open(session: AsyncSession, rhythm: Rhythm, plan: Plan, now: datetime) -> None:
    """Writes the work of every occurrence that is near, for all its parties at once.

    Where several have become due meanwhile, the newest alone is to run: the others are recorded as missed.
    """
    changes = await changes_of(session, rhythm)
    alike: dict[object, list[Party]] = {}
    for party in plan.parties:
        alike.setdefault((party.zone, party.days_off, party.workdays), []).append(party)
    groups = list(alike.values())
    last = max((day for group in groups for day in _near(rhythm, group[0], plan, changes, now)), default=None)
    if last is not None:
        opened = [(group, _until(rhythm, group[0], changes, last)) for group in groups]
        missed = _superseded([found for _, found in opened], now)
        session.add_all(_row(plan.moments[0].kind, rhythm, day, "all", at, missed=now) for day, at in missed.items())
        session.add_all(
            _row(moment.kind, rhythm, one.original_date, party.for_whom, max(rhythm.since, one.instant - moment.before))
            for group, found in opened
            for one in found
            if one.instant is not None and one.original_date not in missed
            for party in group
            for moment in plan.moments
        )
        rhythm.settled = last
        if missed:
            await note_missed(session, rhythm.id, now)
    await session.flush()
    await arm(session, rhythm, plan)


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
    for one in unopened(rhythm, party, changes):
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
    newest = max(due, default=None)
    return {day: at for day, at in due.items() if newest is not None and day < newest}


def _row(
    kind: str, rhythm: Rhythm, day: date, for_whom: str, due_at: datetime, *, missed: datetime | None = None
) -> DueWork:
    return DueWork(
        kind=kind,
        owner_id=rhythm.id,
        original_date=day,
        for_whom=for_whom,
        due_at=due_at,
        retry_at=due_at,
        state=DueState.MISSED if missed else DueState.WAITING,
        done_at=missed,
        reason=SUPERSEDED if missed else "",
    )
