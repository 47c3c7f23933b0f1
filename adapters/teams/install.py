"""Puts Teams together from the settings, and serves `/api/messages` behind the gate."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import web
from botbuilder.core import InvokeResponse, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import Activity, ActivityTypes, ChannelAccount, ConversationAccount
from botframework.connector.auth import (
    AuthenticateRequestResult,
    AuthenticationConstants,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from adapters.teams.adapter import TeamsPlatform
from adapters.teams.calls import Calls
from adapters.teams.credentials import CachingCredentials, LoginFailed, Registration
from adapters.teams.gate import Admitted, Gate, Refused, Rules
from adapters.teams.limits import LIMITS, Limits, Window
from adapters.teams.registrations import Registrations
from adapters.teams.turns import Reply, Turns
from bot.clock import MachineClock
from bot.ports import Addresses, Installations, Receive
from bot.settings import Settings

PATH = "/api/messages"
log = structlog.get_logger(__name__)


def build_platform(
    settings: Settings, installations: Installations, addresses: Addresses, clock: MachineClock
) -> TeamsPlatform:
    """The platform as the settings describe it; `await platform.registrations.load()` before it is used."""
    limits = limits_from(settings)
    first = None
    if settings.teams_app_id and settings.teams_app_password:
        first = Registration(
            settings.teams_app_id,
            settings.teams_app_password.get_secret_value(),
            settings.teams_tenant_id or "",
            str(settings.teams_app_type),
        )
    credentials = CachingCredentials(login_url=settings.teams_login_url or "", limits=limits, clock=clock.monotonic)
    rules = Rules(
        hosts=frozenset(settings.teams_service_hosts or limits.service_hosts),
        metadata_url=settings.teams_openid_metadata_url or limits.openid_metadata_url,
        development=settings.development,
    )
    registrations = Registrations(first, settings.teams_allowed_tenants, installations)
    return TeamsPlatform(registrations, credentials, rules, addresses, limits, clock.monotonic)


def limits_from(settings: Settings) -> Limits:
    """The table of figures with what the settings override."""
    given: dict[str, Any] = {"call_seconds": settings.instep_http_timeout_seconds}
    if settings.instep_teams_requests_per_second is not None:
        given["requests_per_second"] = settings.instep_teams_requests_per_second
    if settings.instep_teams_reserved_per_second is not None:
        given["requests_kept_for_answers"] = settings.instep_teams_reserved_per_second
    if settings.teams_conversation_windows:
        given["send"] = given["create"] = tuple(
            Window(count, seconds) for count, seconds in settings.teams_conversation_windows
        )
    return Limits(**{**{name: getattr(LIMITS, name) for name in LIMITS.__slots__}, **given})


async def warm(platform: TeamsPlatform) -> None:
    """Fetches each bot's first token before somebody waits for it; a failure is said and tried again with each use."""
    for registration in platform.registrations.all():
        try:
            await platform.credentials.warm(registration)
        except LoginFailed as failure:
            log.warning("teams_login_failed", final=failure.final, why=str(failure))


def mount(app: web.Application, platform: TeamsPlatform, receive: Receive, clock: MachineClock) -> None:
    """Adds the route that Teams calls."""
    registrations = platform.registrations
    gate = Gate(platform.rules, registrations.app_ids, registrations.tenants, clock, platform.limits)
    turns = Turns(platform, receive, clock)
    app.router.add_post(PATH, TurnAdapter(gate, platform.calls, turns.take).process)


class GateAuthentication(BotFrameworkAuthentication):  # type: ignore[misc] # botframework has no types
    """Says to botbuilder what the gate has found; nothing is fetched or checked a second time."""

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        raise PermissionError("requests are authenticated by the gate alone")

    async def authenticate_streaming_request(self, auth_header: str, channel_id_header: str) -> Any:
        raise PermissionError("streaming is not served")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        raise PermissionError("messages go out through the platform's own calls")

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        """None: Instep signs nobody in, and building one for every turn is what makes the stock adapter slow."""

    def create_bot_framework_client(self) -> Any:
        raise PermissionError("there are no skills")

    def get_originating_audience(self) -> str:
        return LIMITS.token_audience

    async def authenticate_channel_request(self, auth_header: str) -> ClaimsIdentity:
        raise PermissionError("requests are authenticated by the gate alone")


