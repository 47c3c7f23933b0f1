"""Databases for the tests: made once, and lent to one test after another, each time as if they were new."""

import asyncio
import os
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

import bot.migrations
from bot.proof import postgresql
from bot.proof.postgresql import FORGETFUL
from bot.storage.engine import normalise_url
from bot.storage.sessions import Database

SETTINGS = {
    **FORGETFUL,
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "timezone": "Asia/Manila",
    "min_wal_size": "32MB",
    "max_wal_size": "64MB",
}

MEMORY = Path("/dev/shm")
"""Where files wait for no disk, on Linux."""

ROOM = 1 << 30
"""Bytes that must be free there; a worker with its PostgreSQL takes a fraction of that."""


def in_memory() -> Path | None:
    """The folder in memory for what a test process holds; None, so the disk, where there is none or it is small."""
    return MEMORY if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM else None


def run_apart(work: Callable[[], Awaitable[Any]]) -> Any:
    """Run a coroutine function to its end in a thread with its own loop, since a loop may be running in this one."""
    from concurrent.futures import ThreadPoolExecutor

    async def run() -> Any:
        return await work()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(run())).result()


def create_tables(url: str) -> None:
    """Make all tables at once, as the migrations do step by step (a test of theirs compares the two)."""

    def create(connection: Connection) -> None:
        bot.migrations.all_metadata().create_all(connection)
        script = ScriptDirectory(str(Path(bot.migrations.__file__).parent))
        MigrationContext.configure(connection).stamp(script, "head")

    async def work() -> None:
        engine = create_async_engine(normalise_url(url), poolclass=NullPool)
        async with engine.begin() as connection:
            await connection.run_sync(create)
        await engine.dispose()

    run_apart(work)


# --- SQLite ----------------------------------------------------------------------------------------------------------


class SqliteFile:
    """One file at one place, put there anew for each test."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._template, self._folder = template, folder

    def lend(self) -> str:
        """Its URL. Whoever still holds the last one holds a file without a name, beside which nothing lies."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()
        path = self._folder / "instep.db"
        shutil.copy(self._template, path)
        return f"sqlite:///{path}"


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


class PostgresqlServer(postgresql.PostgresqlServer):
    """A PostgreSQL of this test process, which makes databases like others."""

    def __init__(self) -> None:
        super().__init__(SETTINGS, in_memory())
        self.databases = 0

    def execute(self, statement: str) -> None:
        """Run one statement outside of any transaction."""

        async def run(connection: Any) -> None:
            await connection.execute(statement)

        self.connected("postgres", run)

    def connected(self, database: str, work: Callable[[Any], Awaitable[Any]]) -> Any:
        """What `work` gives for a connection to a database."""

        async def run() -> Any:
            connection = await asyncpg.connect(host=str(self.folder), user="instep", database=database)
            try:
                return await work(connection)
            finally:
                await connection.close()

        return run_apart(run)

    def copied_database(self, template: str = "template0") -> str:
        """A new database like another one, by its name."""
        self.databases += 1
        name = f"test{self.databases}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")


class LentPostgresql:
    """Databases with all tables and no rows: one that was used is emptied, which costs a tenth of making one.

    Only one that was left as it was made, but for its rows, is lent again; any other is dropped.
    """

    def __init__(self, server: PostgresqlServer, template: str) -> None:
        self._server, self._template = server, template
        self._free: list[str] = []
        self._lent: Counter[str] = Counter()
        self._shape = server.connected(template, _shape)

    def lend(self) -> str:
        """The name of one."""
        return self._free.pop() if self._free else self._server.copied_database(self._template)

    def take_back(self, name: str) -> None:
        """Throw out whoever is still connected, and empty it for the next."""
        try:
            as_new = self._server.connected(name, self._emptied)
        except asyncpg.PostgresError:
            as_new = False
        self._lent[name] += 1
        if as_new and self._lent[name] < OFTEN:
            self._free.append(name)
        else:
            self._server.drop(name)

    async def _emptied(self, connection: Any) -> bool:
        await connection.execute(OTHERS_OUT)
        if await _shape(connection) != self._shape:
            return False
        if used := [row[0] for row in await connection.fetch(USED)]:
            # Not DELETE, which leaves sizes and statistics behind, by which another plan may give another order.
            await connection.execute(f"TRUNCATE {', '.join(used)} CASCADE")
        await connection.execute(START_SEQUENCES_AGAIN)
        return not await connection.fetch(USED)


OFTEN = 200
"""Times that one is lent: each emptying leaves a little behind in the server's own tables."""

OTHERS_OUT = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

USED = """
SELECT oid::regclass::text FROM pg_class
WHERE oid >= 16384 AND relkind = 'r' AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0
"""
"""Tables that ever had a row, even one that was rolled back; what PostgreSQL brings itself has smaller numbers."""

START_SEQUENCES_AGAIN = """
SELECT setval(seqrelid, seqstart, false) FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL
"""

SHAPE = """
SELECT md5(concat_ws('|',
  (SELECT string_agg(version_num, ',') FROM alembic_version),
  (SELECT string_agg(concat_ws(' ', oid, relname, relkind, relacl), ',' ORDER BY oid) FROM pg_class WHERE oid >= 16384),
  (SELECT string_agg(concat_ws(' ', attrelid, attname, atttypid, atttypmod, attnotnull), ',' ORDER BY attrelid, attnum)
   FROM pg_attribute WHERE attrelid >= 16384 AND attnum > 0),
  (SELECT string_agg(concat_ws(' ', oid, adrelid, adnum), ',' ORDER BY oid) FROM pg_attrdef),
  (SELECT string_agg(concat_ws(' ', oid, conname, convalidated), ',' ORDER BY oid) FROM pg_constraint
   WHERE oid >= 16384),
  (SELECT string_agg(concat_ws(' ', oid, tgenabled), ',' ORDER BY oid) FROM pg_trigger),
  (SELECT string_agg(concat_ws(' ', oid, proname), ',' ORDER BY oid) FROM pg_proc WHERE oid >= 16384),
  (SELECT string_agg(concat_ws(' ', oid, typname), ',' ORDER BY oid) FROM pg_type WHERE oid >= 16384),
  (SELECT string_agg(extname, ',' ORDER BY oid) FROM pg_extension),
  (SELECT string_agg(nspname, ',' ORDER BY oid) FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp_'),
  (SELECT string_agg(s.setconfig::text, ',') FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
   WHERE d.datname = current_database()),
  (SELECT concat_ws(' ', datconnlimit, datallowconn) FROM pg_database WHERE datname = current_database())))
"""
"""Everything about a database but its rows."""


async def _shape(connection: Any) -> str:
    return str(await connection.fetchval(SHAPE))


# --- engines ---------------------------------------------------------------------------------------------------------


def state(database: Database) -> Any:
    """What a test may have put into one that is kept for the next: attributes, and listeners to its engines."""
    listeners = [
        (name, len(getattr(target.dispatch, name)))
        for engine in (database._reader.sync_engine, database._writer.sync_engine)
        for target in (engine, engine.pool, engine.dialect)
        for name in target.dispatch._event_names
    ]
    return {name: id(value) for name, value in vars(database).items()}, listeners
