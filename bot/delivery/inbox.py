"""The inbox: each request has its effect once, however often a platform delivers it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.rows import UNSYNCED, insert_for
from bot.delivery.tables import InboxEntry

LONGEST = 255
"""Characters that `inbox.request_id` holds."""


async def first_time(session: AsyncSession, platform: str, request_id: str, now: datetime) -> bool:
    """Whether this request is new; the row that says so commits with its effect. `now` is the machine clock's."""
    entry = {"platform": platform, "request_id": _kept(request_id), "received_at": now}
    noted = insert_for(session, InboxEntry).values(entry).on_conflict_do_nothing().returning(InboxEntry.request_id)
    return await session.scalar(noted) is not None


async def first_times(session: AsyncSession, requests: Sequence[tuple[str, str]], now: datetime) -> frozenset[int]:
    """The same for many, as (platform, request id): the numbers of those that are new, each of them once."""
    kept = [(platform, _kept(request_id)) for platform, request_id in requests]
    # In one order, so that two processes to which the same requests come never wait for each other.
    new = sorted(set(kept))
    noted = insert_for(session, InboxEntry).on_conflict_do_nothing()
    rows = await session.execute(
        noted.returning(InboxEntry.platform, InboxEntry.request_id),
        [{"platform": platform, "request_id": one, "received_at": now} for platform, one in new],
    )
    return frozenset(kept.index((platform, one)) for platform, one in rows)


async def take_back(session: AsyncSession, requests: Sequence[tuple[str, str]]) -> None:
    """As if these had not been noted: they have had no effect, in this transaction."""
    for platform in {platform for platform, _ in requests}:
        ids = [_kept(request_id) for theirs, request_id in requests if theirs == platform]
        await session.execute(
            delete(InboxEntry).where(InboxEntry.platform == platform, InboxEntry.request_id.in_(ids)),
            execution_options=UNSYNCED,
        )


def _kept(request_id: str) -> str:
    """The id as the inbox has room for it."""
    return request_id if len(request_id) <= LONGEST else hashlib.sha256(request_id.encode()).hexdigest()
