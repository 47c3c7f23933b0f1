"""What happens reaches every open page at once and in order, and a broken connection misses nothing."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from adapters.playground import Feed
from adapters.playground import feed as feeds
from tests.adapters.playground.conftest import House

WITHIN = 5.0
"""Seconds in which an event has come, on a busy machine."""


class Page:
    """Reads server-sent events as a browser does."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def event(self) -> dict[str, Any]:
        """The next one, with its name and number."""
        found: dict[str, Any] = {"event": "message"}
        async with asyncio.timeout(WITHIN):
            while line := (await self._response.content.readline()).decode():
                name, _, value = line.rstrip("\n").partition(": ")
                if name:
                    found[name] = json.loads(value) if name in ("data", "id") else value
                elif "data" in found:
                    return found
        raise AssertionError("the connection has ended")

    async def until(self, kind: str) -> dict[str, Any]:
        while (found := await self.event())["data"].get("kind") != kind:
            pass
        return found


@asynccontextmanager
async def opened(house: House, last: str = "") -> AsyncIterator[Page]:
    headers = {"Last-Event-ID": last} if last else {}
    async with house.page.get(f"{house.playground.origin}/api/events", headers=headers) as response:
        assert response.content_type == "text/event-stream"
        yield Page(response)


async def test_what_somebody_does_reaches_every_open_page(house: House) -> None:
    async with opened(house) as mine, opened(house) as theirs:
        hello = await mine.event()
        assert (hello["event"], hello["data"]["missed"]) == ("hello", False)
        await house.act("slack", "say", user=house.ana, channel=house.care, text="Good morning")
        await house.act("teams", "say", user=house.mei, conversation=house.chat, text="home")
        first, second = await mine.until("message"), await mine.until("message")
        assert first["data"]["conversation"] == house.care
        assert first["data"]["user"] == house.ana
        assert (second["data"]["platform"], second["data"]["conversation"]) == ("teams", house.chat)
        assert second["id"] == first["id"] + 1
        assert (await theirs.until("message"))["data"] == first["data"]


async def test_after_a_broken_connection_a_page_gets_what_it_missed_and_nothing_twice(house: House) -> None:
    async with opened(house) as page:
        await house.act("slack", "say", user=house.ana, channel=house.care, text="One")
        seen = await page.until("message")
    for text in ("Two", "Three"):
        await house.act("slack", "say", user=house.ana, channel=house.care, text=text)
    async with opened(house, str(seen["id"])) as page:
        hello = await page.event()
        assert (hello["id"], hello["data"]["missed"]) == (seen["id"], False)
        _, read = await house.get(f"/api/slack/messages?user={house.ana}&channel={house.care}")
        missed = [(await page.until("message"))["data"]["message"] for _ in range(2)]
        assert missed == [one["ts"] for one in read["messages"][1:]]


async def test_a_page_of_another_start_is_told_to_read_everything_anew(house: House) -> None:
    for last in ("999999", "nonsense", "-1"):
        async with opened(house, last) as page:
            hello = await page.event()
            assert (hello["data"]["missed"], hello["id"]) == (True, hello["data"]["last"])


async def test_what_happens_around_the_platforms_is_an_event_as_well(house: House) -> None:
    async with opened(house) as page:
        await page.event()
        house.feed.publish("bot")
        assert (await page.until("bot"))["data"]["platform"] == ""


async def test_who_missed_more_than_is_kept_is_told_so() -> None:
    feed = Feed()
    assert not feed.missed(0)
    for _ in range(feeds.KEPT + 10):
        feed.publish("message")
    assert feed.missed(9)
    assert not feed.missed(10)
    assert not feed.missed(feed.last)
    assert [event.number for event in await feed.after(feed.last - 2, 0)] == [feed.last - 1, feed.last]


async def test_whoever_waits_is_let_go_when_it_closes() -> None:
    feed = Feed()
    waiting = asyncio.create_task(feed.after(0, 30))
    await asyncio.sleep(0)
    feed.close()
    async with asyncio.timeout(5):
        assert await waiting == []
        assert await feed.after(0, 30) == [], "and nobody waits from then on"


async def test_whoever_waits_can_be_stopped_at_the_very_moment_at_which_something_happens() -> None:
    feed = Feed()
    waits = asyncio.create_task(feed.after(0, WITHIN))
    for _ in range(3):
        await asyncio.sleep(0)
    feed.publish("clock")
    waits.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waits
