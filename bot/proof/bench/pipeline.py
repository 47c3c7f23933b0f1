"""The pipeline: outbox, sender, a platform, receipts, with no limits of pace, against the target."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import cast

import aiohttp

from adapters.slack.adapter import SlackPlatform, Workspace
from adapters.teams.adapter import TeamsPlatform
from adapters.teams.credentials import CachingCredentials
from adapters.teams.gate import Rules
from adapters.teams.registrations import Registrations, installation_key
from bot.chat.message import Message, say
from bot.clock import system_clocks
from bot.delivery.outbox import Outbox, Post, Subject, to_channel
from bot.delivery.pace import PaceRules
from bot.delivery.receipts import receipt
from bot.delivery.sender import Sender, SenderOptions
from bot.people.model import Channel
from bot.ports import Address, ChatPlatform, Destination
from bot.proof.bench.alone import TEXT
from bot.proof.bench.databases import KEY
from bot.settings import Settings
from bot.storage.addresses import AddressStore
from bot.storage.installations import InstallationStore
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database

TENANT = "3f0c1d5e-0000-4000-8000-000000000000"
SUBJECT = Subject("bench", 1)

LOOKED_EVERY = 0.005
"""Seconds between two looks at whether all is sent."""

COLUMNS = 20
"""About as many as a copy or a delivery has."""


class PlainPlatform:
    """A platform of which no more is left than one call of aiohttp."""

    def __init__(self, url: str, http: aiohttp.ClientSession) -> None:
        self._url = url
        self._http = http

    async def post(self, to: Destination, message: Message, *, delivery_id: str, token: str = "") -> Address:
        body = {"channel": to.channel, "text": message.summary}
        async with self._http.post(self._url, json=body) as response:
            answer = await response.json()
        return {"channel": answer["channel"], "ts": answer["ts"]}


@asynccontextmanager
async def plain(database: Database, url: str) -> AsyncIterator[tuple[ChatPlatform, str]]:
    """A plain client of aiohttp, and its installation."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=SenderOptions().in_flight)) as http:
        yield cast(ChatPlatform, PlainPlatform(url, http)), "plain"  # nothing else is asked of it


@asynccontextmanager
async def slack(database: Database, url: str) -> AsyncIterator[tuple[ChatPlatform, str]]:
    """The product's own way to Slack, with slack_sdk in it."""
    clocks = system_clocks()
    platform = SlackPlatform(
        Settings(slack_api_url=url), InstallationStore(database), AddressStore(database), clocks.machine
    )
    workspace = Workspace("A1", "T1", "U1", "B1", "not a real token", frozenset())
    await platform.workspaces.save(workspace)
    try:
        yield platform, workspace.key
    finally:
        await platform.close()


@asynccontextmanager
async def teams(database: Database, url: str) -> AsyncIterator[tuple[ChatPlatform, str]]:
    """The product's own way to Teams, with botframework's connector in it."""
    registrations = Registrations(None, (), InstallationStore(database))
    platform = TeamsPlatform(registrations, CachingCredentials(), Rules(development=True), AddressStore(database))
    await registrations.note("", TENANT, url)
    try:
        yield platform, installation_key("", TENANT)
    finally:
        await platform.close()


Way = Callable[[Database, str], AbstractAsyncContextManager[tuple[ChatPlatform, str]]]


class Pipeline:
    """Posts of one subject, and a sender: first `publish`, then `drain`."""

    def __init__(
        self,
        database: Database,
        platform: ChatPlatform,
        rules: PaceRules,
        options: SenderOptions,
        posts: Sequence[Post],
    ) -> None:
        self._database = database
        self._posts = posts
        self._clocks = system_clocks()
        self.sender = Sender(database, {"bench": platform}, {"bench": rules}, self._clocks, options)

    async def publish(self) -> None:
        """Write everything into the outbox, in one transaction."""
        async with self._database.write() as session:
            await Outbox(session, self._clocks).publish(SUBJECT, self._posts)

    async def drain(self) -> None:
        """Send what waits, until nothing does and every receipt is written."""
        stop = asyncio.Event()
        running = asyncio.create_task(self.sender.run(stop))
        try:
            sent = self.sender.counters.deliveries
            while sent["bench", "post", "sent"] < len(self._posts) and not running.done():  # noqa: ASYNC110 - no event
                await asyncio.sleep(LOOKED_EVERY)
        finally:
            stop.set()
            await running

    async def delivered(self) -> int:
        """How many the receipt calls delivered."""
        async with self._database.read() as session:
            return (await receipt(session, SUBJECT)).delivered


@asynccontextmanager
async def prepared(
    database_url: str, way: Way, url: str, count: int, rules: PaceRules, options: SenderOptions
) -> AsyncIterator[Pipeline]:
    """A pipeline with so many channels in one installation."""
    async with Database(database_url, Keyring([KEY])) as database, way(database, url) as (platform, installation):
        channels = [
            Channel(
                platform="bench",
                installation_key=installation,
                external_id=f"19:{number}@thread.tacv2",
                homes=[],
                agreed_homes=[],
                bot_is_member=True,
                can_post=True,
                address={"service_url": url} if way is teams else None,
            )
            for number in range(count)
        ]
        async with database.write() as session:
            session.add_all(channels)
        message = say(TEXT)
        posts = [Post(to_channel(channel.id), message, None) for channel in channels]
        yield Pipeline(database, platform, rules, options, posts)


async def write_plainly(database_url: str, count: int) -> float:
    """Seconds that the driver takes to write two rows for each channel, without keys, and to commit them."""
    async with Database(database_url, Keyring([KEY])) as database:
        numbers = range(1, COLUMNS + 1)
        marks = ", ".join(f"${number}" if database.is_postgresql else "?" for number in numbers)
        rows = [tuple(f"{row}-{number}" for number in numbers) for row in range(2 * count)]
        began = time.monotonic()
        async with database.write() as session:
            connection = await session.connection()
            await connection.exec_driver_sql(
                f"CREATE TABLE plain ({', '.join(f'c{number} TEXT' for number in numbers)})"
            )
            await connection.exec_driver_sql(f"INSERT INTO plain VALUES ({marks})", rows)  # noqa: S608 - marks
        return time.monotonic() - began
