"""Intake: what waits in a lane, and what of it is committed as `sending` before any call is made."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.chat.inbound import Identity
from bot.delivery.lanes import Owned
from bot.delivery.progress import posts_changed
from bot.delivery.tables import OPEN, Content, Copy, Delivery, Lane, Operation, State, TargetKind
from bot.people.channels import readers_of
from bot.people.model import Channel, ChatIdentity
from bot.ports import Address, Cause, Destination
from bot.storage.tables import Base

FIRST = (Delivery.priority, Delivery.released_at, Delivery.position, Delivery.id)
"""Whose turn it is in a lane."""

DELIVERY = Base.metadata.tables[Delivery.__tablename__]
PARENT = aliased(Copy)
ROOT = aliased(Copy)
"""What a parent is itself a reply to: a thread has one beginning, under which all replies stand."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that may be sent as far as the outbox is concerned, without what it says."""

    id: int
    operation: Operation
    copy_id: int
    conversation: str
    priority: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is committed as `sending`, with all that the call needs."""

    id: int
    public_id: str
    subject: tuple[str, int]
    operation: Operation
    revision: int
    attempts: int
    copy_id: int
    channel_id: int | None
    conversation: str
    to: Destination
    address: Address | None
    content_id: int
    text: str
    unconfirmed: bool
    released_at: datetime | None
    sending_at: datetime


def due(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """What need not wait for its time any more."""
    return Delivery.not_before.is_(None) | (Delivery.not_before <= now)


def ready(now: datetime | ColumnElement[datetime]) -> list[ColumnElement[bool]]:
    """What may go: due, and behind the message it answers or changes."""
    post = Delivery.operation == Operation.POST
    behind_parent = Copy.parent_id.is_(None) | PARENT.address.is_not(None)
    return [
        Delivery.state == State.WAITING,
        due(now),
        (post & behind_parent) | (~post & Copy.address.is_not(None)),
    ]


_MAY_GO: Select[*tuple[Any, ...]] = (
    select(
        Delivery.id,
        Delivery.lane_id,
        Delivery.operation,
        Delivery.copy_id,
        Delivery.conversation,
        Delivery.priority,
        Delivery.released_at,
        Delivery.position,
    )
    .join(Copy, Copy.id == Delivery.copy_id)
    .outerjoin(PARENT, PARENT.id == Copy.parent_id)
    .where(
        OPEN,
        *ready(bindparam("now", type_=Delivery.not_before.type)),
        Delivery.lane_id.in_(bindparam("lanes", expanding=True)),
    )
)
"""The open rows of some lanes that are ready at an instant."""

_NEXT = _MAY_GO.order_by(*FIRST).limit(bindparam("at_most"))


async def look(
    session: AsyncSession, lane: Owned, now: datetime, *, at_most: int, in_order: bool = False
) -> list[Waiting]:
    """The next rows of a lane, first what was released first; conversations with a post in doubt are left out.

    What is urgent comes with everything that stands before it in its conversation. A post that only keeps step with
    other lanes, and was not tried yet, holds nothing up. Where all is `in_order` nothing can.
    """
    blocked = [] if in_order else await _blocked(session, lane, now)
    of_lane = {"now": now, "lanes": [lane.id]}
    found = _MAY_GO
    if blocked:
        found = found.where((Delivery.operation != Operation.POST) | Delivery.conversation.not_in(blocked))
    rows = list(await session.execute(found.order_by(*FIRST).limit(at_most), of_lane))
    if len(rows) == at_most:
        last: dict[str, tuple[datetime, int, int]] = {}
        for row in rows:
            last[row.conversation] = max(_turn(row), last.get(row.conversation, _turn(row)))
        before = found.where(
            Delivery.operation == Operation.POST,
            Delivery.conversation.in_(last),
            Delivery.priority > min(row.priority for row in rows),
            Delivery.released_at <= max(row.released_at for row in rows),
        )
        # What stands behind those would overtake the urgent ones for which there was no place.
        more = [row for row in await session.execute(before, of_lane) if _turn(row) < last[row.conversation]]
        rows = list({row.id: row for row in (*rows, *more)}.values())
    rows.sort(key=_turn)
    return [_waiting(row) for row in rows]


async def look_together(
    session: AsyncSession, lanes: Sequence[Owned], now: datetime, *, at_most: int
) -> Mapping[int, Sequence[Waiting]]:
    """What `look` finds on each of some lanes, by lane: in one go where all are in order and few rows wait."""
    if all(lane.in_order for lane in lanes):
        of_lanes = {"now": now, "lanes": [lane.id for lane in lanes], "at_most": at_most}
        rows = (await session.execute(_NEXT, of_lanes)).all()
        if len(rows) < at_most:
            by_lane: dict[int, list[Waiting]] = {lane.id: [] for lane in lanes}
            for row in rows:
                by_lane[row.lane_id].append(_waiting(row))
            return by_lane
    return {lane.id: await look(session, lane, now, at_most=at_most, in_order=lane.in_order) for lane in lanes}


def _waiting(row: Any) -> Waiting:
    return Waiting(row.id, row.operation, row.copy_id, row.conversation, row.priority)


async def _blocked(session: AsyncSession, lane: Owned, now: datetime) -> Sequence[str]:
    """The conversations whose last post is in doubt, or waits for another attempt."""
    found = await session.scalars(
        select(Delivery.conversation).where(
            Delivery.lane_id == lane.id,
            OPEN,
            Delivery.operation == Operation.POST,
            (Delivery.state == State.UNKNOWN) | (Delivery.not_before > now) & (Delivery.attempts > 0),
        )
    )
    return found.all()


def _turn(row: Any) -> tuple[datetime, int, int]:
    """When a row's turn is among those of its conversation."""
    return row.released_at, row.position, row.id


