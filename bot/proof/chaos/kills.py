"""Bots killed again and again in the middle of one broadcast, at every point at which the sender can be."""

import asyncio
import signal
from random import Random

from bot.proof.chaos.arena import Arena
from bot.proof.chaos.mortals import POINTS, Kill
from bot.proof.chaos.scenario import Scenario
from bot.proof.steps import expect

FULL_KILLS = 25
"""Kills over a broadcast of full size; smaller ones get their share, but each point at least once."""

LEAVES_DOUBT = ("after_claim", "mid_post", "after_answer", "mid_receipt")
"""Points after which there is something to recover."""

SPREAD = 0.6
"""The part of all deliveries over which the kills are spread: what is found by look-up is never answered again."""

DIES_WITHIN, SETTLES_WITHIN = 120.0, 300.0
"""Seconds."""


async def play(arena: Arena) -> None:
    """One broadcast; as many bots as kills, each continuing what the one before left, and a last one to the end."""
    kills = plan(arena.random, arena.size, max(len(POINTS), round(FULL_KILLS * arena.size / SCENARIO.full)))
    # So few calls under way that no single death leaves most of the broadcast in doubt.
    arena.in_flight = max(8, min(arena.in_flight, arena.size // (4 * len(kills))))
    await arena.publish()
    for number, kill in enumerate(kills, 1):
        async with arena.bot(kill) as bot:
            async with asyncio.timeout(DIES_WITHIN):
                code = await bot.ended()
            came = f"exit code {code}\n{bot.told()}"
            expect(code == -signal.SIGKILL, f"kill {number} of {len(kills)} ({kill.point}) to happen", came)
        arena.happened(f"killed {kill.point.replace('_', ' ')}, {await arena.open_work():,} deliveries still open")
    async with arena.bot():
        await arena.settled(SETTLES_WITHIN)
    arena.happened("nothing open any more")


def plan(random: Random, deliveries: int, kills: int) -> list[Kill]:
    """So many kills over all points, spread at random over the broadcast.

    During recovery is only where something is to be recovered: after a death that leaves something in doubt.
    """
    points = [POINTS[number % len(POINTS)] for number in range(kills)]
    others = [point for point in points if point != "during_recovery"]
    random.shuffle(others)
    order = list(others)
    for _ in range(kills - len(others)):
        after = random.choice([at for at, point in enumerate(order) if point in LEAVES_DOUBT])
        order.insert(after + 1, "during_recovery")
    instants = sorted(random.uniform(0, SPREAD * deliveries) for _ in others)
    gaps = iter([round(late - early) for early, late in zip([0.0, *instants], instants, strict=False)])
    return [
        Kill(point, passes=random.randint(1, 3)) if point == "during_recovery" else Kill(point, answers=next(gaps))
        for point in order
    ]


SCENARIO = Scenario(
    "kills", "A bot killed at random, again and again, in the middle of one broadcast, and started anew", play
)
