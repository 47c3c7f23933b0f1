"""Teams and channels as set-up shows them."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.setup.views import ChoiceView, TeamView
from bot.people import access, audit, roster
from bot.people.access import Actor, Scope
from bot.people.channels import readers_of
from bot.people.model import Channel, ChannelTeam, ChatIdentity, Membership, Person, Side, SideState, Team
from bot.people.names import check_length
from bot.people.refusal import Refused
from bot.people.viewpoint import STRANGERS


async def teams(
    session: AsyncSession, scope: Scope, now: datetime, only: Collection[int] | None = None
) -> Sequence[TeamView]:
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
    counts = {count.team_id: count for count in await roster.headcounts(session, scope, ids, now)}
    linked = await session.execute(
        select(ChannelTeam.team_id, Channel)
        .join(Channel, Channel.id == ChannelTeam.channel_id)
        .where(ChannelTeam.team_id.in_(ids))
        .order_by(Channel.name)
    )
    channels: dict[int, list[str]] = {}
    for team_id, channel in linked:
        channels.setdefault(team_id, []).append(channel.written)
    return [
        TeamView(
            team.public_id,
            team.name,
            side,
            team.zone,
            team.working_hours,
            lead or "",
            counts[team.id].people + counts[team.id].away,
            counts[team.id].provisional,
            tuple(channels.get(team.id, ())),
            team.locale,
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


async def channel_chosen(session: AsyncSession, scope: Scope, public_id: str) -> Channel | None:
    """The channel of a public id that somebody within scope reads; what may be done with it depends on its teams."""
    channel = await session.scalar(select(Channel).where(Channel.public_id == public_id))
    if channel is None or scope.sides is None:
        return channel
    readers = (await readers_of(session, [channel.id]))[channel.id]
    return channel if readers.sides & scope.sides else None


async def teams_of(session: AsyncSession, scope: Scope, channel_id: int) -> Sequence[Team]:
    """The teams within scope that a channel is linked to."""
    return (
        await session.scalars(
            select(Team)
            .join(ChannelTeam, ChannelTeam.team_id == Team.id)
            .where(ChannelTeam.channel_id == channel_id, scope.where(Team.side_id))
            .order_by(Team.id)
        )
    ).all()


async def linked_among(session: AsyncSession, ids: Collection[int]) -> Collection[int]:
    """Which of these channels are linked to a team; for work that no person asked for."""
    return set(await session.scalars(select(ChannelTeam.channel_id).where(ChannelTeam.channel_id.in_(ids))))


async def channels_by_id(session: AsyncSession, ids: Collection[int]) -> Sequence[Channel]:
    """Those of these channels that are still there; for work that no person asked for."""
    return (await session.scalars(select(Channel).where(Channel.id.in_(ids)).order_by(Channel.id))).all()


async def linked_channels(session: AsyncSession, platform: str, installation: str) -> Sequence[Channel]:
    """The channels of an installation that are linked to a team; for work that no person asked for."""
    return (
        await session.scalars(
            select(Channel)
            .where(Channel.platform == platform, Channel.installation_key == installation)
            .where(Channel.id.in_(select(ChannelTeam.channel_id)))
            .order_by(Channel.id)
        )
    ).all()


async def channels_to_read(session: AsyncSession) -> Sequence[Channel]:
    """Linked channels that were never read, or in which somebody is unmet or unknown; for work nobody asked for."""
    has_unmet = (
        select(ChannelTeam.team_id)
        .join(Membership, Membership.team_id == ChannelTeam.team_id)
        .join(ChatIdentity, ChatIdentity.person_id == Membership.person_id)
        .where(
            ChannelTeam.channel_id == Channel.id,
            Membership.until.is_(None),
            ChatIdentity.platform == Channel.platform,
            ChatIdentity.installation_key == "",
            ChatIdentity.deactivated.is_(False),
        )
        .correlate(Channel)
        .exists()
    )
    linked = select(Channel, has_unmet).where(Channel.id.in_(select(ChannelTeam.channel_id))).order_by(Channel.id)
    found = await session.execute(linked)
    return [one for one, unmet in found if unmet or not one.seen_sides or STRANGERS in one.seen_sides]


async def channels_with_strangers(session: AsyncSession, platform: str) -> Sequence[Channel]:
    """The channels in which people of no known company were met; for work that no person sees anything of."""
    found = await session.scalars(select(Channel).where(Channel.platform == platform).order_by(Channel.id))
    return [channel for channel in found if STRANGERS in channel.seen_sides]


async def add_team(session: AsyncSession, actor: Actor, side: Side, team: Team, taken: str, now: datetime) -> None:
    """Adds a team to a side that the actor manages; raises Refused, with `taken` if the side has one of that name."""
    access.require(actor, access.may_manage_people, side.id)
    check_length(team.name)
    names = await session.scalars(select(Team.name).where(Team.side_id == side.id))
    if team.name.casefold() in {name.casefold() for name in names}:
        raise Refused(taken)
    team.side_id = side.id
    session.add(team)
    await session.flush()
    await audit.record(session, actor, "add_team", "team", team.public_id, at=now)
