"""The thread of a SQLite file: crossed to once for each statement, whatever the statement gives."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.storage.sealing import Keyring
from bot.storage.sessions import Database

ONE = text("INSERT INTO thing (name) VALUES (:name)")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url, keyring = f"sqlite:///{tmp_path}/instep.db", Keyring(["a-key-for-tests-that-is-long-enough"])
    async with Database(url, keyring) as database:
        async with database.write() as session:
            await session.execute(text("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
        yield database


def crossings(caplog: pytest.LogCaptureFixture) -> int:
    return sum(record.msg.startswith("executing") for record in caplog.records if record.name == "aiosqlite")


async def test_each_statement_crosses_once(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "aiosqlite")
    async with database.write() as session:
        await session.execute(ONE, {"name": "one"})
        await session.execute(ONE, [{"name": "two"}, {"name": "three"}])
        assert (await session.scalars(text("SELECT name FROM thing ORDER BY id"))).all() == ["one", "two", "three"]
    begun_committed_and_given_back = 3
    assert crossings(caplog) == 3 + begun_committed_and_given_back


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
