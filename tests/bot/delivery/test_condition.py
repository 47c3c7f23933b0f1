"""How the lanes are, as the doctor reads it."""

from datetime import timedelta

from bot.delivery.condition import lane_conditions
from bot.delivery.tables import Delivery, Lane, Pause, State
from tests.bot.delivery.conftest import SLACK, Desk


async def test_a_lane_says_what_waits_on_it_and_since_when(desk: Desk) -> None:
    await desk.publish()
    first = (await desk.deliveries())[0]
    await desk.set(Delivery, {"state": State.SENT, "finished_at": first.released_at}, Delivery.id == first.id)
    async with desk.database.read() as session:
        slack, teams = await lane_conditions(session, desk.clocks.machine.now())
    assert (slack.platform, slack.installation, slack.open_work) == ("slack", SLACK, 5)
    assert slack.waiting_since == first.released_at
    assert teams.open_work == 2 and not teams.owned and teams.halted == ""


async def test_only_a_lease_that_still_runs_counts_as_owned(desk: Desk) -> None:
    await desk.publish()
    now = desk.clocks.machine.now()
    await desk.set(Lane, {"owner": "one", "lease_until": now + timedelta(seconds=9)}, Lane.platform == "slack")
    await desk.set(Lane, {"owner": "two", "lease_until": now - timedelta(seconds=9)}, Lane.platform == "teams")
    async with desk.database.read() as session:
        assert [lane.owned for lane in await lane_conditions(session, now)] == [True, False]


async def test_a_pause_that_is_over_is_no_pause(desk: Desk) -> None:
    await desk.publish()
    now = desk.clocks.machine.now()
    lane = await desk.lane()
    async with desk.database.write() as session:
        session.add(Pause(lane_id=lane.id, scope="method", key="edit", until=now + timedelta(minutes=1)))
        session.add(Pause(lane_id=lane.id, scope="lane", key="", until=now - timedelta(minutes=1)))
    async with desk.database.read() as session:
        slack, _ = await lane_conditions(session, now)
    assert [(pause.scope, pause.key) for pause in slack.pauses] == [("method", "edit")]
