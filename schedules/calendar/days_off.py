"""Days on which a team does not work: public holidays of a country and region, and days of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple, Protocol

import holidays

from schedules.calendar.wall import InvalidCalendar

EXTRA = "Day off"
"""What a team's own day off is called where no public holiday has a name for it."""


class NamedDays(NamedTuple):
    """Days off with a name of their own, from the first to the last."""

    first: date
    last: date
    name: str


class HasDaysOff(Protocol):
    """Whoever knows which days are off."""

    def name_of(self, day: date) -> str | None:
        """What that day off is called; None for a day like any other."""
        ...


@dataclass(frozen=True, slots=True)
class JointDaysOff:
    """The days off of several teams that meet at one instant, each under its name.

    A day is off for the meeting where all of them are off, or with `any_counts` where one of them is.
    """

    teams: tuple[tuple[str, HasDaysOff], ...]
    any_counts: bool = False

    def name_of(self, day: date) -> str | None:
        found = [name for _, days in self.teams if (name := days.name_of(day)) is not None]
        off = bool(found) if self.any_counts else bool(found) and len(found) == len(self.teams)
        return " and ".join(dict.fromkeys(found)) if off else None

    def missing(self, day: date) -> tuple[tuple[str, str], ...]:
        """The teams that are off on a day, with what their day off is called."""
        return tuple((team, name) for team, days in self.teams if (name := days.name_of(day)) is not None)


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Public holidays by ISO 3166 country ("" for none) and region (its subdivision code), and extra local dates.

    `own` are the organisation's; where one falls on a public holiday, the holiday gives the day its name.

    Raises `InvalidCalendar` for a country or region that the holiday calendar does not have.
    """

    country: str = ""
    region: str = ""
    extra: frozenset[date] = frozenset()
    own: tuple[NamedDays, ...] = ()

    def __post_init__(self) -> None:
        if self.region and not self.country:
            raise InvalidCalendar(f"The region “{self.region}” needs a country.")
        if self.country:
            regions = holidays.list_supported_countries().get(self.country)
            if regions is None:
                raise InvalidCalendar(
                    f"There is no holiday calendar for the country “{self.country}”. "
                    "Use a two-letter code such as GB or PH, or leave it empty."
                )
            if self.region and self.region not in regions:
                raise InvalidCalendar(
                    f"{self.country} has no region “{self.region}” in the holiday calendar. "
                    + (f"Use one of {', '.join(regions)}, or leave it empty." if regions else "Leave it empty.")
                )

    def name_of(self, day: date) -> str | None:
        """What that day off is called, in English where the calendar has it; None for a day like any other."""
        if self.country:
            name = _public_holidays(self.country, self.region, day.year).get(day)
            if name is not None:
                return name
        named = next((days.name for days in self.own if days.first <= day <= days.last), None)
        return EXTRA if named is None and day in self.extra else named


@lru_cache(maxsize=4096)
def _public_holidays(country: str, region: str, year: int) -> Mapping[date, str]:
    return dict(holidays.country_holidays(country, subdiv=region or None, years=year, language="en_US"))
