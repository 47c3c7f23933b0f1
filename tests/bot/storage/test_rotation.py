"""Rotation of the secret key, on both databases."""

import secrets

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text

from bot.storage.errors import SealingError
from bot.storage.rotation import reseal
from bot.storage.sealing import Keyring, Sealed
from bot.storage.sessions import Database

OLDEST, OLD, NEW = (secrets.token_urlsafe() for _ in range(3))
TABLES = MetaData()
SAFE = Table(
    "safe",
    TABLES,
    Column("shelf", Integer, primary_key=True),
    Column("box", Integer, primary_key=True),
    Column("token", Sealed("safe.token")),
    Column("spare", Sealed("safe.spare")),
)


async def fill(url: str, key: str, shelf: int) -> None:
    async with Database(url, Keyring([key])) as database, database.write() as session:
        await (await session.connection()).run_sync(TABLES.create_all)
        await session.execute(insert(SAFE).values(shelf=shelf, box=1, token=f"token {shelf}", spare=f"spare {shelf}"))
        await session.execute(insert(SAFE).values(shelf=shelf, box=2, token=f"only {shelf}"))


async def test_after_it_the_newest_key_opens_everything(empty_database_url: str) -> None:
    await fill(empty_database_url, OLDEST, 1)
    await fill(empty_database_url, OLD, 2)
    async with Database(empty_database_url, Keyring([NEW, OLD, OLDEST])) as database:
        assert await reseal(database, TABLES) == 6
    async with Database(empty_database_url, Keyring([NEW])) as database, database.read() as session:
        found = await session.execute(select(SAFE.c.token, SAFE.c.spare).order_by(SAFE.c.shelf, SAFE.c.box))
        assert list(map(tuple, found)) == [
            ("token 1", "spare 1"),
            ("only 1", None),
            ("token 2", "spare 2"),
            ("only 2", None),
        ]


async def test_it_changes_nothing_if_a_key_is_missing(empty_database_url: str) -> None:
    await fill(empty_database_url, OLD, 1)
    await fill(empty_database_url, OLDEST, 2)
    async with Database(empty_database_url, Keyring([NEW, OLD])) as database:
        async with database.read() as session:
            before = (await session.execute(text("SELECT token FROM safe ORDER BY shelf, box"))).all()
        with pytest.raises(SealingError):
            await reseal(database, TABLES)
        async with database.read() as session:
            assert (await session.execute(text("SELECT token FROM safe ORDER BY shelf, box"))).all() == before
