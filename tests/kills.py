"""Kills: a process that is gone just before a step of its transaction, and another one that goes on."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import Connection, event, text
from sqlalchemy.orm import Session

import bot.migrations
from bot.storage.sessions import Database

WRITING = ("INSERT", "UPDATE", "DELETE")

Rows = dict[str, list[str]]

T = TypeVar("T")


class Killed(BaseException):
    """The process is gone: nobody is told anything any more."""


@contextmanager
def killed_at(database: Database, step: int) -> Iterator[asyncio.Event]:
    """The process is killed just before its so-manieth statement that writes, or commit; the event says so."""
    left, gone = step, asyncio.Event()

    def step_of(connection: Connection) -> None:
        nonlocal left
        left -= 1
        if not left:
            gone.set()
            connection.invalidate()
            raise Killed

    def before(connection: Connection, cursor: Any, statement: str, *about: Any) -> None:
        if statement.lstrip().upper().startswith(WRITING):
            step_of(connection)

    writer = database._writer.sync_engine
    event.listen(writer, "before_cursor_execute", before)
    event.listen(writer, "commit", step_of)
    try:
        yield gone
    finally:
        event.remove(writer, "before_cursor_execute", before)
        event.remove(writer, "commit", step_of)


async def everything(database: Database) -> Rows:
    """All rows of all tables, as text."""
    names = sorted(bot.migrations.all_metadata().tables)

    def read(session: Session) -> Rows:
        return {name: sorted(map(str, session.execute(text(f'SELECT * FROM "{name}"')))) for name in names}

    async with database.read() as session:
        return await session.run_sync(read)


async def killed_between_any_two_steps(
    database: Database, act: Callable[[], Awaitable[T]], restart: Callable[[], object]
) -> tuple[T, int]:
    """Kills `act` before each of its steps in turn, until it comes through: nothing may be left of what was killed.

    `restart` begins the process anew. Gives what came of it, and how often it was killed before.
    """
    before = await everything(database)
    for step in count(1):
        with killed_at(database, step) as gone:
            try:
                return await _alive(act, gone), step - 1
            except Killed:
                restart()
        after = await everything(database)
        assert {name: after[name] for name in after if after[name] != before[name]} == {}, f"killed at step {step}"
    raise AssertionError("nothing comes after all steps")


async def _alive(act: Callable[[], Awaitable[T]], gone: asyncio.Event) -> T:
    """What comes of it; once any task of it was killed, and is at its end, all of them are gone."""
    others = asyncio.all_tasks()
    acting, death = asyncio.ensure_future(act()), asyncio.ensure_future(gone.wait())
    await asyncio.wait({acting, death}, return_when=asyncio.FIRST_COMPLETED)
    while gone.is_set() and (left := asyncio.all_tasks() - others):
        done, _ = await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
        if any(not one.cancelled() and isinstance(one.exception(), Killed) for one in done):
            break
    for one in asyncio.all_tasks() - others:
        one.cancel()
    await asyncio.gather(*(asyncio.all_tasks() - others), return_exceptions=True)
    if gone.is_set():
        raise Killed
    return acting.result()
