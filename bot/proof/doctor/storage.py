"""The database: whether it can be reached, whether it fits this release, and whether its secrets can be opened."""

from collections.abc import Sequence

from bot.migrations.upgrade import check_version, head
from bot.ports import Finding, Verdict
from bot.settings import Settings
from bot.storage.errors import DatabaseBusy, DatabaseMissing, DatabaseNotReady, SealingError, SecondRunner, StorageError
from bot.storage.installations import InstallationStore
from bot.storage.runner_lock import runner_lock
from bot.storage.sessions import Database

PLATFORMS = ("slack", "teams")


async def examine_release(settings: Settings) -> Sequence[Finding]:
    """Whether the database answers and has this release's tables."""
    try:
        await check_version(settings.database_url.get_secret_value())
    except DatabaseMissing as error:
        return [Finding("Database", Verdict.FAILED, error.says, error.remedy)]
    except DatabaseNotReady as error:
        return [_failed(error, "Run `instep db upgrade`, or start the bot, which does the same.")]
    except StorageError as error:
        return [_failed(error)]
    return [Finding("Tables", Verdict.OK, f"The database answers and is at this release ({head()}).")]


async def examine_database(database: Database) -> Sequence[Finding]:
    """How the database is kept: SQLite's journal and who runs on it, or PostgreSQL's release."""
    async with database.read() as session:
        connection = await session.connection()
        asked = "SHOW server_version" if database.is_postgresql else "PRAGMA journal_mode"
        answer = str((await connection.exec_driver_sql(asked)).scalar())
    if database.is_postgresql:
        return [Finding("PostgreSQL", Verdict.OK, f"Release {answer}; several processes may run on it.")]
    journal = (
        Finding("SQLite", Verdict.OK, "Its journal is a write-ahead log, so that commands work beside the bot.")
        if answer == "wal"
        else Finding(
            "SQLite",
            Verdict.FAILED,
            f"Its journal is “{answer}”, with which commands and the bot block each other.",
            "Put the file on a local disk: network drives allow no write-ahead log.",
        )
    )
    return [journal, await _writes(database), _runner(database)]


async def _writes(database: Database) -> Finding:
    try:
        async with database.write():
            pass
    except DatabaseBusy:
        return Finding(
            "Writing",
            Verdict.FAILED,
            "Another process has held the file's write lock for 10 seconds.",
            "See which program has the file open (fuser, lsof), and stop it.",
        )
    except StorageError as error:
        return _failed(error)
    return Finding("Writing", Verdict.OK, "The file can be written to.")


def _runner(database: Database) -> Finding:
    try:
        with runner_lock(database.path):
            return Finding(
                "Runner", Verdict.WARNING, "Instep is not running on this file now.", "Start it with `instep run`."
            )
    except SecondRunner:
        return Finding("Runner", Verdict.OK, "Instep is running on this file.")


async def examine_secrets(settings: Settings, database: Database) -> Sequence[Finding]:
    """Whether everything sealed can be opened with the keys of the settings."""
    store = InstallationStore(database)
    secrets = 0
    try:
        for platform in PLATFORMS:
            secrets += sum(len(each.secrets) for each in await store.all(platform))
    except SealingError as error:
        return [_failed(error)]
    keys = len(settings.secret_keys)
    opened = (
        f"{secrets} stored {'secret' if secrets == 1 else 'secrets'} can be opened" if secrets else "None is stored"
    )
    if not keys:
        return [Finding("Sealed secrets", Verdict.WARNING, "Nothing can be sealed without INSTEP_SECRET_KEY.")]
    if keys > 1:
        return [
            Finding(
                "Sealed secrets",
                Verdict.WARNING,
                f"{opened}; {keys} keys are in use.",
                "Run `instep secrets rotate`, then remove the older keys from INSTEP_SECRET_KEY.",
            )
        ]
    return [Finding("Sealed secrets", Verdict.OK, f"{opened}.")]


def _failed(error: StorageError, remedy: str = "") -> Finding:
    says, _, follows = str(error).partition(": ")
    return Finding("Database", Verdict.FAILED, f"{says.rstrip('.')}.", remedy or f"{follows[:1].upper()}{follows[1:]}")
