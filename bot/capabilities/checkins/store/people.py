"""Facts about the people whom check-ins ask: their zones, and who does not want to be asked."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, union
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


async def silenced(session: AsyncSession, checkin_id: int, at: datetime) -> set[int]:
    """Whoever does not want to be asked by a check-in at an instant, by inside id."""
    rows = await session.scalars(
        select(Silence.person_id).where(
            Silence.checkin_id == checkin_id, Silence.until.is_(None) | (Silence.until > at)
        )
    )
    return set(rows)
