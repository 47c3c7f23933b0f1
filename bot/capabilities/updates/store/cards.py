"""The cards of updates in channels, and the sides that they reach."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    exists,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.readers import noted_by
from bot.capabilities.updates.store.tables import (
    SUBJECT,
    ExpectedReader,
    Update,
    UpdateState,
)
from bot.delivery.tables import Copy, Delivery, TargetKind

MOST_CARDS = 100
"""Cards of a channel among which the one of a thread is looked for."""


def _cards_in(channel_id: int) -> ColumnElement[bool]:
    return and_(
        Copy.subject_kind == SUBJECT,
        Copy.subject_id == Update.id,
        Copy.target_kind == TargetKind.CHANNEL,
        Copy.target_id == channel_id,
    )


async def newest_in_channel(session: AsyncSession, channel_id: int, person_id: int) -> Update | None:
    """The newest update in a channel that a person has not noted."""
    return await session.scalar(
        select(Update)
        .join(Copy, _cards_in(channel_id))
        .where(Update.state == UpdateState.PUBLISHED, ~noted_by(person_id))
        .order_by(Update.published_at.desc(), Update.id.desc())
        .limit(1)
    )


async def channels_of(session: AsyncSession, known: Update) -> Sequence[int]:
    """The channels that hold a card of an update."""
    found = await session.scalars(
        select(Copy.target_id).where(
            Copy.subject_kind == SUBJECT, Copy.subject_id == known.id, Copy.target_kind == TargetKind.CHANNEL
        )
    )
    return found.all()


async def taken_back(session: AsyncSession, known: Update) -> frozenset[str]:
    """The public ids of the cards of an update that stand nowhere any more, nor shall."""
    found = await session.scalars(
        select(Copy.public_id).where(
            Copy.subject_kind == SUBJECT,
            Copy.subject_id == known.id,
            Copy.target_kind == TargetKind.CHANNEL,
            Copy.withdrawn,
        )
    )
    return frozenset(found)


async def newest_cards(session: AsyncSession, channel_id: int) -> Sequence[tuple[Update, Mapping[str, Any]]]:
    """The newest cards in a channel with the platform's address of each; who is there has them before their eyes."""
    rows = await session.execute(
        select(Update, Copy.address)
        .join(Copy, _cards_in(channel_id))
        .where(Copy.address.is_not(None))
        .order_by(Update.published_at.desc(), Update.id.desc())
        .limit(MOST_CARDS)
    )
    return [(known, address) for known, address in rows if address is not None]


async def of_delivery(session: AsyncSession, delivery_id: str) -> Update | None:
    """The update whose card a delivery was to bring; whether it may be seen is for the caller to ask."""
    return await session.scalar(
        select(Update)
        .join(Delivery, and_(Delivery.subject_kind == SUBJECT, Delivery.subject_id == Update.id))
        .where(Delivery.public_id == delivery_id)
    )


async def was_reached(session: AsyncSession, known: Update, person_id: int, side_id: int) -> bool:
    """Whether an update was published to somebody's side.

    Asked with every press: of whoever is expected it costs the same however many readers and channels there are.
    """
    expected = exists().where(
        ExpectedReader.update_id == known.id,
        ExpectedReader.person_id == person_id,
        ExpectedReader.side_id == side_id,
    )
    return bool(await session.scalar(select(expected))) or side_id in await sides_reached(session, known)


async def sides_reached(session: AsyncSession, known: Update) -> frozenset[int]:
    """The sides to which an update was published: of its expected readers, and of all who read its channels."""
    readers = await session.scalars(
        select(ExpectedReader.side_id).where(ExpectedReader.update_id == known.id).distinct()
    )
    viewpoints = await session.scalars(
        select(Copy.viewpoint).where(Copy.subject_kind == SUBJECT, Copy.subject_id == known.id)
    )
    return frozenset(readers) | {side for viewpoint in viewpoints for side in viewpoint}
