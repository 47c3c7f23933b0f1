"""What failed, was stopped or stayed in doubt goes out again, with whatever was in its way."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.delivery.changes import NEWEST_CONTENT, move
from bot.delivery.progress import posts_changed
from bot.delivery.rows import UNSYNCED
from bot.delivery.tables import Copy, Delivery, Lane, Operation, State
from bot.ports import Cause

_AGAIN: Mapping[str, Any] = {
    "state": State.WAITING,
    "cause": "",
    "detail": "",
    "finished_at": None,
    "not_before": None,
}

Chosen = Sequence[ColumnElement[bool]]
"""Which deliveries."""


async def retry(session: AsyncSession, posts: Chosen, now: datetime, *, unconfirmed: bool) -> int:
    """See `Outbox.retry`, of these posts."""
    failed = (Delivery.state == State.FAILED) & ~Delivery.unconfirmed
    failed |= (Delivery.state == State.HELD) & (Delivery.cause != "")
    if unconfirmed:
        failed |= _for_its_author()
    chosen = [*posts, failed, of_copies(~Copy.withdrawn)]
    halted = await session.scalars(
        select(Lane).where(Lane.halted != "", Lane.id.in_(select(Delivery.lane_id).where(*chosen)))
    )
    await _stand_alone(session, chosen)
    moved = await move(session, chosen, {**_AGAIN, "released_at": now, **NEWEST_CONTENT})
    for lane in halted.all():
        await _reopen(session, lane, now)
    return moved


async def _stand_alone(session: AsyncSession, chosen: Chosen) -> None:
    """Takes replies out of threads that they cannot stand in."""
    parent = aliased(Copy)
    nowhere = select(parent.id).where(parent.id == Copy.parent_id, parent.address.is_(None)).exists()
    refused = select(Delivery.copy_id).where(*chosen, Delivery.cause == Cause.MESSAGE_MISSING)
    await session.execute(
        update(Copy)
        .where(
            Copy.parent_id.is_not(None),
            Copy.id.in_(select(Delivery.copy_id).where(*chosen)),
            nowhere | Copy.id.in_(refused),
        )
        .values(parent_id=None),
        execution_options=UNSYNCED,
    )


async def resume(session: AsyncSession, platform: str, installation_key: str, now: datetime) -> int:
    """See `Outbox.resume`."""
    lane = await session.scalar(
        select(Lane)
        .where(Lane.platform == platform, Lane.installation_key == installation_key)
        .execution_options(populate_existing=True)
    )
    if lane is None or not lane.halted:
        return 0
    return await _reopen(session, lane, now)


async def _reopen(session: AsyncSession, lane: Lane, now: datetime) -> int:
    """What the failure of a lane had stopped goes on in the order that it had."""
    cause, lane.halted = lane.halted, ""
    await session.flush()
    moved = await move(
        session,
        [Delivery.lane_id == lane.id, Delivery.state == State.HELD, Delivery.cause == cause],
        {**_AGAIN, "released_at": func.coalesce(Delivery.released_at, now)},
    )
    await posts_changed(session, Delivery.lane_id == lane.id, Delivery.state == State.WAITING)
    return moved


async def settle(session: AsyncSession, delivery_public_id: str, now: datetime, *, sent: bool) -> bool:
    """See `Outbox.settle`."""
    chosen = [Delivery.public_id == delivery_public_id, (Delivery.state == State.UNKNOWN) | _for_its_author()]
    if sent:
        seen = {"state": State.SENT, "unconfirmed": False, "finished_at": now, "sent_at": Delivery.sending_at}
        return bool(await move(session, chosen, seen))
    return bool(await move(session, chosen, {**_AGAIN, "unconfirmed": False, "released_at": now, **NEWEST_CONTENT}))


async def retry_edits(session: AsyncSession, deliveries: Chosen, now: datetime) -> int:
    """See `Outbox.retry_edits`, of these deliveries."""
    newest = select(Copy.wanted_revision).where(Copy.id == Delivery.copy_id).scalar_subquery()
    chosen = [
        *deliveries,
        Delivery.operation == Operation.EDIT,
        Delivery.state == State.FAILED,
        Delivery.cause.not_in([Cause.MESSAGE_MISSING, Cause.MESSAGE_NOT_OURS]),
        Delivery.revision == newest,
    ]
    return await move(session, chosen, {**_AGAIN, "released_at": now})


def of_copies(*chosen: ColumnElement[bool]) -> ColumnElement[bool]:
    """Those of these copies."""
    return Delivery.copy_id.in_(select(Copy.id).where(*chosen))


def _for_its_author() -> ColumnElement[bool]:
    """Posts of which nothing but somebody's word can tell whether they are there."""
    return Delivery.unconfirmed & Delivery.state.in_([State.UNKNOWN, State.FAILED]) & Delivery.finished_at.is_not(None)
