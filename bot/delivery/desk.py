"""The desk: what all lanes of a process share, and whom the sender tells what."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.chat.message import Message, from_json
from bot.clock import Clocks
from bot.delivery.intake import Claimed
from bot.delivery.scribe import Scribe
from bot.delivery.tables import Policy
from bot.delivery.tokens import Tokens
from bot.ports import Cause
from bot.storage.sessions import Database

log = structlog.get_logger(__name__)

PARSED_KEPT = 500
"""Messages kept parsed: one content goes to many copies."""


LATE = 0.01
"""Seconds by which a turn of the loop may be late; a command takes some ten turns."""

FEWER, MORE, FEWEST = 0.7, 1.1, 20
"""How many calls may be under way shrinks to this share while the loop is late, and grows to that while it is not.
Platforms that answer slowly need many at once and leave the loop time; those that answer at once need few."""


@dataclass(frozen=True)
class SenderOptions:
    """How the sender behaves; times in seconds.

    `lease` must be well above `timeout`, and `grace` above both the timeout and the time a platform may need until a
    post shows in its history. `policy` is for lanes whose installation has not chosen one.
    """

    lease: float = 30.0
    timeout: float = 10.0
    grace: float = 30.0
    poll: float = 0.25
    in_flight: int = 200
    at_once: int = 100
    window: int = 500
    policy: Policy = Policy.AT_LEAST_ONCE


@dataclass
class Counters:
    """What the metrics show. `lag` is the seconds from release to delivery of the latest post, by platform."""

    deliveries: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By platform, operation and state."""
    pauses: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By platform and what was to pause."""
    lag: dict[str, float] = field(default_factory=dict)
    lanes: int = 0
    in_flight: int = 0


@dataclass(frozen=True)
class Halted:
    """A lane has stopped, since its installation is broken."""

    platform: str
    installation: str
    cause: Cause
    detail: str


@dataclass(frozen=True)
class ChannelFact:
    """What a failure told about a channel (`channel.id`)."""

    channel_id: int
    cause: Cause


async def unobserved(happened: Any) -> None:
    """For whoever does not want to know."""


CHANNEL_CAUSES = frozenset(
    {Cause.CHANNEL_ARCHIVED, Cause.CHANNEL_MISSING, Cause.BOT_NOT_IN_CHANNEL, Cause.POSTING_RESTRICTED}
)
"""Causes that say something lasting about the channel itself."""


@dataclass(frozen=True)
class Hooks:
    """Whom the sender tells: of halted lanes, of what it learned about channels, and (`at`) of where it stands.

    `at` gets one of before_claim, mid_claim, after_claim, mid_post, after_answer, mid_receipt, during_recovery. At
    mid_claim, mid_receipt and during_recovery a transaction is open; a lane's first claim has no before_claim.
    """

    on_halt: Callable[[Halted], Awaitable[None]] = unobserved
    on_channel: Callable[[ChannelFact], Awaitable[None]] = unobserved
    at: Callable[[str], Awaitable[None]] = unobserved


@dataclass
class Desk:
    """What all lanes of a process share."""

    database: Database
    scribe: Scribe
    clocks: Clocks
    options: SenderOptions
    hooks: Hooks
    counters: Counters
    apart: timedelta = timedelta()
    """How far the database's clock is ahead of this machine's."""
    parsed: dict[str, Message | None] = field(default_factory=dict)
    """Messages by what is stored of them: a content's id may be another one's, where its transaction was given up."""
    crowded_out: dict[int, Callable[[], None]] = field(default_factory=dict)
    """Lanes that have work but no room for it, by id, the longest waiting first, and how to stir each."""

    tokens: Tokens = field(init=False)
    room: float = field(init=False)
    """Calls that may be under way now: fewer than the options allow while the loop is late for people."""

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.database.keyring)
        self.room = self.options.in_flight

    def messages(self, rows: Iterable[Claimed]) -> dict[int, Message | None]:
        """What these rows say, by content, parsed once; None for what this program cannot read."""
        known: dict[int, Message | None] = {}
        for row in rows:
            one = row.content_id
            if one in known:
                continue
            if row.text not in self.parsed:
                try:
                    self.parsed[row.text] = from_json(row.text)
                except ValueError:
                    log.exception("content_unreadable", content=one)
                    self.parsed[row.text] = None
            known[one] = self.parsed[row.text]
        while len(self.parsed) > PARSED_KEPT:
            self.parsed.pop(next(iter(self.parsed)))
        return known

    @property
    def free(self) -> int:
        """How many more calls all lanes together may have under way."""
        return int(self.room) - self.counters.in_flight

    def ease(self, late: float) -> None:
        """Take in more or fewer calls at once, from how late the loop is: `late` seconds behind a timer."""
        if late > LATE:
            self.room = max(min(FEWEST, self.options.in_flight), self.room * FEWER)
        else:
            self.room = min(self.options.in_flight, self.room * MORE)

    def now(self) -> datetime:
        """The instant that all processes share."""
        return self.clocks.machine.now() + self.apart

    def monotonic(self) -> float:
        return self.clocks.machine.monotonic()
