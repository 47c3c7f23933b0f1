"""The guards that all tests stand under do their work."""

import asyncio
import socket
import time
import urllib.request
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest


def test_no_socket_leaves_this_machine() -> None:
    with pytest.raises(AssertionError, match=r"a test connected to \('192\.0\.2\.1', 80\)"), socket.socket() as out:
        out.connect(("192.0.2.1", 80))


def test_no_name_is_looked_up_outside() -> None:
    with pytest.raises(AssertionError, match=r"a test looked up harborline\.example"):
        urllib.request.urlopen("http://harborline.example/")


async def test_a_name_that_cannot_exist_fails_as_it_does_everywhere() -> None:
    with pytest.raises(socket.gaierror):
        await asyncio.get_running_loop().getaddrinfo("nobody.invalid", 443)


async def test_this_machine_can_be_reached() -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()


async def test_who_blocks_the_loop_is_named(watch_loop: Callable[[], AbstractAsyncContextManager[None]]) -> None:
    with pytest.raises(AssertionError, match="test_who_blocks_the_loop_is_named"):
        async with watch_loop():
            await asyncio.sleep(0)
            time.sleep(0.7)  # noqa: ASYNC251


async def test_who_waits_politely_is_left_alone(unblocked_loop: None) -> None:
    await asyncio.sleep(0.01)
