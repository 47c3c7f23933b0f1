"""What can go wrong with the database, each in one sentence that says what to do next."""

from pathlib import Path

from bot.ports import StorageUnavailable


class StorageError(Exception):
    """The database cannot be used as asked; the text is one sentence for the operator."""


class DatabaseUnreachable(StorageError, StorageUnavailable):
    """No connection to the database, or it was lost; nothing of the transaction can be relied on."""


class DatabaseBusy(StorageError, StorageUnavailable):
    """Others held the database for longer than we wait; nothing was written."""


class DatabaseFull(StorageError, StorageUnavailable):
    """There is no room left where the database is; nothing was written."""


class DatabaseTooNew(StorageError):
    """A newer release has migrated the database."""


class DatabaseNotReady(StorageError):
    """The database has no tables yet, or those of an older release."""


class DatabaseMissing(DatabaseNotReady):
    """There is no SQLite file yet; `says` tells so, and `remedy` what to do."""

    def __init__(self, file: Path) -> None:
        self.says = f"There is no database yet: {file} does not exist."
        self.remedy = "Run `instep db upgrade`, or start the bot, which does the same; or correct DATABASE_URL."
        super().__init__(f"{self.says} {self.remedy}")


class MigrationFailed(StorageError):
    """A migration was rolled back; the database is as it was."""


class SecondRunner(StorageError):
    """Another process already runs the bot on this SQLite file."""


class SealingError(StorageError):
    """A stored secret cannot be opened with any of the keys in INSTEP_SECRET_KEY."""
