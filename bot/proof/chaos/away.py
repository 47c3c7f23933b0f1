"""The database is away for a minute in the middle of a broadcast."""

import asyncio
import signal
from contextlib import AsyncExitStack

from bot.ports import StorageUnavailable
from bot.proof.chaos.arena import LEASE, Arena
from bot.proof.chaos.scenario import Engine, Scenario
from bot.proof.processes import free_port
from bot.proof.steps import expect, fail

BOTS = 2

FULL_AWAY, LEAST_AWAY = 60.0, 2 * LEASE
"""Seconds, in a round of full size and in the smallest: longer than any lease."""

AT_ONCE = 8
"""Calls under way in one bot, so that the broadcast lasts."""

BEFORE = 0.5
"""The part of all deliveries that is promised before it goes; the rest follows once it is back."""

IN_THE_MIDDLE = 0.8
"""The part of what was promised that is still open when it goes."""

BEGINS_WITHIN, SETTLES_WITHIN = 30.0, 120.0
"""Seconds."""


async def play(arena: Arena) -> None:
    """Two bots; nothing can be promised meanwhile, and whoever tries is told."""
    server = arena.server
    assert server is not None, "played only on a server of its own"
    away = max(LEAST_AWAY, FULL_AWAY * arena.size / SCENARIO.full)
    places = arena.random.sample(arena.topology.places, arena.size)
    first = round(BEFORE * arena.size)
    arena.in_flight = AT_ONCE
    async with AsyncExitStack() as stack:
        ports = [free_port() for _ in range(BOTS)]
        bots = [await stack.enter_async_context(arena.bot(port=port)) for port in ports]
        for bot, port in zip(bots, ports, strict=True):
            await bot.ready(port)
        await arena.publish(places[:first])
        await arena.settled(BEGINS_WITHIN, but=round(IN_THE_MIDDLE * first))
        left = await arena.open_work()
        expect(bool(left), "the database to go in the middle of a broadcast", "nothing was open any more")
        # In this thread, since the server ends with the one that started it.
        server.stop(signal.SIGINT)
        arena.happened(f"the database goes away, {left:,} deliveries still open")
        try:
            await arena.publish(places[first:])
            fail("a promise without a database to be refused", "it was taken")
        except StorageUnavailable:
            arena.happened("whoever promises something meanwhile is told that it is not saved")
        await asyncio.sleep(away)
        server.start()
        arena.happened(f"it is back after {away:.0f} s")
        await arena.publish(places[first:])
        await arena.settled(SETTLES_WITHIN)
        for bot in bots:
            expect(bot.running, "all bots to outlive the database", f"one that has ended: {bot.told()}")
    arena.happened("nothing open any more")


SCENARIO = Scenario(
    "away",
    "The database away for a minute in the middle of a broadcast",
    play,
    engines=(Engine.POSTGRESQL,),
    full=5_000,
    needs_server=True,
)
