"""One of several bots stands still past its lease in the middle of its calls, and goes on as if nothing had been."""

import asyncio
import signal
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack

from bot.delivery.condition import LaneCondition
from bot.proof.chaos.arena import LEASE, Arena
from bot.proof.chaos.bots import Bot
from bot.proof.chaos.scenario import Engine, Scenario
from bot.proof.chaos.watch import TAKEN_OVER_WITHIN, watched
from bot.proof.steps import Unexpected, fail

BOTS = 3

FULL_STOPS, LEAST_STOPS = 10, 2
"""How often somebody stands still, in a round of full size and in the smallest; each time over a broadcast of its
own."""

ANSWERED_AFTER = 0.3
"""Seconds that each call takes, so that whoever is stopped has calls under way."""

AT_ONCE = 24
"""Calls under way in one bot: no more in doubt at a time than can be looked up."""

CAUGHT_AFTER = 200
"""Looks at the latest."""

SETTLES_WITHIN = 60.0
"""Seconds."""

LOOK_EVERY = 0.05
"""Seconds."""


async def play(arena: Arena) -> None:
    """Several bots share the lanes of several broadcasts; in each, one of them is stopped and continued."""
    arena.in_flight = AT_ONCE
    await arena.slack.add_fault("slow", times=None, seconds=ANSWERED_AFTER)
    await arena.teams.add_fault(operation="post", count=None, delay=ANSWERED_AFTER)
    stops = max(LEAST_STOPS, round(FULL_STOPS * arena.size / SCENARIO.full))
    async with watched(arena), AsyncExitStack() as stack:
        bots = [await stack.enter_async_context(arena.bot()) for _ in range(BOTS)]
        for _ in range(stops):
            await arena.publish(arena.random.sample(arena.topology.places, arena.size // stops))
            zombie, lanes = await _stopped(arena, bots)
            under_way = sum(lane.under_way for lane in lanes)
            arena.happened(f"the owner of {len(lanes)} lanes stopped, {under_way} calls under way")
            await _taken_over(arena, lanes)
            await asyncio.sleep(arena.random.uniform(0, LEASE))
            zombie.signal(signal.SIGCONT)
            arena.happened("others have taken its lanes; it goes on")
            await arena.settled(SETTLES_WITHIN)
    arena.happened("nothing open any more")


async def _stopped(arena: Arena, bots: Sequence[Bot]) -> tuple[Bot, list[LaneCondition]]:
    """Stop a bot in the middle of calls; gives it, and the lanes on which they were made."""
    for _ in range(CAUGHT_AFTER):
        await asyncio.sleep(arena.random.uniform(LOOK_EVERY, 2 * LOOK_EVERY))
        if busy := [bot for bot in bots if await _under_way(arena, bot)]:
            zombie = arena.random.choice(busy)
            zombie.signal(signal.SIGSTOP)
            if lanes := await _under_way(arena, zombie):
                return zombie, lanes
            zombie.signal(signal.SIGCONT)
    raise Unexpected("a bot with calls under way", f"none in {CAUGHT_AFTER} looks")


async def _under_way(arena: Arena, bot: Bot) -> list[LaneCondition]:
    return [
        lane
        for lane in await arena.lanes() or ()
        if lane.owned and lane.under_way and lane.owner.split(":")[-2] == str(bot.pid)
    ]


async def _taken_over(arena: Arena, lanes: Sequence[LaneCondition]) -> None:
    """Wait until each of these lanes has another owner, or had one."""
    epochs = {(lane.platform, lane.installation): lane.epoch for lane in lanes}
    deadline = time.monotonic() + LEASE + TAKEN_OVER_WITHIN
    while time.monotonic() < deadline:
        now = {(lane.platform, lane.installation): lane.epoch for lane in await arena.lanes() or ()}
        if all(now[lane] > epoch for lane, epoch in epochs.items() if lane in now):
            return
        await asyncio.sleep(LOOK_EVERY)
    fail("others to take the lanes of whoever stands still", f"not within {LEASE + TAKEN_OVER_WITHIN:.0f} s")


SCENARIO = Scenario(
    "zombie",
    "One of three owners of lanes stopped past its lease in the middle of its calls, and continued",
    play,
    engines=(Engine.POSTGRESQL,),
    full=5_000,
)
