"""The one way to Slack's Web API: one session, no repetition, no redirects, typed failures."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.adapter.failures import Redirected, failure_of
from bot.ports import MAY_LEAVE, TURN, Cause, NotSent, Rejected

DEFAULT_API_URL = "https://slack.com/api"
_CONNECTIONS = 256  # above what the sender has under way at once, so that no call waits here

Json = dict[str, Any]


class SlackClient:
    """Calls Web API methods with a token chosen per call.

    slack_sdk by itself opens a session for every call and posts again after a lost connection; both are off here.
    `timeout` is in seconds and covers a whole call. Every method raises only `PlatformFailure`s.
    """

    def __init__(self, api_url: str | None, timeout: float) -> None:
        self.api_url = (api_url or DEFAULT_API_URL).rstrip("/") + "/"
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None
        self._web: AsyncWebClient | None = None

    async def call(self, method: str, token: str, *, to_person: bool = False, **arguments: Any) -> AsyncSlackResponse:
        """Call a method with a JSON body, as those that write take it."""
        body = {name: value for name, value in arguments.items() if value is not None}
        return await self._guarded(
            lambda web: web.api_call(method, json=body, headers=_bearer(token)), to_person=to_person
        )

    async def read(self, method: str, token: str, **arguments: Any) -> AsyncSlackResponse:
        """Call a method with a form, as those that read take it."""
        form = {name: _written(value) for name, value in arguments.items() if value is not None}
        return await self._guarded(lambda web: web.api_call(method, data=form, headers=_bearer(token)))

    async def respond(self, response_url: str, body: Json) -> None:
        """Answer an interaction through its response URL, once; `Rejected` for an address that is not Slack's."""
        if not self._is_slacks(response_url):
            raise Rejected(Cause.OTHER, "the response url is not an address of Slack")
        try:
            async with self.session.post(response_url, json=body) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise failure_of(error) from error
        if status >= 400:
            raise Rejected(Cause.OTHER, f"response url answered http {status}")

    @property
    def session(self) -> aiohttp.ClientSession:
        """The shared session, opened at its first use since it belongs to the running loop."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=self._timeout, sock_connect=self._timeout / 2),
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
                middlewares=(_refuse_redirects,),
                trace_configs=[_held_back()],
            )
        return self._session

    @property
    def web(self) -> AsyncWebClient:
        """slack_sdk's client over the shared session, without a token and without repetition."""
        session = self.session
        if self._web is None or self._web.session is not session:
            self._web = AsyncWebClient(base_url=self.api_url, session=session, retry_handlers=[])
        return self._web

    def _is_slacks(self, url: object) -> bool:
        """Whether answers may go there: to the hooks beside the API, such as hooks.slack.com, or to its own address."""
        if not isinstance(url, str):
            return False
        try:
            there, api = urlsplit(url), urlsplit(self.api_url)
            if there.username is not None or there.password is not None:
                return False
            if (there.scheme, there.hostname, there.port) == (api.scheme, api.hostname, api.port):
                return True
            hooks = f"hooks.{(api.hostname or '').removeprefix('www.')}"
            return there.scheme == "https" and there.hostname == hooks and there.port in (None, 443)
        except ValueError:
            return False

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

    async def _guarded(
        self, call: Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]], *, to_person: bool = False
    ) -> AsyncSlackResponse:
        try:
            return await call(self.web)
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise failure_of(error, to_person=to_person) from error


def _held_back() -> aiohttp.TraceConfig:
    """Waits for the turn of a call, and asks before the headers and before the body whether it may still leave; aiohttp
    tells of both just before it writes them (docs.aiohttp.org/en/stable/tracing_reference.html)."""

    async def wait(*told: object) -> None:
        await TURN.get()()

    async def ask(*told: object) -> None:
        if not MAY_LEAVE.get()():
            raise NotSent(Cause.TIMED_OUT, "too late to leave")

    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.extend((wait, ask))
    trace.on_request_chunk_sent.append(ask)
    return trace


async def _refuse_redirects(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    response = await handler(request)
    if 300 <= response.status < 400:
        response.close()
        raise Redirected(f"redirected with {response.status}")
    return response


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _written(value: Any) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
