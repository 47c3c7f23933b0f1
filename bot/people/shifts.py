"""Shifts: the working hours of people and teams as they are stored, read once."""

from functools import lru_cache

from schedules.calendar import InvalidCalendar, WorkingHours, read_working_hours


@lru_cache(maxsize=4096)
def hours_of(working_hours: str, zone: str, country: str = "", region: str = "") -> WorkingHours | None:
    """When somebody works, from texts as the tables hold them; None where nobody knows.

    Hours are checked when they are stored; a zone may since have gone from the tables of zones.
    """
    if not working_hours:
        return None
    try:
        return read_working_hours(working_hours, zone=zone, country=country, region=region)
    except InvalidCalendar:
        return None
