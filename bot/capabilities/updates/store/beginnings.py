"""What was typed in forms that nobody has sent off yet, as far as a platform has told of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.people.access import Actor
from bot.storage.columns import PUBLIC_ID_LENGTH, Json, Key, PublicId
from bot.storage.tables import Base

MOST_KEPT = 20
"""Beginnings of one person; the oldest goes when another one comes."""


class Beginning(Base):
    """What somebody typed into a form, under the id of the draft that sending it off keeps.

    `start` says what the form was begun from, as the form carries it.
    """

    __tablename__ = "update_beginning"
    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    start: Mapped[str]
    typed: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_at: Mapped[datetime]


async def keep_beginning(
    session: AsyncSession, actor: Actor, public_id: str, start: str, typed: Mapping[str, Any], now: datetime
) -> None:
    """Keeps what somebody has typed so far; not under an id that is none of ours, or that somebody else has."""
    if not public_id or len(public_id) > PUBLIC_ID_LENGTH:
        return
    kept = await session.scalar(select(Beginning).where(Beginning.public_id == public_id))
    if kept is None:
        kept = Beginning(public_id=public_id, person_id=actor.person_id)
        session.add(kept)
    elif kept.person_id != actor.person_id:
        return
    kept.start, kept.typed, kept.saved_at = start, dict(typed), now
    await session.flush()
    newest = (
        select(Beginning.id)
        .where(Beginning.person_id == actor.person_id)
        .order_by(Beginning.saved_at.desc(), Beginning.id.desc())
        .limit(MOST_KEPT)
    )
    await session.execute(delete(Beginning).where(Beginning.person_id == actor.person_id, Beginning.id.not_in(newest)))


async def beginning(session: AsyncSession, actor: Actor, public_id: str) -> Beginning | None:
    """What this person has typed under that id."""
    return await session.scalar(
        select(Beginning).where(Beginning.public_id == public_id, Beginning.person_id == actor.person_id)
    )


async def beginnings_of(session: AsyncSession, actor: Actor, *, at_most: int) -> Sequence[Beginning]:
    """What this person has begun, the newest first."""
    found = await session.scalars(
        select(Beginning)
        .where(Beginning.person_id == actor.person_id)
        .order_by(Beginning.saved_at.desc(), Beginning.id.desc())
        .limit(at_most)
    )
    return found.all()


async def forget_beginning(session: AsyncSession, actor: Actor, public_id: str) -> bool:
    """Deletes it, once a draft holds it or its author wants it gone; says whether there was one."""
    gone = await session.execute(
        delete(Beginning)
        .where(Beginning.public_id == public_id, Beginning.person_id == actor.person_id)
        .returning(Beginning.id)
    )
    return gone.first() is not None
