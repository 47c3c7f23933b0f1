"""Rhythms of ten years under every rule of the zone database, beside an oracle: the full product, not a draw of it."""

import asyncio
import os
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from bot.proof.chaos.arena import Arena
from bot.proof.chaos.comparison import compare
from bot.proof.chaos.scan import Clock, Words, drawn, one_zone_per_rule
from bot.proof.chaos.scenario import Engine, Scenario
from bot.proof.steps import expect

WRONG = ("lost", "doubled", "wrong time")


def under(zone: str, rhythms: Sequence[Words]) -> Counter[str]:
    """What the calendar makes of all these rhythms by the clocks of one zone."""
    clock = Clock(zone)
    return sum((compare(words, clock) for words in rhythms), Counter[str]())


async def play(arena: Arena) -> None:
    """Every rhythm in one zone for each distinct rule, on all processors; raises Unexpected with the zones at fault."""
    zones = one_zone_per_rule()
    rhythms = tuple(drawn(arena.random, max(1, arena.size // len(zones))))
    loop = asyncio.get_running_loop()
    found: Counter[str] = Counter()
    # Nothing of this process, with its loop and connections, belongs into those that only reckon.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        counts = await asyncio.gather(*(loop.run_in_executor(pool, partial(under, zone, rhythms)) for zone in zones))
    for zone, counted in zip(zones, counts, strict=True):
        broken = ", ".join(f"{counted[wrong]:,} {wrong}" for wrong in WRONG if counted[wrong])
        expect(not broken, f"every occurrence once and by the clocks of {zone}", broken)
        found += counted
    arena.happened(
        f"{len(rhythms):,} rhythms under {len(zones)} rules of clocks: {found['right']:,} occurrences, "
        f"{found['leapt']:,} of them at a time that the clocks left out"
    )


SCENARIO = Scenario(
    "calendar",
    "Rhythms of ten years under every rule of clocks",
    play,
    engines=(Engine.SQLITE,),
    full=160_000,
    least=200,
)
