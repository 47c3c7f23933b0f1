"""What stands behind the page goes on when the database cannot be read for a moment."""

import asyncio
from contextlib import suppress
from functools import partial
from types import SimpleNamespace
from typing import Any

from adapters.playground import Feed
from bot.ports import StorageUnavailable
from bot.proof.hands import until
from bot.proof.marlowe import marlowe_and_finch
from bot.proof.playground.theatre import Theatre


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
