"""Whether somebody is there on the day of a meeting: not away, and at work by their own shifts and days off."""

from datetime import datetime, time

from bot.people.audience import Reader
from schedules.calendar import DaysOff, InvalidCalendar, instant_of, shifts, zone_named


def is_there(reader: Reader, at: datetime) -> bool:
    """Whether somebody can be expected at an instant: they are not out of office, and work that day."""
    return not is_away(reader, at) and works_on(reader, at)


def is_away(reader: Reader, at: datetime) -> bool:
    """Whether somebody is out of office at an instant."""
    return reader.away_until is not None and reader.away_until > at


def works_on(reader: Reader, at: datetime) -> bool:
    """Whether a shift of theirs begins on the local day of an instant, or runs at it.

    Where nobody knows their hours, whether that day is none of their days off.
    """
    if (hours := reader.hours) is None:
        try:
            days_off = DaysOff(reader.country, reader.region, own=reader.own_days)
            return days_off.name_of(at.astimezone(zone_named(reader.zone)).date()) is None
        except InvalidCalendar:
            # Checked when it was stored; it may since have gone from the holiday calendar.
            return True
    zone = zone_named(hours.zone)
    day = at.astimezone(zone).date()
    midnight = instant_of(datetime.combine(day, time()), zone)
    for shift in shifts(hours, min(midnight, at)):
        begins = shift.start.astimezone(zone).date()
        if begins == day or shift.start <= at < shift.end:
            return True
        if begins > day:
            return False
    return False
