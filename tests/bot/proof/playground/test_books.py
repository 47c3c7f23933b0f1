"""What the page calls due next is something that somebody can wait for."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from adapters.playground import NotPossible
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


async def test_a_step_that_was_skipped_can_be_taken_up_again_and_a_new_tour_has_all_of_them(database: Database) -> None:
    world: Any = SimpleNamespace(organisation=marlowe_and_finch())
    books = Books(database, world, NOW)
    steps = [step["id"] for step in await books.tour()]
    assert all(step["needs"] in ("", *steps[:place]) for place, step in enumerate(await books.tour()))

    async def skipped() -> list[str]:
        return [step["id"] for step in await books.tour() if step["skipped"]]

    for step in steps[:2]:
        books.change_tour("skip", step, NOW)
    assert await skipped() == steps[:2]
    books.change_tour("back", steps[0], NOW)
    assert await skipped() == steps[1:2]
    books.change_tour("reset", "", NOW)
    assert await skipped() == []
    for wrong in (("skip", "no such step"), ("fly", "")):
        with pytest.raises(NotPossible):
            books.change_tour(*wrong, NOW)
