"""Transactions, on both databases."""

import asyncio
import sqlite3
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from bot.clock import SystemClock
from bot.ports import StorageUnavailable
from bot.storage.errors import DatabaseBusy, DatabaseFull, DatabaseUnreachable, StorageError
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database, after_commit, database_now

KEYRING = Keyring(["k"])


@pytest.fixture
async def words(empty_database_url: str) -> Database:
    """A database with one table of words."""
    database = Database(empty_database_url, KEYRING)
    async with database.write() as session:
        await session.execute(text("CREATE TABLE words (word TEXT PRIMARY KEY)"))
    return database


async def add(database: Database, word: str) -> None:
    async with database.write() as session:
        await session.execute(text("INSERT INTO words VALUES (:word)"), {"word": word})


async def all_words(database: Database) -> set[str]:
    async with database.read() as session:
        return set(await session.scalars(text("SELECT word FROM words")))


async def test_a_block_is_one_transaction(words: Database) -> None:
    async with words:
        await add(words, "kept")
        with pytest.raises(RuntimeError):
            async with words.write() as session:
                await session.execute(text("INSERT INTO words VALUES ('lost')"))
                raise RuntimeError
        assert await all_words(words) == {"kept"}


async def test_what_defines_tables_rolls_back_too(words: Database) -> None:
    async with words:
        with pytest.raises(RuntimeError):
            async with words.write() as session:
                await session.execute(text("INSERT INTO words VALUES ('before')"))
                await session.execute(text("CREATE TABLE more (id INTEGER)"))
                raise RuntimeError
        with pytest.raises(DBAPIError):
            async with words.read() as session:
                await session.execute(text("SELECT * FROM more"))
        assert await all_words(words) == set()


async def test_a_read_cannot_write(words: Database) -> None:
    async with words:
        with pytest.raises(DBAPIError):
            async with words.read() as session:
                await session.execute(text("INSERT INTO words VALUES ('sneaked in')"))
        assert await all_words(words) == set()


async def test_a_part_that_is_observed_tells_of_its_writing_before_the_commit_and_after(words: Database) -> None:
    told: list[tuple[str, set[str]]] = []

    async def at(point: str) -> None:
        told.append((point, await all_words(words)))

    async with words:
        part = words.observed("part", at)
        await add(part, "kept")
        await add(words, "by another")
        with pytest.raises(RuntimeError):
            async with part.write():
                raise RuntimeError
        assert await all_words(part) == {"kept", "by another"}
    assert told == [("before_part", set()), ("after_part", {"kept"})]


async def test_calls_wait_for_the_commit_and_are_dropped_with_it(words: Database) -> None:
    async with words:
        seen: list[str] = []
        async with words.write() as session:
            after_commit(session, lambda: seen.append("woken"))
            await session.execute(text("INSERT INTO words VALUES ('kept')"))
            assert seen == []
        assert seen == ["woken"]
        with pytest.raises(DBAPIError):
            async with words.write() as session:
                after_commit(session, lambda: seen.append("never"))
                await session.execute(text("INSERT INTO words VALUES ('kept')"))
        assert seen == ["woken"]


async def test_an_error_does_not_quote_what_was_to_be_stored(words: Database) -> None:
    async with words:
        await add(words, "canary")
        with pytest.raises(DBAPIError) as refused:
            await add(words, "canary")
    shown = "".join(traceback.format_exception(refused.value))
    assert "canary" not in shown.replace('add(words, "canary")', "") and "words" in shown


async def test_many_writers_and_readers_get_along(words: Database) -> None:
    async with words:
        await asyncio.gather(*(add(words, f"word {n}") for n in range(40)), *(all_words(words) for _ in range(20)))
        assert len(await all_words(words)) == 40


async def test_whoever_waits_for_a_connection_is_served_before_whoever_comes_just_then(
    tmp_path: Path,
) -> None:
    """A pool would give it to the newcomer, and send the one that was next back to the end of the line."""
    served: list[str] = []
    async with Database(f"sqlite:///{tmp_path / 'a.db'}", KEYRING) as database, asyncio.TaskGroup() as group:

        async def ask(who: str) -> None:
            async with database.write():
                served.append(who)

        def come(*_: object) -> None:
            if len(served) <= 3:
                group.create_task(ask(f"newcomer {len(served)}"))

        async with database.write():
            for who in ("first", "second", "third"):
                group.create_task(ask(who))
            await asyncio.sleep(0)
            event.listen(database._writer.sync_engine, "checkin", come)
    assert served == ["first", "second", "third", "newcomer 0", "newcomer 1", "newcomer 2", "newcomer 3"]


async def test_a_reader_is_not_held_up_by_a_writer(words: Database) -> None:
    async with words, words.write() as session:
        await session.execute(text("INSERT INTO words VALUES ('unseen')"))
        assert await all_words(words) == set()


async def test_the_databases_clock_is_aware_and_near_the_machines(words: Database) -> None:
    async with words, words.read() as session:
        instant = await database_now(session, SystemClock())
    assert instant.utcoffset() == timedelta()
    assert abs(instant - datetime.now(UTC)) < timedelta(seconds=5)


