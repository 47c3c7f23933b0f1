"""The watch over lanes: who drains which, and for how long nobody drained one that had work."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bot.delivery.condition import LaneCondition
from bot.proof.chaos.arena import LEASE, LOOK_EVERY, Arena
from bot.proof.steps import expect

TAKEN_OVER_WITHIN = 5.0
"""Seconds from the end of a lease until somebody else drains the lane."""


class Watch:
    """What was seen of the lanes so far.

    What comes before the first owner is the start of the bots; a database that is away is not held against them.
    """

    def __init__(self) -> None:
        self.owners: dict[tuple[str, str], set[str]] = {}
        self.longest_without = 0.0
        self._without_since: dict[tuple[str, str], float] = {}

    def see(self, lanes: Sequence[LaneCondition] | None, instant: float) -> None:
        """Take in how the lanes are at an instant (monotonic seconds), or that it cannot be seen."""
        if lanes is None:
            self._without_since.clear()
        for lane in lanes or ():
            name = (lane.platform, lane.installation)
            if lane.owned:
                self.owners.setdefault(name, set()).add(lane.owner)
            if lane.owned or lane.halted or not lane.open_work or name not in self.owners:
                self._without_since.pop(name, None)
            else:
                since = self._without_since.setdefault(name, instant)
                self.longest_without = max(self.longest_without, instant - since)

    @property
    def passed_on(self) -> int:
        """How many lanes have had several owners."""
        return sum(len(owners) > 1 for owners in self.owners.values())


@asynccontextmanager
async def watched(arena: Arena) -> AsyncIterator[Watch]:
    """Watch during the block; fails at its end if a lane with work was without an owner for too long."""
    watch = Watch()

    async def look() -> None:
        while True:
            watch.see(await arena.lanes(), time.monotonic())
            await asyncio.sleep(LOOK_EVERY)

    looking = asyncio.create_task(look())
    try:
        yield watch
    finally:
        looking.cancel()
    arena.happened(
        f"{watch.passed_on} lanes had several owners; the longest that one with work stood without an owner was "
        f"{watch.longest_without:.1f} s after its lease of {LEASE:.0f} s"
    )
    expect(
        watch.longest_without <= TAKEN_OVER_WITHIN,
        f"each lane with work to be taken over within {TAKEN_OVER_WITHIN:.0f} s of the end of its lease",
        f"one stood without an owner for {watch.longest_without:.1f} s",
    )
