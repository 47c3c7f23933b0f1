"""SQLite in a thread of its own, which each statement crosses to at most once: to be executed and read whole."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self, cast

import aiosqlite

STEPS = 10_000
"""Of SQLite's virtual machine: after as many a reading statement goes on in the thread, from its beginning.

So many took 0.1 to 1 ms of a 2-core machine, in which nobody else is served.
"""

IN_A_ROW = 8
"""Statements that are answered without the thread before the next one gives others their turn."""


@dataclass(frozen=True)
class Outcome:
    """What became of a statement, with all rows that it gave."""

    rows: Sequence[Any] = ()
    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None

    def fetchall(self) -> Self:
        """Itself: what `aiosqlite` hands over of a statement is what its cursor gives here."""
        return self


class Whole(sqlite3.Connection):
    """Reads all that a statement gives right where it is executed."""

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        return _outcome(super().execute(sql, parameters))

    def executemany(self, sql: str, parameters: Iterable[Any]) -> Any:
        return _outcome(super().executemany(sql, parameters))

    def read_soon(self, sql: str, parameters: Any = ()) -> "Outcome | None":
        """What a reading statement gives if that takes few STEPS; None for one that takes more.

        Nothing has happened then: SQLite leaves an open transaction as it is when it stops a statement that only reads
        (https://www.sqlite.org/c3ref/interrupt.html). Any other failure is raised: what SQLite cannot read it may have
        answered by rolling back (https://www.sqlite.org/lang_transaction.html), and repeating that would go on with
        half a transaction.
        """
        self.set_progress_handler(_stop, STEPS)
        try:
            return _outcome(super().execute(sql, parameters))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                return None
            raise
        finally:
            self.set_progress_handler(None, 0)


class Crossing:
    """An open `aiosqlite` connection to a Whole file, as SQLAlchemy drives it.

    A cursor of `aiosqlite` crosses four times for a statement (to open, execute, read, and close it), each time for
    some tenth of a millisecond of the process that all requests share. Here a statement crosses once, and one that
    reads little not at all, unless it is the first of its transaction, which may have to wait for the file.
    """

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._opened = connection
        self._left = 0

    def cursor(self) -> "CrossingCursor":
        return CrossingCursor(self)

    async def execute(self, sql: str, parameters: Any) -> Outcome:
        """All that one statement gives."""
        if self._left and sql.startswith("SELECT"):
            self._left -= 1
            if outcome := cast(Whole, self._opened._conn).read_soon(sql, parameters):
                return outcome
        self._left = 0  # as long as the thread has one, also if nobody waits for it any more
        outcome = cast(Outcome, await self._opened.execute_fetchall(sql, parameters))
        self._left = 0 if sql == "BEGIN" else IN_A_ROW
        return outcome

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> int:
        """One statement with each of the parameters; how many rows it made or changed."""
        self._left = 0
        outcome = cast(Outcome, await self._opened.executemany(sql, parameters))
        self._left = IN_A_ROW
        return outcome.rowcount

    async def rollback(self) -> None:
        """Nothing to do for what is committed."""
        if self._opened.in_transaction:
            await self._opened.rollback()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._opened, name)


class CrossingCursor:
    """One statement after the other; there is nothing to wait for but its execution."""

    arraysize = 1

    def __init__(self, crossing: Crossing) -> None:
        self._crossing = crossing
        self._outcome = Outcome()

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        return self._outcome.description

    @property
    def rowcount(self) -> int:
        return self._outcome.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._outcome.lastrowid

    async def execute(self, sql: str, parameters: Any = ()) -> Self:
        self._outcome = Outcome()
        self._outcome = await self._crossing.execute(sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> Self:
        self._outcome = Outcome()
        self._outcome = Outcome(rowcount=await self._crossing.executemany(sql, parameters))
        return self

    async def fetchall(self) -> Sequence[Any]:
        return self._outcome.rows

    async def close(self) -> None:
        self._outcome = Outcome()


def _outcome(cursor: sqlite3.Cursor) -> Outcome:
    try:
        rows = cursor.fetchall() if cursor.description else ()
        return Outcome(rows, cursor.description, cursor.rowcount, cursor.lastrowid)
    finally:
        cursor.close()


def _stop() -> bool:
    return True
