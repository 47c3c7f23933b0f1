"""Onboarding: who is in which of their first weeks, counted from the day on which Instep first met them."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from bot.capabilities.checkins.kinds import Template
from bot.capabilities.checkins.store import people
from bot.capabilities.checkins.store.people import Met
from bot.people.audience import Reader
from bot.storage.sessions import Session

WEEKS: Mapping[Template, int] = MappingProxyType(
    {Template.ONBOARDING_1: 1, Template.ONBOARDING_2: 2, Template.ONBOARDING_4: 4}
)
"""What asks only whoever is in that week."""

FOUNDING = timedelta(days=1)
"""Whoever came within that time of the first of their team was there when it was linked, and is no newcomer."""


def days_of(week: int) -> tuple[int, int]:
    """How many days before, at least and at most, those were met who are in that week.

    The day itself is not counted: whoever comes after it was prepared is asked the next time. So a check-in that comes
    every seven days meets everybody once in each of their weeks.
    """
    return 7 * week - 6, 7 * week


async def newcomers(session: Session, readers: Collection[Reader], week: int, day: date) -> tuple[Reader, ...]:
    """Those of the readers who are in that week on a day."""
    least, most = days_of(week)
    met = await people.met(session, [one.person_id for one in readers])
    return tuple(one for one in readers if (known := met.get(one.person_id)) and _is_in(known, day, least, most))


def _is_in(known: Met, day: date, least: int, most: int) -> bool:
    return least <= (day - known.at.date()).days <= most and known.at - known.team_since > FOUNDING
