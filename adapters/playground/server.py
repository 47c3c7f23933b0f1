"""The page's server on loopback: what it shows, what it may do, and everything that happens, live."""

import errno
import json
import secrets
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp
import structlog
from aiohttp import web

from adapters.playground.acts import Malformed, Unanswered, read_act
from adapters.playground.backstage import Backstage, NotPossible, NotReady
from adapters.playground.feed import Feed
from adapters.playground.guard import Guard, Handler, add_headers
from adapters.playground.pages import NONE, Made, Pages
from adapters.slack.standin import StandinRefused
from adapters.teams.standin import NotPossible as NotOffered

Json = dict[str, Any]
Asked = Callable[[web.Request], Awaitable[Any]]

MOST_BYTES = 512 * 1024
"""The largest act: a form full of text."""

LONGEST = 15
"""Digits of an event's number; what has more is no number of ours."""

PING = 10.0
"""Seconds between signs of life while nothing happens."""

log = structlog.get_logger(__name__)


class PortTaken(Exception):
    """Another program listens there already."""


class Playground:
    """`async with Playground(backstage, feed, port=8080) as playground:` serves until the block ends.

    `show` gives it the page's files once they are there; `url` is what to open then: it holds the token of this start.
    Port 0 picks a free one. Raises PortTaken.
    """

    def __init__(self, backstage: Backstage, feed: Feed, *, port: int, token: str = "") -> None:
        self._backstage = backstage
        self._feed = feed
        self._pages: Pages | None = None
        self._port = port
        self._token = token or secrets.token_urlsafe(24)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        listener = _listen(self._port)
        self._port = listener.getsockname()[1]
        guard = Guard(self._token, self._port)
        app = web.Application(middlewares=[_plainly, guard.middleware], client_max_size=MOST_BYTES)
        app.on_response_prepare.append(add_headers)
        app.add_routes(self._routes())
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
        await self._runner.setup()
        await web.SockSite(self._runner, listener).start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._feed.close()
        assert self._runner is not None
        await self._runner.cleanup()

    def show(self, built: Path, made: Made = NONE) -> None:
        """From now on serve the files in this folder, and pages that are made when they are asked for."""
        self._pages = Pages(built, made)

    @property
    def origin(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        """What to open."""
        return f"{self.origin}/?token={self._token}"

    def _routes(self) -> list[web.RouteDef]:
        read: dict[str, Asked] = {
            "now": self._now,
            "deliveries": self._deliveries,
            "wire": self._wire,
            "slack/seen": self._slack_seen,
            "slack/messages": self._slack_messages,
            "teams/seen": self._teams_seen,
            "teams/messages": self._teams_messages,
        }
        done: dict[str, Asked] = {
            "act": self._act,
            "time": self._time,
            "breaks": self._break,
            "tour": self._tour,
            "reset": self._reset,
        }
        return [
            web.get("/api/world", self._world),
            web.get("/api/events", self._events, allow_head=False),
            *(web.get(f"/api/{path}", _json(asked)) for path, asked in read.items()),
            *(web.post(f"/api/{path}", _json(asked)) for path, asked in done.items()),
            web.get("/{name:(?!api/).*}", self._page),
        ]

    # --- what it shows ------------------------------------------------------------------------------------------------

    async def _page(self, request: web.Request) -> web.StreamResponse:
        if self._pages is None:
            raise NotReady("The page is being built …")
        return await self._pages.serve(request)

    async def _world(self, request: web.Request) -> web.StreamResponse:
        """What changes rarely; until it is there, 202 with what is being prepared, and an event at each step.

        Whoever opens the page early has done nothing wrong, and a browser's console keeps every error.
        """
        try:
            return web.json_response(await self._backstage.world())
        except NotReady as waiting:
            preparing = {"doing": _sentence(str(waiting)), **_progress(waiting)}
            return web.json_response({"preparing": preparing}, status=202)

    async def _now(self, request: web.Request) -> Any:
        return await self._backstage.now()

    async def _deliveries(self, request: web.Request) -> Any:
        return await self._backstage.deliveries()

    async def _slack_seen(self, request: web.Request) -> Any:
        slack, _ = self._backstage.platforms()
        return await slack.act("seen", user=_needed(request, "user"))

    async def _slack_messages(self, request: web.Request) -> Any:
        slack, _ = self._backstage.platforms()
        user, channel = _needed(request, "user"), _needed(request, "channel")
        return await slack.act("look", user=user, channel=channel, ts=_several(request, "ts"))

    async def _teams_seen(self, request: web.Request) -> Any:
        _, teams = self._backstage.platforms()
        return await teams.screen("seen", user=_needed(request, "user"))

    async def _teams_messages(self, request: web.Request) -> Any:
        _, teams = self._backstage.platforms()
        user, conversation = _needed(request, "user"), _needed(request, "conversation")
        return await teams.screen("look", user=user, conversation=conversation, ids=_several(request, "ids"))

    async def _wire(self, request: web.Request) -> Any:
        slack, teams = self._backstage.platforms()
        user, message = _needed(request, "user"), _needed(request, "message")
        conversation = request.query.get("conversation", "")
        if _needed(request, "platform") == "slack":
            return await slack.act("behind", user=user, message=message, channel=conversation)
        return await teams.screen("behind", user=user, message=message, conversation=conversation)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: `hello` with the present number, then whatever came after the last one seen."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        asked = request.headers.get("Last-Event-ID", "")
        resumes = asked.isdecimal() and len(asked) <= LONGEST and not self._feed.missed(int(asked))
        seen = int(asked) if resumes else self._feed.last
        hello = {"last": self._feed.last, "missed": bool(asked) and not resumes}
        try:
            await response.write(f"retry: 500\nevent: hello\nid: {seen}\ndata: {json.dumps(hello)}\n\n".encode())
            while not self._feed.closed:
                events = await self._feed.after(seen, PING)
                await response.write(b"".join(event.as_sent() for event in events) or b": ping\n\n")
                seen = events[-1].number if events else seen
        except ConnectionResetError:
            log.debug("page_closed")
        return response

    # --- what it does -------------------------------------------------------------------------------------------------

    async def _act(self, request: web.Request) -> Any:
        act = read_act(await _body(request))
        slack, teams = self._backstage.platforms()
        return (await act.play(slack, teams)).as_json()

    async def _time(self, request: web.Request) -> Any:
        return await self._backstage.move_time(_word(await _body(request), "to"))

    async def _break(self, request: web.Request) -> Any:
        body = await _body(request)
        if not isinstance(body.get("on"), bool):
            raise Malformed("“on” is true or false.")
        return await self._backstage.set_break(_word(body, "id"), body["on"], _word(body, "channel", ""))

    async def _tour(self, request: web.Request) -> Any:
        body = await _body(request)
        return await self._backstage.tour(_word(body, "action"), _word(body, "step", ""))

    async def _reset(self, request: web.Request) -> Any:
        await self._backstage.reset()
        return {}


def _json(asked: Asked) -> Handler:
    async def serve(request: web.Request) -> web.StreamResponse:
        return web.json_response(await asked(request))

    return serve


@web.middleware
async def _plainly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever goes wrong is one sentence and the status that fits."""
    try:
        return await handler(request)
    except Malformed as error:
        return _error(400, str(error))
    except (StandinRefused, NotOffered, NotPossible) as error:
        return _error(409, str(error))
    except Unanswered as error:
        return _error(502, str(error))
    except NotReady as error:
        return _error(503, str(error), preparing=_progress(error))
    except aiohttp.ClientError as error:
        log.warning("standin_not_reached", why=str(error))
        return _error(502, "The stand-ins for Slack and Teams do not answer. Start over, or start the playground anew.")
    except web.HTTPException as error:
        return _error(error.status, error.reason)
    except Exception:
        log.exception("playground_failed", path=request.path)
        return _error(500, "Something went wrong in the playground itself; its terminal says more.")


def _progress(waiting: NotReady) -> Json:
    return {"steps": waiting.steps, "failed": waiting.failed}


def _error(status: int, text: str, **more: Any) -> web.Response:
    return web.json_response({"error": _sentence(text), **more}, status=status)


def _sentence(text: str) -> str:
    begun = text[:1].upper() + text[1:]
    return begun if begun.endswith((".", "!", "?", "…")) else f"{begun}."


def _needed(request: web.Request, name: str) -> str:
    value = request.query.get(name, "")
    if not value:
        raise Malformed(f"“{name}” is missing.")
    return value


def _several(request: web.Request, name: str) -> list[str] | None:
    value = request.query.get(name)
    return value.split(",") if value is not None else None


async def _body(request: web.Request) -> Json:
    try:
        body = await request.json()
    except (ValueError, RecursionError, LookupError):  # the last for an encoding that there is not
        raise Malformed("That is not JSON.") from None
    if not isinstance(body, dict):
        raise Malformed("A JSON object is expected.")
    return body


def _word(body: Json, name: str, default: str | None = None) -> str:
    value = body.get(name, default)
    if not isinstance(value, str):
        raise Malformed(f"“{name}” is missing, or is no text.")
    return value


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortTaken from error
        raise
