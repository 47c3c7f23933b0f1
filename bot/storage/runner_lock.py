"""The runner's lock: one process sends from a SQLite file, while short commands open it beside."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.storage.errors import DatabaseUnreachable, SecondRunner


@contextmanager
def runner_lock(path: Path | None) -> Iterator[None]:
    """Hold the operating system's lock beside a SQLite file; a killed process lets go of it by dying.

    With None (PostgreSQL, where lanes are claimed row by row) there is nothing to hold.
    Raises SecondRunner if another process holds it, DatabaseUnreachable if the folder is missing.
    """
    if path is None:
        yield
        return
    if not path.parent.is_dir():  # the lock would make it, wherever a typing mistake leads
        raise DatabaseUnreachable(f"The folder {path.parent} does not exist: make it, or correct DATABASE_URL.")
    lock = FileLock(path.with_name(f"{path.name}.lock"))
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise SecondRunner(
            f"Instep already runs on {path}: stop the other one first, or use PostgreSQL to run several."
        ) from None
    try:
        yield
    finally:
        lock.release()
