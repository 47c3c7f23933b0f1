"""Work that always waits for its next time, and what is deleted when its time has passed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.tables import InboxEntry
from bot.due.tables import DueState, DueWork
from bot.people.model import Side, SideState
from bot.storage.installations import InstallationRow


async def installations(session: AsyncSession) -> Sequence[InstallationRow]:
    """The installations that work."""
    query = select(InstallationRow).where(InstallationRow.active.is_(True)).order_by(InstallationRow.id)
    return (await session.scalars(query)).all()


async def installation_at(session: AsyncSession, platform: str, key: str) -> InstallationRow | None:
    """The installation of that key, working or not."""
    return await session.scalar(
        select(InstallationRow).where(InstallationRow.platform == platform, InstallationRow.key == key)
    )


async def leaving_sides(session: AsyncSession) -> Sequence[Side]:
    """The partners that have left and are not erased yet."""
    return (await session.scalars(select(Side).where(Side.state == SideState.LEAVING).order_by(Side.id))).all()


async def forget_requests(session: AsyncSession, before: datetime) -> int:
    """Deletes the ids of requests that came in earlier; says how many."""
    gone = await session.execute(
        delete(InboxEntry).where(InboxEntry.received_at < before).returning(InboxEntry.request_id)
    )
    return len(gone.all())


async def forget_work(session: AsyncSession, before: datetime) -> int:
    """Deletes due work that was finished earlier; says how much."""
    gone = await session.execute(
        delete(DueWork).where(DueWork.state != DueState.WAITING, DueWork.done_at < before).returning(DueWork.id)
    )
    return len(gone.all())
