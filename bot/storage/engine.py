"""Engines: one way to open a SQLite file or PostgreSQL, with what each needs to keep its word."""

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

import aiosqlite
import asyncpg
from sqlalchemy import URL, Connection, ExceptionContext, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.crossing import Crossing, Whole
from bot.storage.errors import DatabaseBusy, DatabaseFull, DatabaseUnreachable, StorageError
from bot.storage.sealing import Keyring, attach_keyring

NAMED = "DATABASE_URL"
"""Where an address usually comes from, for whoever has to correct it."""

LAST_PORT = 65_535

BUSY_TIMEOUT = 10
"""Seconds to wait for another process that writes to the same SQLite file."""

POOL_TIMEOUT = 15
"""Seconds to wait for a free connection of our own."""

CONNECT_TIMEOUT = 5
"""Seconds to wait for PostgreSQL to accept a connection."""

COMMAND_TIMEOUT = 60
"""Seconds that one PostgreSQL statement may take before the connection is given up."""

SERVER_SETTINGS = {"application_name": "instep", "timezone": "UTC"}

STANDSTILL = 30.0
"""Seconds after which PostgreSQL gives up a transaction whose process stands still, so that no rows stay locked."""

CONNECTIONS = 8
"""To read with, and as many to write with on PostgreSQL: five processes stay below its usual limit of 100."""

CONNECTING_FAILED = (SQLAlchemyError, asyncpg.PostgresError, OSError)
"""What opening a connection raises: asyncpg's own errors and the operating system's come through as they are."""


