"""The inbox: each request has its effect once, however often a platform delivers it."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.tables import InboxEntry


async def first_time(session: AsyncSession, platform: str, request_id: str, now: datetime) -> bool:
    """Whether this request is new; the row that says so commits with its effect. `now` is the machine clock's."""
    try:
        async with session.begin_nested():
            await session.execute(insert(InboxEntry).values(platform=platform, request_id=request_id, received_at=now))
    except IntegrityError:
        return False
    return True
