"""Bots with one safeguard taken out, in place of `bot.proof.chaos.mortals`: SABOTAGE in the environment says which."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from adapters.slack.adapter import SlackPlatform
from bot.delivery import bookkeeping, runner
from bot.delivery.intake import DELIVERY, Claimed, claim
from bot.delivery.lanes import Owned
from bot.delivery.outcomes import Outcome, write_outcomes
from bot.delivery.tables import Lane, State
from bot.ports import Address
from bot.proof.chaos import mortals


async def receipts_of_any_owner(session: AsyncSession, lane: Owned, outcomes: Sequence[Outcome], **more: Any) -> None:
    """Receipts without the check of the epoch: whoever owned the lane when the call was made writes what he knows."""
    epoch = await session.scalar(select(Lane.epoch).where(Lane.id == lane.id))
    assert epoch is not None
    await write_outcomes(session, replace(lane, epoch=epoch), outcomes, **more)


async def claim_without_commit(
    session: AsyncSession, lanes: Sequence[Owned], ids: Sequence[int], now: datetime
) -> Mapping[int, list[Claimed]]:
    """Rows to be sent, of which the database learns nothing before the answer."""
    savepoint = await session.begin_nested()
    rows = await claim(session, lanes, ids, now)
    await savepoint.rollback()
    return rows


async def receipts_with_claim(session: AsyncSession, lane: Owned, outcomes: Sequence[Outcome], **more: Any) -> None:
    """The claim, together with its outcome."""
    ids = [one.row.id for one in outcomes]
    await session.execute(
        update(DELIVERY)
        .where(DELIVERY.c.id.in_(ids), DELIVERY.c.state == State.WAITING)
        .values(state=State.SENDING, epoch=lane.epoch, sending_at=more["now"])
    )
    await write_outcomes(session, lane, outcomes, **more)


async def finds_nothing(self: SlackPlatform, *where: Any) -> Mapping[str, Address]:
    """A look-up that never looks."""
    return {}


def sabotage(what: str) -> None:
    match what:
        case "nothing":
            pass
        case "epoch":
            bookkeeping.write_outcomes = receipts_of_any_owner  # type: ignore[attr-defined]
        case "early commit":
            runner.claim = claim_without_commit  # type: ignore[attr-defined]
            bookkeeping.write_outcomes = receipts_with_claim  # type: ignore[attr-defined]
        case "look-up":
            SlackPlatform.find = finds_nothing  # type: ignore[method-assign]
        case _:
            raise ValueError(what)


if __name__ == "__main__":
    sabotage(os.environ["SABOTAGE"])
    mortals.main()
