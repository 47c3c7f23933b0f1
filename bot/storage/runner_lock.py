"""The runner's lock: one process sends from a SQLite file, while short commands open it beside."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.storage.errors import SecondRunner


@contextmanager
def runner_lock(path: Path | None) -> Iterator[None]:
    """Hold the operating system's lock beside a SQLite file; a killed process lets go of it by dying.

    With None (PostgreSQL, where lanes are claimed row by row) there is nothing to hold.
    Raises SecondRunner if another process holds it.
    """
    if path is None:
        yield
        return
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
