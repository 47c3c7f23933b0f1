"""What stands behind the page goes on when the database cannot be read for a moment."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

from adapters.playground import Feed
from bot.ports import StorageUnavailable
from bot.proof.hands import until
from bot.proof.marlowe import marlowe_and_finch
from bot.proof.playground.theatre import Theatre

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


class Away:
    """Books whose database cannot be read the first time."""

    def __init__(self) -> None:
        self.asked = 0

    async def tour(self) -> list[dict[str, bool]]:
        self.asked += 1
        if self.asked == 1:
            raise StorageUnavailable("The database is busy.")
        return [{"done": True}]

    async def was_asked(self, times: int) -> bool:
        return self.asked >= times


class Behind:
    """Books of a bot that does what is due at the third look."""

    def __init__(self) -> None:
        self.looks = 0

    async def caught_up(self, now: datetime) -> bool:
        self.looks += 1
        return self.looks == 3

    async def next_due(self, now: datetime) -> datetime | None:
        return NOW + timedelta(hours=self.looks)


async def test_a_move_tells_what_is_due_next_once_the_bot_has_done_what_was_due() -> None:
    calendar = SimpleNamespace(now=lambda: NOW, move_to=lambda instant: None, ahead=timedelta())
    books = Behind()
    playing: Any = SimpleNamespace(books=books, moves=[], stage=SimpleNamespace(calendar=calendar))
    theatre = Theatre(marlowe_and_finch(), Feed(), told=print)
    theatre._playing, theatre._bot = playing, "up"
    assert (await theatre.move_time("due"))["next_due"] == (NOW + timedelta(hours=3)).isoformat()
    books.looks, theatre._bot = 0, "down"
    assert (await theatre.move_time("due"))["next_due"] == NOW.isoformat(), "a bot that is down catches nothing up"


async def test_the_tour_is_read_again_after_the_database_was_away() -> None:
    feed, books = Feed(), Away()
    playing: Any = SimpleNamespace(books=books)
    guiding = asyncio.create_task(Theatre(marlowe_and_finch(), feed, told=print)._guide(playing))
    try:
        for number in (1, 2):
            await asyncio.sleep(0)
            feed.publish("delivery")
            await until(partial(books.was_asked, number), "the tour to be read", 5)
        (told,) = await feed.after(2, 5)
        assert told.kind == "tour"
    finally:
        guiding.cancel()
        with suppress(asyncio.CancelledError):
            await guiding
