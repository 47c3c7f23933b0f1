"""Teams as somebody chooses them: by id, by name, or from a list, within the sides that they may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people.access import Scope
from bot.people.model import Side, SideState, Team


@dataclass(frozen=True)
class TeamChosen:
    """A team with the name of its side."""

    team_id: int
    public_id: str
    name: str
    side_id: int
    side_name: str


async def teams_chosen(session: AsyncSession, scope: Scope, public_ids: Collection[str]) -> Sequence[TeamChosen]:
    """Those of these teams (public ids) that there are within scope, by side and name."""
    return await _teams(session, scope, Team.public_id.in_(sorted(set(public_ids))))


async def teams_called(session: AsyncSession, scope: Scope, name: str) -> Sequence[TeamChosen]:
    """The teams within scope of this name, whatever the case of its letters, or of this id."""
    wanted = name.strip()
    return await _teams(session, scope, or_(func.lower(Team.name) == wanted.lower(), Team.public_id == wanted))


async def teams_of(session: AsyncSession, scope: Scope, team_ids: Collection[int]) -> Sequence[TeamChosen]:
    """Those of these teams (inside ids) that are within scope, by side and name."""
    return await _teams(session, scope, Team.id.in_(sorted(set(team_ids))))


async def all_teams(session: AsyncSession, scope: Scope) -> Sequence[TeamChosen]:
    """The teams within scope, by side and name."""
    return await _teams(session, scope)


async def _teams(session: AsyncSession, scope: Scope, *which: ColumnElement[bool]) -> Sequence[TeamChosen]:
    rows = await session.execute(
        select(Team.id, Team.public_id, Team.name, Team.side_id, Side.name)
        .join(Side, Side.id == Team.side_id)
        .where(scope.where(Team.side_id), Team.archived.is_(False), Side.state != SideState.GONE, *which)
        .order_by(Side.id, Team.found_by, Team.id)
    )
    return [TeamChosen(*row) for row in rows]