class KeptConnector(ConnectorFactory):  # type: ignore[misc] # botframework has no types
    """Gives every turn the calls there are, instead of building a connector client for it."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def create(self, service_url: str, audience: str) -> Calls:
        return self._calls


class TurnAdapter(CloudAdapter):  # type: ignore[misc] # botbuilder has no types
    """CloudAdapter behind the gate, answering invokes with their body as it is.

    The stock `process` serializes that body twice, which fails for every dictionary, and answers most wrong tokens
    with 500.
    """

    def __init__(self, gate: Gate, calls: Calls, take: Callable[[Admitted], Awaitable[Reply]]) -> None:
        super().__init__(GateAuthentication())
        self._gate = gate
        self._connector = KeptConnector(calls)
        self._take = take
        self.on_turn_error = _raise

    async def process(self, request: web.Request) -> web.Response:
        """One request of Teams: 401, 400 or 413 from the gate, else what the turn answers."""
        try:
            body = await _read(request, self._gate.limits.inbound_bytes)
            # With two of them nobody could say which one counts.
            tokens = request.headers.getall("Authorization", [])
            admitted = await self._gate.admit(tokens[0] if len(tokens) == 1 else "", request.remote or "", body)
        except Refused as refused:
            log.info("teams_request_refused", status=refused.status, why=refused.reason)
            return web.Response(status=refused.status)
        replies: list[Reply] = []

        async def turn(context: TurnContext) -> None:
            reply = await self._take(admitted)
            replies.append(reply)
            if context.activity.type == ActivityTypes.invoke:
                answer = InvokeResponse(status=reply.status, body=reply.body)
                await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=answer))

        answered = await self.process_activity(self._authenticated(admitted), _activity(admitted), turn)
        if answered is not None:
            return _json(answered.status, answered.body)
        return web.Response(status=replies[0].status if replies else 200)

    def _authenticated(self, admitted: Admitted) -> AuthenticateRequestResult:
        result = AuthenticateRequestResult()
        result.claims_identity = ClaimsIdentity({AuthenticationConstants.AUDIENCE_CLAIM: admitted.app_id}, True)
        result.audience = LIMITS.token_audience
        result.caller_id = None
        result.connector_factory = self._connector
        return result


async def _read(request: web.Request, allowed: int) -> bytes:
    """The body, read no further than is allowed; raises Refused."""
    if (request.content_length or 0) > allowed:
        raise Refused(413, "body too large")
    body = bytearray()
    try:
        async for chunk in request.content.iter_chunked(64 * 1024):
            body += chunk
            if len(body) > allowed:
                raise Refused(413, "body too large")
    except web.RequestPayloadError as error:
        raise Refused(400, "body not in its encoding") from error
    return bytes(body)


def _activity(admitted: Admitted) -> Activity:
    """What botbuilder needs for a turn; the rest is read from the JSON, whose fields it would drop or misname."""
    given = admitted.activity
    return Activity(
        type=given["type"],
        id=given.get("id") if isinstance(given.get("id"), str) else None,
        channel_id=given["channelId"],
        service_url=given["serviceUrl"],
        conversation=ConversationAccount(id=given["conversation"]["id"]),
        from_property=ChannelAccount(id=given["from"]["id"]),
        recipient=ChannelAccount(id=given["recipient"]["id"]),
    )


def _json(status: int, body: Any) -> web.Response:
    return web.Response(status=status) if body is None else web.json_response(body, status=status)


async def _raise(context: TurnContext, error: Exception) -> None:
    raise error
