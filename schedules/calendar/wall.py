"""Local wall-clock times as UTC instants, each exactly once over every change of the clocks."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class InvalidCalendar(ValueError):
    """A zone, holiday region, working time or recurrence that cannot be understood; the text says what to change."""


LONGEST_ZONE = 64
"""Characters of a zone's name; the longest of them all has 32."""

_NO_PLACE = frozenset({"localtime", "posixrules", "Factory"})
"""Files among those of zones that name no place: what holds on this machine, for short names, and until one is set."""

_COPIES = ("posix/", "right/")
"""Folders that some systems keep the zones in once more, `right` with leap seconds."""


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of that name; raises `InvalidCalendar` where there is none."""
    try:
        if len(name) <= LONGEST_ZONE and name not in _NO_PLACE and not name.startswith(_COPIES):
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    shown = name if len(name) <= LONGEST_ZONE else f"{name[:LONGEST_ZONE]}…"
    raise InvalidCalendar(f"“{shown}” is not a time zone. Use an IANA name such as Europe/London or Asia/Manila.")


class Reading(NamedTuple):
    """What a naive local time is: its UTC instant, and whether the clocks skip it or show it twice."""

    instant: datetime
    skipped: bool
    repeated: bool


def read_clock(local: datetime, zone: ZoneInfo) -> Reading:
    """The one UTC instant of a naive local time.

    A time that the clocks skip is the first minute after the gap; a time that happens twice is the first of the two.
    """
    if local.tzinfo is not None:
        raise TypeError("a wall-clock time has no zone of its own")
    before = _offset(local, zone, 0)
    after = _offset(local, zone, 1)
    if before >= after:
        return Reading((local - before).replace(tzinfo=UTC), False, before > after)
    return Reading(_end_of_gap(local - after, local - before, after, zone), True, False)


def instant_of(local: datetime, zone: ZoneInfo) -> datetime:
    """The one UTC instant of a naive local time, as `read_clock` finds it."""
    return read_clock(local, zone).instant


def _offset(local: datetime, zone: ZoneInfo, fold: int) -> timedelta:
    offset = local.replace(tzinfo=zone, fold=fold).utcoffset()
    assert offset is not None
    return offset


def _end_of_gap(early: datetime, late: datetime, after: timedelta, zone: ZoneInfo) -> datetime:
    """The first whole minute at which the later offset is in force; the change lies in (early, late], naive UTC."""
    low = early.replace(second=0, microsecond=0)
    minutes = -((low - late) // timedelta(minutes=1))
    below, above = 0, minutes
    while above - below > 1:
        middle = (below + above) // 2
        instant = (low + timedelta(minutes=middle)).replace(tzinfo=UTC)
        if instant.astimezone(zone).utcoffset() == after:
            above = middle
        else:
            below = middle
    return (low + timedelta(minutes=above)).replace(tzinfo=UTC)
