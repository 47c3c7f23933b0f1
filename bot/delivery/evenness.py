"""Even release: the faster lanes of one release keep step with the slowest, by instants stored with their posts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.intake import DELIVERY
from bot.delivery.pace import PaceRules, Priority, Work, in_step, lane_bound, plan_lane
from bot.delivery.tables import OPEN, Delivery, Lane, State


async def even_instants(
    session: AsyncSession, held: Sequence[ColumnElement[bool]], paces: Mapping[str, PaceRules], now: datetime
) -> Mapping[int, datetime]:
    """For the posts chosen by `held`, by id, the instants at which the slowest of their lanes has had the same share.

    `paces` are by platform. What waits already counts; pauses that a platform may ask for later do not. What may go at
    once is absent, and so are the posts of the slowest lane and of lanes that are halted.
    """
    rows = await session.execute(
        select(
            Delivery.id, Delivery.operation, Delivery.conversation, Delivery.priority, Delivery.lane_id, Lane.platform
        )
        .join(Lane, Lane.id == Delivery.lane_id)
        .where(*held, Lane.halted == "")
        .order_by(Delivery.position, Delivery.id)
    )
    ours: dict[int, list[Any]] = {}
    for row in rows:
        ours.setdefault(row.lane_id, []).append(row)
    if len(ours) < 2:
        return {}
    rules = {lane: paces.get(own[0].platform, PaceRules()) for lane, own in ours.items()}
    before = await _waiting(session, ours)
    works = {lane: [*before.get(lane, ()), *map(_work, own)] for lane, own in ours.items()}
    slowest = max(works, key=lambda lane: lane_bound(rules[lane], works[lane]))
    leaders = {row.id for row in ours[slowest]}
    leader = [at for work, at in plan_lane(rules[slowest], works[slowest]).sends if work.id in leaders]
    return {
        row.id: now + timedelta(seconds=at)
        for lane, own in ours.items()
        if lane != slowest
        for row, at in zip(own, in_step(leader, len(own)), strict=True)
        if at > 0
    }


async def _waiting(session: AsyncSession, lanes: Iterable[int]) -> Mapping[int, list[Work]]:
    """What goes before a release in these lanes, by lane."""
    rows = await session.execute(
        select(Delivery.id, Delivery.operation, Delivery.conversation, Delivery.priority, Delivery.lane_id)
        .where(
            Delivery.lane_id.in_(lanes), OPEN, Delivery.state == State.WAITING, Delivery.priority <= Priority.PUBLISH
        )
        .order_by(Delivery.released_at, Delivery.position, Delivery.id)
    )
    found: dict[int, list[Work]] = {}
    for row in rows:
        found.setdefault(row.lane_id, []).append(_work(row))
    return found


def _work(row: Any) -> Work:
    return Work(row.id, row.operation.value, row.conversation, Priority(row.priority))


async def hold_until(session: AsyncSession, instants: Mapping[int, datetime]) -> None:
    """Have posts, by id, wait for their instants."""
    if instants:
        await session.execute(
            update(DELIVERY).where(DELIVERY.c.id == bindparam("b_id")).values(not_before=bindparam("b_not_before")),
            [{"b_id": one, "b_not_before": at} for one, at in instants.items()],
        )
