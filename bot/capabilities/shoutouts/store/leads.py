"""Leads, and whether they can be told."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people.model import Team
from bot.people.reachability import reaches


async def leads_of(session: AsyncSession, team_ids: Collection[int]) -> Mapping[int, int]:
    """The lead of each team that has one; for telling them alone."""
    rows = await session.execute(
        select(Team.id, Team.lead_id).where(Team.id.in_(sorted(set(team_ids))), Team.lead_id.is_not(None))
    )
    return {row.id: row.lead_id for row in rows}


async def told_directly(session: AsyncSession, person_ids: Collection[int]) -> frozenset[int]:
    """Those of these people to whom a direct message can be tried: who is in no team is told nothing."""
    if not person_ids:
        return frozenset()
    ways = await reaches(session, person_ids, in_a_team=True)
    return frozenset(person_id for person_id, theirs in ways.items() if theirs[0].takes_direct)
