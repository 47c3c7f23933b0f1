"""Round-ups: messages under which the cards of several updates stand; what they list is whose cards these are."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.capabilities.updates.store.cards import MOST_CARDS
from bot.capabilities.updates.store.tables import SUBJECT, Update
from bot.delivery.tables import Copy, TargetKind

ROUND_UP = f"{SUBJECT}.round_up"
"""The kind of subject that these messages are copies of; its id is that of the first update in it."""


async def round_ups_of(session: AsyncSession, known: Update) -> Sequence[Copy]:
    """The messages under which an update's cards stand."""
    card = aliased(Copy)
    found = await session.scalars(
        select(Copy)
        .join(card, card.parent_id == Copy.id)
        .where(card.subject_kind == SUBJECT, card.subject_id == known.id, Copy.subject_kind == ROUND_UP)
        .order_by(Copy.id)
        .execution_options(populate_existing=True)
    )
    return found.all()


async def newest_in(session: AsyncSession, channel_id: int) -> Sequence[Copy]:
    """The newest such messages in a channel; who is there has them before their eyes."""
    found = await session.scalars(
        select(Copy)
        .where(
            Copy.subject_kind == ROUND_UP,
            Copy.target_kind == TargetKind.CHANNEL,
            Copy.target_id == channel_id,
            Copy.address.is_not(None),
        )
        .order_by(Copy.id.desc())
        .limit(MOST_CARDS)
    )
    return found.all()


async def listed_in(session: AsyncSession, copy_ids: Collection[int]) -> Mapping[int, Sequence[Update]]:
    """The updates whose cards stand under each of these messages, in the order in which they were sent."""
    above = aliased(Copy)
    rows = await session.execute(
        select(above.id, Update)
        .join(Copy, Copy.parent_id == above.id)
        .join(Update, and_(Copy.subject_kind == SUBJECT, Copy.subject_id == Update.id))
        .where(above.id.in_(copy_ids))
        .order_by(Copy.id)
    )
    found: dict[int, list[Update]] = {}
    for copy_id, known in rows:
        found.setdefault(copy_id, []).append(known)
    return found
