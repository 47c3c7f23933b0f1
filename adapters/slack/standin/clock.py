"""The stand-in's own time, passed in so that tests can move it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class StandinClock:
    """`unix` gives seconds since 1970 in UTC, `monotonic` seconds that only grow."""

    unix: Callable[[], float] = time.time
    monotonic: Callable[[], float] = time.monotonic

    def utc(self) -> datetime:
        """The present as an aware datetime."""
        return datetime.fromtimestamp(self.unix(), UTC)
