"""How long after the commit the idle sender's post arrives, in the process that committed it."""

import asyncio
import contextlib
import itertools
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import aiohttp

from adapters.slack.adapter import SlackPlatform, Workspace
from adapters.slack.standin import RemoteSlack
from bot.chat.message import say
from bot.clock import system_clocks
from bot.delivery.outbox import Outbox, Post, Subject, to_channel
from bot.delivery.pace import PaceRules
from bot.delivery.sender import Sender
from bot.people.model import Channel
from bot.proof.bench.bars import Bar, Findings, Say
from bot.proof.bench.broadcast import percentile
from bot.proof.bench.databases import fresh
from bot.proof.hands import until
from bot.proof.postgresql import NotInstalled, PostgresqlServer
from bot.proof.processes import Process, own_environment, stood_in_line
from bot.settings import Settings
from bot.storage.addresses import AddressStore
from bot.storage.installations import InstallationStore
from bot.storage.sessions import Database

RUNS = 3
POSTS = 30
"""Of one run, each after a rest; a p95 leaves out the slowest."""

AT_REST = 0.1
"""Seconds between a post and the next one, in which the sender has let go of its lane."""

PLATFORM = "slack"
TOPOLOGY = "one Slack channel; sender and writer in one process, the stand-in in another; pace off; idle before each"


@dataclass(frozen=True)
class Place:
    """A channel of the stand-in, and what is needed to post there."""

    slack: RemoteSlack
    api_url: str
    token: str
    team: str
    channel: str


async def measure(say: Say) -> Findings:
    """The p95 of each database, and of a bare call that is made when the commit returns."""
    notes: list[str] = []
    with tempfile.TemporaryDirectory(prefix="instep-") as folder:
        async with contextlib.AsyncExitStack() as stack:
            place = await stack.enter_async_context(standin(Path(folder)))
            urls = {"SQLite": f"sqlite:///{folder}/instep.db"}
            try:
                urls["PostgreSQL"] = stack.enter_context(PostgresqlServer()).new_database("latency")
            except NotInstalled as why:
                notes.append(str(why))
            bars = tuple([await _bar(say, name, url, place) for name, url in urls.items()])
    return Findings(bars, TOPOLOGY, tuple(notes))


async def _bar(say: Say, name: str, url: str, place: Place) -> Bar:
    ours, control, in_line = [], [], []
    async with (
        fresh(url) as database,
        sending(database, place) as by_sender,
        aiohttp.ClientSession() as http,
    ):

        async def bare(text: str) -> float:
            async with database.write() as session:
                await (await session.connection()).exec_driver_sql("UPDATE lane SET halted = halted")
            committed = time.monotonic()
            headers = {"Authorization": f"Bearer {place.token}"}
            body = {"channel": place.channel, "text": text}
            async with http.post(f"{place.api_url}chat.postMessage", json=body, headers=headers) as response:
                await response.read()
            return committed

        for number in range(1, RUNS + 1):
            say(f"{name}, run {number} of {RUNS} …")
            stood, used = stood_in_line(os.getpid()), time.process_time()
            ours.append(await _p95(place, f"{name} {number}, ours", by_sender))
            stood, used = stood_in_line(os.getpid()) - stood, time.process_time() - used
            # Of the time in which it had something to do: it rests for most of it.
            in_line.append(stood / (stood + used))
            control.append(await _p95(place, f"{name} {number}, bare", bare))
    what = f"from the commit to the idle sender's post, p95, {name}"
    return Bar(what, "ms", 50.0, tuple(ours), tuple(control), tuple(in_line))


async def _p95(place: Place, title: str, post: Callable[[str], Awaitable[float]]) -> float:
    """Milliseconds from the commit, whose instant `post` gives, until the stand-in has stored the post."""
    since = len(await place.slack.ledger())
    committed = {}
    for number in range(POSTS):
        text = f"{title} {number:03}"
        committed[text] = await post(text)
        await until(partial(_stored, place, since, text), f"“{text}”")
        await asyncio.sleep(AT_REST)
    stored = {entry["text"]: entry["monotonic"] for entry in await place.slack.ledger(since)}
    return percentile([(stored[text] - at) * 1000 for text, at in committed.items()], 0.95)


async def _stored(place: Place, since: int, text: str) -> bool:
    return any(entry["text"] == text for entry in await place.slack.ledger(since))


@contextlib.asynccontextmanager
async def standin(folder: Path) -> AsyncIterator[Place]:
    """A workspace with one channel, whose pace is not kept."""
    process = Process(
        ["-m", "bot.proof.standins"], log=folder / "standins.log", environment=own_environment(), reads_output=True
    )
    async with process, RemoteSlack(json.loads(await process.line())["slack"]) as slack:
        await slack.enforce_pace(False)
        team = str(await slack.world("add_workspace", name="Marlowe & Finch"))
        token = (await slack.world("install_app", team=team))["token"]
        channel = str(await slack.world("add_channel", team=team, name="care"))
        yield Place(slack, (await slack.facts())["api_url"], token, team, channel)


@contextlib.asynccontextmanager
async def sending(database: Database, place: Place) -> AsyncIterator[Callable[[str], Awaitable[float]]]:
    """The product's sender and its way to Slack; gives what publishes a text, and says when it was committed."""
    clocks = system_clocks()
    slack = SlackPlatform(
        Settings(slack_api_url=place.api_url), InstallationStore(database), AddressStore(database), clocks.machine
    )
    workspace = Workspace("A1", place.team, "U1", "B1", place.token, frozenset())
    await slack.workspaces.save(workspace)
    sender = Sender(database, {PLATFORM: slack}, {PLATFORM: PaceRules()}, clocks)
    async with database.write() as session:
        channel = Channel(
            platform=PLATFORM, installation_key=workspace.key, external_id=place.channel,
            homes=[], agreed_homes=[], bot_is_member=True, can_post=True,
        )  # fmt: skip
        session.add(channel)
    subjects = itertools.count(1)

    async def publish(text: str) -> float:
        async with database.write() as session:
            post = Post(to_channel(channel.id), say(text), None)
            await Outbox(session, clocks, sender.wake_after).publish(Subject("bench", next(subjects)), [post])
        return time.monotonic()

    stop = asyncio.Event()
    running = asyncio.create_task(sender.run(stop))
    try:
        yield publish
    finally:
        stop.set()
        await running
        await slack.close()
