"""Updates as what people have acknowledged."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.tables import Acknowledgement, Update, UpdateState


async def acknowledged_by(session: AsyncSession, update_id: int) -> Collection[int]:
    """Whoever has acknowledged the texts of an update that count now, by inside id."""
    rows = await session.scalars(
        select(Acknowledgement.person_id)
        .join(Update, Update.id == Acknowledgement.update_id)
        .where(
            Update.id == update_id,
            Update.state == UpdateState.PUBLISHED,
            Acknowledgement.version == Update.asked,
            Acknowledgement.person_id.is_not(None),
        )
        .distinct()
    )
    return {one for one in rows if one is not None}


async def newest_published(session: AsyncSession, at_most: int) -> Sequence[Update]:
    """The updates that were published last; whether somebody may see one is for the caller to ask."""
    rows = await session.scalars(
        select(Update)
        .where(Update.state == UpdateState.PUBLISHED)
        .order_by(Update.published_at.desc(), Update.id.desc())
        .limit(at_most)
    )
    return rows.all()
