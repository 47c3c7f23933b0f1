"""What can be found of published updates, and by whom."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.capabilities.updates.store.cards import sides_reached
from bot.capabilities.updates.store.tables import Update, UpdateState, UpdateText
from bot.people.access import Actor
from bot.storage import full_text
from bot.storage.full_text import words_of
from bot.storage.tables import Base


class UpdateSearch(Base):
    """The words of a published update, each once, in all its languages."""

    __tablename__ = "update_search"
    update_id: Mapped[int] = mapped_column(ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True)
    published_at: Mapped[datetime] = mapped_column(index=True)
    words: Mapped[str]


class UpdateReach(Base):
    """A side that an update was published to, and whose people may find it."""

    __tablename__ = "update_reach"
    side_id: Mapped[int] = mapped_column(ForeignKey("side.id"), primary_key=True)
    update_id: Mapped[int] = mapped_column(
        ForeignKey("product_update.id", ondelete="CASCADE"), primary_key=True, index=True
    )


SEARCHED = Base.metadata.tables[UpdateSearch.__tablename__]
full_text.indexed(SEARCHED, "words", "update_id")


async def keep_findable(session: AsyncSession, known: Update) -> None:
    """Has a published update found by what it says now, by the people of the sides that it has reached.

    To be called whenever its texts or its sides have changed.
    """
    texts = await session.scalars(
        select(UpdateText).where(UpdateText.update_id == known.id, UpdateText.version == known.version)
    )
    said = [part for one in texts for part in (one.title, one.changed, one.tell_customers)]
    words = " ".join(dict.fromkeys(word for part in said for word in words_of(part)))
    await session.merge(
        UpdateSearch(update_id=known.id, published_at=known.published_at or known.saved_at, words=words)
    )
    await session.execute(delete(UpdateReach).where(UpdateReach.update_id == known.id))
    session.add_all(
        UpdateReach(update_id=known.id, side_id=side) for side in sorted(await sides_reached(session, known)) if side
    )
    await session.flush()


async def find(
    session: AsyncSession, actor: Actor, words: Sequence[str], *, after: int, at_most: int
) -> Sequence[Update]:
    """Published updates of an actor's side, and their own, that hold all the words or their beginnings, newest first.

    For no words all of them; `after` so many.
    """
    reached = exists().where(UpdateReach.update_id == Update.id, UpdateReach.side_id == actor.side_id)
    query = (
        select(Update)
        .join(UpdateSearch, UpdateSearch.update_id == Update.id)
        .where(Update.state == UpdateState.PUBLISHED, or_(reached, Update.author_id == actor.person_id))
        .order_by(UpdateSearch.published_at.desc(), UpdateSearch.update_id.desc())
        .offset(after)
        .limit(at_most)
    )
    if words:
        query = query.where(full_text.holds_all(session, SEARCHED.c.words, SEARCHED.c.update_id, words))
    return (await session.scalars(query)).all()
