"""The stand-in as an HTTP server on loopback: Web API, response URLs, Socket Mode, and its own control."""

import socket
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from adapters.slack.limits import LIMITS, Limits
from adapters.slack.standin.api import WebApi
from adapters.slack.standin.clock import StandinClock
from adapters.slack.standin.control import Control, no_pages
from adapters.slack.standin.courier import Courier
from adapters.slack.standin.desk import Desk
from adapters.slack.standin.faults import Fault
from adapters.slack.standin.happenings import Happenings
from adapters.slack.standin.ledger import Ledger
from adapters.slack.standin.people import People
from adapters.slack.standin.responses import Responses
from adapters.slack.standin.screen import Screen
from adapters.slack.standin.socket import SocketMode
from adapters.slack.standin.trouble import Trouble
from adapters.slack.standin.world import App, Ephemeral, Message, World

Json = dict[str, Any]


class SlackStandin:
    """One invented Slack.

    `async with SlackStandin() as slack:` serves it on a free port of 127.0.0.1; give `slack.api_url` to the bot as
    `SLACK_API_URL` and the bot's address to `connect_bot`. Parts: `world` builds, `people`, `screen` and
    `happenings` act, `faults` breaks, `ledger` judges, `socket` and `courier` reach the bot. `pace_enforced` switches
    rate limits.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: Limits = LIMITS,
        clock: StandinClock | None = None,
        app: App | None = None,
        pace_enforced: bool = True,
    ) -> None:
        self._host, self._port = host, port
        self._clock = clock or StandinClock()
        self.world = World(self._clock, limits, app)
        self.desk = Desk(self.world, limits, self._clock)
        self.desk.pace.enforced = pace_enforced
        self.socket = SocketMode(limits)
        self.courier = Courier(self.desk, self.socket)
        self._trouble = Trouble(self.desk)
        self.happenings = Happenings(self.desk, self.courier)
        self._runner: web.AppRunner | None = None

    # --- Life -----------------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Listen; afterwards `origin` and `api_url` are known."""
        app = web.Application(middlewares=[no_pages], client_max_size=10 * 1024 * 1024)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        listener = socket.create_server((self._host, self._port))
        self._port = listener.getsockname()[1]
        self.people = People(self.desk, self.courier, self.origin)
        self.screen = Screen(self.desk, self.people, self.happenings)
        api = WebApi(self.desk, self.socket, self._trouble, self.origin)
        app.router.add_route("*", "/api/{method}", api.serve)
        app.router.add_post("/response/{name}", Responses(self.desk, self._trouble).serve)
        app.router.add_get("/link", self.socket.connect)
        Control(self).mount(app)
        await self.courier.start()
        await runner.setup()
        await web.SockSite(runner, listener).start()
        self._runner = runner

    async def stop(self) -> None:
        """Stop listening and drop every connection."""
        self.world.changes.let_go()
        await self.courier.stop()
        self._trouble.end()
        await self.socket.disconnect("link_disabled")
        if self._runner:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def origin(self) -> str:
        """Where it listens, such as `http://127.0.0.1:40123`."""
        return f"http://{self._host}:{self._port}"

    @property
    def api_url(self) -> str:
        """The value for `SLACK_API_URL`."""
        return f"{self.origin}/api/"

    @property
    def ledger(self) -> Ledger:
        """Everything accepted so far."""
        return self.desk.ledger

    def connect_bot(self, url: str) -> None:
        """Send the bot's requests to this address, such as `http://127.0.0.1:8080/slack/events`."""
        self.courier.bot_url = url

    def add_fault(self, kind: Any, **how: Any) -> Fault:
        """Make something go wrong; see `Fault`."""
        return self.desk.faults.add(kind, **how)

    # --- What is visible ------------------------------------------------------------------------------------------

    def messages(self, channel: str) -> list[Message]:
        """What a member of the channel sees now, oldest first, replies included."""
        return [said for said in self.world.channel(channel).messages.values() if not said.deleted]

    def inbox(self, user: str) -> list[Ephemeral]:
        """The ephemerals a person sees now, oldest first."""
        return list(self.world.inbox.get(user, []))

    def direct_messages(self, user: str) -> list[Message]:
        """What the bot and a person have written to each other, oldest first."""
        return [
            said
            for channel in self.world.channels.values()
            if channel.kind == "im" and user in channel.members
            for said in self.messages(channel.id)
        ]

    def modal(self, user: str) -> Json | None:
        """The view on top of a person's screen."""
        stack = self.world.modals.get(user)
        return stack[-1].view if stack else None

    def home(self, user: str) -> Json | None:
        """The Home a person sees in their own workspace."""
        found = self.world.homes.get((self.world.user(user).team_id, user))
        return found.view if found else None
