"""Finds what calendars show, and the addresses under which they ask."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.kinds import MeetingState
from bot.capabilities.syncs.store.tables import Feed, Meeting, Sync


async def held(session: AsyncSession, sync_id: int, since: datetime, until: datetime) -> dict[date, datetime | None]:
    """When the meetings of a sync began that took place in some time, by original date; None for one left out."""
    rows = await session.execute(
        select(Meeting.original_date, Meeting.starts_at, Meeting.state).where(
            Meeting.sync_id == sync_id, Meeting.starts_at > since, Meeting.starts_at <= until
        )
    )
    return {day: None if state is MeetingState.LEFT_OUT else starts_at for day, starts_at, state in rows}


async def feed_hashed(session: AsyncSession, hashed: str) -> Feed | None:
    """The address of this hash, if it has not been revoked."""
    return await session.scalar(select(Feed).where(Feed.hash == hashed, Feed.revoked_at.is_(None)))


async def feeds_of(session: AsyncSession, person_id: int) -> Sequence[tuple[Feed, str]]:
    """The addresses of a person (by inside id) that work, each with the name of its sync, empty for all of them."""
    rows = await session.execute(
        select(Feed, Sync.name)
        .join(Sync, Sync.id == Feed.sync_id, isouter=True)
        .where(Feed.person_id == person_id, Feed.revoked_at.is_(None))
        .order_by(Feed.id)
    )
    return [(feed, name or "") for feed, name in rows]


async def keep(session: AsyncSession, feed: Feed) -> Feed:
    """Keeps a new address."""
    session.add(feed)
    await session.flush()
    return feed


async def note_use(session: AsyncSession, hashed: str, now: datetime) -> None:
    """Keeps when an address was asked last."""
    await session.execute(update(Feed).where(Feed.hash == hashed).values(last_used_at=now))


async def revoke(session: AsyncSession, person_id: int, public_id: str, now: datetime) -> bool:
    """Has a person's own address work no longer; False if it did not."""
    gone = await session.execute(
        update(Feed)
        .where(Feed.public_id == public_id, Feed.person_id == person_id, Feed.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(Feed.id)
    )
    return gone.first() is not None


async def forget_before(session: AsyncSession, before: datetime) -> int:
    """Deletes addresses that were revoked before an instant."""
    gone = await session.execute(delete(Feed).where(Feed.revoked_at < before).returning(Feed.id))
    return len(gone.all())
