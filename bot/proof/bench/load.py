"""The whole bot under load: 10,000 deliveries drain while people type commands, and what memory that takes."""

import asyncio
import json
import math
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlencode

import aiohttp

from adapters.slack.gate import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from bot.proof.bench.bare import Bare
from bot.proof.bench.bars import Bar, Findings, Say
from bot.proof.bench.broadcast import percentile
from bot.proof.bench.crowd import audience_of, crowd
from bot.proof.bench.enlarge import enlarge
from bot.proof.bench.history import add_closed
from bot.proof.evidence import posts
from bot.proof.hands import until
from bot.proof.processes import Process, own_environment
from bot.proof.stage import Stage
from bot.proof.steps import expect
from bot.proof.world import World

FEW, SEVERAL, MANY = 4, 6, 8
"""Channels of the three audiences before the latter two are enlarged."""

CHANNELS, UPDATES = 1_000, 10
OPEN, CLOSED = CHANNELS * UPDATES, 100_000
"""Deliveries: so many updates to so many channels, each published as soon as the one before it is."""

BROADCASTS, CHANNELS_EACH = 20, 50

TITLE = "Measured"
"""Begins the titles of all updates, so that the ledgers can be asked once for all; they grow large."""

CONTROL_CHANNELS, CONTROL_SECONDS = 100, 10.0

UNPACED = {
    "INSTEP_SLACK_POSTS_PER_SECOND": "100000",
    "INSTEP_SLACK_POST_BURST": "100000",
    "INSTEP_SLACK_CHANNEL_POSTS_PER_SECOND": "1000",
    "INSTEP_TEAMS_REQUESTS_PER_SECOND": "100000",
    "INSTEP_TEAMS_CONVERSATION_WINDOWS": "100000/1",
}
"""Settings of a bot that posts as fast as it can."""

COMMANDS = ("who am i", "got it")
"""What is typed in turn: one is answered from what is read, the other writes, as everybody does meanwhile."""

TYPED_EVERY = 0.1
"""Seconds from one command to the next."""

DRAINED_WITHIN = 300.0

THIRDS = 3
"""The commands of one drain are judged as so many runs, one after the other."""

TOPOLOGY = (
    "one Slack workspace and one Teams tenant, half of the channels each; SQLite; one bot process; limits of pace off; "
    "commands signed and sent to the bot by a process of their own"
)


class Typist:
    """Somebody who types to the bot itself: the stand-ins are as busy as it is, and are not what is measured."""

    def __init__(self, world: World, http: aiohttp.ClientSession, url: str) -> None:
        author, where = world.organisation.author, world.organisation.places[0].name
        self._typed = {
            "command": "/instep", "team_id": world.own_workspace, "team_domain": "marlowe", "channel_name": where,
            "channel_id": world.channel(where), "user_id": world.user(author), "user_name": "author",
            "api_app_id": "A0", "is_enterprise_install": "false", "token": "-",
        }  # fmt: skip
        self._http, self._url, self._secret = http, url, world.signing_secret
        self._numbers = 0
        self.seconds: list[float] = []
        self.answers: dict[str, str] = {}

    async def type_on(self) -> None:
        """Types until cancelled; what is not acknowledged took forever."""
        while True:
            await self.type(COMMANDS[len(self.seconds) % len(COMMANDS)])
            await asyncio.sleep(TYPED_EVERY)

    async def type(self, text: str) -> None:
        """One command."""
        self._numbers += 1
        body = urlencode({**self._typed, "text": text, "trigger_id": f"{self._numbers}.{self._numbers}.0"}).encode()
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            TIMESTAMP_HEADER: timestamp,
            SIGNATURE_HEADER: sign(self._secret, timestamp, body),
        }
        began = time.monotonic()
        async with self._http.post(self._url, data=body, headers=headers) as response:
            self.answers[text] = await response.text()
            self.seconds.append(time.monotonic() - began if response.status == 200 else math.inf)


@asynccontextmanager
async def typing(world: World, url: str) -> AsyncIterator[Typist]:
    """Somebody types while the block lasts."""
    async with aiohttp.ClientSession() as http:
        typist = Typist(world, http, url)
        hands = asyncio.create_task(typist.type_on())
        try:
            yield typist
        finally:
            hands.cancel()
            await asyncio.gather(hands, return_exceptions=True)


@dataclass(frozen=True)
class Drain:
    """One drain: seconds that each command took, MB that the bot held, and how busy it was."""

    acknowledged: tuple[float, ...]
    resident: tuple[float, ...]
    elapsed: float
    used: float
    in_line: float