async def still_open(session: AsyncSession, ids: Collection[int], now: datetime) -> dict[int, bool]:
    """Of rows that were in doubt or waited for another attempt: those still open, and whether each may go now."""
    if not ids:
        return {}
    rows = await session.execute(
        select(Delivery.id, Delivery.state, Delivery.not_before).where(Delivery.id.in_(ids), OPEN)
    )
    return {row.id: row.state is State.WAITING and (row.not_before is None or row.not_before <= now) for row in rows}


_LOST = (Delivery.state == State.SENDING) & (Delivery.epoch == Lane.epoch)

_CLAIMED = (
    select(
        Delivery.id,
        Delivery.lane_id,
        Delivery.public_id,
        Delivery.subject_kind,
        Delivery.subject_id,
        Delivery.operation,
        Delivery.revision,
        Delivery.attempts,
        Delivery.copy_id,
        Delivery.conversation,
        Delivery.content_id,
        Content.message,
        Delivery.unconfirmed,
        Delivery.released_at,
        Copy.target_kind,
        Copy.withdrawn,
        Copy.wanted_revision,
        Copy.address,
        PARENT.address.label("parent"),
        ROOT.address.label("root"),
        Channel.id.label("channel_id"),
        Channel.external_id,
        Channel.address.label("channel_address"),
        Channel.homes,
        Channel.agreed_homes,
        ChatIdentity.home,
        ChatIdentity.user_id,
    )
    .join(Copy, Copy.id == Delivery.copy_id)
    .join(Lane, Lane.id == Delivery.lane_id)
    .outerjoin(Content, Content.id == Delivery.content_id)
    .outerjoin(PARENT, PARENT.id == Copy.parent_id)
    .outerjoin(ROOT, ROOT.id == PARENT.parent_id)
    .outerjoin(Channel, (Copy.target_kind == TargetKind.CHANNEL) & (Channel.id == Copy.target_id))
    .outerjoin(ChatIdentity, (Copy.target_kind == TargetKind.PERSON) & (ChatIdentity.id == Copy.target_id))
    .where(
        Delivery.id.in_(bindparam("ids", expanding=True)),
        (Delivery.state == State.WAITING) | _LOST,
        tuple_(Lane.id, Lane.epoch).in_(bindparam("ours", expanding=True)),
    )
    .with_for_update(of=Delivery, skip_locked=True)
)
"""Rows of lanes with all that their calls need; written down once, since to compose it takes longer than to ask it."""


async def claim(
    session: AsyncSession, lanes: Sequence[Owned], ids: Sequence[int], now: datetime
) -> Mapping[int, list[Claimed]]:
    """Commit rows as `sending` under their lanes' epochs, by lane; what is outdated or must not go is closed instead.

    Rows that are gone, that somebody is changing now, or whose lane has another owner, are absent from the result.
    No call may be under way for any of them: one that is `sending` under this epoch was claimed in a transaction whose
    answer was lost, and is claimed again.
    """
    by_id = {lane.id: lane for lane in lanes}
    rows = await session.execute(_CLAIMED, {"ids": ids, "ours": [(lane.id, lane.epoch) for lane in lanes]})
    claimed = rows.all()
    not_agreed = await _not_agreed(session, claimed)
    go: dict[int, list[Claimed]] = {lane.id: [] for lane in lanes}
    closed: list[dict[str, Any]] = []
    for row in claimed:
        lane = by_id[row.lane_id]
        stop = _stop(row, lane, not_agreed)
        if stop is None:
            go[lane.id].append(_claimed(row, lane, now))
        else:
            state, cause = stop
            finished = None if state is State.HELD else now
            closed.append({"b_id": row.id, "state": state, "cause": cause, "finished_at": finished})
    if begun := [row.id for rows in go.values() for row in rows]:
        epoch = case({lane.id: lane.epoch for lane in lanes}, value=DELIVERY.c.lane_id)
        await session.execute(
            update(DELIVERY).where(DELIVERY.c.id.in_(begun)).values(state=State.SENDING, epoch=epoch, sending_at=now)
        )
    if closed:
        await session.execute(update(DELIVERY).where(DELIVERY.c.id == bindparam("b_id")), closed)
    return go


