"""The thread of a SQLite file: crossed to once for a statement whatever it gives, and not for one that reads little."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.storage.crossing import IN_A_ROW, STEPS, Crossing, Outcome, Whole
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database

ALL = text("SELECT name FROM thing ORDER BY id")
ONE = text("INSERT INTO thing (name) VALUES (:name)")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url, keyring = f"sqlite:///{tmp_path}/instep.db", Keyring(["a-key-for-tests-that-is-long-enough"])
    async with Database(url, keyring) as database:
        async with database.write() as session:
            await session.execute(text("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
        async with database.read() as session:
            await session.execute(text("SELECT 1"))
        yield database


def crossings(caplog: pytest.LogCaptureFixture) -> int:
    return sum(record.msg.startswith("executing") for record in caplog.records if record.name == "aiosqlite")


BEGUN_COMMITTED = 2
"""What crosses in each transaction that writes."""

BEGUN_READ_ENDED = 3
"""What crosses in each transaction that reads, with its first statement."""


async def test_each_statement_that_writes_crosses_once(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "aiosqlite")
    async with database.write() as session:
        await session.execute(ONE, {"name": "one"})
        await session.execute(ONE, [{"name": "two"}, {"name": "three"}])
        assert (await session.scalars(ALL)).all() == ["one", "two", "three"]
    assert crossings(caplog) == 2 + BEGUN_COMMITTED


async def test_only_the_first_of_some_statements_that_read_little_crosses(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "aiosqlite")
    async with database.read() as session:
        for _ in range(1 + IN_A_ROW):
            assert (await session.scalars(ALL)).all() == []
    assert crossings(caplog) == BEGUN_READ_ENDED


async def test_many_that_read_little_let_others_have_their_turn(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "aiosqlite")
    async with database.read() as session:
        for _ in range(3 * (1 + IN_A_ROW)):
            await session.execute(ALL)
    assert crossings(caplog) == BEGUN_READ_ENDED + 2


async def test_one_that_reads_much_crosses_and_gives_all(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    async with database.write() as session:
        await session.execute(ONE, [{"name": f"number {number}"} for number in range(STEPS)])
    caplog.set_level(logging.DEBUG, "aiosqlite")
    async with database.read() as session:
        await session.execute(text("SELECT 1"))
        assert len((await session.scalars(ALL)).all()) == STEPS
    assert crossings(caplog) == BEGUN_READ_ENDED + 1


async def test_reading_much_in_the_middle_of_writing_loses_nothing(database: Database) -> None:
    async with database.write() as session:
        await session.execute(ONE, [{"name": f"number {number}"} for number in range(STEPS)])
        assert len((await session.scalars(ALL)).all()) == STEPS
        await session.execute(ONE, {"name": "the last"})
    async with database.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM thing")) == STEPS + 1


async def test_what_reads_little_and_fails_is_raised(database: Database) -> None:
    async with database.read() as session:
        await session.execute(text("SELECT 1"))
        with pytest.raises(OperationalError, match="no such column: missing"):
            await session.execute(text("SELECT missing FROM thing"))


async def test_what_fails_is_not_repeated() -> None:
    """Where SQLite has rolled back meanwhile, what comes next would not belong to the transaction any more."""
    asked = []

    async with aiosqlite.connect(":memory:", factory=Whole, check_same_thread=False) as opened:
        await opened.create_function("once", 0, lambda: 1 / 0 if len(asked) < 2 else asked)
        opened._conn.set_trace_callback(asked.append)
        crossing = Crossing(opened)
        await crossing.execute("PRAGMA user_version", ())
        with pytest.raises(sqlite3.OperationalError):
            await crossing.execute("SELECT once()", ())
    assert asked == ["PRAGMA user_version", "SELECT once()"]


class Slow:
    """Stands in for a file whose thread has one statement until it `goes_on`."""

    def __init__(self) -> None:
        self.goes_on = asyncio.Event()
        self.beside = 0
        self._conn = self

    def read_soon(self, sql: str, parameters: Any) -> Outcome:
        self.beside += 1
        return Outcome()

    async def execute_fetchall(self, sql: str, parameters: Any) -> Outcome:
        if sql.startswith("UPDATE"):
            await self.goes_on.wait()
        return Outcome()


async def test_nothing_is_read_beside_what_the_thread_does() -> None:
    """Also if nobody waits for that any more: all would stand still until it is done."""
    slow = Slow()
    crossing = Crossing(cast(aiosqlite.Connection, slow))
    await crossing.execute("INSERT", ())
    await crossing.execute("SELECT", ())
    assert slow.beside == 1
    waiting = asyncio.create_task(crossing.execute("UPDATE", ()))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    await crossing.execute("SELECT", ())
    assert slow.beside == 1
    await crossing.execute("SELECT", ())
    assert slow.beside == 2


async def test_it_tells_rows_counts_and_columns_as_before(database: Database) -> None:
    async with database.write() as session:
        made = await session.execute(text("INSERT INTO thing (name) VALUES ('one') RETURNING id, name"))
        assert list(made.keys()) == ["id", "name"]
        assert made.all() == [(1, "one")]
        await session.execute(ONE, [{"name": "two"}, {"name": "three"}])
        assert (await session.execute(text("UPDATE thing SET name = name || '!' WHERE id > 1"))).rowcount == 2  # type: ignore[attr-defined]
        assert (await session.execute(text("SELECT 1 FROM thing WHERE id > 9"))).all() == []


async def test_what_fails_is_raised_and_the_connection_goes_on(database: Database) -> None:
    async with database.write() as session:
        await session.execute(ONE, {"name": "one"})
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await session.execute(ONE, {"name": "two"})
            await session.execute(ONE, {"name": "one"})
    async with database.read() as session:
        assert (await session.scalars(text("SELECT name FROM thing"))).all() == ["one"]
