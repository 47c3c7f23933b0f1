"""The platforms that the settings turn on: built, opened, and mounted where the outside calls them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from aiohttp import web

from adapters.slack.adapter import SlackPlatform
from adapters.slack.install import SlackEdge
from adapters.slack.limits import LIMITS as SLACK_LIMITS
from adapters.teams import install as teams
from adapters.teams.adapter import TeamsPlatform
from bot.assemble.paces import slack_pace, teams_pace
from bot.clock import MachineClock
from bot.delivery.pace import PaceRules
from bot.ports import ChatPlatform, PlatformFailure, Receive
from bot.settings import Settings
from bot.storage.addresses import AddressStore
from bot.storage.installations import InstallationStore
from bot.storage.sessions import Database
from bot.storage.states import OneTimeStateStore

log = structlog.stdlib.get_logger(__name__)


class Edges:
    """The platforms of one process. Those that are off are not built, and none of their routes exists."""

    def __init__(self, settings: Settings, database: Database, machine: MachineClock) -> None:
        self._settings = settings
        self._machine = machine
        self._states = OneTimeStateStore(database, machine)
        installations, addresses = InstallationStore(database), AddressStore(database)
        self.slack = SlackPlatform(settings, installations, addresses, machine) if settings.slack_on else None
        self.teams = teams.build_platform(settings, installations, addresses, machine) if settings.teams_on else None
        self._slack_edge: SlackEdge | None = None

    @property
    def platforms(self) -> Mapping[str, ChatPlatform]:
        """Those that are on, by name."""
        on: tuple[SlackPlatform | TeamsPlatform | None, ...] = (self.slack, self.teams)
        return {platform.name: platform for platform in on if platform}

    @property
    def rules(self) -> Mapping[str, PaceRules]:
        """The pace of one lane of each."""
        rules: dict[str, PaceRules] = {}
        if self.slack:
            rules[self.slack.name] = slack_pace(self._settings, SLACK_LIMITS)
        if self.teams:
            rules[self.teams.name] = teams_pace(self._settings, self.teams.limits)
        return rules

    def mount(self, app: web.Application, receive: Receive) -> None:
        """Adds the routes that the platforms call."""
        if self.slack:
            self._slack_edge = SlackEdge(self._settings, self.slack, receive, self._states, self._machine)
            self._slack_edge.mount(app)
        if self.teams:
            teams.mount(app, self.teams, receive, self._machine)

    async def start(self) -> None:
        """Recognises installations, fetches tokens, connects Socket Mode; may be called again after a failure.

        Raises PlatformFailure if Slack refuses us or cannot be asked; Teams is ready by then.
        """
        if self.teams:
            await self.teams.registrations.load()
            await teams.warm(self.teams)
        if self._slack_edge:
            await self._slack_edge.start()
        elif self.slack:
            await self.slack.start()

    async def stop(self) -> None:
        """Lets answers under way finish and closes what is open."""
        async with AsyncExitStack() as stack:
            for platform in self.platforms.values():
                stack.push_async_callback(platform.close)
            if self._slack_edge:
                stack.push_async_callback(self._slack_edge.stop)


@asynccontextmanager
async def opened_platforms(
    settings: Settings, database: Database, machine: MachineClock
) -> AsyncIterator[Mapping[str, ChatPlatform]]:
    """The platforms for a short command that asks them something. One that cannot start is left to say so itself."""
    edges = Edges(settings, database, machine)
    try:
        await edges.start()
    except PlatformFailure as failure:
        log.warning("platform_not_started", cause=str(failure.cause), detail=failure.detail)
    try:
        yield edges.platforms
    finally:
        await edges.stop()
