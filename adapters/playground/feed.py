"""Everything that happens on both platforms and around them, as one sequence that any number of pages follow."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import aiohttp
import structlog

Kind = Literal[
    "message", "whisper", "view", "modal", "home", "place", "world", "clock", "bot", "breaks", "delivery", "tour"
]
ChangesAfter = Callable[[int, float], Awaitable[Sequence[Any]]]

KEPT = 5000
"""Events that a page can catch up on after a broken connection; one that missed more reads everything anew."""

LONG_POLL = 20.0
"""Seconds that one request for changes waits."""

AGAIN = 1.0
"""Seconds before a stand-in that did not answer is asked again."""

SETTLES = 0.5
"""Seconds after a message changed until what the bot says of its deliveries is worth reading again."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that looks different; `at` is when it was stored, in ISO 8601."""

    number: int
    at: str
    platform: str
    kind: str
    conversation: str
    message: str
    user: str

    def as_sent(self) -> bytes:
        """As it goes to a page (html.spec.whatwg.org/multipage/server-sent-events.html)."""
        shown = {name: getattr(self, name) for name in ("at", "platform", "kind", "conversation", "message", "user")}
        return f"id: {self.number}\ndata: {json.dumps(shown)}\n\n".encode()


class Feed:
    """`async with feed.following(…)` follows two stand-ins; `publish` adds what happens around them."""

    def __init__(self) -> None:
        self._kept: deque[Event] = deque(maxlen=KEPT)
        self._waiting: set[asyncio.Future[None]] = set()
        self._settling: asyncio.TimerHandle | None = None
        self.last = 0
        self.closed = False

    def publish(self, kind: Kind, **about: str) -> None:
        """Tell every page; `about` are further fields of `Event`."""
        at = about.pop("at", "") or datetime.now(UTC).isoformat()
        fields = {"platform": "", "conversation": "", "message": "", "user": ""} | about
        self.last += 1
        self._kept.append(Event(self.last, at, kind=kind, **fields))
        self._wake()

    def missed(self, after: int) -> bool:
        """Whether there was more after that number than is kept, so that a page has to read everything anew."""
        return after > self.last or (after < self.last and after < self._kept[0].number - 1)

    async def after(self, number: int, wait: float) -> list[Event]:
        """Everything after that number; when there is nothing yet, waits up to `wait` seconds for the first."""
        if number >= self.last and not self.closed:
            waiting = asyncio.get_running_loop().create_future()
            self._waiting.add(waiting)
            try:
                with suppress(TimeoutError):
                    # Not `wait_for`, which goes on where whoever waits is stopped just as something happens.
                    async with asyncio.timeout(wait):
                        await waiting
            finally:
                self._waiting.discard(waiting)
        return [event for event in self._kept if event.number > number]

    def close(self) -> None:
        """Let go of everybody who waits."""
        self.closed = True
        if self._settling is not None:
            self._settling.cancel()
        self._wake()

    @asynccontextmanager
    async def following(self, **platforms: ChangesAfter) -> AsyncIterator[None]:
        """Tell of all that changes on these platforms, by name, for as long as the block lasts."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._follow(name, changes)) for name, changes in platforms.items()]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()

    async def _follow(self, platform: str, changes_after: ChangesAfter) -> None:
        seen = 0
        while True:
            try:
                changes = await changes_after(seen, LONG_POLL)
            except (TimeoutError, aiohttp.ClientError) as error:
                log.warning("standin_not_reached", platform=platform, why=str(error))
                await asyncio.sleep(AGAIN)
                continue
            for change in changes:
                seen = change["seq"]
                about = {name: change[name] for name in ("at", "conversation", "message", "user")}
                self.publish(change["kind"], platform=platform, **about)
            if any(change["kind"] == "message" for change in changes) and self._settling is None:
                self._settling = asyncio.get_running_loop().call_later(SETTLES, self._settled)

    def _settled(self) -> None:
        self._settling = None
        self.publish("delivery")

    def _wake(self) -> None:
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
