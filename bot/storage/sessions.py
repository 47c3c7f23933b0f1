"""Transactions: one block, one transaction, and what shall happen once it is committed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from copy import copy
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import URL, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.clock import MachineClock
from bot.storage.engine import (
    BUSY_TIMEOUT,
    COMMAND_TIMEOUT,
    CONNECTING_FAILED,
    POOL_TIMEOUT,
    STANDSTILL,
    connections,
    make_engine,
    normalise_url,
    out_of_room,
    sqlite_path,
    unavailable,
)
from bot.storage.sealing import Keyring

Session = AsyncSession
"""A transaction's session, under a name that does not tell which library it comes from."""

WrittenMeanwhile = IntegrityError
"""What a transaction raises when another one has written the same row first; trying again sees that row.

So too where both waited for each other, and PostgreSQL gave up this one.
"""

DEADLOCK = "40P01"
"""PostgreSQL's code for two that wait for each other (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""

ONE_BY_ONE = 0x1257EA
"""PostgreSQL's number for the lock of `one_by_one`; any constant of our own."""

_AT_THE_END, _AFTER_COMMIT, _AT_LAST = "instep_at_the_end", "instep_after_commit", "instep_at_last"


class Database:
    """The one database of the process. Opens connections as they are needed; `close` it at the end.

    `busy_timeout` is how many seconds to wait for another process that writes to the same SQLite file, `standstill`
    how many PostgreSQL waits for us in the middle of a transaction before it lets others at what that had locked.
    Raises StorageError for a URL that cannot be used.
    """

    def __init__(
        self,
        url: str | URL,
        keyring: Keyring,
        *,
        busy_timeout: float = BUSY_TIMEOUT,
        standstill: float = STANDSTILL,
    ) -> None:
        self.url = normalise_url(url if isinstance(url, str) else url.render_as_string(hide_password=False))
        self.keyring = keyring
        make = partial(make_engine, self.url, keyring, busy_timeout=busy_timeout, standstill=standstill)
        self._writer, self._reader = make(writes=True), make(writes=False)
        self._turns: dict[AsyncEngine, asyncio.Semaphore] = {}
        self._stands: Callable[[str], Awaitable[None]] = _unobserved
        self._line_up()

    @property
    def path(self) -> Path | None:
        """The SQLite file; None for PostgreSQL."""
        return sqlite_path(self.url)

    @property
    def is_postgresql(self) -> bool:
        """Whether several processes may share this database."""
        return self.path is None

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction that may write: committed at the end of the block, rolled back if it raises.

        On SQLite it holds the file's write lock from the start, so await nothing but the database inside.
        What `after_commit` was given runs once the commit is certain. Raises DatabaseUnreachable, DatabaseBusy or
        DatabaseFull, all StorageUnavailable; a commit whose answer was lost may have happened all the same.
        """
        last: list[Callable[[], None]] = []
        try:
            async with self._transaction(self._writer) as session:
                session.info[_AT_LAST] = last
                yield session
                while writes := session.info.pop(_AT_THE_END, {}):
                    # Those that hold what others wait for come behind those that may wait.
                    for write in sorted(writes, key=writes.__getitem__):
                        await session.flush()
                        await write(session)
                await self._stands("before")
            await self._stands("after")
            for call in session.info.pop(_AFTER_COMMIT, ()):
                call()
        finally:
            for call in last:
                call()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """One transaction that cannot write and takes no lock; raises as `write` does."""
        async with self._transaction(self._reader) as session:
            yield session

    def observed(self, part: str, at: Callable[[str], Awaitable[None]]) -> Self:
        """The same for a part of the process, which says where its write transactions stand.

        `before_PART`: all is written, nothing is committed. `after_PART`: it is, and nobody has been told.
        """
        same = copy(self)
        same._stands = lambda when: at(f"{when}_{part}")
        return same

    async def check(self) -> None:
        """Raise DatabaseUnreachable or DatabaseBusy unless the database answers."""
        async with self.read() as session:
            await session.execute(select(1))

    async def close(self) -> None:
        """Close all connections; whoever asks again, on whatever event loop, opens others."""
        await self._reader.dispose()
        await self._writer.dispose()
        self._line_up()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
        try:
            async with self._turn(engine), self._session(engine) as session:
                yield session
        except TimeoutError as error:
            took = TimeoutError(f"a statement took longer than {COMMAND_TIMEOUT} s")
            raise unavailable(self.url, took) from error

    @asynccontextmanager
    async def _session(self, engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(engine, expire_on_commit=False) as session:
            try:
                await session.connection()
            except CONNECTING_FAILED as error:
                raise unavailable(self.url, error) from error
            try:
                yield session
                await session.commit()
            except DBAPIError as error:
                if error.connection_invalidated:
                    raise unavailable(self.url, error) from error
                if full := out_of_room(self.url, error):
                    raise full from error
                if getattr(error.orig, "sqlstate", "") == DEADLOCK:
                    raise WrittenMeanwhile(error.statement, None, error.orig or error) from error
                raise

    def _line_up(self) -> None:
        for engine, writes in ((self._writer, True), (self._reader, False)):
            self._turns[engine] = asyncio.Semaphore(connections(self.url, writes=writes))

    @asynccontextmanager
    async def _turn(self, engine: AsyncEngine) -> AsyncIterator[None]:
        """A connection for whoever asked first.

        The pool gives one that comes back to whoever asks just then, and sends the one that was next back to the end
        of its line: under a flood somebody could wait until the time is up.
        """
        turns = self._turns[engine]
        try:
            async with asyncio.timeout(POOL_TIMEOUT):
                await turns.acquire()
        except TimeoutError:
            raise unavailable(self.url, NoFreeConnection()) from None
        try:
            yield
        finally:
            turns.release()


def at_the_end(session: AsyncSession, write: Callable[[AsyncSession], Awaitable[None]], *, waits: bool = True) -> None:
    """Have `write` run once, as the last thing before this session's transaction is committed.

    For rows that many transactions write beside others: whoever has them waits for nothing any more. What never `waits`
    for a row comes behind all that does.
    """
    session.info.setdefault(_AT_THE_END, {})[write] = not waits


async def _unobserved(_: str) -> None:
    """Nobody looks."""


def after_commit(session: AsyncSession, call: Callable[[], None]) -> None:
    """Have `call` run once this session's transaction is committed, and never if it is not.

    It must be quick and must not raise: it wakes somebody up, who then looks into the database.
    """
    session.info.setdefault(_AFTER_COMMIT, []).append(call)


def at_last(session: AsyncSession, call: Callable[[], None]) -> None:
    """Have `call` run once this session's transaction is over, whatever came of it; after what `after_commit` has."""
    session.info[_AT_LAST].append(call)


def others_write(session: AsyncSession) -> bool:
    """Whether others can write beside this transaction, so that what it decides by must be locked.

    On SQLite whoever writes is alone.
    """
    return session.get_bind().dialect.name == "postgresql"


async def one_by_one(session: AsyncSession, what: int = ONE_BY_ONE) -> None:
    """Have this transaction wait for any other that said so of `what` (a number), and those after it wait for this one.

    For what looks whether something is there and else makes it, where no key of a table holds two of them apart. On
    SQLite whoever writes is alone anyway.
    """
    if others_write(session):
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": what})


async def database_now(session: AsyncSession, machine: MachineClock) -> datetime:
    """The instant on which all processes agree: PostgreSQL's own clock, or the machine's beside a SQLite file."""
    if session.get_bind().dialect.name == "postgresql":
        instant = await session.scalar(select(func.clock_timestamp()))
        assert isinstance(instant, datetime)
        return instant.astimezone(UTC)
    return machine.now()
