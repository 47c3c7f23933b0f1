"""What a look and a claim cost with a million closed deliveries in the table, beside what they cost with none."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from statistics import median

from bot.chat.message import say
from bot.clock import Clocks, system_clocks
from bot.delivery.intake import claim, look
from bot.delivery.lanes import Owned, claim_lanes
from bot.delivery.outbox import Outbox, Post, Subject, to_channel
from bot.delivery.outcomes import done, write_outcomes
from bot.delivery.sender import SenderOptions
from bot.people.model import Channel
from bot.proof.bench.bars import Bar, Findings, Say
from bot.proof.bench.databases import fresh, on_both
from bot.proof.bench.history import add_closed
from bot.storage.sessions import Database

CLOSED = 1_000_000
RUNS = 3

CLAIMS = 20
"""In a run, of each table in turn, so that what else the machine does falls on both."""

BATCH = 100
"""Deliveries of one claim: as many as the sender takes at once."""

TOPOLOGY = f"one lane with {BATCH * CLAIMS * RUNS + BATCH} open deliveries; {BATCH} taken at once; no platform"


@dataclass
class Table:
    """A lane that is drained by hand, one look and claim after the other."""

    database: Database
    clocks: Clocks
    lane: Owned

    async def claim(self) -> float:
        """Looks, claims BATCH, and closes them; gives the seconds that the look and the claim took."""
        began = time.perf_counter()
        now = self.clocks.machine.now()
        async with self.database.read() as session:
            found = await look(session, self.lane, now, at_most=SenderOptions().window)
        async with self.database.write() as session:
            claimed = await claim(session, [self.lane], [row.id for row in found[:BATCH]], now)
            rows = claimed[self.lane.id]
        took = time.perf_counter() - began
        if len(rows) != BATCH:
            raise RuntimeError(f"{len(rows)} of {BATCH} deliveries were claimed")
        async with self.database.write() as session:
            sent = [done(row, {"ts": row.public_id}, now) for row in rows]
            await write_outcomes(session, self.lane, sent, halt=None, now=now)
        return took


async def measure(say: Say) -> Findings:
    """The ratio on each database."""
    return await on_both(partial(_compare, say), TOPOLOGY, "none", "many")


async def _compare(say: Say, name: str, urls: Sequence[str], notes: list[str]) -> Sequence[Bar]:
    say(f"{name}: a table with none and one with {CLOSED:,} closed deliveries …")
    async with prepared(urls[0], 0) as none, prepared(urls[1], CLOSED) as many:
        say(f"{name}: {RUNS} × {CLAIMS} claims of each …")
        ratios, seconds = [], []
        for _ in range(RUNS):
            pairs = [(await none.claim(), await many.claim()) for _ in range(CLAIMS)]
            ratios.append(median(with_many for _, with_many in pairs) / median(with_none for with_none, _ in pairs))
            seconds += [with_many for _, with_many in pairs]
    notes.append(f"{name}: a look and a claim of {BATCH} with {CLOSED:,} closed took {median(seconds) * 1000:.0f} ms")
    called = f"a look and a claim with {CLOSED:,} closed rows ÷ with none, {name}"
    return [Bar(called, "×", 1.5, tuple(ratios), (), (0.0,))]


@asynccontextmanager
async def prepared(url: str, closed: int) -> AsyncIterator[Table]:
    """A table with that many closed deliveries, and enough open ones."""
    clocks = system_clocks()
    async with fresh(url) as database:
        async with database.write() as session:
            channels = [
                Channel(
                    platform="slack", installation_key="A1/-/T1", external_id=f"C{number}",
                    homes=[], agreed_homes=[], bot_is_member=True, can_post=True,
                )
                for number in range(BATCH * (CLAIMS * RUNS + 1))
            ]  # fmt: skip
            session.add_all(channels)
            await session.flush()
            posts = [Post(to_channel(channel.id), say("Refunds over €50"), None) for channel in channels]
            await Outbox(session, clocks).publish(Subject("bench", 1), posts)
        async with database.write() as session:
            options = SenderOptions()
            (lane,) = await claim_lanes(
                session,
                "the bench",
                clocks.machine.now(),
                lease=timedelta(seconds=options.lease),
                grace=timedelta(seconds=options.grace),
                platforms=["slack"],
                shared=False,
            )
        table = Table(database, clocks, lane)
        await table.claim()
        if closed:
            await add_closed(database, closed)
        yield table
