"""PostgreSQL is restarted again and again in the middle of broadcasts, in order or by a crash."""

import asyncio
import signal
from contextlib import AsyncExitStack

from bot.proof.chaos.arena import Arena
from bot.proof.chaos.scenario import Engine, Scenario
from bot.proof.processes import free_port
from bot.proof.steps import expect

BOTS = 2

FULL_RESTARTS, LEAST_RESTARTS = 10, 3
"""In a round of full size, and in the smallest."""

AT_ONCE = 8
"""Calls under way in one bot, so that the broadcasts last."""

HOW = {signal.SIGINT: "in order", signal.SIGQUIT: "by a crash"}
"""Both throw everybody out; only the first writes down what is in memory."""

PATIENCE, SETTLES_WITHIN = 30.0, 120.0
"""Seconds."""


async def play(arena: Arena) -> None:
    """Two bots; broadcasts are promised also while the database goes down and comes up."""
    server = arena.server
    assert server is not None, "played only on a server of its own"
    restarts = max(LEAST_RESTARTS, round(FULL_RESTARTS * arena.size / SCENARIO.full))
    broadcasts = restarts + 1
    arena.in_flight = AT_ONCE
    async with AsyncExitStack() as stack:
        ports = [free_port() for _ in range(BOTS)]
        bots = [await stack.enter_async_context(arena.bot(port=port)) for port in ports]
        for bot, port in zip(bots, ports, strict=True):
            await bot.ready(port)
        await arena.publish(arena.random.sample(arena.topology.places, arena.size // broadcasts))
        for _ in range(restarts):
            await asyncio.sleep(arena.random.uniform(0.2, 1.2))
            how = arena.random.choice([*HOW])
            places = arena.random.sample(arena.topology.places, arena.size // broadcasts)
            publishing = asyncio.create_task(arena.publish(places, patience=PATIENCE))
            await asyncio.sleep(arena.random.uniform(0.0, 0.1))
            # In this thread, since the server ends with the one that started it.
            server.stop(how)
            server.start()
            arena.happened(f"PostgreSQL restarted {HOW[how]}")
            await publishing
        await arena.settled(SETTLES_WITHIN)
        for bot in bots:
            expect(bot.running, "all bots to outlive the database", f"one that has ended: {bot.told()}")
    arena.happened("nothing open any more")


SCENARIO = Scenario(
    "restarts",
    "PostgreSQL restarted again and again, in order or by a crash, while two bots send and promises are made",
    play,
    engines=(Engine.POSTGRESQL,),
    full=5_000,
    needs_server=True,
)
