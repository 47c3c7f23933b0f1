"""Whoever looks on sees the newest deliveries of all subjects, each with what it shows and how it is."""

from bot.chat.message import say
from bot.delivery.outbox import Subject
from bot.delivery.recent import newest
from bot.delivery.tables import Delivery, Operation, State
from bot.ports import Cause
from tests.bot.delivery.conftest import Desk


async def test_the_newest_deliveries_come_first_with_what_they_show(desk: Desk) -> None:
    await desk.publish(desk.posts(say("Refunds"), "internal"))
    await desk.publish(desk.posts(say("Prices"), "lumenara"), subject=Subject("update", 8))
    last = (await desk.deliveries())[-1]
    await desk.set(Delivery, {"state": State.FAILED, "cause": Cause.CHANNEL_ARCHIVED}, Delivery.id == last.id)
    async with desk.database.read() as session:
        found = await newest(session, at_most=3)
    assert [(one.summary, one.platform, one.channel, one.side_id) for one in found] == [
        ("Prices", "teams", "lumenara-1", desk.sides["lumenara"]),
        ("Prices", "teams", "lumenara-0", desk.sides["lumenara"]),
        ("Refunds", "slack", "internal-3", desk.sides["internal"]),
    ]
    assert (found[0].operation, found[0].state, found[0].cause) == (
        Operation.POST,
        State.FAILED,
        Cause.CHANNEL_ARCHIVED,
    )
    assert (found[1].state, found[1].cause, found[1].sent_at) == (State.WAITING, None, None)
