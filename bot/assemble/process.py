"""One process: the database, the platforms, the sender, the redrawer, the ticker and the web server."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any

import structlog
from aiohttp import web

from adapters.web.api import Api
from adapters.web.downloads import Downloads
from adapters.web.operations import Figure, Operations
from adapters.web.secret_addresses import SecretAddresses
from bot.assemble.figures import figures_of
from bot.assemble.listening import on_channel_fact, on_halted_lane
from bot.assemble.offers import FRAME, all_offers, links_of
from bot.assemble.platforms import Edges
from bot.capabilities.setup import ensure_standing_work
from bot.chat import texts
from bot.clock import CalendarClock, Clocks, system_clocks
from bot.delivery.desk import unobserved
from bot.delivery.redraw import Redrawer
from bot.delivery.sender import Hooks, Sender, SenderOptions
from bot.dispatch import Dispatch
from bot.logs import configure_logging
from bot.memory import set_aside_what_stays
from bot.migrations.upgrade import upgrade
from bot.people.access import FirstAdmins
from bot.ports import NotAllowed, PlatformFailure, StorageUnavailable
from bot.settings import Settings, SettingsError
from bot.storage.repeating import repeated
from bot.storage.runner_lock import runner_lock
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database, Session, WrittenMeanwhile, after_commit
from schedules.runner import TICK_SECONDS, Ticker

START_AGAIN_SECONDS = 5.0
"""Pause before a platform that could not be asked at the start is asked again."""

log = structlog.stdlib.get_logger(__name__)


class Process:
    """Everything of one running bot. `run` serves until `stop` is set."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clocks: Clocks,
        options: SenderOptions,
        at: Callable[[str], Awaitable[None]] = unobserved,
        ask_again: float = START_AGAIN_SECONDS,
        tick: float = TICK_SECONDS,
    ) -> None:
        self._settings = settings
        self._database = database
        self._clocks = clocks
        self._ask_again = ask_again
        self._not_reached: str | None = None
        self.edges = Edges(settings, database, clocks.machine)
        platforms, rules = self.edges.platforms, self.edges.rules
        self.offers = all_offers(settings, clocks, rules)
        hooks = Hooks(on_halted_lane(database, clocks), on_channel_fact(database, clocks), at)
        self.sender = Sender(database, platforms, rules, clocks, options, hooks)
        self.redrawer = Redrawer(database, self.offers.composers, rules, clocks, self.sender.wake_after)
        self.ticker = Ticker(database, self.offers, platforms, clocks, tick, self.wake, at)
        self.dispatch = Dispatch(
            database.observed("request", at),
            platforms,
            self.offers,
            clocks,
            FRAME,
            FirstAdmins(settings.instep_admins),
            self.wake,
        )
        self.app = web.Application()
        self.edges.mount(self.app, self.dispatch)
        self.app.add_routes(Api(database, self.offers, clocks, platforms, self.wake).routes())
        if links := links_of(settings, clocks):
            self.app.add_routes(Downloads(database, self.offers, clocks, platforms, links, self.wake).routes())
        self.app.add_routes(SecretAddresses(database, self.offers, clocks).routes())
        self.app.add_routes(
            Operations({"database": self._database_check, "platforms": self._platforms_check}, self._figures).routes()
        )

    def wake(self, session: Session) -> None:
        """Something is written in a session that somebody waits for."""
        self.sender.wake_after(session)
        after_commit(session, self.redrawer.wake)

    async def run(self, stop: asyncio.Event) -> None:
        """Serves until `stop` is set, then finishes or hands back what is under way."""
        texts.load()
        runner = web.AppRunner(self.app, access_log=None)
        await runner.setup()
        try:
            await self._start_platforms()
            await self._listen(runner)
            self.ticker.start()
            log.info("running", address=self._settings.base_url, platforms=sorted(self.edges.platforms))
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.sender.run(stop))
                tasks.create_task(self.redrawer.run(stop))
                tasks.create_task(self._start_late_platforms(stop))
        finally:
            await self.ticker.stop()
            await runner.cleanup()
            await self.edges.stop()
            log.info("stopped")

    async def _listen(self, runner: web.AppRunner) -> None:
        host, port = self._settings.instep_host, self._settings.instep_port
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise SettingsError(
                (
                    f"Instep cannot listen on {host}:{port} ({error.strerror}): stop the other program, "
                    "or set INSTEP_PORT to a free one.",
                )
            ) from error

    async def _start_platforms(self) -> None:
        """Asks the platforms who we are. One that refuses us is final; one that cannot be asked is left for later."""
        try:
            await self.edges.start()
        except NotAllowed as refused:
            raise SettingsError(
                (f"Slack does not accept SLACK_BOT_TOKEN or SLACK_APP_TOKEN ({refused.detail}): check them.",)
            ) from refused
        except PlatformFailure as failure:
            self._not_reached = f"Slack could not be reached when Instep started ({failure}); it is asked again."
            log.warning("platform_not_reached", platform="slack", cause=str(failure.cause))
        else:
            # Replicas that start at once put down the same.
            await repeated(self._put_down_standing_work)
            self._not_reached = None

    async def _put_down_standing_work(self) -> None:
        async with self._database.write() as session:
            now = self._clocks.calendar.now()
            await ensure_standing_work(session, now)
            for capability in self.offers.capabilities:
                if capability.standing:
                    await capability.standing(session, now)

    async def _start_late_platforms(self, stop: asyncio.Event) -> None:
        """Asks again what could not be reached, while everything else serves already."""
        while self._not_reached and not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._ask_again)
            if stop.is_set():
                return
            try:
                await self._start_platforms()
            except SettingsError as refused:
                # What serves already goes on; readiness says what to mend before the next start.
                self._not_reached = str(refused)
                log.error("platform_refuses_us", platform="slack", why=str(refused))
                return
            except (StorageUnavailable, WrittenMeanwhile) as away:
                log.warning("platform_not_started", platform="slack", why=str(away))

    async def _platforms_check(self) -> str | None:
        return self._not_reached

    async def _database_check(self) -> str | None:
        try:
            await self._database.check()
        except StorageUnavailable as away:
            return str(away)
        return None

    async def _figures(self) -> Iterable[Figure]:
        return await figures_of(self._database, self.sender.counters, self.dispatch.counted, self._clocks.machine)


async def serve(
    settings: Settings,
    options: SenderOptions | None = None,
    calendar: CalendarClock | None = None,
    **process: Any,
) -> None:
    """Runs the bot until it is told to stop (SIGTERM, SIGINT), by the machine's calendar unless another is given.

    Raises SettingsError and StorageError in sentences.
    """
    configure_logging(settings)
    url = settings.database_url.get_secret_value()
    options = options or SenderOptions(
        lease=settings.instep_lane_lease_seconds, timeout=settings.instep_http_timeout_seconds
    )
    # Whoever stands still in the middle of a transaction must not keep others from its lanes past its lease.
    async with Database(url, Keyring(settings.secret_keys), standstill=options.lease) as database:
        with runner_lock(database.path):
            before, after = await upgrade(url)
            if before != after:
                log.info("database_upgraded", before=before, after=after)
            stop = asyncio.Event()
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, stop.set)
            set_aside_what_stays()
            clocks = system_clocks()
            clocks = replace(clocks, calendar=calendar) if calendar else clocks
            await Process(settings, database, clocks, options, **process).run(stop)