async def measure(say: Say) -> Findings:
    """Commands during one drain and during the control's posting; memory before, meanwhile, and over broadcasts."""
    say("Starting stand-ins and the bot …")
    async with Stage(crowd(FEW, SEVERAL, MANY), settings=UNPACED) as stage:
        await stage.prepare()
        imported = await _imported(stage)
        started = stage.bot.resident()
        await stage.slack.enforce_pace(False)
        await stage.teams.enforce_pace(False)
        await drain(stage, FEW, FEW, [f"{TITLE}, the first"])
        idle = stage.bot.resident()
        say(f"Adding {CHANNELS:,} channels and {CLOSED:,} closed deliveries …")
        await enlarge(stage, audience_of(SEVERAL), CHANNELS_EACH)
        await enlarge(stage, audience_of(MANY), CHANNELS)
        async with stage.database() as database:
            await add_closed(database, CLOSED)
        say(f"{OPEN:,} deliveries drain …")
        big = await drain(stage, MANY, CHANNELS, [f"{TITLE}, large {number}." for number in range(UPDATES)])
        say("The control posts as fast as it can …")
        control, bare_above = await _control(stage)
        after = []
        for number in range(1, BROADCASTS + 1):
            say(f"Broadcast {number} of {BROADCASTS} to {CHANNELS_EACH} channels …")
            await drain(stage, SEVERAL, CHANNELS_EACH, [f"{TITLE}, broadcast {number}."])
            after.append(stage.bot.resident())
        await judge(stage, FEW + OPEN + BROADCASTS * CHANNELS_EACH)
    share = big.in_line / big.elapsed
    notes = (
        f"{OPEN:,} deliveries drained in {big.elapsed:.0f} s, of which the bot used a processor for {big.used:.0f} s",
        f"memory: {imported:.0f} MB of imports, {started:.0f} MB idle after its start, {idle:.0f} MB idle after a "
        f"first broadcast, at most {max(big.resident):.0f} MB during the drain",
    )
    above = max(big.resident) - idle
    grown = (after[-1] / after[0] - 1) * 100
    return Findings(
        (
            Bar(f"a slash command acknowledged while {OPEN:,} drain, p99", "ms", 250.0, thirds(big.acknowledged),
                thirds(control), (share,)),
            Bar(f"memory above the idle process, {OPEN:,} open and {CLOSED:,} closed", "MB", 40.0, (above,),
                (bare_above,), (0.0,)),
            Bar(f"memory grown over {BROADCASTS} broadcasts", "%", 5.0, (grown,), (), (0.0,)),
        ),
        TOPOLOGY,
        notes,
    )  # fmt: skip


async def drain(stage: Stage, audience: int, size: int, titles: Sequence[str]) -> Drain:
    """Publish updates to an audience of so many channels, and watch the bot until all of it is delivered."""
    world, bot = stage.world, stage.bot
    resident: list[float] = []

    async def drained() -> bool:
        bot.check()
        resident.append(bot.resident())
        return not await _open_posts(stage)

    async with typing(world, f"{stage.base_url}/slack/events") as typist:
        used, stood, began = bot.used(), bot.stood_in_line(), time.monotonic()
        for title in titles:
            await _publish(stage, audience, title)
        await until(drained, f"{size * len(titles)} deliveries to drain", DRAINED_WITHIN)
        elapsed = time.monotonic() - began
    return Drain(tuple(typist.seconds), tuple(resident), elapsed, bot.used() - used, bot.stood_in_line() - stood)


async def judge(stage: Stage, promised: int) -> None:
    """Fails unless the stand-ins' ledgers hold each post of the drains, once."""
    there = len(await posts(stage.world, of=TITLE))
    expect(there == promised, f"{promised} posts by the ledgers", str(there))


async def _publish(stage: Stage, audience: int, title: str) -> None:
    hands, author = stage.hands, stage.world.organisation.author
    await hands.type_command(author, stage.world.organisation.places[0].name, "/update")
    await hands.form_with(author, "What changed")
    values = {"Title": title, "What changed": "A change to measure.", "Audience": audience_of(audience)}
    await hands.submit(author, values)
    await hands.form_with(author, title)
    await hands.submit(author, {})


async def _open_posts(stage: Stage) -> int:
    async with stage.database() as database, database.read() as session:
        found = await (await session.connection()).exec_driver_sql(
            "SELECT count(*) FROM delivery WHERE operation = 'post' "
            "AND state IN ('waiting', 'sending', 'unknown') AND finished_at IS NULL"
        )
        return int(found.scalar_one())


async def _control(stage: Stage) -> tuple[list[float], float]:
    """Seconds that a bare process takes to acknowledge while it posts, and MB that it then holds more than before."""
    async with Bare(stage.world, CONTROL_CHANNELS) as bare:
        file = stage.folder / "calls.json"
        file.write_text(json.dumps(bare.calls("Control")))
        process = Process(
            ["-m", "bot.proof.bench.bare_load", str(file)],
            log=stage.folder / "control.log", environment=own_environment(), reads_output=True,
        )  # fmt: skip
        async with process:
            url, before = await process.line(), process.resident()
            async with typing(stage.world, url) as typist:
                await asyncio.sleep(CONTROL_SECONDS)
            process.check()
            return typist.seconds, process.resident() - before


async def _imported(stage: Stage) -> float:
    """MB of a process that has imported what the bot does, and done nothing."""
    asked = "import sys, bot.assemble; print('ready', flush=True); sys.stdin.read()"
    process = Process(["-c", asked], log=stage.folder / "imports.log", environment=own_environment(), reads_output=True)
    async with process:
        await process.line()
        return process.resident()


def thirds(seconds: Sequence[float]) -> tuple[float, ...]:
    """The p99 of each third, in milliseconds."""
    ends = [number * len(seconds) // THIRDS for number in range(THIRDS + 1)]
    return tuple(percentile(seconds[start:end], 0.99) * 1000 for start, end in pairwise(ends))
