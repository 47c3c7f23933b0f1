"""What is measured on both databases, each of them empty at first."""

import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.migrations.upgrade import upgrade
from bot.proof.bench.bars import Bar, Findings
from bot.proof.bench.broadcast import percentile
from bot.proof.postgresql import NotInstalled, PostgresqlServer
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database, Session

KEY = "an invented key of the bench, long enough"

Look = Callable[[Session], Awaitable[object]]


async def on_both(
    measure: Callable[[str, Sequence[str], list[str]], Awaitable[Sequence[Bar]]], topology: str, *names: str
) -> Findings:
    """The bars of each; `measure` is given what the engine is called, a URL for each of `names`, and the notes."""
    bars: list[Bar] = []
    notes: list[str] = []
    with tempfile.TemporaryDirectory(prefix="instep-") as folder:
        bars += await measure("SQLite", [f"sqlite:///{Path(folder) / name}.db" for name in names], notes)
    try:
        with PostgresqlServer() as server:
            bars += await measure("PostgreSQL", [server.new_database(name) for name in names], notes)
    except NotInstalled as why:
        notes.append(str(why))
    return Findings(tuple(bars), topology, tuple(notes))


@asynccontextmanager
async def fresh(url: str) -> AsyncIterator[Database]:
    """That database, with its tables."""
    await upgrade(url)
    async with Database(url, Keyring([KEY])) as database:
        yield database


async def slowest(database: Database, looks: Iterable[Look], share: float, *, writes: bool = False) -> float:
    """Milliseconds within which that share of the looks was done, each in a transaction of its own."""
    took = []
    for look in looks:
        began = time.perf_counter()
        async with database.write() if writes else database.read() as session:
            await look(session)
        took.append((time.perf_counter() - began) * 1000)
    return percentile(tuple(took), share)
