"""What is known of persons' own shifts, as hours of work are reckoned from it."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Subquery, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people.rotas.tables import CoveredDays, PlannedShift, SaidShift
from schedules.calendar import NO_ROTA, Covered, Rota, Shift

AT_ONCE = 1000
"""People read in one statement."""

LOOKED_BACK = timedelta(days=2)
"""A shift that began yesterday may still run, and a local date may differ from the UTC one."""

_KEPT = "somebody has shifts of their own"


async def rotas(session: AsyncSession, person_ids: Collection[int], since: datetime) -> Mapping[int, Rota]:
    """The rotas of these people, by inside id, for reckoning with shifts from `since` on; who has none is absent."""
    if not await _are_any(session):
        return {}
    since -= LOOKED_BACK
    covered: dict[int, list[Covered]] = {}
    planned: dict[int, list[Shift]] = {}
    said: dict[int, list[Shift]] = {}
    ids = sorted(set(person_ids))
    for start in range(0, len(ids), AT_ONCE):
        few = ids[start : start + AT_ONCE]
        days = (
            select(CoveredDays.person_id, CoveredDays.first, CoveredDays.last)
            .where(CoveredDays.person_id.in_(few), CoveredDays.last >= since.date())
            .order_by(CoveredDays.first, CoveredDays.id)
        )
        for person_id, first, last in await session.execute(days):
            covered.setdefault(person_id, []).append(Covered(first, last))
        for table, into in ((PlannedShift, planned), (SaidShift, said)):
            rows = (
                select(table.person_id, table.starts_at, table.ends_at)
                .where(table.person_id.in_(few), table.ends_at > since)
                .order_by(table.starts_at)
            )
            for person_id, starts_at, ends_at in await session.execute(rows):
                into.setdefault(person_id, []).append(Shift(starts_at, ends_at))
    return {
        person_id: Rota(
            tuple(covered.get(person_id, ())), _apart(planned.get(person_id, [])), _apart(said.get(person_id, []))
        )
        for person_id in covered.keys() | planned.keys() | said.keys()
    }


async def rota_of(session: AsyncSession, person_id: int, since: datetime) -> Rota:
    """The same of one person."""
    return (await rotas(session, [person_id], since)).get(person_id, NO_ROTA)


def keepers() -> Subquery:
    """Who has shifts of their own (`person_id`), each once, for telling them apart from those who work alike."""
    return union(select(CoveredDays.person_id), select(SaidShift.person_id)).subquery()


def forget_kept(session: AsyncSession) -> None:
    """Has this session look again whether anybody has shifts of their own: call it with each new one."""
    session.info.pop(_KEPT, None)


def _apart(shifts: list[Shift]) -> tuple[Shift, ...]:
    """Shifts in order of which none overlaps another: an import of one week may reach into the next one's."""
    found: list[Shift] = []
    for shift in shifts:
        if found and shift.start < found[-1].end:
            shift = Shift(found[-1].end, shift.end)
        if shift.start < shift.end:
            found.append(shift)
    return tuple(found)


async def _are_any(session: AsyncSession) -> bool:
    """Whether anybody has shifts of their own: asked once in a session, since most organisations have none."""
    if _KEPT not in session.info:
        session.info[_KEPT] = bool(
            await session.scalar(select(select(CoveredDays.id).exists() | select(SaidShift.id).exists()))
        )
    return bool(session.info[_KEPT])
