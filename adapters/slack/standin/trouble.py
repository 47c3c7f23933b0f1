"""Scripted faults carried out: before a call takes effect, or after, when only its answer suffers."""

import asyncio

from aiohttp import web

from adapters.slack.standin.desk import Desk
from adapters.slack.standin.faults import Fault
from adapters.slack.standin.world import Installation


class Trouble:
    """Carries out the faults that calls have coming to them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stopping = asyncio.Event()

    def end(self) -> None:
        """Let go of every call that hangs."""
        self._stopping.set()

    async def before(
        self, fault: Fault, request: web.Request, name: str, installation: Installation | None, channel: str | None
    ) -> web.StreamResponse | None:
        """The answer of a call that fails before it takes effect, or None when it goes on."""
        team = installation.team_id if installation else None
        match fault.kind:
            case "archive":
                if channel in self._desk.world.channels:
                    self._desk.world.set_channel(channel, archived=True)
                return None
            case "revoke":
                if installation:
                    installation.active = False
                return None
            case "rate_limited":
                self._desk.ledger.record_call(name, team, channel, "ratelimited", 429)
                return too_many(fault.retry_after)
            case _ if fault.stored:
                return None
            case "slow":
                await asyncio.sleep(fault.seconds)
                return None
            case _:
                return await self._break(fault, request, name, team, channel)

    async def after(
        self, fault: Fault, request: web.Request, name: str, team: str | None, channel: str | None
    ) -> web.StreamResponse | None:
        """The answer of a call that has taken effect, or None when it is the ordinary one."""
        if not fault.stored:
            return None
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            return None
        return await self._break(fault, request, name, team, channel)

    async def _break(
        self, fault: Fault, request: web.Request, name: str, team: str | None, channel: str | None
    ) -> web.StreamResponse:
        match fault.kind:
            case "error":
                self._desk.ledger.record_call(name, team, channel, fault.error)
                return web.json_response({"ok": False, "error": fault.error})
            case "status":
                self._desk.ledger.record_call(name, team, channel, f"http_{fault.status}", fault.status)
                return web.Response(status=fault.status, text="upstream trouble")
            case _:
                self._desk.ledger.record_call(name, team, channel, fault.kind, 0, answered=False)
                if fault.kind == "hang":
                    await self._stopping.wait()
                if request.transport:
                    request.transport.abort()
                return web.Response(status=500)


def too_many(retry_after: str | None) -> web.Response:
    """Slack's answer to a call above the pace; `retry_after` None leaves the header out."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
