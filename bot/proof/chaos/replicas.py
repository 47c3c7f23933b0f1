"""Several bots over one PostgreSQL, each killed at random every two seconds or so and started anew."""

import asyncio
from collections.abc import Iterator
from random import Random

from bot.proof.chaos.arena import Arena
from bot.proof.chaos.scenario import Engine, Scenario
from bot.proof.chaos.watch import watched
from bot.proof.steps import expect

BOTS = 4

FULL_KILLS, LEAST_KILLS = 120, 5
"""In a round of full size, which is a minute of them, and in the smallest."""

LIVES = (1.0, 3.0)
"""Seconds from the beginning of a bot until it is killed."""

AT_ONCE = 6
"""Calls under way in one bot, so that a death leaves no more to look up than is looked up until the next."""

ANSWERED_AFTER = 0.3
"""Seconds that each call takes, so that whoever dies has calls under way and the broadcast outlasts the deaths."""

BEGUN_WITHIN, DEAD_WITHIN, SETTLED_WITHIN = 60.0, 300.0, 120.0
"""Seconds: until something is delivered, from then on until the last kill, and from then on."""


async def play(arena: Arena) -> None:
    """One broadcast over many lanes, drained by whoever lives."""
    arena.in_flight = AT_ONCE
    await arena.slack.add_fault("slow", times=None, seconds=ANSWERED_AFTER)
    await arena.teams.add_fault(operation="post", count=None, delay=ANSWERED_AFTER)
    deaths = max(LEAST_KILLS, round(FULL_KILLS * arena.size / SCENARIO.full))
    await arena.publish()
    over = asyncio.Event()
    async with watched(arena):
        toll, begun = iter(range(deaths)), asyncio.Event()
        seeds = [arena.random.random() for _ in range(BOTS)]
        lives = [asyncio.create_task(_lives(arena, Random(seed), toll, begun, over)) for seed in seeds]
        try:
            await arena.settled(BEGUN_WITHIN, but=arena.size - 1)
            begun.set()
            async with asyncio.timeout(DEAD_WITHIN):
                while arena.kills < deaths:  # noqa: ASYNC110 - counted by the arena
                    await asyncio.sleep(0.1)
            left = await arena.open_work()
            arena.happened(f"{arena.kills} bots killed, {BOTS} living at a time; {left:,} deliveries still open")
            # With few calls at once and slow answers the rest would take minutes of which nothing is learned.
            await arena.slack.clear_faults()
            await arena.teams.clear_faults()
            if await arena.settled(SETTLED_WITHIN):
                arena.happened("nothing open any more")
            over.set()
            await asyncio.gather(*lives)
        finally:
            for life in lives:
                life.cancel()
            await asyncio.gather(*lives, return_exceptions=True)
    expect(bool(left), "bots to be killed in the middle of a broadcast", "the last kill came after its end")


async def _lives(arena: Arena, random: Random, toll: Iterator[int], begun: asyncio.Event, over: asyncio.Event) -> None:
    """One bot after the other, until no more are to die; nobody is killed before there is something to interrupt."""
    while not over.is_set():
        async with arena.bot() as bot:
            await begun.wait()
            if next(toll, None) is None:
                await over.wait()
            else:
                await asyncio.sleep(random.uniform(*LIVES))
                bot.kill()
                await bot.ended()


SCENARIO = Scenario(
    "replicas",
    "Four bots over one database, each killed at random every two seconds or so and started anew",
    play,
    engines=(Engine.POSTGRESQL,),
    full=5_000,
)
