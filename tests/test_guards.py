"""The guards that all tests stand under do their work."""

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.guarded import sitecustomize

ROOT = Path(__file__).parents[1]

LOOKS_UP = """
import socket
socket.getaddrinfo("harborline.example", 80)
"""

HIDES = """
import contextlib, socket, subprocess, sys, pytest
def slip():
    with contextlib.suppress(BaseException):
        socket.getaddrinfo("harborline.example", 80)
"""

SLIPS = """
def test_slips():
    slip()
"""

SLIPS_IN_A_PROCESS = f"""
def test_slips():
    subprocess.run([sys.executable, "-c", {LOOKS_UP!r}], stderr=subprocess.DEVNULL)
"""

SLIPS_AT_THE_END = """
@pytest.fixture(scope="session")
def untidy():
    yield
    slip()

def test_is_fine(untidy):
    pass
"""


def test_no_socket_leaves_this_machine() -> None:
    with pytest.raises(AssertionError, match=r"a test connected to \('192\.0\.2\.1', 80\)"), socket.socket() as out:
        out.connect(("192.0.2.1", 80))
    with (
        pytest.raises(AssertionError, match=r"a test connected to \('169\.254\.169\.254', 53\)"),
        socket.socket(type=socket.SOCK_DGRAM) as out,
    ):
        out.sendto(b"?", ("169.254.169.254", 53))
    assert len(sitecustomize.slips()) == 2


def test_no_name_is_looked_up_outside() -> None:
    with pytest.raises(AssertionError, match=r"a test looked up harborline\.example"):
        urllib.request.urlopen("http://harborline.example/")
    with pytest.raises(AssertionError, match=r"a test looked up harborline\.example"):
        socket.gethostbyname("harborline.example")
    assert sitecustomize.slips() == ["a test looked up harborline.example"] * 2


def test_a_process_that_a_test_starts_is_guarded_as_well() -> None:
    ended = subprocess.run([sys.executable, "-c", LOOKS_UP], capture_output=True, text=True, check=False)
    assert "NetworkRefused: a test looked up harborline.example" in ended.stderr
    assert sitecustomize.slips() == ["a test looked up harborline.example"]


@pytest.mark.parametrize(
    "slips", [SLIPS, SLIPS_IN_A_PROCESS, SLIPS_AT_THE_END], ids=["in a test", "in a process", "at the end"]
)
def test_whoever_hides_a_slip_fails_all_the_same(slips: str, tmp_path: Path) -> None:
    """A session of its own, since its tests are meant to fail."""
    (tmp_path / "test_slips.py").write_text(HIDES + slips)
    options = ["-q", "-p", "tests.conftest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(tmp_path)]
    command = [sys.executable, "-m", "pytest", *options, str(tmp_path)]
    path = os.pathsep.join([str(ROOT), os.environ["PYTHONPATH"]])
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path}, cwd=ROOT
    )
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "a test looked up harborline.example" in ended.stdout


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
