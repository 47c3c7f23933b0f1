"""Outcomes: what an answer of the platform, or its absence, makes of a delivery; decided purely, written in batches."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.intake import DELIVERY, Claimed
from bot.delivery.lanes import Owned, halt_lane
from bot.delivery.progress import deliveries_of_changed
from bot.delivery.tables import Copy, Operation, State
from bot.ports import (
    Address,
    Cause,
    NotAllowed,
    NotSent,
    PlatformFailure,
    RateLimited,
    Rejected,
    Uncertain,
    Unreachable,
)
from bot.storage.tables import Base

COPY = Base.metadata.tables[Copy.__tablename__]

FIRST_WAIT = 0.5
"""Seconds before what was certainly not sent is tried again; doubled from then on."""

LONGEST_WAIT = 60.0
"""Seconds between two attempts at the most."""

MOST_ATTEMPTS = 14
"""Then a platform that cannot be reached has failed: after about eight minutes."""

MOST_POSTS = 3
"""How often a post is made at the most when no answer ever says whether it happened."""

LONGEST_DETAIL = 200
"""Characters of the platform's own word that are kept."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a claimed row. `tried` counts an attempt, `finished` closes it."""

    row: Claimed
    state: State
    at: datetime
    tried: bool = True
    finished: bool = False
    cause: str = ""
    detail: str = ""
    unconfirmed: bool = False
    not_before: datetime | None = None
    address: Address | None = None

    @property
    def again(self) -> bool:
        """It will be looked at again, and its conversation waits for it."""
        return self.state in (State.WAITING, State.UNKNOWN)


def backoff(attempts: int) -> timedelta:
    """How long to wait after so many attempts, spread a little so that many do not come back together."""
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** max(0, attempts - 1))
    return timedelta(seconds=wait * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, guards nothing


def done(row: Claimed, address: Address | None, at: datetime) -> Outcome:
    """The platform confirmed it. A post that had been in doubt before stays marked: it may be there twice."""
    return Outcome(row, State.SENT, at, finished=True, unconfirmed=row.unconfirmed, address=address)


def untouched(row: Claimed, at: datetime, not_before: datetime | None = None) -> Outcome:
    """The call was not made, or refused for pace: it waits again, and this was no attempt."""
    return Outcome(row, State.WAITING, at, tried=False, unconfirmed=row.unconfirmed, not_before=not_before)


def failed(row: Claimed, error: Exception, at: datetime, grace: timedelta) -> Outcome:
    """What a failure makes of a row; `grace` is the time after which an uncertain post may be looked up."""
    is_post = row.operation is Operation.POST
    attempts = row.attempts + 1

    def ended(state: State, cause: str, detail: str, **more: Any) -> Outcome:
        more = {"finished": state is State.FAILED, "unconfirmed": row.unconfirmed, **more}
        return Outcome(row, state, at, cause=cause, detail=detail[:LONGEST_DETAIL], **more)

    def repeated(error: PlatformFailure) -> Outcome:
        if attempts >= MOST_ATTEMPTS:
            return ended(State.FAILED, error.cause, error.detail)
        return ended(State.WAITING, "", "", not_before=at + backoff(attempts))

    match error:
        case RateLimited():
            return untouched(row, at)
        case NotSent():
            return repeated(error)
        case Uncertain() if is_post:
            return ended(State.UNKNOWN, error.cause, error.detail, not_before=at + grace)
        case Uncertain():
            return repeated(error)
        case NotAllowed():
            return ended(State.HELD, error.cause, error.detail)
        case Unreachable(cause=Cause.MESSAGE_MISSING) if row.operation is Operation.DELETE:
            return done(row, None, at)
        case Unreachable() | Rejected():
            return ended(State.FAILED, error.cause, error.detail)
    # An error of ours in the middle of a call: nobody knows, and it must not be repeated blindly.
    return ended(State.FAILED, Cause.OTHER, type(error).__name__, unconfirmed=is_post)


async def write_outcomes(
    session: AsyncSession, lane: Owned, outcomes: Sequence[Outcome], *, halt: Cause | None, now: datetime
) -> None:
    """Write outcomes under the lane's epoch; what another owner has taken up meanwhile is left as it is."""
    delivery = DELIVERY.c
    mine = [delivery.id == bindparam("b_id"), delivery.state == State.SENDING, delivery.epoch == lane.epoch]
    await session.execute(
        update(DELIVERY)
        .where(*mine)
        .values(
            state=bindparam("b_state"),
            attempts=bindparam("b_attempts"),
            cause=bindparam("b_cause"),
            detail=bindparam("b_detail"),
            unconfirmed=bindparam("b_unconfirmed"),
            not_before=bindparam("b_not_before"),
            sent_at=bindparam("b_sent_at"),
            finished_at=bindparam("b_finished_at"),
        ),
        [
            {
                "b_id": one.row.id,
                "b_state": one.state,
                "b_attempts": one.row.attempts + one.tried,
                "b_cause": one.cause,
                "b_detail": one.detail,
                "b_unconfirmed": one.unconfirmed,
                "b_not_before": one.not_before,
                "b_sent_at": one.at if one.state is State.SENT else None,
                "b_finished_at": one.at if one.finished else None,
            }
            for one in outcomes
        ],
    )
    await write_addresses(session, [one for one in outcomes if one.state is State.SENT], lane.epoch)
    deliveries_of_changed(session, {one.row.subject for one in outcomes})
    if halt is not None:
        await halt_lane(session, lane, halt, now)


async def write_addresses(session: AsyncSession, sent: Sequence[Outcome], epoch: int) -> None:
    """Note on the copies what they show now and where, if the receipt was written under this epoch."""
    posts = [one for one in sent if one.row.operation is not Operation.EDIT]
    edits = [one for one in sent if one.row.operation is Operation.EDIT]
    for chosen, with_address in ((posts, True), (edits, False)):
        if not chosen:
            continue
        written = exists().where(
            DELIVERY.c.id == bindparam("b_delivery"), DELIVERY.c.state == State.SENT, DELIVERY.c.epoch == epoch
        )
        values: dict[str, Any] = {"present_revision": bindparam("b_revision")}
        if with_address:
            values["address"] = bindparam("b_address", type_=COPY.c.address.type)
        await session.execute(
            update(COPY).where(COPY.c.id == bindparam("b_copy"), written).values(**values),
            [
                {
                    "b_delivery": one.row.id,
                    "b_copy": one.row.copy_id,
                    "b_revision": one.row.revision,
                    **({"b_address": one.address} if with_address else {}),
                }
                for one in sorted(chosen, key=lambda one: one.row.copy_id)
            ],
        )
