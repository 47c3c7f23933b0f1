"""A scratch database is made beside the others, and gone afterwards."""

from typing import Any

import pytest
from sqlalchemy import text

from bot.storage.engine import normalise_url
from bot.storage.errors import DatabaseUnreachable, StorageError
from bot.storage.scratch import scratch_database
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database

KEYRING = Keyring(())


async def names(url: str) -> set[str]:
    async with Database(url, KEYRING) as database, database.read() as session:
        return set(await session.scalars(text("SELECT datname FROM pg_database")))


async def test_it_is_dropped_even_while_somebody_is_connected(postgresql_server: Any) -> None:
    url = postgresql_server.url("postgres")
    before = await names(url)
    async with scratch_database(url) as scratch:
        made = normalise_url(scratch).database
        assert made not in before
        database = Database(scratch, KEYRING)
        await database.check()
    await database.close()
    assert made not in await names(url)


async def test_no_file_is_taken_for_a_server() -> None:
    with pytest.raises(StorageError, match="made on PostgreSQL"):
        async with scratch_database("sqlite:///instep.db"):
            pass


async def test_a_server_that_is_away_is_said_to_be(tmp_path: Any) -> None:
    with pytest.raises(DatabaseUnreachable):
        async with scratch_database(f"postgresql://instep@/postgres?host={tmp_path}"):
            pass


async def test_a_user_who_may_make_none_is_told_so(postgresql_server: Any) -> None:
    url = postgresql_server.url("postgres")
    async with Database(url, KEYRING) as database, database.write() as session:
        await session.execute(text("CREATE ROLE visitor LOGIN"))
    with pytest.raises(StorageError, match="give a user who may create databases"):
        async with scratch_database(url.replace("instep@", "visitor@")):
            pass
    async with Database(url, KEYRING) as database, database.write() as session:
        await session.execute(text("DROP ROLE visitor"))
