"""Teams and channels as set-up shows them."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.setup.views import ChoiceView, TeamView
from bot.people.access import Scope
from bot.people.model import Channel, ChannelTeam, Membership, Person, PersonState, Side, SideState, Team


async def teams(session: AsyncSession, scope: Scope, only: Collection[int] | None = None) -> Sequence[TeamView]:
    """The teams within scope by side and name, with how many people each has."""
    query = (
        select(Team, Side.name, Person.name)
        .join(Side, Side.id == Team.side_id)
        .outerjoin(Person, Person.id == Team.lead_id)
        .where(scope.where(Team.side_id), Team.archived.is_(False), Side.state != SideState.GONE)
        .order_by(func.lower(Side.name), func.lower(Team.name))
    )
    if only is not None:
        query = query.where(Team.id.in_(only))
    rows = (await session.execute(query)).all()
    ids = [row[0].id for row in rows]
    counted = await session.execute(
        select(Membership.team_id, Membership.confirmed, func.count())
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.team_id.in_(ids), Membership.until.is_(None))
        .where(Person.state.in_((PersonState.PROVISIONAL, PersonState.ACTIVE)))
        .group_by(Membership.team_id, Membership.confirmed)
    )
    counts = {(team_id, confirmed): n for team_id, confirmed, n in counted}
    linked = await session.execute(
        select(ChannelTeam.team_id, Channel.name)
        .join(Channel, Channel.id == ChannelTeam.channel_id)
        .where(ChannelTeam.team_id.in_(ids))
        .order_by(Channel.name)
    )
    channels: dict[int, list[str]] = {}
    for team_id, name in linked:
        channels.setdefault(team_id, []).append(name)
    return [
        TeamView(
            team.public_id,
            team.name,
            side,
            team.zone,
            team.working_hours,
            lead or "",
            counts.get((team.id, True), 0),
            counts.get((team.id, False), 0),
            tuple(channels.get(team.id, ())),
        )
        for team, side, lead in rows
    ]


async def team_choices(session: AsyncSession, scope: Scope) -> Sequence[tuple[Team, ChoiceView]]:
    """The teams within scope to choose from, each with its side."""
    rows = await session.execute(
        select(Team, Side.name)
        .join(Side, Side.id == Team.side_id)
        .where(scope.where(Team.side_id), Team.archived.is_(False), Side.state != SideState.GONE)
        .order_by(func.lower(Side.name), func.lower(Team.name))
    )
    return [(team, ChoiceView(team.public_id, team.name, side)) for team, side in rows]


async def teams_chosen(session: AsyncSession, scope: Scope, public_ids: Collection[str]) -> Sequence[Team]:
    """The teams of these public ids; what is out of scope is not found."""
    query = select(Team).where(Team.public_id.in_(public_ids), scope.where(Team.side_id))
    return (await session.scalars(query.order_by(Team.id))).all()


async def channel_chosen(session: AsyncSession, public_id: str) -> Channel | None:
    """The channel of a public id; what may be done with it depends on its teams."""
    return await session.scalar(select(Channel).where(Channel.public_id == public_id))


async def teams_of(session: AsyncSession, channel_id: int) -> Sequence[Team]:
    """The teams that a channel is linked to, for whoever was told of the channel."""
    return (
        await session.scalars(
            select(Team)
            .join(ChannelTeam, ChannelTeam.team_id == Team.id)
            .where(ChannelTeam.channel_id == channel_id)
            .order_by(Team.id)
        )
    ).all()
