"""A time zone as calendar files spell it out: every change of the clocks within some years, each by itself.

What icalendar makes of a zone leaves out changes of zones that change their clocks around Ramadan, so it is not used.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=256)
def spelled_out(zone: str, first_year: int, last_year: int) -> Timezone:
    """The VTIMEZONE of an IANA zone, right from the first of these years to the end of the last."""
    tz = ZoneInfo(zone)
    begins = datetime(first_year, 1, 1, tzinfo=UTC)
    found = Timezone()
    found.add("tzid", zone)
    _add(found, tz, begins, before=begins)
    at = begins
    while at.year <= last_year:
        following = at + _DAY
        if _clock(tz, at) != _clock(tz, following):
            _add(found, tz, _change(tz, at, following), before=at)
        at = following
    return found


def _clock(tz: ZoneInfo, at: datetime) -> tuple[timedelta, timedelta, str]:
    """What the clocks of a zone do at an instant: the offset to UTC, summer time, and the name of both."""
    local = at.astimezone(tz)
    return local.utcoffset() or timedelta(), local.dst() or timedelta(), local.tzname() or ""


def _change(tz: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The instant between two at which the clocks begin to do otherwise, to the second."""
    before = _clock(tz, low)
    while high - low > _SECOND:
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if _clock(tz, middle) == before:
            low = middle
        else:
            high = middle
    return high


def _add(found: Timezone, tz: ZoneInfo, at: datetime, *, before: datetime) -> None:
    offset_before, _, _ = _clock(tz, before)
    offset, summer, name = _clock(tz, at)
    part = TimezoneDaylight() if summer else TimezoneStandard()
    part.add("dtstart", (at + offset_before).replace(tzinfo=None))
    part.add("tzoffsetfrom", offset_before)
    part.add("tzoffsetto", offset)
    part.add("tzname", name)
    found.add_component(part)
