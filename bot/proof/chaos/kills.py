"""Bots killed again and again in the middle of one broadcast, at every point at which the sender can be."""

import signal
from dataclasses import dataclass
from random import Random

from bot.proof.chaos.arena import Arena
from bot.proof.chaos.orders import POINTS, Kill
from bot.proof.chaos.scenario import Scenario
from bot.proof.steps import expect

FULL_KILLS = 25
"""Kills over a broadcast of full size; smaller ones get their share, but each point at least once."""

RECOVERY = "during_recovery"

LEAVES_DOUBT = ("after_claim", "mid_post", "after_answer", "mid_receipt")
"""Points after which there is something to recover."""

DIES_WITHIN, SETTLES_WITHIN = 120.0, 300.0
"""Seconds."""


@dataclass(frozen=True)
class Death:
    """One planned death: at which point, after which part of this life's share of what is open, at which passage."""

    point: str
    part: float
    passes: int


async def play(arena: Arena) -> None:
    """One broadcast; as many bots as kills, each continuing what the one before left, and a last one to the end."""
    deaths = plan(arena.random, max(len(POINTS), round(FULL_KILLS * arena.size / SCENARIO.full)))
    # So few calls under way that no single death leaves most of the broadcast in doubt.
    arena.in_flight = max(4, min(arena.in_flight, arena.size // (6 * len(deaths))))
    await arena.publish()
    for number, death in enumerate(deaths):
        share = (await arena.open_work() or 0) / (len(deaths) - number + 1)
        async with arena.bot(Kill(death.point, int(death.part * share), death.passes)) as bot:
            code = await arena.death_of(bot, DIES_WITHIN)
            expected = f"kill {number + 1} of {len(deaths)} ({death.point}) to happen"
            expect(code == -signal.SIGKILL, expected, f"exit code {code}\n{bot.told()}")
        arena.happened(f"killed {death.point.replace('_', ' ')}, {await arena.open_work():,} deliveries still open")
    async with arena.bot():
        await arena.settled(SETTLES_WITHIN)
    arena.happened("nothing open any more")


def plan(random: Random, kills: int) -> list[Death]:
    """So many deaths over all points, spread at random over the broadcast.

    During recovery is only where something is to be recovered: after a death that leaves something in doubt.
    """
    points = [POINTS[number % len(POINTS)] for number in range(kills)]
    order = [point for point in points if point != RECOVERY]
    random.shuffle(order)
    for _ in range(points.count(RECOVERY)):
        after = random.choice([at for at, point in enumerate(order) if point in LEAVES_DOUBT])
        order.insert(after + 1, RECOVERY)
    return [
        Death(point, 0.0, random.randint(1, 3)) if point == RECOVERY else Death(point, random.random(), 1)
        for point in order
    ]


SCENARIO = Scenario(
    "kills", "A bot killed at random, again and again, in the middle of one broadcast, and started anew", play
)
