"""What delivery keeps no longer: the words of messages that nobody is shown any more. Receipts stay."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.tables import OPEN, Content, Copy, Delivery

CONTENT_KEPT = timedelta(days=90)
"""After this the words of a withdrawn or replaced message are forgotten."""


async def forget_contents(session: AsyncSession, now: datetime) -> int:
    """Empties messages written more than `CONTENT_KEPT` before `now` that no copy shows and no delivery needs."""
    shown = select(Copy.content_id).where(Copy.withdrawn.is_(False))
    needed = select(Delivery.content_id).where(OPEN, Delivery.content_id.is_not(None))
    emptied = await session.execute(
        update(Content)
        .where(
            Content.created_at < now - CONTENT_KEPT,
            Content.message != "",
            Content.id.not_in(shown),
            Content.id.not_in(needed),
        )
        .values(message="")
        .returning(Content.id)
        .execution_options(synchronize_session=False)
    )
    return len(emptied.all())