async def test_sqlite_keeps_what_it_has_confirmed(tmp_path: Path) -> None:
    async with Database(f"sqlite:///{tmp_path / 'a.db'}", KEYRING) as database:
        async with database.write() as session:
            found = [await session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")]
            assert found == ["wal", 2]
            await session.execute(text("CREATE TABLE side (id INTEGER PRIMARY KEY)"))
            await session.execute(text("CREATE TABLE team (side_id INTEGER REFERENCES side (id))"))
        with pytest.raises(DBAPIError, match="FOREIGN KEY"):
            async with database.write() as session:
                await session.execute(text("INSERT INTO team VALUES (7)"))


async def test_a_short_command_waits_for_the_bot_and_then_gives_up_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    async with Database(f"sqlite:///{path}", KEYRING, busy_timeout=0.05) as database:
        await database.check()
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy, match=r"is busy: try again in a minute\.$"):
            async with database.write():
                pass
        other.execute("ROLLBACK")
        other.close()
        async with database.write():
            pass


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:////no-such-folder/instep.db", "/no-such-folder/instep.db cannot be opened"),
        ("postgresql://bot:hush@127.0.0.1:1/instep", "127.0.0.1:1/instep cannot be reached"),
        ("postgresql://bot:hush@db.invalid/instep", "db.invalid:5432/instep cannot be reached"),
    ],
)
async def test_a_database_that_is_away_is_one_sentence_without_the_password(url: str, sentence: str) -> None:
    async with Database(url, KEYRING) as database:
        with pytest.raises(DatabaseUnreachable) as refused:
            await database.check()
    assert sentence in str(refused.value) and "hush" not in str(refused.value)
    assert isinstance(refused.value, StorageUnavailable)


async def test_a_connection_lost_in_the_middle_is_said_to_be_unreachable(postgresql_server: Any) -> None:
    async with Database(postgresql_server.url("postgres"), KEYRING) as database:
        with pytest.raises(DatabaseUnreachable):
            async with database.write() as session:
                own = await session.scalar(text("SELECT pg_backend_pid()"))
                async with database.read() as other:
                    await other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": own})
                await session.execute(text("SELECT 1"))
        await database.check()


FILLS_UP = {
    "sqlite": ("PRAGMA max_page_count = 1", "INSERT INTO words SELECT hex(randomblob(99999))"),
    "postgresql": ("DO $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$",),
}


async def test_a_full_disk_is_one_sentence_and_nothing_is_saved(words: Database) -> None:
    async with words:
        with pytest.raises(DatabaseFull, match=r"is full, so nothing was saved: make room on its disk\.$") as full:
            async with words.write() as session:
                await session.execute(text("INSERT INTO words VALUES ('before')"))
                for statement in FILLS_UP[words.url.get_backend_name()]:
                    await session.execute(text(statement))
        assert isinstance(full.value, StorageUnavailable)
        assert await all_words(words) == set()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://h/d", "nonsense"])
def test_a_database_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(StorageError, match=r"^DATABASE_URL .*\.$"):
        Database(url, KEYRING)


def test_addresses_are_understood_as_other_tools_spell_them() -> None:
    assert Database("sqlite:///instep.db", KEYRING).path == Path.cwd() / "instep.db"
    database = Database("postgres://bot:p%40ss@db:6000/instep?sslmode=require", KEYRING)
    assert database.url.render_as_string(hide_password=False) == (
        "postgresql+asyncpg://bot:p%40ss@db:6000/instep?ssl=require"
    )
    assert database.is_postgresql


async def test_whoever_stands_still_in_a_transaction_keeps_others_out_for_a_while_only(words: Database) -> None:
    async with words, Database(words.url, KEYRING, standstill=0.3) as standing:
        if not words.is_postgresql:
            pytest.skip("a SQLite file has one runner")
        await add(words, "here")
        async with words.write() as waiting:
            with pytest.raises(DatabaseUnreachable):
                async with standing.write() as session:
                    await session.execute(text("UPDATE words SET word = 'there'"))
                    async with asyncio.timeout(5):
                        await waiting.execute(text("UPDATE words SET word = 'elsewhere'"))
        assert await all_words(words) == {"elsewhere"}


async def test_whoever_waits_too_long_for_others_in_a_transaction_is_told_so_and_may_ask_again(
    words: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.engine.COMMAND_TIMEOUT", 0.2)
    async with words, Database(words.url, KEYRING) as hasty:
        if not words.is_postgresql:
            pytest.skip("on SQLite whoever writes is alone from the start")
        await add(words, "here")
        async with words.write() as session:
            await session.execute(text("LOCK TABLE words"))
            with pytest.raises(DatabaseUnreachable, match="a statement took longer"):
                async with hasty.write() as late:
                    await late.execute(text("UPDATE words SET word = 'elsewhere'"))
        assert await all_words(hasty) == {"here"}
