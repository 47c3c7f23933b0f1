"""The two clocks of the process, passed in wherever time matters."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
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


@dataclass
class OffsetCalendar:
    """A calendar that runs ahead of the machine by an offset, for development and tests; it never goes back."""

    machine: MachineClock
    offset: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return self.machine.now() + self.offset

    def advance_to(self, offset: timedelta) -> None:
        """Sets the offset; raises ValueError if that would turn the calendar back."""
        if offset < self.offset:
            raise ValueError("the calendar clock never goes back")
        self.offset = offset


@dataclass(frozen=True)
class Clocks:
    """Both clocks together, as the composition root hands them out."""

    calendar: CalendarClock
    machine: MachineClock


def system_clocks(offset: timedelta = timedelta()) -> Clocks:
    """Clocks for a process: the machine's, and a calendar ahead of it by `offset`."""
    machine = SystemClock()
    return Clocks(calendar=OffsetCalendar(machine, offset), machine=machine)
