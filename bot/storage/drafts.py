"""What somebody has typed of something and not set up yet: kept, found again, and forgotten when nobody goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.columns import Key, PublicId, UtcDateTime
from bot.storage.locking import locked

KEPT_FOR = timedelta(days=30)
"""How long a draft that nobody touches is kept."""


class Draft:
    """The columns of a table of drafts. With `about_id` it is changes to what is there; a new one gets the draft's id.

    `revision` goes up with every keeping, so that what was looked at is what is set up.
    """

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    about_id: Mapped[int | None]
    typed: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=0)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)


Table = TypeVar("Table", bound=Draft)


@dataclass(frozen=True)
class Drafts(Generic[Table]):
    """The drafts of one table."""

    table: type[Table]

    async def called(
        self, session: AsyncSession, public_id: str, author_id: int, *, lock: bool = False
    ) -> Table | None:
        """Somebody's own draft; None where it was set up, or is another's."""
        return await session.scalar(
            locked(select(self.table).where(self.table.public_id == public_id, self.table.author_id == author_id), lock)
        )

    async def newest(self, session: AsyncSession, author_id: int, about_id: int | None) -> Table | None:
        """What somebody began last: of something new, or of changes to what is there."""
        return await session.scalar(
            select(self.table)
            .where(self.table.author_id == author_id, self.table.about_id.is_not_distinct_from(about_id))
            .order_by(self.table.kept_at.desc(), self.table.id.desc())
            .limit(1)
        )

    async def keep(
        self,
        session: AsyncSession,
        public_id: str,
        author_id: int,
        about_id: int | None,
        typed: Mapping[str, Any],
        now: datetime,
    ) -> Table | None:
        """Keeps what was typed; None where somebody else has a draft of this id."""
        found = await session.scalar(locked(select(self.table).where(self.table.public_id == public_id)))
        if found is None:
            found = self.table()
            found.public_id, found.author_id, found.about_id, found.revision = public_id, author_id, about_id, 0
            session.add(found)
        elif found.author_id != author_id or found.about_id != about_id:
            return None
        found.typed, found.kept_at = dict(typed), now
        found.revision += 1
        await session.flush()
        return found

    async def forget(self, session: AsyncSession, author_id: int, about_id: int | None) -> None:
        """Forgets what somebody began: of something new, or of changes to what is there."""
        mine = self.table.author_id == author_id
        await session.execute(delete(self.table).where(mine, self.table.about_id.is_not_distinct_from(about_id)))

    async def delete_expired(self, session: AsyncSession, now: datetime) -> int:
        """Forgets drafts that nobody has touched for long; says how many."""
        old = self.table.kept_at < now - KEPT_FOR
        gone = await session.scalars(delete(self.table).where(old).returning(self.table.id))
        return len(gone.all())
