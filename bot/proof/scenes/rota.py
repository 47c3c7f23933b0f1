"""Who of the organisation works when, by the rules of working hours and public holidays."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from bot.proof.organisation import Organisation, Team
from schedules.calendar import Shift, WorkingHours, next_shift, read_working_hours


def hours(organisation: Organisation, key: str) -> WorkingHours:
    """When somebody works: as their team does."""
    return team_hours(next(team for team in organisation.teams if team.name == organisation.person(key).team))


def team_hours(team: Team) -> WorkingHours:
    return read_working_hours(team.hours, zone=team.zone, country=team.country)


def shift_after(organisation: Organisation, key: str, instant: datetime, number: int = 1) -> Shift:
    """The first shift of somebody that starts after an instant, or a later one."""
    shift = next_shift(hours(organisation, key), instant)
    assert shift is not None, "everybody in the story works every week"
    return shift if number == 1 else shift_after(organisation, key, shift.start, number - 1)


def by_team(organisation: Organisation, keys: Collection[str]) -> str:
    """So many of each team, in words."""
    counted = Counter(organisation.person(key).team for key in keys)
    return ", ".join(f"{counted[team.name]} of {team.name}" for team in organisation.teams if team.name in counted)


def in_words(instant: datetime) -> str:
    """An instant as the lines of the story tell it."""
    return f"{instant:%a} {instant.day} {instant:%b, %H:%M} UTC"
