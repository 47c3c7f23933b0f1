"""The two clocks of the process, passed in wherever time matters."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class CalendarClock(Protocol):
    """Says what is due, which deadlines passed and which dates are shown."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class MachineClock(Protocol):
    """Drives leases, pace, `Retry-After`, signatures, tokens and time limits; nothing ever moves it."""

    def now(self) -> datetime:
        """The system's instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since an arbitrary start; never goes back."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass(frozen=True)
class Clocks:
    """Both clocks together, as the composition root hands them out."""

    calendar: CalendarClock
    machine: MachineClock


def system_clocks() -> Clocks:
    """Clocks for a process: the machine's, by which the calendar goes too."""
    machine = SystemClock()
    return Clocks(calendar=machine, machine=machine)
