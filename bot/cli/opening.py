"""How a short command opens the database: beside a running bot, at this release's tables, in one transaction."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from bot.settings import Settings, load_settings
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database

T = TypeVar("T")


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The database of the settings; raises StorageError with a sentence if it cannot be used."""
    from bot.migrations.upgrade import check_version

    url = settings.database_url.get_secret_value()
    await check_version(url)
    async with Database(url, Keyring(settings.secret_keys)) as database:
        yield database


def with_database(work: Callable[[Database], Awaitable[T]]) -> T:
    """Runs a command's work on the database of the environment and gives its result."""

    async def run() -> T:
        async with opened(load_settings()) as database:
            return await work(database)

    return asyncio.run(run())
