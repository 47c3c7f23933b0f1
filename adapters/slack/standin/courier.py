"""How the stand-in reaches the bot: signed HTTP requests or envelopes over Socket Mode, answered within 3 s."""

import asyncio
import io
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp

from adapters.slack.gate import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from adapters.slack.standin.desk import Desk
from adapters.slack.standin.socket import SocketMode
from adapters.slack.standin.wire import Exchange

Json = dict[str, Any]
Kind = Literal["events_api", "slash_commands", "interactive"]

REASONS = {"operation_timeout": "http_timeout", "connection_failed": "connection_failed", "http_error": "http_error"}
"""What Slack calls the errors after which it sends an event again (docs.slack.dev/apis/events-api, "Retries")."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one request to the bot.

    `error` is None when the bot acknowledged in time, else `operation_timeout`, `connection_failed`, `http_error`,
    `not_subscribed` (nothing was sent), `client_refused` (Slack's own form checks; nothing was sent) or
    `invalid_answer`. `body` is the parsed JSON, or the text, or None when empty. `errors` are what the person reads
    at the fields of a form. `number` names the request for `replay`. `final`: the bot wants no repetition.
    """

    number: int | None = None
    status: int | None = None
    body: Any = None
    seconds: float = 0.0
    error: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    final: bool = False

    @property
    def ok(self) -> bool:
        """Whether the person sees no error."""
        return self.error is None and not self.errors


@dataclass(frozen=True, slots=True)
class Sent:
    """One request to the bot as it went out: the payload, and the HTTP form of it."""

    kind: Kind
    payload: Json
    headers: Mapping[str, str]
    body: bytes


class Courier:
    """Carries payloads to the bot and keeps a copy of each.

    With `insists` an event that the bot does not take over HTTP is sent again by itself, as Slack does.
    """

    def __init__(self, desk: Desk, socket: SocketMode) -> None:
        self.bot_url: str | None = None
        self.sent: list[Sent] = []
        self.insists = False
        self._desk = desk
        self._socket = socket
        self._session: aiohttp.ClientSession | None = None
        self._insisting: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Open the HTTP client."""
        self._session = aiohttp.ClientSession()

    async def stop(self) -> None:
        """Close the HTTP client, and send nothing again."""
        for task in list(self._insisting):
            task.cancel()
        await asyncio.gather(*self._insisting, return_exceptions=True)
        if self._session:
            await self._session.close()

    async def send(self, kind: Kind, payload: Json) -> Answer:
        """Deliver one payload, signed now."""
        answer = await self._send(kind, payload)
        if self.insists and kind == "events_api" and not self._desk.world.app.socket_mode:
            task = asyncio.create_task(self._insist(payload, answer))
            self._insisting.add(task)
            task.add_done_callback(self._insisting.discard)
        return answer

    async def repeat(self, payload: Json, attempt: int, reason: str) -> Answer:
        """Deliver an event again, signed anew; `attempt` counts from 1, `reason` is one of Slack's."""
        return await self._send(
            "events_api", payload, {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        )

    async def _insist(self, payload: Json, answer: Answer) -> None:
        for attempt, pause in enumerate(self._desk.limits.event_retries, 1):
            if answer.error not in REASONS or answer.final:
                return
            await asyncio.sleep(pause)
            answer = await self.repeat(payload, attempt, REASONS[answer.error])

    async def _send(self, kind: Kind, payload: Json, headers: Mapping[str, str] | None = None) -> Answer:
        content_type, body = _encoded(kind, payload)
        timestamp = str(int(self._desk.clock.unix()))
        signed = {
            "Content-Type": content_type,
            TIMESTAMP_HEADER: timestamp,
            SIGNATURE_HEADER: sign(self._desk.world.app.signing_secret, timestamp, body),
            **(headers or {}),
        }
        self.sent.append(Sent(kind, payload, signed, body))
        number = len(self.sent) - 1
        if self._desk.world.app.socket_mode:
            answer = await self._send_envelope(number, kind, payload)
        else:
            answer = await self._send_http(number, signed, body)
        conversation, message = _about(kind, payload)
        came = {"status": answer.status, "body": answer.body, "error": answer.error}
        name = _text(payload, "event", "type") or _text(payload, "type") or kind
        self._desk.wire.keep(Exchange(self._desk.clock.utc(), name, conversation, message, payload, came))
        return answer

    async def replay(self, number: int) -> Answer:
        """Deliver an earlier HTTP request once more, byte for byte, as an eavesdropper would."""
        earlier = self.sent[number]
        return await self._send_http(number, earlier.headers, earlier.body)

    async def send_raw(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Deliver any bytes with any headers, as a forger would."""
        return await self._send_http(None, headers, body)

    async def _send_http(self, number: int | None, headers: Mapping[str, str], body: bytes) -> Answer:
        if self._session is None or self.bot_url is None:
            return Answer(number, error="connection_failed")
        begun = time.monotonic()
        limit = aiohttp.ClientTimeout(total=self._desk.limits.acknowledge_within)
        try:
            async with self._session.post(
                self.bot_url, data=io.BytesIO(body), headers=headers, timeout=limit, allow_redirects=False
            ) as response:
                text = await response.text()
                status = response.status
                final = response.headers.get("X-Slack-No-Retry") == "1"
        except TimeoutError:
            return Answer(number, error="operation_timeout", seconds=time.monotonic() - begun)
        except aiohttp.ClientError:
            return Answer(number, error="connection_failed", seconds=time.monotonic() - begun)
        error = None if 200 <= status < 300 else "http_error"
        return Answer(number, status, _decoded(text), time.monotonic() - begun, error, final=final)

    async def _send_envelope(self, number: int, kind: Kind, payload: Json) -> Answer:
        begun = time.monotonic()
        try:
            async with asyncio.timeout(self._desk.limits.acknowledge_within):
                body = await self._socket.deliver(kind, payload)
        except TimeoutError:
            return Answer(number, error="operation_timeout", seconds=time.monotonic() - begun)
        except ConnectionError:
            return Answer(number, error="connection_failed", seconds=time.monotonic() - begun)
        return Answer(number, 200, body or None, time.monotonic() - begun)


def _about(kind: Kind, payload: Json) -> tuple[str, str]:
    """Which message or view a request to the bot concerns: its channel and ts, or nothing and its id."""
    match kind:
        case "events_api":
            return _text(payload, "event", "channel"), _text(payload, "event", "ts")
        case "slash_commands":
            return _text(payload, "channel_id"), ""
        case "interactive" if "view" in payload:
            return "", _text(payload, "view", "id")
        case "interactive":
            said = _text(payload, "message_ts") or _text(payload, "container", "message_ts")
            return _text(payload, "channel", "id"), said


def _text(part: Any, *names: str) -> str:
    """A text inside; empty where a forgery has none."""
    for name in names:
        part = part.get(name) if isinstance(part, dict) else None
    return part if isinstance(part, str) else ""


def _encoded(kind: Kind, payload: Json) -> tuple[str, bytes]:
    match kind:
        case "events_api":
            return "application/json", json.dumps(payload).encode()
        case "slash_commands":
            return "application/x-www-form-urlencoded", urlencode(payload).encode()
        case "interactive":
            return "application/x-www-form-urlencoded", urlencode({"payload": json.dumps(payload)}).encode()


def _decoded(text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
