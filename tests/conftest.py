"""What all tests share: both databases, no network but this machine's, and a watch over the event loop."""

import asyncio
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import hypothesis
import pytest
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import bot.migrations
from bot.proof import postgresql
from bot.proof.postgresql import FORGETFUL
from bot.storage.engine import normalise_url
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database
from tests.guarded import sitecustomize

BLOCKED_AFTER = 0.5
"""Seconds in one step of the loop from which on `unblocked_loop` complains; far above a busy machine's hiccups."""

GUARDED = Path(__file__).parent / "guarded"
"""On the path of every process that a test starts."""

KEY = "a-key-for-tests-that-is-long-enough-to-pass"


# --- no network but this machine's -----------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """Put the guard up before any test is imported; it cannot be taken down again in this process."""
    sys.addaudithook(sitecustomize.guard)
    # For the processes that tests start; each session of pytest and each of its workers has notes of its own.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(GUARDED), *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
    os.environ[sitecustomize.WRITTEN_TO] = str(Path(tempfile.gettempdir()) / f"slips-{os.getpid()}-{uuid4().hex}")
    # A busy machine is no fault of the code; a failure prints what repeats it.
    hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
    hypothesis.settings.load_profile("house")


@pytest.fixture(autouse=True)
def nothing_left_this_machine() -> Iterator[None]:
    """Fails the test in which anything slipped, even where that was caught, or happened in another process."""
    yield
    noted = sitecustomize.slips()
    assert not noted, noted


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the session if something slipped while the last things were torn down."""
    if noted := sitecustomize.slips():
        print(f"after the last test: {noted}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


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


SETTINGS = {**FORGETFUL, "shared_buffers": "32MB", "autovacuum": "off", "timezone": "Asia/Manila"}


class PostgresqlServer(postgresql.PostgresqlServer):
    """A PostgreSQL of this test process, which makes and drops a database for each test."""

    def __init__(self) -> None:
        super().__init__(SETTINGS)
        self.databases = 0

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

    def copied_database(self, template: str = "template0") -> str:
        """A new database like another one, by its name."""
        self.databases += 1
        name = f"test{self.databases}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name


def run_apart(work: Callable[[], Any]) -> None:
    """Run a coroutine function to its end in a thread with its own loop."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(work())).result()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    with PostgresqlServer() as server:
        yield server


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
    name = postgresql_server.copied_database()
    create_tables(postgresql_server.url(name))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables, on each engine in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'instep.db'}"
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    name = server.copied_database()
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
    name = server.copied_database(request.getfixturevalue("postgresql_template"))
    yield server.url(name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with all tables and no rows, on each engine in turn."""
    async with Database(database_url, Keyring([KEY])) as opened:
        yield opened
