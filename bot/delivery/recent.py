"""The newest deliveries of all subjects, for who looks on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import from_json
from bot.delivery.tables import Content, Copy, Delivery, Lane, Operation, State, TargetKind
from bot.people.model import Channel, ChatIdentity, Person
from bot.ports import Cause

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Recent:
    """One delivery. `summary` is the notification line of what it shows; `channel` a channel's name, or a person's."""

    delivery_id: str
    summary: str
    operation: Operation
    platform: str
    channel: str
    side_id: int | None
    state: State
    unconfirmed: bool
    cause: Cause | None
    detail: str
    sent_at: datetime | None


async def newest(session: AsyncSession, *, at_most: int) -> Sequence[Recent]:
    """The deliveries made last, the newest first."""
    rows = await session.execute(
        select(
            Delivery.public_id,
            Content.message,
            Delivery.operation,
            Lane.platform,
            Channel.name,
            Channel.external_id,
            Person.name.label("person"),
            Delivery.conversation,
            Copy.side_id,
            Delivery.state,
            Delivery.unconfirmed,
            Delivery.cause,
            Delivery.detail,
            Delivery.sent_at,
        )
        .join(Copy, Copy.id == Delivery.copy_id)
        .join(Lane, Lane.id == Delivery.lane_id)
        .join(Content, Content.id == func.coalesce(Delivery.content_id, Copy.content_id))
        .outerjoin(Channel, (Copy.target_kind == TargetKind.CHANNEL) & (Channel.id == Copy.target_id))
        .outerjoin(ChatIdentity, (Copy.target_kind == TargetKind.PERSON) & (ChatIdentity.id == Copy.target_id))
        .outerjoin(Person, Person.id == ChatIdentity.person_id)
        .order_by(Delivery.id.desc())
        .limit(at_most)
    )
    return [
        Recent(
            delivery_id=row.public_id,
            summary=_summary(row.message),
            operation=row.operation,
            platform=row.platform,
            channel=row.name or row.external_id or row.person or row.conversation,
            side_id=row.side_id,
            state=row.state,
            unconfirmed=row.unconfirmed,
            cause=Cause(row.cause) if row.cause else None,
            detail=row.detail,
            sent_at=row.sent_at,
        )
        for row in rows
    ]


def _summary(stored: str) -> str:
    try:
        return from_json(stored).summary
    except ValueError:
        log.exception("content_unreadable")
        return ""
