"""Carries out a fault on a request: waits, cuts the connection, or answers with an error."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from adapters.teams.standin.faults import Fault

CLOSING = web.AppKey("closing", asyncio.Event)


class Cut(Exception):
    """The connection was cut; there is nobody to answer."""


async def suffer(
    request: web.Request, fault: Fault | None, answer: Callable[[], Awaitable[web.Response]]
) -> web.Response:
    """The answer, or what the fault makes of it. Raises Cut when the connection was cut."""
    if fault is None:
        return await answer()
    if fault.delay:
        await asyncio.sleep(fault.delay)
    spoiled = bool(fault.status or fault.drop or fault.hang)
    given = await answer() if fault.stored or not spoiled else None
    if fault.hang:
        await request.app[CLOSING].wait()
    if fault.drop or fault.hang:
        if request.transport is not None:
            request.transport.abort()
        raise Cut
    if fault.status:
        return error(fault.status, fault.code, "The stand-in was asked for this.", dict(fault.headers))
    assert given is not None
    return given


def error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> web.Response:
    """An error in the connector's form."""
    return web.json_response({"error": {"code": code, "message": message}}, status=status, headers=headers)
