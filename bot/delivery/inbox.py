"""The inbox: each request has its effect once, however often a platform delivers it."""

import hashlib
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.rows import insert_for
from bot.delivery.tables import InboxEntry

LONGEST = 255
"""Characters that `inbox.request_id` holds."""


async def first_time(session: AsyncSession, platform: str, request_id: str, now: datetime) -> bool:
    """Whether this request is new; the row that says so commits with its effect. `now` is the machine clock's."""
    entry = {"platform": platform, "request_id": _kept(request_id), "received_at": now}
    noted = insert_for(session, InboxEntry).values(entry).on_conflict_do_nothing().returning(InboxEntry.request_id)
    return await session.scalar(noted) is not None


def _kept(request_id: str) -> str:
    """The id as the inbox has room for it."""
    return request_id if len(request_id) <= LONGEST else hashlib.sha256(request_id.encode()).hexdigest()
