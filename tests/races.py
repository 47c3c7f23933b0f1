"""Races: several at once on the same rows, each brought to where it waits for them before any of them goes on."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import text

from bot.storage.sessions import Database, Session

WAITING = text("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")


async def waits(database: Database, task: asyncio.Task[Any], *, among: int = 1) -> None:
    """Until so many wait for rows that somebody has locked, or the task is over: SQLite has it wait from its start."""
    while database.is_postgresql and not task.done():
        async with database.read() as session:
            if (await session.scalar(WAITING) or 0) >= among:
                return


async def at_once(
    database: Database, hold: Callable[[Session], Awaitable[Any]], *acts: Callable[[], Awaitable[Any]]
) -> list[Any]:
    """What comes of acts that all wait, in this order, for the rows that `hold` locks."""
    tasks: list[asyncio.Task[Any]] = []
    async with database.write() as session:
        await hold(session)
        for act in acts:
            tasks.append(asyncio.ensure_future(act()))
            await waits(database, tasks[-1], among=sum(not one.done() for one in tasks))
    return await asyncio.gather(*tasks)
