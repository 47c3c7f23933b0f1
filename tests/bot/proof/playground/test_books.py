"""What the page calls due next is something that somebody can wait for."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.due.work import put_down
from bot.proof.marlowe import marlowe_and_finch
from bot.proof.playground.books import Books
from bot.storage.sessions import Database

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

QUIET = ("checkins.elsewhere", "checkins.shuffle", "setup.retention", "syncs.falling", "syncs.look", "updates.progress")

NOW = datetime(2026, 11, 24, 9, 0, 20, tzinfo=UTC)


async def test_what_comes_within_this_minute_and_what_looks_after_things_is_not_waited_for(database: Database) -> None:
    world: Any = SimpleNamespace(organisation=marlowe_and_finch())
    books = Books(database, world, NOW)
    assert await books.next_due(NOW) is None
    async with database.write() as session:
        for kind in QUIET:
            await put_down(session, kind, 1, NOW + timedelta(minutes=2))
        await put_down(session, "syncs.agenda", 1, NOW + timedelta(seconds=30))
    assert await books.next_due(NOW) is None
    async with database.write() as session:
        await put_down(session, "syncs.agenda", 2, NOW.replace(minute=1, second=0))
    assert await books.next_due(NOW) == NOW.replace(minute=1, second=0)
    assert await books.caught_up(NOW)
    assert not await books.caught_up(NOW.replace(minute=1, second=0))
