"""Facts about the people whom check-ins ask: their zones, since when they are there, and who is not to be asked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.store.tables import Silence
from bot.people.model import Membership, Person, Team


async def zones_of(session: AsyncSession, team_ids: Collection[int]) -> set[str]:
    """The zones of these teams, and of people in them who have one of their own."""
    ids = sorted(set(team_ids))
    of_teams = select(Team.zone).where(Team.id.in_(ids))
    of_people = (
        select(Person.zone)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.team_id.in_(ids), Membership.until.is_(None), Person.zone != "")
    )
    return set(await session.scalars(union(of_teams, of_people)))


@dataclass(frozen=True)
class Met:
    """When somebody was first met, and since when the oldest of their teams has had anybody."""

    at: datetime
    team_since: datetime


async def met(session: AsyncSession, person_ids: Collection[int]) -> Mapping[int, Met]:
    """Of people in teams, by inside id."""
    since = (
        select(Membership.team_id, func.min(Membership.since).label("since")).group_by(Membership.team_id).subquery()
    )
    rows = await session.execute(
        select(Person.id, Person.created_at, func.min(since.c.since))
        .join(Membership, Membership.person_id == Person.id)
        .join(since, since.c.team_id == Membership.team_id)
        .where(Person.id.in_(sorted(set(person_ids))), Membership.until.is_(None))
        .group_by(Person.id, Person.created_at)
    )
    return {person_id: Met(at, team_since) for person_id, at, team_since in rows}


async def silenced(session: AsyncSession, checkin_id: int, at: datetime) -> set[int]:
    """Whoever does not want to be asked by a check-in at an instant, by inside id."""
    rows = await session.scalars(
        select(Silence.person_id).where(
            Silence.checkin_id == checkin_id, Silence.until.is_(None) | (Silence.until > at)
        )
    )
    return set(rows)
