"""The stage: both stand-ins in a process, the real bot in another, an organisation on them, and a folder for it all."""

import json
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import aiohttp

from adapters.slack.standin import RemoteSlack
from adapters.teams.standin.remote import RemoteTeams
from bot.clock import SystemClock
from bot.proof.calendar import MovableCalendar, program
from bot.proof.hands import Hands, until
from bot.proof.organisation import Organisation, Platform
from bot.proof.processes import Process, free_port, own_environment
from bot.proof.steps import expect
from bot.proof.world import Json, World

if TYPE_CHECKING:
    from bot.storage.sessions import Database

READY_WITHIN = 30.0
"""Seconds from starting the bot until it serves, on a busy machine."""

KNOWN_WITHIN, KNOWN_WITHIN_EACH = 20.0, 0.2
"""Seconds until the bot has met every channel that it is in, and as many more for each of them."""


class Stage:
    """`async with Stage(organisation) as stage:`, then its verbs in their order, or `prepare` for all of them.

    `database_url` empty: a fresh SQLite file in a folder that goes with the stage. `settings` are added to the bot's.
    `moves_time`: the bot goes by `calendar`; else it is started as an operator starts it, and moving that does nothing.
    What works on the bot's database is loaded when it is needed: it takes as long as the bot's own start, and whoever
    starts that first loads it meanwhile.
    """

    def __init__(
        self,
        organisation: Organisation,
        *,
        database_url: str = "",
        settings: Mapping[str, str] | None = None,
        moves_time: bool = False,
    ) -> None:
        self._organisation = organisation
        self._database_url = database_url
        self._more = dict(settings or {})
        self._moves_time = moves_time
        self._stack = AsyncExitStack()
        self._key = secrets.token_urlsafe(48)
        self._port = free_port()
        self.world: World
        self.hands: Hands
        self.bot: Process

    async def __aenter__(self) -> Self:
        self.folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="instep-")))
        self._kept = self.folder / "calendar"
        self.calendar = MovableCalendar(self._kept, SystemClock())
        self._http = await self._stack.enter_async_context(aiohttp.ClientSession())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def prepare(self) -> None:
        """Everything up to an imported roster."""
        await self.start_standins()
        await self.build()
        await self.start_bot()
        await self.link_companies()
        await self.import_people()
        await self.install_on_teams()
        await self.import_channels()

    # --- verbs --------------------------------------------------------------------------------------------------------

    async def start_standins(self) -> None:
        """Both stand-ins in one process of their own, on free ports."""
        process = Process(
            ["-m", "bot.proof.standins"],
            log=self.folder / "standins.log",
            environment=own_environment(),
            reads_output=True,
        )
        self.standins = await self._stack.enter_async_context(process)
        addresses = json.loads(await self.standins.line())
        self.slack = await self._stack.enter_async_context(RemoteSlack(addresses["slack"]))
        self.teams = await self._stack.enter_async_context(RemoteTeams(addresses["teams"]))

    async def build(self) -> None:
        """The organisation on the stand-ins."""
        self.world = await World.build(self._organisation, self.slack, self.teams)
        self.hands = Hands(self.world)

    async def start_bot(self) -> None:
        """The bot; returns once it says that it is ready."""
        await self.world.register_on_teams(f"{self.base_url}/api/messages")
        self.bot = await self._begin(self._port)
        await self.slack.connect_bot(f"{self.base_url}/slack/events")

    async def start_another_bot(self) -> Process:
        """One more process of the same bot on the same database, to which the platforms send nothing."""
        return await self._begin(free_port())

    async def link_companies(self) -> int:
        """The first admin says in chat which workspace and tenant is whose; gives how many."""
        admin = self._organisation.admin
        await self._admin_types("who am i")
        met: set[str] = set()
        homes = self.world.homes_to_link()
        for side, platform, home in homes:
            await self._admin_types(f"link home {platform}/{home}")
            await self.hands.form_with(admin, "Who is this?")
            known = side.internal or side.name in met
            chosen = {"Who is this?": "Internal" if side.internal else side.name if known else "A new partner"}
            named = {} if known else {"Name of the new partner": side.name}
            presence = "own_tenant" if platform is Platform.TEAMS else side.presence
            await self.hands.submit(admin, {**chosen, **named, "How are its people here?": presence})
            await self.hands.form_with(admin, "now belongs to")
            await self.hands.close_form(admin)
            met.add(side.name)
        return len(homes)

    async def import_people(self) -> None:
        """Teams and people, from CSV files, beside the running bot."""
        from bot.proof.roster import import_people_and_teams

        async with self.database() as database:
            await import_people_and_teams(database, self.world, self.calendar.now())

    async def install_on_teams(self) -> None:
        """Somebody of the partner adds the app; by then its people are known, so that nobody there is a stranger."""
        for turn in await self.world.install_on_teams():
            expect(turn["status"] in (200, 201, 202), "the bot to take its installation", f"status {turn['status']}")

    async def import_channels(self) -> None:
        """Which channel is whose, the leads, and the audiences, once the bot has met its channels."""
        from bot.proof.roster import channels_known, import_channels_and_audiences

        async with self.database() as database:
            within = KNOWN_WITHIN + KNOWN_WITHIN_EACH * len(self.world.channels)
            await until(lambda: channels_known(database, self.world), "the bot to meet its channels", within)
            await import_channels_and_audiences(database, self.world, self.calendar.now())

    async def show_shoutouts(self) -> None:
        """The admin decides that every shoutout appears in the channels of the first audience, beside its own."""
        await self._admin_types(f"settings shoutouts.audience {self._organisation.audience}")

    async def make_token(self, name: str, purpose: str, email: str) -> str:
        """A token for a program, made on the command line as an operator makes it."""
        command = ("tokens", "create", name, "--purpose", purpose, "--as", email)
        environment = own_environment() | await self._settings()
        log = self.folder / "tokens.log"
        process = Process(["-m", "bot.cli", *command], log=log, environment=environment, reads_output=True)
        async with process:
            return await process.line()

    async def post_to_api(self, path: str, token: str, key: str, body: Json) -> Json:
        """What the bot answers to a program; fails unless it took the request."""
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        async with self._http.post(f"{self.base_url}/api/{path}", json=body, headers=headers) as response:
            answer: Json = await response.json()
            expect(response.status == 200, f"POST /api/{path} to be taken", f"{response.status} {answer}")
            return answer

    async def _admin_types(self, text: str) -> None:
        organisation, admin = self._organisation, self._organisation.admin
        where = next(place.name for place in organisation.places if organisation.person(admin).team in place.teams)
        await self.hands.type_command(admin, where, "/instep", text)

    @property
    def bot_log(self) -> Path:
        """Where the first process of the bot writes its log."""
        return self._log_of(self._port)

    def _log_of(self, port: int) -> Path:
        return self.folder / f"bot-{port}.log"

    async def stop_bot(self) -> int:
        """Ask the bot to stop; gives its exit code."""
        return await self.bot.stop()

    async def kill_bot(self) -> None:
        """End the bot as `kill -9` does."""
        await self.bot.kill()

    async def start_bot_again(self) -> None:
        """The same bot on the same database, after it has ended; returns once it says that it is ready."""
        # Known before it is ready, so that it can be killed in its beginnings.
        self.bot = await self._launch(self._port)
        await self._until_ready(self.bot, self._port)

    # --- parts --------------------------------------------------------------------------------------------------------

    async def _begin(self, port: int) -> Process:
        process = await self._launch(port)
        await self._until_ready(process, port)
        return process

    async def _launch(self, port: int) -> Process:
        environment = own_environment() | await self._settings() | {"INSTEP_PORT": str(port)}
        bot = program(self._kept) if self._moves_time else ("-m", "bot.cli", "run")
        return await self._stack.enter_async_context(Process(bot, log=self._log_of(port), environment=environment))

    async def _until_ready(self, process: Process, port: int) -> None:
        await until(partial(self._ready, process, port), "the bot to be ready", READY_WITHIN)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def database_url(self) -> str:
        return self._database_url or f"sqlite:///{self.folder / 'instep.db'}"

    def database(self) -> "Database":
        """The bot's database, opened beside it as a short command does."""
        from bot.storage.sealing import Keyring
        from bot.storage.sessions import Database

        return Database(self.database_url, Keyring([self._key]))

    async def _settings(self) -> Json:
        return {
            **self.world.settings(
                port=self._port, database_url=self.database_url, slack_api_url=(await self.slack.facts())["api_url"]
            ),
            "INSTEP_SECRET_KEY": self._key,
            **self._more,
        }

    async def _ready(self, process: Process, port: int) -> bool:
        process.check()
        try:
            async with self._http.get(f"http://127.0.0.1:{port}/readyz") as response:
                return response.status == 200
        except (TimeoutError, aiohttp.ClientError):
            return False
