"""Claims and receipts come in batches: few commits, kept distances, and no call that a pause has overtaken."""

import asyncio
import time
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.chat.message import Message, say
from bot.delivery.pace import Backlog, Bucket, LanePace, MethodPace, PaceRules, Priority, Window, Work
from bot.ports import TURN, Address, Destination, Limits, RateLimited
from tests.bot.delivery.conftest import QUICK, sending, settled, until
from tests.bot.delivery.memory_platform import MemoryPlatform
from tests.statements import asked

RATE = 50.0
PACED = PaceRules({"posts": Bucket(RATE)}, {"post": MethodPace("posts")})


@pytest.fixture
async def many(desk):
    """Twenty-six posts on one lane: half a second of its pace."""
    await desk.add_side("internal", "slack", "A1/-/T1", 22)
    return desk.posts(None, "internal")


def test_slots_lie_as_far_apart_as_the_pace_asks() -> None:
    backlog = Backlog(LanePace(PACED))
    for number in range(10):
        backlog.add(Work(number, "post", str(number), Priority.PUBLISH), 0.0)
    slots = backlog.take_until(0.0, 0.1, 100)
    assert [slot.at for slot in slots] == pytest.approx([0.0, 0.02, 0.04, 0.06, 0.08, 0.1])
    assert [slot.at for slot in backlog.take_until(0.1, 0.2, 2)] == pytest.approx([0.12, 0.14])


async def test_a_commit_claims_the_posts_of_some_time_and_they_still_keep_their_distances(desk, many):
    claims = 0

    async def at(point: str) -> None:
        nonlocal claims
        claims += point == "mid_claim"

    async with sending(desk, rules={"slack": PACED, "teams": PaceRules()}, at=at) as running:
        await desk.publish(many)
        await settled(desk)
    times = [when for _, _, when in running.slack.calls]
    assert len(times) == 26
    assert claims <= 13, "one commit serves several posts"
    assert times[-1] - times[0] >= 25 / RATE - 0.01
    assert min(later - earlier for earlier, later in pairwise(times[::5])) > 4 / RATE


class TwoRequests(MemoryPlatform):
    """Makes two requests for every post, as Teams does for the first message to somebody."""

    def __init__(self) -> None:
        super().__init__()
        self.left: list[float] = []

    async def post(self, to: Destination, message: Message, *, delivery_id: str, token: str = "") -> Address:
        await TURN.get()()
        self.left.append(time.monotonic())
        address = await super().post(to, message, delivery_id=delivery_id, token=token)
        self.left.append(self.calls[-1][2])
        return address


async def test_a_call_that_takes_a_second_request_is_followed_as_late_as_two(desk, many):
    slack = TwoRequests()
    async with sending(desk, slack, rules={"slack": PACED, "teams": PaceRules()}):
        await desk.publish(many)
        await settled(desk)
    times = sorted(slack.left)
    assert len(times) == 52
    assert times[-1] - times[0] >= 51 / RATE - 0.01


class RefusedInBetween(TwoRequests):
    """Refuses the second of the first two posts for its pace, while the first is between its requests."""

    def __init__(self) -> None:
        super().__init__()
        self.refused = asyncio.Event()
        self.begun: list[str] = []

    async def post(self, to: Destination, message: Message, *, delivery_id: str, token: str = "") -> Address:
        self.begun.append(delivery_id)
        if len(self.begun) == 1:
            await TURN.get()()
            await self.refused.wait()
        elif len(self.begun) == 2:
            asyncio.get_running_loop().call_later(0.05, self.refused.set)
            raise RateLimited("1", Limits.LANE)
        return await super().post(to, message, delivery_id=delivery_id, token=token)


async def test_a_pause_that_comes_between_two_requests_of_a_call_puts_it_back(desk, many):
    slack = RefusedInBetween()
    async with sending(desk, slack, rules={"slack": PACED, "teams": PaceRules()}):
        await desk.publish(many)
        await until(lambda: asyncio.sleep(0, slack.refused.is_set()))
        assert not slack.posted
        await settled(desk)
    assert slack.begun.count(slack.begun[0]) == 2
    assert {row.attempts for row in await desk.deliveries()} == {1}
    assert len(slack.posted) == 26


async def test_a_channel_keeps_its_distances_after_the_loop_stood_still(desk):
    window = Window(1, 0.5)
    slack = MemoryPlatform()
    stalls = iter([0.4])

    def stall(verb: str, channel: str) -> None:
        time.sleep(next(stalls, 0.0))

    slack.during = stall
    in_channel = PaceRules(methods={"post": MethodPace(in_channel=True)}, channel_windows=(window,))
    for number in range(2):
        await desk.publish(desk.posts(say(f"Number {number}"), "internal", slot=f"card.{number}"))
    async with sending(desk, slack, rules={"slack": in_channel, "teams": PaceRules()}):
        await settled(desk)
    assert next(stalls, None) is None
    times: dict[str, list[float]] = {}
    for _, channel, at in slack.calls:
        times.setdefault(channel, []).append(at)
    assert len(times) == 4
    assert min(second - first for first, second in times.values()) > window.seconds / 2


async def test_what_was_just_written_for_two_lanes_leaves_after_one_commit_and_few_statements(desk):
    """It is written, lanes are taken, and it is said to be under way: each costs its time, however fast the disk."""
    left: list[tuple[int, int]] = []

    async def at(point: str) -> None:
        if point == "after_claim":
            left.append((found.commits, len(found.statements)))

    async with sending(desk, at=at, options=replace(QUICK, poll=5.0)) as running:

        async def has_looked() -> bool:
            """It found nothing, and waits to be woken."""
            return bool(running.sender._woken._waiters)

        await until(has_looked)
        with asked(desk.database) as found:
            await desk.publish()
            async with asyncio.timeout(5):
                while len(left) < 2:  # noqa: ASYNC110 - what is awaited happens in another task
                    await asyncio.sleep(0.01)
    commits, statements = left[-1]
    assert commits == 1
    # Seven write it and make its lanes, one is the test's own look, and PostgreSQL is asked twice for its time.
    assert statements <= 14 + 2 * desk.database.is_postgresql


async def test_a_refusal_stops_what_is_claimed_and_not_called_yet(desk, many):
    slack = MemoryPlatform()
    slack.faults["post"] = [RateLimited("1", Limits.LANE)]
    async with sending(desk, slack, rules={"slack": PACED, "teams": PaceRules()}):
        await desk.publish(many)
        await settled(desk)
    times = [when for _, _, when in slack.calls]
    assert times[1] - times[0] >= 1.0, "nothing between the refusal and the end of the pause"
    assert (await desk.receipt()).delivered == 26
    assert {line.attempts for line in (await desk.receipt()).lines} == {1}


async def test_answers_are_written_down_together(desk, many):
    receipts = 0

    async def at(point: str) -> None:
        nonlocal receipts
        receipts += point == "mid_receipt"

    async with sending(desk, rules={"slack": PACED, "teams": PaceRules()}, at=at):
        await desk.publish(many)
        await settled(desk)
    assert receipts <= 20
    assert (await desk.receipt()).delivered == 26
