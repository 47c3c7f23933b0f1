"""One call: what it is when its time runs out."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.chat.message import Message, say
from bot.clock import system_clocks
from bot.delivery.calling import Caller
from bot.delivery.departure import Departure
from bot.delivery.desk import Counters, Desk, Hooks, SenderOptions
from bot.delivery.intake import Claimed
from bot.delivery.lanes import Owned
from bot.delivery.pace import Bucket, LanePace, MethodPace, PaceRules, Work
from bot.delivery.scribe import Scribe
from bot.delivery.tables import Operation, State
from bot.ports import TURN, Address, Destination
from bot.storage.sessions import Database
from tests.bot.delivery.memory_platform import MemoryPlatform

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ONCE_AN_HOUR = PaceRules({"all": Bucket(1 / 3600)}, otherwise=MethodPace("all"))
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TO = Destination("A1/-/T1", channel="C1")
ROW = Claimed(
    1,
    "d1",
    ("update", 1),
    Operation.POST,
    1,
    0,
    1,
    None,
    "C1",
    TO,
    None,
    1,
    "{}",
    unconfirmed=False,
    released_at=NOON,
    sending_at=NOON,
)


class SeveralRequests(MemoryPlatform):
    """Makes `turns` requests before a post, and one for it that nobody ever answers."""

    turns = 0

    async def post(self, to: Destination, message: Message, *, delivery_id: str, token: str = "") -> Address:
        for _ in range(self.turns):
            await TURN.get()()
        self.latency = 3600
        return await super().post(to, message, delivery_id=delivery_id, token=token)


@pytest.mark.parametrize(("turns", "becomes"), [(1, State.WAITING), (0, State.UNKNOWN)])
async def test_only_what_has_left_is_in_doubt_when_time_runs_out(
    database: Database, turns: int, becomes: State
) -> None:
    desk = Desk(
        database, Scribe(database), system_clocks(), replace(SenderOptions(), timeout=0.01), Hooks(), Counters()
    )
    platform, pace = SeveralRequests(), LanePace(ONCE_AN_HOUR)
    platform.turns = turns
    lane = Owned(1, "slack", TO.installation, 1, None, {}, in_doubt=False)
    caller = Caller(lane, platform, pace, desk, lambda work: True, lambda: True)
    outcome, _ = await caller.call(ROW, Departure(Work(1, "post", "C1"), desk.monotonic()), say("Hello"))
    assert (outcome.state, outcome.tried) == (becomes, becomes is State.UNKNOWN)
