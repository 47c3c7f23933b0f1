"""Bringing a database to the tables of this release, in one transaction or not at all."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.migrations import all_metadata
from bot.migrations.searched import is_ours
from bot.storage.engine import CONNECTING_FAILED, make_engine, normalise_url, place, sqlite_path, unavailable
from bot.storage.errors import DatabaseMissing, DatabaseNotReady, DatabaseTooNew, MigrationFailed
from bot.storage.sealing import Keyring

FOLDER = Path(__file__).parent

ADVISORY_LOCK = 0x1257E9
"""PostgreSQL's number for the lock that lets one process migrate at a time; any constant of our own."""


def head(folder: Path = FOLDER) -> str | None:
    """The revision of this release; None as long as there is none."""
    return ScriptDirectory.from_config(_config(folder)).get_current_head()


async def current(url: str) -> str | None:
    """The revision that the database is at; None for an empty one. Raises StorageError if it cannot be reached."""
    async with _connection(url, writes=False) as connection:
        return await connection.run_sync(_revision)


async def upgrade(url: str, folder: Path = FOLDER) -> tuple[str | None, str | None]:
    """Migrate to this release and give the revision before and after; a database that is there stays untouched.

    Raises DatabaseTooNew if a newer release was here, MigrationFailed if a step failed (all of it is rolled
    back), DatabaseUnreachable or DatabaseBusy.
    """
    async with _connection(url) as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        before = await connection.run_sync(_revision)
        _refuse_newer(url, before, folder)
        target = head(folder)
        if before != target:
            try:
                await connection.run_sync(_upgrade, folder)
            except Exception as error:
                raise MigrationFailed(
                    f"The database {place(normalise_url(url))} could not be brought from {before or 'empty'} to "
                    f"{target} and is as it was before: {str(error).partition(chr(10))[0]}"
                ) from error
        return before, target


async def check_version(url: str, folder: Path = FOLDER) -> None:
    """Raise DatabaseTooNew, DatabaseNotReady or DatabaseMissing unless the database is at this release's revision."""
    file = sqlite_path(normalise_url(url))
    # SQLite makes the file when it is opened, and a look leaves nothing behind.
    if file and file.parent.is_dir() and not file.exists():
        raise DatabaseMissing(file)
    found = await current(url)
    _refuse_newer(url, found, folder)
    if found != head(folder):
        raise DatabaseNotReady(
            f"The database {place(normalise_url(url))} is not at this release's tables yet: run `instep db upgrade`."
        )


async def differences(url: str) -> list[Any]:
    """What a migrated database and the tables of the program do not agree in, as alembic describes it."""
    async with _connection(url, writes=False) as connection:
        return await connection.run_sync(_differences)


async def write_revision(url: str, message: str, folder: Path = FOLDER) -> Path | None:
    """Write the step that leads from a database at head, which `url` is, to the tables; None if there is nothing."""
    async with _connection(url) as connection:
        return await connection.run_sync(_generate, message, folder)


def _generate(connection: Connection, message: str, folder: Path) -> Path | None:
    config = _config(folder)
    config.attributes["connection"] = connection
    script = ScriptDirectory.from_config(config)
    number = f"r{len(list(script.walk_revisions())) + 1:04}"
    made = command.revision(config, message, autogenerate=True, rev_id=number)
    path = getattr(made, "path", None)
    return Path(path) if path else None


def _upgrade(connection: Connection, folder: Path) -> None:
    config = _config(folder)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if orphans:
            raise MigrationFailed(f"rows of {orphans[0][0]} point to rows of {orphans[0][2]} that are gone")


def _differences(connection: Connection) -> list[Any]:
    options = {"compare_type": True, "compare_server_default": True, "include_name": is_ours}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, all_metadata()))


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(url: str, revision: str | None, folder: Path) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config(folder)).walk_revisions()}
    if revision is not None and revision not in known:
        raise DatabaseTooNew(
            f"The database {place(normalise_url(url))} was last used by a newer release of Instep ({revision}): "
            "install that release, or restore the backup from before its upgrade."
        )


def _config(folder: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("version_locations", str(folder / "versions").replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


@asynccontextmanager
async def _connection(url: str, *, writes: bool = True) -> AsyncIterator[AsyncConnection]:
    """One transaction on a connection of its own."""
    parsed = normalise_url(url)
    engine = make_engine(parsed, Keyring(()), writes=writes, migrates=True)
    connection = engine.connect()
    try:
        try:
            await connection.start()
            await connection.begin()
        except CONNECTING_FAILED as error:
            raise unavailable(parsed, error) from error
        yield connection
        await connection.commit()
    finally:
        if connection.sync_connection is not None:
            await connection.close()
        await engine.dispose()