def normalise_url(url: str, *, named: str = NAMED) -> URL:
    """Give the URL its asynchronous driver; `sslmode` as libpq spells it is understood.

    Raises StorageError for a database that Instep does not support, and for SQLite in memory, which two
    connections cannot share; its sentence says that the URL comes from `named`.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StorageError(f"{named} cannot be read: it must look like postgresql://user:password@host/name.") from None
    except ValueError:
        parsed = None
    if parsed is None or not 0 < (5432 if parsed.port is None else parsed.port) <= LAST_PORT:
        raise StorageError(f"{named} cannot be read: its port must be a number from 1 to {LAST_PORT}.")
    match parsed.get_backend_name():
        case "sqlite":
            if not parsed.database or parsed.database == ":memory:" or parsed.query:
                raise StorageError(f"{named} must name a SQLite file, like sqlite:///instep.db.")
            return parsed.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            parsed = parsed.set(drivername="postgresql+asyncpg")
            if mode := parsed.query.get("sslmode"):
                parsed = parsed.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
            return parsed
    raise StorageError(f"{named} must begin with sqlite:/// or postgresql://.")


def sqlite_path(url: URL) -> Path | None:
    """The file of a SQLite URL; None for PostgreSQL."""
    return Path(url.database).absolute() if url.get_backend_name() == "sqlite" and url.database else None


def place(url: URL) -> str:
    """Name the database for a person, without user and password."""
    if path := sqlite_path(url):
        return str(path)
    host = url.host or url.query.get("host") or "localhost"
    return f"{host}:{url.port or 5432}/{url.database}"


def unavailable(url: URL, error: Exception, *, named: str = NAMED) -> StorageError:
    """Say why there is no connection: DatabaseBusy if others hold the database, else DatabaseUnreachable."""
    reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0].rpartition(">: ")[2].rstrip(".")
    if isinstance(error, NoFreeConnection) or "database is locked" in reason:
        return DatabaseBusy(f"The database {place(url)} is busy: try again in a minute.")
    if path := sqlite_path(url):
        if "not a database" in reason:
            return DatabaseUnreachable(f"{path} is not a SQLite database: name another file in {named}.")
        return DatabaseUnreachable(
            f"The database file {path} cannot be opened ({reason}): check that its folder exists and may be written to."
        )
    return DatabaseUnreachable(
        f"The database at {place(url)} cannot be reached ({reason or type(error).__name__}): "
        f"check {named} and that PostgreSQL is running."
    )


def out_of_room(url: URL, error: Exception) -> DatabaseFull | None:
    """Whether a statement failed since the disk is full (SQLite's SQLITE_FULL, PostgreSQL's 53100)."""
    original = getattr(error, "orig", None)
    if getattr(original, "sqlstate", "") != "53100" and "database or disk is full" not in str(original):
        return None
    return DatabaseFull(f"The database {place(url)} is full, so nothing was saved: make room on its disk.")


def connections(url: URL, *, writes: bool) -> int:
    """How many transactions an engine can have open at once."""
    return 1 if writes and url.get_backend_name() == "sqlite" else CONNECTIONS


def make_engine(
    url: URL,
    keyring: Keyring,
    *,
    writes: bool,
    migrates: bool = False,
    busy_timeout: float = BUSY_TIMEOUT,
    standstill: float = STANDSTILL,
) -> AsyncEngine:
    """An engine whose transactions all write, or all read only.

    On SQLite a writing one begins with BEGIN IMMEDIATE, and we begin it ourselves, so that what defines tables
    rolls back like everything else (sqlite3 would commit before it). All writers of a process share one
    connection there, so they queue instead of waiting for the file's lock. An engine that migrates keeps
    no connections, sets no time limit, and leaves foreign keys alone on SQLite, where tables are moved to change.
    """
    sqlite = url.get_backend_name() == "sqlite"
    pool: dict[str, Any] = {"poolclass": NullPool}
    if not migrates:
        size = connections(url, writes=writes)
        pool = {"pool_size": size, "max_overflow": 0, "pool_timeout": POOL_TIMEOUT, "pool_pre_ping": not sqlite}
    if sqlite:
        connect: dict[str, Any] = {"timeout": busy_timeout, "async_creator_fn": _open_sqlite}
    else:
        limit = None if migrates else COMMAND_TIMEOUT
        given_up = {"idle_in_transaction_session_timeout": f"{round(standstill * 1000)}ms"}
        connect = {"timeout": CONNECT_TIMEOUT, "command_timeout": limit, "server_settings": SERVER_SETTINGS | given_up}
    engine = create_async_engine(
        url,
        json_serializer=_compact_json,
        hide_parameters=True,
        connect_args=connect,
        execution_options={} if sqlite or writes else {"postgresql_readonly": True},
        **pool,
    )
    if sqlite:
        _prepare_sqlite(engine, writes=writes, foreign_keys=not migrates)
    attach_keyring(engine.dialect, keyring)
    event.listen(engine.sync_engine, "handle_error", _leave_values_out)
    return engine


def _leave_values_out(context: ExceptionContext) -> None:
    """Cut PostgreSQL's DETAIL, which quotes the row, so that no traceback shows what people wrote."""
    error: BaseException | None = context.sqlalchemy_exception
    while error is not None:
        if isinstance(error, asyncpg.PostgresError):
            error.detail = None
        error.args = tuple(arg.partition("\nDETAIL:")[0] if isinstance(arg, str) else arg for arg in error.args)
        error = error.__cause__ or getattr(error, "orig", None)


def _compact_json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


async def _open_sqlite(*place: Any, **options: Any) -> Crossing:
    """Open a file; if that fails, wait for the thread that tried, which would else report to a loop that is gone."""
    connection = aiosqlite.connect(*place, factory=Whole, **options)
    connection._thread.daemon = True
    try:
        return Crossing(await connection)
    except sqlite3.Error:
        await asyncio.to_thread(connection._thread.join)
        raise


def _prepare_sqlite(engine: AsyncEngine, *, writes: bool, foreign_keys: bool) -> None:
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
    pragmas = ("journal_mode=WAL", "synchronous=FULL", f"foreign_keys={foreign_keys}", f"query_only={not writes}")

    @event.listens_for(engine.sync_engine, "connect")
    def set_up(connection: Any, record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def emit_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
