"""The figures of delivery count what is open, and only that."""

from datetime import timedelta

from sqlalchemy import select, update

from bot.clock import system_clocks
from bot.delivery.figures import standing
from bot.delivery.tables import Delivery, Lane, Pause, State
from tests.bot.delivery.conftest import SUBJECT, Desk


async def test_open_deliveries_are_counted_by_platform_and_state_with_the_oldest_ones_age(desk: Desk) -> None:
    async with desk.outbox() as outbox:
        await outbox.publish(SUBJECT, desk.posts())
    async with desk.database.write() as session:
        first = await session.scalar(select(Delivery.id).order_by(Delivery.id).limit(1))
        now = system_clocks().machine.now()
        await session.execute(update(Delivery).values(released_at=now))
        await session.execute(update(Delivery).where(Delivery.id == first).values(state=State.SENT, finished_at=now))
    async with desk.database.read() as session:
        found = await standing(session, now + timedelta(seconds=4))
    assert found.open == {("slack", "waiting"): 5, ("teams", "waiting"): 2}
    assert found.lag == {"slack": 4.0, "teams": 4.0}


async def test_only_pauses_in_force_and_halted_lanes_are_counted(desk: Desk) -> None:
    async with desk.outbox() as outbox:
        await outbox.publish(SUBJECT, desk.posts())
    now = system_clocks().machine.now()
    async with desk.database.write() as session:
        lane = (await session.scalars(select(Lane).order_by(Lane.id))).first()
        assert lane
        platform = lane.platform
        lane.halted = "token_revoked"
        for name, seconds in (("over", -1), ("on", 30)):
            session.add(Pause(lane_id=lane.id, scope="method", key=name, until=now + timedelta(seconds=seconds)))
    async with desk.database.read() as session:
        found = await standing(session, now)
    assert (found.pauses, found.halted) == ({platform: 1}, {platform: 1})
