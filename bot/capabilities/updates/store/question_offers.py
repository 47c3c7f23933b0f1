"""Whose words under an update were offered to be asked, and the cards that a thread may stand under."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.cards import MOST_CARDS
from bot.capabilities.updates.store.question_tables import QuestionOffer
from bot.capabilities.updates.store.tables import SUBJECT
from bot.delivery.rows import insert_for
from bot.delivery.tables import Copy, TargetKind
from bot.people.model import Channel


async def cards_at(
    session: AsyncSession, platform: str, installation: str, external_id: str
) -> Sequence[tuple[int, Mapping[str, Any]]]:
    """The newest cards of a channel in one read: each update's inside id, and the platform's address of its card."""
    rows = await session.execute(
        select(Copy.subject_id, Copy.address)
        .join(Channel, and_(Copy.target_kind == TargetKind.CHANNEL, Copy.target_id == Channel.id))
        .where(
            Channel.platform == platform,
            Channel.installation_key == installation,
            Channel.external_id == external_id,
            Copy.subject_kind == SUBJECT,
            Copy.address.is_not(None),
        )
        .order_by(Copy.id.desc())
        .limit(MOST_CARDS)
    )
    return [(update_id, address) for update_id, address in rows if address is not None]


async def was_offered(session: AsyncSession, update_id: int, person_id: int) -> bool:
    """Whether somebody was offered before to have asked what they wrote under an update."""
    return await session.get(QuestionOffer, (update_id, person_id)) is not None


async def keep_offer(session: AsyncSession, update_id: int, person_id: int, platform: str, now: datetime) -> bool:
    """Notes that somebody is offered it; False if they were before."""
    offer = insert_for(session, QuestionOffer).values(
        update_id=update_id, person_id=person_id, platform=platform, offered_at=now
    )
    noted = await session.scalar(offer.on_conflict_do_nothing().returning(QuestionOffer.update_id))
    return noted is not None


async def last_offers(session: AsyncSession) -> Mapping[str, datetime]:
    """When something was last offered, by platform: what tells that replies arrive from there."""
    rows = await session.execute(
        select(QuestionOffer.platform, func.max(QuestionOffer.offered_at)).group_by(QuestionOffer.platform)
    )
    return {platform: at for platform, at in rows}  # noqa: C416 - a row is not known to be a pair
