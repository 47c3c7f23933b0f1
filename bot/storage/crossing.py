"""SQLite in a thread of its own, which each statement crosses to once: to be executed and read whole."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self, cast

import aiosqlite


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


class Crossing:
    """An open `aiosqlite` connection to a Whole file, as SQLAlchemy drives it.

    A cursor of `aiosqlite` crosses four times for a statement (to open, execute, read, and close it), each time for
    some tenth of a millisecond of the process that all requests share.
    """

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._opened = connection

    def cursor(self) -> "CrossingCursor":
        return CrossingCursor(self._opened)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._opened, name)


class CrossingCursor:
    """One statement after the other; there is nothing to wait for but its execution."""

    arraysize = 1

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
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
        self._outcome = cast(Outcome, await self._connection.execute_fetchall(sql, parameters))
        return self

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> Self:
        self._outcome = Outcome()
        done = await self._connection.executemany(sql, parameters)
        self._outcome = Outcome(rowcount=done.rowcount)
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