async def _not_agreed(session: AsyncSession, rows: Sequence[Any]) -> frozenset[int]:
    """The channels in which there is a company of which nobody has spoken, as the preview counts them."""
    shared = {row.channel_id for row in rows if row.channel_id is not None and set(row.homes) - set(row.agreed_homes)}
    readers = await readers_of(session, shared) if shared else {}
    return frozenset(channel_id for channel_id, one in readers.items() if one.not_agreed)


def _stop(row: Any, lane: Owned, not_agreed: Collection[int]) -> tuple[State, str] | None:
    """Why a row must not go out now: the state to leave it in, and the cause."""
    is_post = row.operation is Operation.POST
    if is_post and row.withdrawn:
        return State.UNKNOWN if row.unconfirmed else State.CANCELLED, ""
    if row.operation is Operation.EDIT and row.revision != row.wanted_revision:
        return State.CANCELLED, ""
    if not lane.installation:
        return State.FAILED, Cause.CONVERSATION_UNKNOWN
    if row.channel_id in not_agreed and not row.withdrawn:
        return (State.HELD if is_post else State.FAILED), Cause.SHARED_SINCE
    return None


def _claimed(row: Any, lane: Owned, now: datetime) -> Claimed:
    person = None
    if row.target_kind is TargetKind.PERSON:
        person = Identity(lane.platform, row.home, row.user_id)
    to = Destination(lane.installation, row.external_id or "", person, row.channel_address, row.root or row.parent)
    return Claimed(
        id=row.id,
        public_id=row.public_id,
        subject=(row.subject_kind, row.subject_id),
        operation=row.operation,
        revision=row.revision,
        attempts=row.attempts,
        copy_id=row.copy_id,
        channel_id=row.channel_id,
        conversation=row.conversation,
        to=to,
        address=row.address,
        content_id=row.content_id,
        text=row.message or "",
        unconfirmed=row.unconfirmed,
        released_at=row.released_at,
        sending_at=now,
    )


async def close_orphans(session: AsyncSession, lane: Owned, now: datetime) -> int:
    """Close what waits behind a message that never came to be; says how much.

    A reply to it has failed, of the same cause; one to a message that waits until somebody agrees to a company waits
    for that too, where its author sees it. A change of it is void where nothing was posted, and has failed where that
    is not known.
    """
    anchor, post = aliased(Copy), aliased(Delivery)
    gone = post.id.is_(None) | post.finished_at.is_not(None)
    kept = (Delivery.operation == Operation.POST) & (post.state == State.HELD) & (post.cause == Cause.SHARED_SINCE)
    orphans = await session.execute(
        select(Delivery.id, Delivery.operation, post.state, post.cause, post.detail)
        .join(Copy, Copy.id == Delivery.copy_id)
        .join(anchor, anchor.id == case((Delivery.operation == Operation.POST, Copy.parent_id), else_=Copy.id))
        .outerjoin(post, (post.copy_id == anchor.id) & (post.operation == Operation.POST))
        .where(
            Delivery.lane_id == lane.id, OPEN, Delivery.state == State.WAITING, anchor.address.is_(None), gone | kept
        )
    )
    closed: list[dict[str, Any]] = []
    for row in orphans:
        if row.state is State.HELD:
            held = {"state": State.HELD, "cause": row.cause, "detail": row.detail, "finished_at": None}
            closed.append({"b_id": row.id, **held})
            continue
        nothing_there = row.state in (State.FAILED, State.CANCELLED, None)
        void = row.operation is not Operation.POST and nothing_there
        of_parent = row.operation is Operation.POST and row.state is State.FAILED and row.cause != ""
        cause, detail = (row.cause, row.detail) if of_parent else (Cause.MESSAGE_MISSING, "")
        closed.append(
            {
                "b_id": row.id,
                "state": State.CANCELLED if void else State.FAILED,
                "cause": "" if void else cause,
                "detail": detail,
                "finished_at": now,
            }
        )
    if closed:
        waiting = DELIVERY.c.state == State.WAITING
        await session.execute(update(DELIVERY).where(DELIVERY.c.id == bindparam("b_id"), waiting), closed)
        await posts_changed(session, Delivery.id.in_([one["b_id"] for one in closed]))
    return len(closed)
