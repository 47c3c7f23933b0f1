"""What is kept of persons' own shifts: said by themselves, shown to them, given to them, moved, and deleted in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people.erasure import Tables
from bot.people.merging import move_all, move_one_each
from bot.people.rotas.reading import forget_kept
from bot.people.rotas.tables import CoveredDays, PlannedShift, SaidShift
from schedules.calendar import Shift

KEPT = timedelta(days=90)
"""How long shifts are kept that are over: an update is looked after for less."""


@dataclass(frozen=True)
class Source:
    """Where the shifts of some days came from."""

    first: date
    last: date
    source: str
    imported_at: datetime


async def say(session: AsyncSession, person_id: int, shift: Shift) -> None:
    """Keep that a person is on for this shift, in place of what they had said of the same time."""
    await session.execute(
        delete(SaidShift).where(
            SaidShift.person_id == person_id, SaidShift.starts_at < shift.end, SaidShift.ends_at > shift.start
        )
    )
    session.add(SaidShift(person_id=person_id, starts_at=shift.start, ends_at=shift.end))
    await session.flush()
    forget_kept(session)


async def take_back(session: AsyncSession, person_id: int, now: datetime) -> bool:
    """Have a person's usual shift hold again, in place of the one that they said and are in; False for none."""
    gone = await session.execute(
        delete(SaidShift)
        .where(SaidShift.person_id == person_id, SaidShift.starts_at <= now, SaidShift.ends_at > now)
        .returning(SaidShift.id)
    )
    forget_kept(session)
    return gone.first() is not None


async def said_until(session: AsyncSession, person_id: int, now: datetime) -> datetime | None:
    """Until when a person has said that they are on; None if they have said nothing of now."""
    return await session.scalar(
        select(func.max(SaidShift.ends_at)).where(
            SaidShift.person_id == person_id, SaidShift.starts_at <= now, SaidShift.ends_at > now
        )
    )


async def sources(session: AsyncSession, person_id: int, today: date) -> Sequence[Source]:
    """Where the shifts of a person came from of today and later, by days."""
    rows = await session.scalars(
        select(CoveredDays)
        .where(CoveredDays.person_id == person_id, CoveredDays.last >= today)
        .order_by(CoveredDays.first, CoveredDays.id)
    )
    return [Source(row.first, row.last, row.source, row.imported_at) for row in rows]


async def export_shifts(session: AsyncSession, person_id: int) -> Tables:
    """What is kept of a person's shifts, for them."""
    planned = await session.scalars(
        select(PlannedShift).where(PlannedShift.person_id == person_id).order_by(PlannedShift.starts_at)
    )
    said = await session.scalars(
        select(SaidShift).where(SaidShift.person_id == person_id).order_by(SaidShift.starts_at)
    )
    return {
        "shifts": [
            *({"start": row.starts_at.isoformat(), "end": row.ends_at.isoformat(), "said": False} for row in planned),
            *({"start": row.starts_at.isoformat(), "end": row.ends_at.isoformat(), "said": True} for row in said),
        ],
        "shifts_from": [
            {
                "first": one.first.isoformat(),
                "last": one.last.isoformat(),
                "source": one.source,
                "imported_at": one.imported_at.isoformat(),
            }
            for one in await sources(session, person_id, date.min)
        ],
    }


async def erase_shifts(session: AsyncSession, person_id: int) -> None:
    """Leave nothing of a person's shifts."""
    for table in (PlannedShift, CoveredDays, SaidShift):
        await session.execute(delete(table).where(table.person_id == person_id))


async def move_shifts(session: AsyncSession, source: int, target: int) -> None:
    """Have the shifts of one person be another's; of two that begin together the other's stays."""
    for table in (PlannedShift, SaidShift):
        await move_one_each(session, table.person_id, source, target, table.starts_at)
    await move_all(session, CoveredDays.person_id, source, target)


async def forget_before(session: AsyncSession, before: datetime) -> int:
    """Delete shifts that were over then, and what said of days before; tells how many rows that were."""
    gone = 0
    for table, over in (
        (PlannedShift, PlannedShift.ends_at < before),
        (SaidShift, SaidShift.ends_at < before),
        (CoveredDays, CoveredDays.last < before.date()),
    ):
        gone += len((await session.execute(delete(table).where(over).returning(table.id))).all())
    return gone
