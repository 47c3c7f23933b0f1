"""What somebody has typed of a sync and not set up yet."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.columns import Key, PublicId, UtcDateTime
from bot.storage.tables import Base

KEPT_FOR = timedelta(days=30)
"""How long a draft that nobody touches is kept."""


class SyncDraft(Base):
    """A sync as somebody typed it, or (with `sync_id`) the changes to one; a new one gets the draft's id.

    `revision` goes up with every keeping, so that what was looked at is what is set up.
    """

    __tablename__ = "sync_draft"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    sync_id: Mapped[int | None] = mapped_column(ForeignKey("sync.id", ondelete="CASCADE"), default=None)
    typed: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=0)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


async def draft_of(session: AsyncSession, public_id: str, author_id: int, *, lock: bool = False) -> SyncDraft | None:
    """Somebody's own draft; None where it was set up, or is another's."""
    query = select(SyncDraft).where(SyncDraft.public_id == public_id, SyncDraft.author_id == author_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(query)


async def newest_draft(session: AsyncSession, author_id: int, sync_id: int | None) -> SyncDraft | None:
    """What somebody began last: of a new sync, or of changes to one."""
    return await session.scalar(
        select(SyncDraft)
        .where(SyncDraft.author_id == author_id, SyncDraft.sync_id.is_not_distinct_from(sync_id))
        .order_by(SyncDraft.kept_at.desc(), SyncDraft.id.desc())
        .limit(1)
    )


async def keep_draft(
    session: AsyncSession,
    public_id: str,
    author_id: int,
    sync_id: int | None,
    typed: Mapping[str, Any],
    now: datetime,
) -> SyncDraft | None:
    """Keeps what was typed; None where somebody else has a draft of this id."""
    found = await session.scalar(
        select(SyncDraft)
        .where(SyncDraft.public_id == public_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        found = SyncDraft(public_id=public_id, author_id=author_id, sync_id=sync_id, typed={}, revision=0, kept_at=now)
        session.add(found)
    elif found.author_id != author_id or found.sync_id != sync_id:
        return None
    found.typed, found.kept_at = dict(typed), now
    found.revision += 1
    await session.flush()
    return found


async def delete_drafts(session: AsyncSession, author_id: int, sync_id: int | None) -> None:
    """Forgets what somebody began: of new syncs, or of changes to one."""
    mine = SyncDraft.author_id == author_id
    await session.execute(delete(SyncDraft).where(mine, SyncDraft.sync_id.is_not_distinct_from(sync_id)))


async def delete_expired(session: AsyncSession, now: datetime) -> int:
    """Forgets drafts that nobody has touched for long; says how many."""
    gone = await session.scalars(delete(SyncDraft).where(SyncDraft.kept_at < now - KEPT_FOR).returning(SyncDraft.id))
    return len(gone.all())
