"""Where the page can move the calendar to, always ahead."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(9)

A_YEAR = 400
"""Days in which each zone that changes its clocks has done so."""


def tomorrow(now: datetime, zone: ZoneInfo) -> datetime:
    """Nine in the morning of the next local day."""
    return _morning(now.astimezone(zone).date() + timedelta(days=1), zone)


def after_clock_change(now: datetime, zone: ZoneInfo) -> datetime | None:
    """Nine in the morning of the next local day on which the clocks change; None where they never do."""
    today = now.astimezone(zone).date()
    for days in range(1, A_YEAR):
        day = today + timedelta(days=days)
        if _morning(day, zone).utcoffset() != _morning(day - timedelta(days=1), zone).utcoffset():
            return _morning(day, zone)
    return None


def in_words(instant: datetime, zone: ZoneInfo) -> str:
    """An instant as people there say it."""
    local = instant.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} in {zone.key.rpartition('/')[2].replace('_', ' ')}"


def _morning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, MORNING, zone)
