"""The stand-in for Teams as one server on loopback: connector, login host, keys, people and control."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from aiohttp import web

from adapters.teams.limits import LIMITS, Limits
from adapters.teams.standin.activities import Activities
from adapters.teams.standin.connector import Connector
from adapters.teams.standin.control import Control, no_pages
from adapters.teams.standin.courier import Courier
from adapters.teams.standin.faults import Faults
from adapters.teams.standin.ledger import Ledger
from adapters.teams.standin.login import Login
from adapters.teams.standin.misfortune import CLOSING, Cut
from adapters.teams.standin.pace import Pace
from adapters.teams.standin.people import People
from adapters.teams.standin.screen import Screen
from adapters.teams.standin.tokens import Tokens
from adapters.teams.standin.wire import Wire
from adapters.teams.standin.world import World


class TeamsStandin:
    """`async with TeamsStandin() as teams:` — then build `teams.world`, act with `teams.people` or
    `teams.screen`, and judge by `teams.ledger`.

    `port` 0 picks a free one. `service_url`, `login_url` and `openid_metadata_url` are what a bot is configured with.
    """

    def __init__(
        self, *, host: str = "127.0.0.1", port: int = 0, limits: Limits = LIMITS, tokens: Tokens | None = None
    ) -> None:
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None
        self.world = World()
        self.faults = Faults()
        self.ledger = Ledger(self.world.changes)
        self.wire = Wire()
        self.pace = Pace(limits)
        self.tokens = tokens or Tokens()
        self.connector = Connector(self.world, self.tokens, self.faults, self.pace, self.ledger, self.wire)

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[no_pages, _cut_connections], client_max_size=4 * 1024 * 1024)
        app[CLOSING] = asyncio.Event()
        self._closing = app[CLOSING]
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        login = Login(self.world, self.tokens, self.faults, self.ledger)
        # The port must be known before people can act, so the routes that need it are added to a bound socket.
        self._socket = _listen(self._host, self._port)
        self._port = self._socket.getsockname()[1]
        self.courier = Courier(self.tokens, self.service_url, self.wire)
        activities = Activities(self.world, self.service_url)
        self.people = People(self.world, self.ledger, self.courier, activities)
        self.screen = Screen(self.world, self.ledger, self.people, self.wire)
        control = Control(self.world, self.people, self.screen, self.faults, self.ledger, self.pace, self.tokens)
        app.add_routes([*login.routes(), *control.routes(), *self.connector.routes()])
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket).start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self.world.changes.let_go()
        await self.courier.close()
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self._host}:{self._port}"

    @property
    def service_url(self) -> str:
        """The connector's address, as it stands in every activity."""
        return f"{self.url}/teams/"

    @property
    def login_url(self) -> str:
        """What stands in for `https://login.microsoftonline.com` (TEAMS_LOGIN_URL)."""
        return f"{self.url}/login"

    @property
    def openid_metadata_url(self) -> str:
        """The keys of messages to bots (TEAMS_OPENID_METADATA_URL)."""
        return f"{self.url}/openid/v1/.well-known/openidconfiguration"


@web.middleware
async def _cut_connections(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except Cut:
        return web.Response(status=444)


def _listen(host: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((host, port))
    return made
