"""Doubts: posts that may or may not have happened, settled by looking them up or else by policy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, assert_never

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.inbound import Identity
from bot.delivery.lanes import Owned
from bot.delivery.outcomes import MOST_POSTS, backoff
from bot.delivery.progress import posts_changed
from bot.delivery.rows import UNSYNCED
from bot.delivery.tables import OPEN, Copy, Delivery, Lane, Operation, Policy, State, TargetKind
from bot.people.model import Channel, ChatIdentity
from bot.ports import Address

CLOCKS_APART = timedelta(minutes=5)
"""How far the platform's clock may be from ours: so much earlier than our call a post is looked for."""

LOOK_AGAIN = timedelta(seconds=5)
"""Between two look-ups that failed."""

LONGEST_LOOKING = timedelta(minutes=10)
"""After that a look-up that keeps failing is given up, and the policy decides."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A post in doubt; `channel` (or for a direct message the person) is empty where it cannot be looked up, `due` is
    when it may be."""

    id: int
    public_id: str
    copy_id: int
    revision: int
    channel: str | Identity
    attempts: int
    sending_at: datetime
    due: datetime
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """What a doubt became; without address and `until` it is left unconfirmed, for good or for its author to decide."""

    doubt: Doubt
    address: Address | None = None
    state: State = State.UNKNOWN
    unconfirmed: bool = True
    finished: bool = True
    not_before: datetime | None = None


async def in_doubt(session: AsyncSession, lane: Owned) -> list[Doubt]:
    """The posts of a lane that wait to be settled."""
    rows = await session.execute(
        select(
            Delivery.id,
            Delivery.public_id,
            Delivery.copy_id,
            Delivery.revision,
            Delivery.attempts,
            Delivery.sending_at,
            Delivery.not_before,
            Copy.withdrawn,
            Channel.external_id,
            ChatIdentity.platform,
            ChatIdentity.home,
            ChatIdentity.user_id,
        )
        .join(Copy, Copy.id == Delivery.copy_id)
        .outerjoin(Channel, (Copy.target_kind == TargetKind.CHANNEL) & (Channel.id == Copy.target_id))
        .outerjoin(ChatIdentity, (Copy.target_kind == TargetKind.PERSON) & (ChatIdentity.id == Copy.target_id))
        .where(Delivery.lane_id == lane.id, OPEN, Delivery.operation == Operation.POST, Delivery.state == State.UNKNOWN)
        .order_by(Delivery.id)
    )
    return [
        Doubt(
            row.id,
            row.public_id,
            row.copy_id,
            row.revision,
            _where(row),
            row.attempts,
            row.sending_at,
            row.not_before or row.sending_at,
            row.withdrawn,
        )
        for row in rows
    ]


def _where(row: Any) -> str | Identity:
    """Where a post would be found, a reply too: platforms that look up know in which thread they put it."""
    return Identity(row.platform, row.home, row.user_id) if row.user_id else row.external_id or ""


def by_channel(doubts: Iterable[Doubt]) -> list[tuple[str | Identity, list[Doubt]]]:
    """The doubts of each channel together, since one look-up settles them all."""
    ordered = sorted(doubts, key=lambda doubt: str(doubt.channel))
    return [(channel, list(some)) for channel, some in groupby(ordered, key=lambda doubt: doubt.channel)]


def looked_up(doubts: Sequence[Doubt], found: Mapping[str, Address]) -> list[Settled]:
    """After a look-up nothing is in doubt: what was found is there, what was not found goes again."""
    return [
        Settled(doubt, address, State.SENT, unconfirmed=False)
        if (address := found.get(doubt.public_id)) is not None
        else Settled(doubt, None, State.WAITING, unconfirmed=False, finished=False)
        for doubt in doubts
    ]


def by_policy(doubts: Sequence[Doubt], policy: Policy, now: datetime) -> list[Settled]:
    """Without a look-up the policy decides; what was withdrawn meanwhile is never posted again."""
    return [_decided(doubt, policy, now) for doubt in doubts]


def _decided(doubt: Doubt, policy: Policy, now: datetime) -> Settled:
    match policy:
        case Policy.AT_LEAST_ONCE:
            if doubt.withdrawn or doubt.attempts >= MOST_POSTS:
                return Settled(doubt)
            later = now + backoff(doubt.attempts)
            return Settled(doubt, state=State.WAITING, finished=False, not_before=later)
        case Policy.AT_MOST_ONCE | Policy.ASK:
            return Settled(doubt)
    assert_never(policy)


def postponed(doubts: Sequence[Doubt], policy: Policy, now: datetime) -> list[Settled]:
    """A look-up failed and may succeed later, if it has not been failing for too long."""
    given_up = [doubt for doubt in doubts if now - doubt.sending_at > LONGEST_LOOKING]
    waiting = [
        Settled(doubt, unconfirmed=False, finished=False, not_before=now + LOOK_AGAIN)
        for doubt in doubts
        if now - doubt.sending_at <= LONGEST_LOOKING
    ]
    return by_policy(given_up, policy, now) + waiting


async def write_settled(session: AsyncSession, lane: Owned, settled: Sequence[Settled], now: datetime) -> None:
    """Write what doubts became, under the lane's epoch."""
    owned = exists().where(Lane.id == lane.id, Lane.epoch == lane.epoch)
    for one in settled:
        written = await session.execute(
            update(Delivery)
            .where(Delivery.id == one.doubt.id, OPEN, Delivery.state == State.UNKNOWN, owned)
            .values(
                state=one.state,
                unconfirmed=one.unconfirmed,
                not_before=one.not_before,
                finished_at=now if one.finished else None,
                **({"sent_at": Delivery.sending_at} if one.state is State.SENT else {}),
                **({"cause": "", "detail": ""} if one.state is not State.UNKNOWN else {}),
            ),
            execution_options=UNSYNCED,
        )
        if one.address is not None and written.rowcount:  # type: ignore[attr-defined]
            await session.execute(
                update(Copy)
                .where(Copy.id == one.doubt.copy_id)
                .values(address=dict(one.address), present_revision=one.doubt.revision),
                execution_options=UNSYNCED,
            )
    await posts_changed(session, Delivery.id.in_([one.doubt.id for one in settled]))
