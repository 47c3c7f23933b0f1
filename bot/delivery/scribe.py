"""The scribe: writes of all lanes that come together share one transaction, since a commit costs more than a row."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.sessions import Database, WrittenMeanwhile

T = TypeVar("T")
Writing = Callable[[AsyncSession], Awaitable[T]]
Waiting = tuple[Writing[Any], asyncio.Future[Any]]

MOST_TOGETHER = 64
"""Writings in one transaction, so that it stays short for whoever waits behind it."""

TRIES = 5
"""Of a writing by itself, where another process wrote the same first or each waited for what the other had."""


class Scribe:
    """Takes writings from many tasks and commits those that wait together."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Waiting] = []
        self._more = asyncio.Event()

    async def write(self, writing: Writing[T], *, within: float = 0.0) -> T:
        """What `writing` returns, once it is committed; raises what it or the commit raised.

        It waits up to `within` seconds for others to share a transaction with. It may be called twice if the
        transaction it was in had to be given up.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._waiting.append((writing, done))
        if within:
            loop.call_later(within, self._more.set)
        else:
            self._more.set()
        return await done

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await self._more.wait()
            together, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
            if not self._waiting:
                self._more.clear()
            wanted = [(writing, done) for writing, done in together if not done.done()]
            if len(wanted) > 1 and await self._commit(wanted) is None:
                continue
            # Where one of them spoils the others: each alone.
            for one in wanted:
                await self._commit_alone(one)

    async def _commit_alone(self, one: Waiting) -> None:
        """Commits one; what is in its way for good goes to whoever waits for it."""
        for _ in range(TRIES):
            error = await self._commit([one])
            if not isinstance(error, WrittenMeanwhile):
                break
        if error and not one[1].done():
            one[1].set_exception(error)

    async def _commit(self, together: list[Waiting]) -> Exception | None:
        """What was in the way, if anything: then none is committed."""
        try:
            async with self._database.write() as session:
                results = [await writing(session) for writing, _ in together]
        except Exception as error:
            return error
        for (_, done), result in zip(together, results, strict=True):
            if not done.done():
                done.set_result(result)
        return None
