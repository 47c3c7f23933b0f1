"""Bolt over our dispatch: everything, events included, is handled in a global middleware before Slack is answered."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from logging import WARNING, Logger, getLogger
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.adapter import SlackPlatform, Workspace
from adapters.slack.gate import Refused, judge
from adapters.slack.inbound import Answering, Heard, is_talk, question_in_thread, read, team_candidates, users_named
from adapters.slack.inbound.answering import NOT_SAVED, Reply
from adapters.slack.install.oauth import build_oauth_flow, serve_install, serve_redirect
from adapters.slack.limits import LIMITS, Limits
from adapters.slack.manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH
from bot.chat.inbound import (
    Identity,
    InstallationChange,
    InstallationChanged,
    Origin,
    PersonChanged,
    Place,
    PlaceKind,
)
from bot.chat.storable import storable
from bot.clock import MachineClock
from bot.ports import OneTimeStates, PlatformFailure, Receive, StorageUnavailable
from bot.settings import Settings

Json = dict[str, Any]

_WORKSPACE = "instep_workspace"
_A_MOMENT = 0.5
_FINISH_WITHIN = 10.0
_OBJECTS = ("event", "view")
# What reading a payload of another shape raises.
_MALFORMED = (ArithmeticError, AttributeError, IndexError, KeyError, OSError, TypeError, ValueError)

log = structlog.get_logger(__name__)


class SlackEdge:
    """Slack's requests on their way to `receive` and back.

    `mount` adds the HTTP routes that the settings ask for, `start` recognises the bot token and connects Socket Mode,
    `stop` lets answers that are under way finish, for ten seconds at most.
    """

    def __init__(
        self,
        settings: Settings,
        platform: SlackPlatform,
        receive: Receive,
        states: OneTimeStates,
        machine: MachineClock,
        limits: Limits = LIMITS,
    ) -> None:
        self._settings = settings
        self._platform = platform
        self._receive = receive
        self._states = states
        self._machine = machine
        self._limits = limits
        self._answering = Answering(platform.client, limits)
        self._tasks: set[asyncio.Task[None]] = set()
        self._app: AsyncApp | None = None
        self._socket: AsyncSocketModeHandler | None = None

    @property
    def app(self) -> AsyncApp:
        """Bolt's application, built at its first use since its client belongs to the running loop."""
        if self._app is None:
            self._app = self._build_app()
        return self._app

    def mount(self, routes: web.Application) -> None:
        """Add `/slack/events` where there is a signing secret, and the OAuth pages where there is a client id."""
        if self._settings.slack_signing_secret:
            routes.router.add_post(EVENTS_PATH, self._serve_events)
        if self._settings.slack_client_id:
            routes.router.add_get(INSTALL_PATH, self._serve_page(serve_install))
            routes.router.add_get(REDIRECT_PATH, self._serve_page(serve_redirect))

    async def start(self) -> None:
        """Begin; raises `PlatformFailure` when Slack does not accept the bot token or cannot be asked."""
        await self._platform.start()
        if self._settings.slack_app_token:
            # An app-level token must not sit in the shared client, whose token is chosen per call.
            self._socket = AsyncSocketModeHandler(
                self.app,
                self._settings.slack_app_token.get_secret_value(),
                logger=_quiet_logger(),
                web_client=self._platform.client.web,
            )
            await self._socket.connect_async()  # type: ignore[no-untyped-call]

    async def stop(self) -> None:
        """End, after the answers under way."""
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_FINISH_WITHIN)

    # --- HTTP -----------------------------------------------------------------------------------------------------

    async def _serve_events(self, request: web.Request) -> web.StreamResponse:
        assert self._settings.slack_signing_secret is not None
        try:
            body = await _read_at_most(request, self._limits.request_bytes)
        except web.RequestPayloadError:
            log.warning("slack_request_refused", status=400, reason="body not in its encoding")
            return web.Response(status=400)
        secret = self._settings.slack_signing_secret.get_secret_value()
        verdict = judge(request.headers, body, secret, self._machine.now().timestamp(), self._limits)
        if isinstance(verdict, Refused):
            log.warning("slack_request_refused", status=verdict.status, reason=verdict.reason)
            return web.Response(status=verdict.status)
        try:
            asked = AsyncBoltRequest(
                body=body.decode(), query=request.query_string, headers=dict(request.headers.items())
            )
        except (*_MALFORMED, RecursionError):
            log.warning("slack_request_refused", status=400, reason="not readable")
            return web.Response(status=400)
        if not all(isinstance(asked.body.get(name, {}), dict) for name in _OBJECTS):
            # Bolt looks into them before anything of ours runs.
            return await to_aiohttp_response(_not_understood(asked.body, TypeError()))
        return await to_aiohttp_response(await self.app.async_dispatch(asked))

    def _serve_page(
        self, serve: Callable[..., Awaitable[BoltResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def page(request: web.Request) -> web.StreamResponse:
            flow = build_oauth_flow(
                self._settings, self._platform.client, self._platform.workspaces, self._states, self._installed
            )
            assert flow is not None
            return await to_aiohttp_response(await serve(flow, await to_bolt_request(request)))

        return page

    # --- Bolt -----------------------------------------------------------------------------------------------------

    def _build_app(self) -> AsyncApp:
        # Our gate stands in front of HTTP; a Socket Mode connection is authenticated by its token.
        app = AsyncApp(
            name="instep",
            logger=_quiet_logger(),
            client=self._platform.client.web,
            authorize=_authorize,
            before_authorize=self._find_workspace,
            request_verification_enabled=False,
            ssl_check_enabled=False,
            attaching_function_token_enabled=False,
            process_before_response=False,
        )
        app.use(self._handle)
        return app

    async def _find_workspace(
        self, req: AsyncBoltRequest, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse | None:
        body = req.body
        if body.get("type") == "url_verification":
            await next()
            return None
        if is_talk(body) and not question_in_thread(body):
            return BoltResponse(status=200)
        try:
            body = req.body = storable(body)
            if not isinstance(body.get("event", {}), dict):
                raise TypeError("the event is no object")
            teams = team_candidates(body)
            app_id, enterprise = str(body.get("api_app_id") or ""), storable(req.context.enterprise_id) or ""
            workspace = await self._platform.workspaces.find(app_id, enterprise, teams)
        except (*_MALFORMED, RecursionError) as error:
            return _not_understood(body, error)
        except StorageUnavailable:
            # A person is told; an event comes again, unless it was not meant for Instep.
            if is_talk(body):
                return BoltResponse(status=200)
            return _response(Reply(body={"text": NOT_SAVED}) if "command" in body else Reply(status=503))
        if workspace is None:
            log.warning("slack_request_from_unknown_workspace", teams=teams)
            return BoltResponse(status=200)
        req.context[_WORKSPACE] = workspace
        await next()
        return None

    async def _handle(self, req: AsyncBoltRequest, context: AsyncBoltContext) -> BoltResponse:
        workspace: Workspace = context[_WORKSPACE]
        try:
            people = await self._platform.people.known(workspace, users_named(req.body))
            heard = read(req.body, workspace, self._machine.now(), people)
        except _MALFORMED as error:
            return _not_understood(req.body, error)
        if heard is None:
            return BoltResponse(status=200)
        return await self._decide(heard, workspace)

    async def _decide(self, heard: Heard, workspace: Workspace) -> BoltResponse:
        if isinstance(heard.inbound, PersonChanged):
            self._platform.people.forget(workspace, heard.inbound.origin.who.user_id)
        try:
            answer = await self._receive(heard.inbound)
            if isinstance(heard.inbound, InstallationChanged):
                await self._platform.workspaces.remove(workspace.key)
            reply = await self._answering.reply(answer, heard.way, workspace)
        except StorageUnavailable:
            reply = await self._answering.not_saved(heard.way, workspace)
        await self._show(reply)
        return _response(reply)

    async def _show(self, reply: Reply) -> None:
        """Show what is not in the acknowledgement; what takes longer than a moment goes on after it."""
        if reply.later is not None:
            task = asyncio.create_task(_shown(reply.later))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            await asyncio.wait({task}, timeout=_A_MOMENT)

    async def _installed(self, workspace: Workspace) -> None:
        now = self._machine.now()
        who = Identity(self._platform.name, workspace.team_id, workspace.installed_by)
        place = Place(workspace.key, "", PlaceKind.NOWHERE, team=workspace.team_id)
        origin = Origin(self._platform.name, f"install:{workspace.key}:{now.timestamp()}", who, place, now)
        await self._receive(InstallationChanged(origin, InstallationChange.INSTALLED))


async def _authorize(
    context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None, user_id: str | None
) -> AuthorizeResult:
    """Authorisation from the workspace found before: no call to Slack and no reading of storage."""
    workspace: Workspace = context[_WORKSPACE]
    return AuthorizeResult(
        enterprise_id=workspace.enterprise_id or None,
        team_id=workspace.team_id,
        bot_user_id=workspace.bot_user_id,
        bot_id=workspace.bot_id,
        bot_token=workspace.token,
        user_id=user_id,
    )


def _not_understood(body: Json, error: Exception) -> BoltResponse:
    """Signed by Slack and yet not of the form it documents: to have it repeated would not help."""
    log.error("slack_payload_not_understood", kind=str(body.get("type")), why=type(error).__name__)
    return BoltResponse(status=200)


def _response(reply: Reply) -> BoltResponse:
    if reply.body is None:
        return BoltResponse(status=reply.status)
    return BoltResponse(
        status=reply.status, body=json.dumps(reply.body), headers={"Content-Type": ["application/json"]}
    )


async def _shown(later: Callable[[], Awaitable[None]]) -> None:
    try:
        await later()
    except PlatformFailure as failure:
        # What was decided is saved; only showing it failed, and nobody can be told on the way that failed.
        log.warning("slack_answer_not_shown", cause=str(failure.cause), detail=failure.detail)


async def _read_at_most(request: web.Request, most: int) -> bytes:
    """The body, or one byte more than allowed of it."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(65_536):
        body += chunk
        if len(body) > most:
            break
    return bytes(body[: most + 1])


def _quiet_logger() -> Logger:
    """Bolt writes request bodies at INFO; warnings are enough."""
    logger = getLogger("adapters.slack.bolt")
    logger.setLevel(WARNING)
    return logger
