"""Through whose hands a draft has gone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.updates.store.tables import Update
from bot.storage.tables import Base


class Handover(Base):
    """A draft that somebody has handed to another author, once; `number` counts them."""

    __tablename__ = "update_handover"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]


async def hand_over(session: AsyncSession, known: Update, to_id: int, now: datetime) -> Handover:
    """Gives a draft to another author; whoever owned it as its author goes with it. It counts as changed."""
    count = await session.scalar(select(func.count()).where(Handover.update_id == known.id))
    row = Handover(update_id=known.id, number=(count or 0) + 1, from_id=known.author_id, to_id=to_id, at=now)
    session.add(row)
    if known.owner_id == known.author_id:
        known.owner_id = to_id
    known.author_id = to_id
    known.revision += 1
    known.saved_at = now
    await session.flush()
    return row


async def handovers_of(session: AsyncSession, known: Update) -> Sequence[Handover]:
    """Every time it changed hands, the last one first."""
    found = await session.scalars(
        select(Handover).where(Handover.update_id == known.id).order_by(Handover.number.desc())
    )
    return found.all()
