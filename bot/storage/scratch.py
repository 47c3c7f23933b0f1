"""Scratch databases: made beside what a PostgreSQL server holds, used once, and dropped."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.engine import CONNECT_TIMEOUT, CONNECTING_FAILED, NAMED, normalise_url, place, unavailable
from bot.storage.errors import StorageError


async def execute(url: str, statement: str, *, named: str = NAMED) -> None:
    """Run one statement outside of any transaction; raises StorageError if the server cannot be reached."""
    parsed = normalise_url(url, named=named)
    engine = create_async_engine(
        parsed, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args={"timeout": CONNECT_TIMEOUT}
    )
    connection = engine.connect()
    try:
        try:
            await connection.start()
        except CONNECTING_FAILED as error:
            raise unavailable(parsed, error, named=named) from error
        await connection.exec_driver_sql(statement)
    finally:
        if connection.sync_connection is not None:
            await connection.close()
        await engine.dispose()


@asynccontextmanager
async def scratch_database(url: str, *, named: str = NAMED) -> AsyncIterator[str]:
    """The URL of an empty database on the server that `url` is on, dropped at the end of the block.

    What `url` itself names is only connected to; `named` is where it comes from, for whoever has to correct it. Raises
    StorageError if it is no PostgreSQL, cannot be reached, or lets this user make no databases.
    """
    parsed = normalise_url(url, named=named)
    if parsed.get_backend_name() != "postgresql":
        raise StorageError(
            f"A scratch database is made on PostgreSQL: {named} must look like postgresql://user:password@host/name."
        )
    name = f"instep_scratch_{secrets.token_hex(6)}"
    try:
        await execute(url, f"CREATE DATABASE {name}", named=named)
    except DBAPIError as error:
        raise StorageError(
            f"No scratch database could be made at {place(parsed)}: give a user who may create databases."
        ) from error
    try:
        yield parsed.set(database=name).render_as_string(hide_password=False)
    finally:
        await execute(url, f"DROP DATABASE {name} WITH (FORCE)", named=named)
