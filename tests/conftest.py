"""What all tests share: both databases, no network but this machine's, and a watch over the event loop."""

import asyncio
import gc
import logging
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest

from bot.memory import set_aside_what_stays
from bot.proof.bundle import CannotBundle, ensure
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database
from tests.databases import (
    LentPostgresql,
    PostgresqlServer,
    SqliteFile,
    create_tables,
    in_memory,
    state,
)
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


@pytest.fixture(scope="session")
def page_files() -> Path:
    """The folder with the playground's page; `make test` has built it, so that nothing is fetched here."""
    try:
        return ensure()
    except CannotBundle as reason:
        pytest.skip(str(reason))


@pytest.fixture(autouse=True)
def nothing_left_this_machine() -> Iterator[None]:
    """Fails the test in which anything slipped, even where that was caught, or happened in another process."""
    yield
    noted = sitecustomize.slips()
    assert not noted, noted


SET_ASIDE_EVERY = 100
"""Tests, after which what they left for good is not gone through again by every collection of garbage."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """Collect garbage seldom, and not in what stays: half of the time that it took was for nothing."""
    gc.set_threshold(20_000, 20, 20)
    set_aside_what_stays()


def pytest_runtest_logfinish() -> None:
    global _run
    _run += 1
    if _run % SET_ASIDE_EVERY == 0:
        set_aside_what_stays()


_run = 0


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


# --- one suite over both databases -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "instep.db"
    create_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    with PostgresqlServer() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: PostgresqlServer) -> str:
    name = postgresql_server.copied_database()
    create_tables(postgresql_server.url(name))
    return name


@pytest.fixture(scope="session")
def sqlite_file(sqlite_template: Path) -> Iterator[SqliteFile]:
    with tempfile.TemporaryDirectory(prefix="instep-", dir=in_memory()) as folder:
        yield SqliteFile(sqlite_template, Path(folder) / "lent")


@pytest.fixture(scope="session")
def lent_postgresql(postgresql_server: PostgresqlServer, postgresql_template: str) -> LentPostgresql:
    return LentPostgresql(postgresql_server, postgresql_template)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables, on each engine in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'instep.db'}"
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    name = server.copied_database()
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database with all tables and no rows, on each engine in turn."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_file").lend()
        return
    lent: LentPostgresql = request.getfixturevalue("lent_postgresql")
    name = lent.lend()
    yield request.getfixturevalue("postgresql_server").url(name)
    lent.take_back(name)


@pytest.fixture(scope="session")
def kept_databases() -> dict[str, Database]:
    """Closed ones, by their URLs: their engines know how the statements of the tests before are written."""
    return {}


@pytest.fixture
async def database(database_url: str, kept_databases: dict[str, Database]) -> AsyncIterator[Database]:
    """A database with all tables and no rows, on each engine in turn."""
    opened = kept_databases.pop(database_url, None) or Database(database_url, Keyring([KEY]))
    before = state(opened)
    async with opened:
        yield opened
    if state(opened) == before:
        kept_databases[database_url] = opened
