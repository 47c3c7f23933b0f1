"""Socket Mode: the WebSocket over which Slack sends what it would else send by HTTP."""

import asyncio
import itertools
import json
from typing import Any

from aiohttp import WSMsgType, web

from adapters.slack.limits import Limits

Json = dict[str, Any]


class SocketMode:
    """The open connections of our app; each envelope goes to one of them in turn, and waits for its acknowledgement."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._tickets: set[str] = set()
        self._connections: list[web.WebSocketResponse] = []
        self._pending: dict[str, asyncio.Future[Json]] = {}
        self._numbers = itertools.count(1)
        self._changed = asyncio.Condition()

    def ticket(self) -> str:
        """The right to connect once."""
        made = f"ticket-{next(self._numbers)}"
        self._tickets.add(made)
        return made

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or len(self._connections) >= self._limits.socket_connections:
            return web.Response(status=400)
        self._tickets.discard(ticket)
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        await self._set(connection, there=True)
        await connection.send_json({"type": "hello", "num_connections": len(self._connections), "debug_info": {}})
        try:
            async for message in connection:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(message.data)
        finally:
            await self._set(connection, there=False)
        return connection

    async def wait_connected(self, timeout: float = 5.0) -> None:
        """Return once the bot is connected; `TimeoutError` after `timeout` seconds."""
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(lambda: bool(self._connections))

    async def deliver(self, kind: str, payload: Json) -> Any:
        """Send one envelope and return what its acknowledgement carried; `ConnectionError` when nobody listens."""
        if not self._connections:
            raise ConnectionError("no Socket Mode connection")
        connection = self._connections[0]
        self._connections.append(self._connections.pop(0))
        name = f"envelope-{next(self._numbers)}"
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._pending[name] = future
        envelope: Json = {
            "envelope_id": name,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": 0, "retry_reason": ""}
        try:
            await connection.send_json(envelope)
            return (await future).get("payload")
        finally:
            self._pending.pop(name, None)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to go, as Slack does every few hours, and close it."""
        for connection in list(self._connections):
            await connection.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
            await connection.close()

    def _acknowledged(self, text: str) -> None:
        acknowledgement = json.loads(text)
        future = self._pending.get(acknowledgement.get("envelope_id", ""))
        if future and not future.done():
            future.set_result(acknowledgement)

    async def _set(self, connection: web.WebSocketResponse, *, there: bool) -> None:
        async with self._changed:
            if there:
                self._connections.append(connection)
            else:
                self._connections.remove(connection)
            self._changed.notify_all()
