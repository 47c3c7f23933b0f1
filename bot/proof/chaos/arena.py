"""The arena: stand-ins, an organisation on them, a scratch database, and bots that scenarios begin and end."""

import asyncio
import json
import secrets
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

from adapters.slack.standin import RemoteSlack
from adapters.teams.standin.faults import POSTS
from adapters.teams.standin.remote import RemoteTeams
from bot.chat.message import say
from bot.clock import system_clocks
from bot.delivery.condition import LaneCondition, lane_conditions
from bot.delivery.outbox import Outbox, Post, Subject, to_channel, to_person
from bot.delivery.receipts import Receipt, receipt
from bot.migrations.upgrade import upgrade
from bot.ports import StorageUnavailable
from bot.proof.calendar import MovableCalendar
from bot.proof.chaos.bots import Bot, Hosts
from bot.proof.chaos.judge import Judgement
from bot.proof.chaos.orders import Kill, Order
from bot.proof.chaos.promises import Promises
from bot.proof.chaos.topology import WORKSPACES, Place, Topology, build, plant
from bot.proof.harmless import refuse_addresses
from bot.proof.postgresql import PostgresqlServer
from bot.proof.processes import Process, own_environment
from bot.proof.steps import expect
from bot.settings import DEVELOPMENT_SECRET_KEY
from bot.storage.scratch import scratch_database
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database, database_now

LEASE, GRACE, TIMEOUT = 2.0, 1.0, 1.0
"""Seconds; the defaults are thirty, thirty and ten, and are tested once each elsewhere."""

MOST_IN_FLIGHT = 200
"""Calls under way in one bot, as by default."""

LOOK_EVERY = 0.25
"""Seconds between two looks at what is still open."""

NO_PACE = {
    "INSTEP_SLACK_POSTS_PER_SECOND": "100000",
    "INSTEP_SLACK_POST_BURST": "100000",
    "INSTEP_SLACK_CHANNEL_POSTS_PER_SECOND": "100000",
    "INSTEP_TEAMS_REQUESTS_PER_SECOND": "100000",
    "INSTEP_TEAMS_RESERVED_PER_SECOND": "0",
    "INSTEP_TEAMS_CONVERSATION_WINDOWS": "100000/1",
}
"""Posting at full speed, so that much is under way at any instant; look-ups keep Slack's pace."""

SUBJECT = "chaos"


@dataclass(frozen=True)
class Event:
    """Something that was done to the bot, or that it did; `at` in seconds since the scenario began."""

    at: float
    what: str


