"""Work that always waits for its next time: it is put down at every start, and each time puts down the next."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due.tables import DueState, DueWork
from bot.due.work import put_down

ORGANISATION = 0
"""Owner of work that concerns no row in particular."""

DAILY = timedelta(days=1)


async def waits(session: AsyncSession, kind: str, owner_id: int = ORGANISATION) -> bool:
    """Whether work of that kind is waiting for its time already."""
    query = select(DueWork.id).where(
        DueWork.kind == kind, DueWork.owner_id == owner_id, DueWork.state == DueState.WAITING
    )
    return await session.scalar(query.limit(1)) is not None


async def ensure(session: AsyncSession, kind: str, at: datetime) -> None:
    """Puts work of the organisation down where it does not wait already."""
    if not await waits(session, kind):
        await again(session, kind, at)


async def again(session: AsyncSession, kind: str, at: datetime) -> None:
    """Puts down its next time."""
    await put_down(session, kind, ORGANISATION, at, slot=at.isoformat())
