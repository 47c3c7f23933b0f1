"""Shifts: the working hours of people and teams as they are stored, read once; every question of them comes here."""

from dataclasses import replace
from functools import lru_cache

from schedules.calendar import NO_ROTA, DaysOff, InvalidCalendar, NamedDays, Rota, WorkingHours, parse_stints


def hours_of(
    working_hours: str,
    zone: str,
    country: str = "",
    region: str = "",
    own_days: tuple[NamedDays, ...] = (),
    rota: Rota = NO_ROTA,
) -> WorkingHours | None:
    """When somebody works, from what the tables hold; None where nobody knows.

    `own_days` are the organisation's days off that hold for them, `rota` are their own shifts. Hours are checked when
    they are stored; a zone may since have gone from the tables of zones.
    """
    usual = _usual(working_hours, zone, country, region, own_days)
    if rota == NO_ROTA:
        return usual
    return replace(usual, rota=rota) if usual is not None else _by_rota(zone, rota)


@lru_cache(maxsize=4096)
def _usual(
    working_hours: str, zone: str, country: str, region: str, own_days: tuple[NamedDays, ...]
) -> WorkingHours | None:
    if not working_hours:
        return None
    try:
        return WorkingHours(zone, parse_stints(working_hours), DaysOff(country, region, own=own_days))
    except InvalidCalendar:
        return None


def _by_rota(zone: str, rota: Rota) -> WorkingHours | None:
    try:
        return WorkingHours(zone, (), rota=rota)
    except InvalidCalendar:
        return None