class Arena:
    """`async with Arena(hosts, folder, url, size, seed) as arena:` — then a scenario plays, then `arena.judgement()`.

    `url` is an empty database, on `server` if that is ours to stop and start; `size` says how many deliveries the
    scenario shall be about, to as many `channels` (0: that many), and `random` is the only source of chance, so that a
    seed repeats what was planned (not how the machine interleaved it). With `paced` the platforms' limits hold for
    posts too, which else are lifted on either side, and bots are as patient as operators run them.
    """

    def __init__(
        self,
        hosts: Hosts,
        folder: Path,
        url: str,
        size: int,
        seed: int,
        server: PostgresqlServer | None = None,
        *,
        channels: int = 0,
        workspaces: int = WORKSPACES,
        paced: bool = False,
    ) -> None:
        self.size = size
        self.random = Random(seed)
        self.url = url
        self.server = server
        self.events: list[Event] = []
        self.kills = 0
        self.promises = Promises()
        self.in_flight = MOST_IN_FLIGHT
        self.slack: RemoteSlack
        self.teams: RemoteTeams
        self.topology: Topology
        self.database: Database
        self._hosts = hosts
        self._folder = folder
        self._seed = seed
        self._channels, self._workspaces, self._paced = channels or size, workspaces, paced
        self._clocks = system_clocks()
        self._calendar: Path | None = None
        self._keys: dict[Place, tuple[int, int]] = {}
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            await self._open(stack)
            self._stack = stack.pop_all()
        self._began = time.monotonic()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    # --- what scenarios do ------------------------------------------------------------------------------------------

    def happened(self, what: str) -> None:
        """Note it for the page."""
        self.events.append(Event(time.monotonic() - self._began, what))

    async def publish(
        self, places: Sequence[Place] | None = None, *, identities: Sequence[int] = (), patience: float = 0.0
    ) -> Subject:
        """Promise a message to each of these places, or all, in one transaction, as a capability does.

        `identities` are people (`chat_identity.id`) who get it directly as well.

        While the database is away it is tried again for `patience` seconds, as people do who are told that nothing was
        saved: what may have been saved all the same is not promised twice.
        """
        chosen = self.topology.places if places is None else places
        number = len(self.promises) + 1
        subject, text = Subject(SUBJECT, number), f"Refunds over €{number * 10} no longer need a supervisor"
        message = say(text)
        posts = [Post(to_channel(self._keys[place][0]), message, self._keys[place][1]) for place in chosen]
        posts += [Post(to_person(identity), message, None) for identity in identities]
        deadline = time.monotonic() + patience
        while True:
            try:
                async with self.database.write() as session:
                    await Outbox(session, self._clocks).publish(subject, posts)
                break
            except StorageUnavailable:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(LOOK_EVERY)
        self.promises.add(subject, text, len(posts))
        self.happened(f"{len(posts):,} deliveries promised")
        return subject

    def where(self, place: Place) -> tuple[int, int]:
        """The inside ids of a channel, and of the side that it is of."""
        return self._keys[place]

    def movable_calendar(self) -> MovableCalendar:
        """A calendar by which every bot goes that is begun from now on."""
        self._calendar = self._folder / f"calendar-{secrets.token_hex(6)}"
        return MovableCalendar(self._calendar, self._clocks.machine)

    @asynccontextmanager
    async def bot(self, kill: Kill | None = None, *, port: int = 0) -> AsyncIterator[Bot]:
        """A whole bot on this database; stopped at the end of the block if it still runs.

        Without a `port` it serves on any that is free, so that nobody can speak to it.
        """
        hasty = {"lease": LEASE, "grace": GRACE, "timeout": TIMEOUT, "in_flight": self.in_flight}
        options = {} if self._paced else hasty
        settings = await self._settings() | {"INSTEP_PORT": str(port)}
        host, bot = await self._hosts.begin(Order(settings, options, kill, str(self._calendar or "")))
        try:
            yield bot
            code = await bot.stop() if bot.running else 0
            expect(code == 0, "the bot to stop when it is told to", f"exit code {code}\n{bot.told()}")
        finally:
            bot.kill()
            self.kills += await bot.ended() == -signal.SIGKILL
            self._hosts.give_back(host)

    async def settled(self, within: float, *, but: int = 0) -> bool:
        """Wait until nothing is open any more, or no more than `but`; False after `within` seconds.

        A database that is away is waited for.
        """
        deadline = time.monotonic() + within
        while (left := await self.open_work()) is None or left > but:
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(LOOK_EVERY)
        return True

    async def death_of(self, bot: Bot, within: float) -> int | None:
        """Wait until a bot that shall die has ended; None if it does not: nothing is left to do, or time is over."""
        ending = asyncio.ensure_future(bot.ended())
        deadline = time.monotonic() + within
        while time.monotonic() < deadline and await self.open_work() != 0:
            await asyncio.wait([ending], timeout=LOOK_EVERY)
            if ending.done():
                break
        await asyncio.wait([ending], timeout=0.0)
        return ending.result() if ending.done() else None

    async def open_work(self) -> int | None:
        """How many deliveries the sender still has work with; None while the database is away."""
        lanes = await self.lanes()
        return None if lanes is None else sum(lane.open_work for lane in lanes)

    async def lanes(self) -> Sequence[LaneCondition] | None:
        """How all lanes are; None while the database is away."""
        try:
            async with self.database.read() as session:
                return await lane_conditions(session, await database_now(session, self._clocks.machine))
        except StorageUnavailable:
            return None

    async def receipt(self, subject: Subject) -> Receipt:
        """What a promise has become so far."""
        async with self.database.read() as session:
            return await receipt(session, subject)

    async def broken_calls(self) -> int:
        """How many posts were broken so far: refused, failed, cut, or never answered."""
        slack = [one["error"] for one in await self.slack.calls() if one["method"] == "chat.postMessage"]
        teams = [one for one in (await self.teams.ledger())["calls"] if one["operation"] in POSTS]
        return sum(error is not None for error in slack) + sum(not 200 <= one["status"] < 300 for one in teams)

    @asynccontextmanager
    async def another_database(self) -> AsyncIterator[str]:
        """Where a stage of a scenario's own keeps its data: beside this one; empty: in a file of the stage."""
        if self.url.startswith("sqlite"):
            yield ""
            return
        async with scratch_database(self.url) as url:
            yield url

    # --- what the engine does ---------------------------------------------------------------------------------------

    async def judgement(self) -> Judgement:
        """What the receipts say beside what the stand-ins have."""
        slack, teams = await self.slack.ledger(), (await self.teams.ledger())["entries"]
        still_open = await self.open_work() or 0
        async with self.database.read() as session:
            return await self.promises.judged(session, self.topology.places, slack, teams, still_open)

    async def _open(self, stack: AsyncExitStack) -> None:
        process = Process(
            ["-m", "bot.proof.standins"],
            log=self._folder / "standins.log",
            environment=own_environment(),
            reads_output=True,
        )
        standins = await stack.enter_async_context(process)
        addresses = json.loads(await standins.line())
        refuse_addresses(addresses.values())
        self.slack = await stack.enter_async_context(RemoteSlack(addresses["slack"]))
        self.teams = await stack.enter_async_context(RemoteTeams(addresses["teams"]))
        await self.slack.enforce_pace(True, lifted=[] if self._paced else ["chat.postMessage"])
        await self.teams.enforce_pace(self._paced)
        await self.slack.seed_lots(self._seed)
        await self.teams.seed_lots(self._seed)
        self.topology = await build(self.slack, self.teams, self._channels, self._workspaces)
        await upgrade(self.url)
        self.database = await stack.enter_async_context(Database(self.url, Keyring([DEVELOPMENT_SECRET_KEY])))
        self._keys = await plant(self.database, self.topology, datetime.now(UTC))

    async def _settings(self) -> dict[str, str]:
        facts = await self.slack.facts()
        return {
            "INSTEP_MODE": "development",
            "INSTEP_HOST": "127.0.0.1",
            "INSTEP_LOG_LEVEL": "warning",
            "DATABASE_URL": self.url,
            "SLACK_API_URL": facts["api_url"],
            "SLACK_SIGNING_SECRET": facts["signing_secret"],
            "SLACK_CLIENT_ID": facts["client_id"],
            "SLACK_CLIENT_SECRET": facts["client_secret"],
            "TEAMS_LOGIN_URL": self.teams.login_url,
            "TEAMS_OPENID_METADATA_URL": self.teams.openid_metadata_url,
            **self.topology.settings,
            **({} if self._paced else {"INSTEP_HTTP_TIMEOUT_SECONDS": str(TIMEOUT), **NO_PACE}),
        }
