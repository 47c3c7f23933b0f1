"""The judge: an append-only list of everything the stand-in accepted, and of every call it answered."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from adapters.slack.standin.changes import Changes
from adapters.slack.standin.changes import Kind as Changed
from adapters.slack.standin.clock import StandinClock

Json = dict[str, Any]
Operation = Literal["post", "update", "delete", "ephemeral", "open", "view_update", "push", "publish"]

_ALONE: dict[str, Changed] = {
    "delete": "whisper",
    "ephemeral": "whisper",
    "open": "modal",
    "view_update": "modal",
    "push": "modal",
    "publish": "home",
}
"""What changed where one person alone sees it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was stored and became visible.

    `at` is UTC, `monotonic` in seconds; both were taken when it was stored. `via` is the Web API method, or
    `response_url`, or `ack` for what an acknowledgement carried. `mentions` holds every live mention in text and
    blocks. For a view, `user` is who sees it and `view` is the view; for an ephemeral, `user` is who sees it.
    """

    seq: int
    at: datetime
    monotonic: float
    operation: Operation
    via: str
    team: str
    channel: str | None = None
    ts: str | None = None
    user: str | None = None
    thread_ts: str | None = None
    text: str | None = None
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    mentions: list[str] = field(default_factory=list)
    flags: Json = field(default_factory=dict)
    view: Json | None = None


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One Web API call and its outcome: `error` is None when it was granted, `http` the status sent.

    `answered` is false when a fault kept the answer from the caller.
    """

    seq: int
    at: datetime
    monotonic: float
    method: str
    team: str | None
    channel: str | None
    error: str | None
    http: int
    answered: bool = True


class Ledger:
    """Only ever grows. Readers get the very list; nobody but the stand-in writes."""

    def __init__(self, clock: StandinClock, changes: Changes) -> None:
        self._clock = clock
        self._changes = changes
        self.entries: list[Entry] = []
        self.calls: list[CallRecord] = []
        self._grown = asyncio.Condition()

    def record(self, operation: Operation, via: str, team: str, **facts: Any) -> Entry:
        """Append what was just stored."""
        entry = Entry(
            seq=len(self.entries) + 1,
            at=self._clock.utc(),
            monotonic=self._clock.monotonic(),
            operation=operation,
            via=via,
            team=team,
            **facts,
        )
        self.entries.append(entry)
        seen = entry.ts or (entry.view["id"] if entry.view else "")
        changed = _ALONE[operation] if entry.user else "message"
        self._changes.note(changed, entry.channel or "", seen, entry.user or "")
        return entry

    def record_call(
        self,
        method: str,
        team: str | None,
        channel: str | None,
        error: str | None,
        http: int = 200,
        answered: bool = True,
    ) -> None:
        """Append the outcome of one call."""
        self.calls.append(
            CallRecord(
                seq=len(self.calls) + 1,
                at=self._clock.utc(),
                monotonic=self._clock.monotonic(),
                method=method,
                team=team,
                channel=channel,
                error=error,
                http=http,
                answered=answered,
            )
        )

    def of(self, operation: Operation | None = None, channel: str | None = None) -> list[Entry]:
        """The entries of one operation and one channel, each optional."""
        return [
            entry for entry in self.entries if operation in (None, entry.operation) and channel in (None, entry.channel)
        ]

    async def announce(self) -> None:
        """Wake those who wait for the ledger to grow."""
        async with self._grown:
            self._grown.notify_all()

    async def wait_for(self, fulfilled: Callable[["Ledger"], bool], timeout: float = 5.0) -> None:
        """Return as soon as `fulfilled(ledger)` holds; `TimeoutError` after `timeout` seconds."""
        async with asyncio.timeout(timeout), self._grown:
            await self._grown.wait_for(lambda: fulfilled(self))
