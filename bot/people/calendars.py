"""Which days teams and people work, for whoever lays out what recurs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people.days_off import Known, known_days
from bot.people.model import HAVE_LEFT, Membership, Person, Team
from bot.people.rotas.reading import rota_of
from bot.people.shifts import hours_of
from schedules.calendar import DaysOff, InvalidCalendar, WorkingHours, parse_stints, zone_named

MONDAY_TO_FRIDAY = frozenset(range(5))
"""The working days (0 is Monday) of those whose hours nobody knows."""

NO_ZONE = "UTC"

AT_ONCE = 1000
"""People read in one statement."""


@dataclass(frozen=True)
class TeamCalendar:
    """A team's zone, its days off (public holidays and the organisation's own), and its working days (0 is Monday)."""

    team_id: int
    public_id: str
    name: str
    side_id: int
    zone: str
    days_off: DaysOff
    workdays: frozenset[int]


@dataclass(frozen=True)
class PersonCalendar:
    """The same of a person: their own zone and working days where they have them, with their team's days off.

    `team_id` is the team that they have been in longest, None where they are in none.
    """

    person_id: int
    team_id: int | None
    side_id: int
    zone: str
    days_off: DaysOff
    workdays: frozenset[int]


async def team_calendars(session: AsyncSession, team_ids: Collection[int]) -> Mapping[int, TeamCalendar]:
    """The calendars of these teams, by inside id, in its order; archived teams too, since rhythms may outlive them."""
    teams = await session.scalars(select(Team).where(Team.id.in_(sorted(set(team_ids)))).order_by(Team.id))
    own = await known_days(session)
    return {
        team.id: TeamCalendar(
            team.id,
            team.public_id,
            team.name,
            team.side_id,
            _zone(team.zone),
            _days_off(team, team.side_id, own),
            _workdays(team.working_hours),
        )
        for team in teams
    }


async def person_hours(session: AsyncSession, person_id: int, now: datetime) -> WorkingHours | None:
    """When one person works, from `now` on, their own shifts and days off included; None where nobody knows."""
    row = (
        await session.execute(
            select(Person, Team)
            .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.until.is_(None))
            .outerjoin(Team, (Team.id == Membership.team_id) & Team.archived.is_(False))
            .where(Person.id == person_id)
            .order_by(Team.id.is_(None), Membership.confirmed.desc(), Membership.since, Membership.id)
            .limit(1)
        )
    ).one()
    person, team = row
    own = (await known_days(session)).of(team.id if team else None, person.side_id)
    return hours_of(
        person.working_hours or (team.working_hours if team else ""),
        _zone(person.zone or (team.zone if team else "")),
        team.country if team else "",
        team.region if team else "",
        own,
        await rota_of(session, person_id, now),
    )


async def person_calendars(session: AsyncSession, person_ids: Collection[int]) -> Mapping[int, PersonCalendar]:
    """The calendars of these people, by inside id, in its order; who has left is absent."""
    wanted = sorted(set(person_ids))
    own = await known_days(session)
    found: dict[int, PersonCalendar] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = await session.execute(
            select(Person.id, Person.side_id, Person.zone, Person.working_hours, Team)
            .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.until.is_(None))
            .outerjoin(Team, (Team.id == Membership.team_id) & Team.archived.is_(False))
            .where(
                Person.id.in_(wanted[start : start + AT_ONCE]),
                Person.state.not_in(HAVE_LEFT),
            )
            .order_by(Person.id, Team.id.is_(None), Membership.confirmed.desc(), Membership.since, Membership.id)
        )
        for person_id, side_id, zone, hours, team in rows:
            if person_id not in found:
                found[person_id] = PersonCalendar(
                    person_id,
                    team.id if team else None,
                    side_id,
                    _zone(zone or (team.zone if team else "")),
                    _days_off(team, side_id, own),
                    _workdays(hours or (team.working_hours if team else "")),
                )
    return found


def _days_off(team: Team | None, side_id: int, own: Known) -> DaysOff:
    named = own.of(team.id if team else None, side_id)
    try:
        return DaysOff(team.country, team.region, own=named) if team else DaysOff(own=named)
    except InvalidCalendar:
        # Checked when it was stored; a region may since have gone from the holiday calendar.
        return DaysOff(own=named)


def _workdays(working_hours: str) -> frozenset[int]:
    try:
        stints = parse_stints(working_hours) if working_hours else ()
    except InvalidCalendar:
        stints = ()
    return frozenset[int]().union(*(stint.weekdays for stint in stints)) or MONDAY_TO_FRIDAY


def _zone(name: str) -> str:
    """A zone that there is: it was checked when it was stored, and may since have gone from the tables of zones."""
    try:
        return zone_named(name).key if name else NO_ZONE
    except InvalidCalendar:
        return NO_ZONE
