"""The channels and people that an audience, or some teams, come to at one instant."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people.audience.readers import readers_in
from bot.people.audience.resolved import Extent, LeftOut, Resolved, ResolvedChannel, ResolvedSide, ResolvedTeam
from bot.people.channels import READ_AT_ONCE, ChannelReaders, obstacle_of, readers_of_known
from bot.people.days_off import known_days
from bot.people.model import (
    Audience,
    AudienceChannel,
    AudienceTeam,
    Channel,
    ChannelTeam,
    Sharing,
    Side,
    SideKind,
    SideState,
    Team,
)
from bot.people.refusal import Refused
from schedules.calendar import NamedDays

_TEAM, _CHANNEL = 1, 2
"""What a row says that an audience names."""


async def extent_of(session: AsyncSession, names: Collection[str]) -> Extent:
    """What the audiences of these names come to, whatever the case of their letters and whichever sides they reach."""
    wanted = {name.casefold() for name in names}
    channel_ids: set[int] = set()
    team_ids: set[int] = set()
    every = (await session.scalars(select(Audience).order_by(Audience.id))).all() if wanted else ()
    for audience in [one for one in every if one.name.casefold() in wanted]:
        named = await _named_by(session, audience)
        teams = await _teams(session, audience, named)
        team_ids |= {team.id for team in teams}
        channel_ids |= {channel.id for channel in await _channels(session, audience, teams, named)}
    return Extent(frozenset(channel_ids), frozenset(team_ids))


async def resolve(session: AsyncSession, audience_id: int, now: datetime, since: datetime | None = None) -> Resolved:
    """The channels and people of an audience at `now`.

    Each channel and each person comes once. Sides that are paused or leaving are left out, channels that one of them
    reads as well. Decides who receives, not who may send: `bot.people.access` says that for `side_ids`. Whoever reckons
    with shifts of the past says `since` when.
    Raises Refused if there is no such audience.
    """
    audience = await session.get(Audience, audience_id)
    if audience is None:
        raise Refused("This audience no longer exists. Choose another one.")
    named = await _named_by(session, audience)
    teams = await _teams(session, audience, named)
    channels = await _channels(session, audience, teams, named)
    ground = await _ground(session, channels)
    resolved = await _resolved(session, audience, teams, channels, ground)
    kept = {team.team_id for team in resolved.teams}
    readers = await readers_in(session, [team for team in teams if team.id in kept], now, since or now)
    return replace(resolved, readers=readers)


async def team_ids(session: AsyncSession, audience_id: int) -> Sequence[int]:
    """The teams of an audience, by inside id, those of paused sides too; none of one that is gone."""
    audience = await session.get(Audience, audience_id)
    if audience is None:
        return ()
    return [team.id for team in await _teams(session, audience, await _named_by(session, audience))]


async def resolve_people(
    session: AsyncSession, team_ids: Collection[int], now: datetime, audience: Audience | None = None
) -> Resolved:
    """What `resolve_teams` says, with the people of all these teams who are expected to read it at `now`."""
    resolved = await resolve_teams(session, team_ids, audience)
    teams = await _teams_called(session, {team.team_id for team in resolved.teams})
    return replace(resolved, readers=await readers_in(session, teams, now, now))


async def resolve_teams(session: AsyncSession, team_ids: Collection[int], audience: Audience | None = None) -> Resolved:
    """The channels of some teams, and of an audience besides, whose sides share what they have agreed to.

    The others share nothing. Nobody is expected to read it: it has no readers.
    """
    found = audience or Audience(id=0, name="", sharing=Sharing.NOTHING, everyone=False)
    named = await _named_by(session, audience) if audience else _Named()
    teams = await _teams(session, audience, named) if audience else []
    channels = await _channels(session, audience, teams, named) if audience else []
    added = await _teams_called(session, set(team_ids) - {team.id for team in teams})
    known = {channel.id for channel in channels}
    channels += await _channels_called(session, await _channels_of(session, added) - known)
    ground = await _ground(session, channels)
    resolved = await _resolved(session, found, [*teams, *added], channels, ground)
    return replace(resolved, agreed=await _agreed(session, audience, teams, named, ground) if audience else frozenset())


async def further_channels(
    session: AsyncSession, resolved: Resolved, side_id: int, without: Collection[int]
) -> tuple[ResolvedChannel, ...]:
    """Channels of the audience's teams of a side that can be reached, but for some; nobody else reads them.

    Whether one of them shall stand in for another is for an author to say.
    """
    teams = [team.team_id for team in resolved.teams if team.side_id == side_id]
    linked = select(ChannelTeam.channel_id).where(ChannelTeam.team_id.in_(teams))
    rows = await session.scalars(select(Channel).where(Channel.id.in_(linked)).order_by(Channel.name, Channel.id))
    channels = [channel for channel in rows if channel.id not in without]
    readers = await readers_of_known(session, channels)
    sides = {side.id: side for side in await session.scalars(select(Side))}
    left_out = _Exclusion(sides)
    known = resolved.side_ids.union(*(channel.side_ids for channel in resolved.channels))
    found = [
        _resolve_channel(channel, readers[channel.id], sides)
        for channel in channels
        if not left_out.channel(channel, readers[channel.id])
    ]
    return tuple(one for one in found if one.obstacle is None and one.side_ids <= known)


@dataclass(frozen=True)
class _Named:
    """What an audience names by itself, by inside ids."""

    team_ids: frozenset[int] = frozenset()
    channel_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class _Ground:
    """All sides, and who reads the channels that are looked at."""

    sides: Mapping[int, Side]
    readers: Mapping[int, ChannelReaders]


async def _ground(session: AsyncSession, channels: Sequence[Channel]) -> _Ground:
    sides = {side.id: side for side in await session.scalars(select(Side))}
    return _Ground(sides, await readers_of_known(session, channels))


@dataclass
class _Exclusion:
    """Leaves out what belongs to a side that is paused or leaving, and keeps what that was."""

    sides: Mapping[int, Side]
    found: list[LeftOut] = field(default_factory=list)

    def team(self, team: Team) -> bool:
        return self._leave_out(team.name, [team.side_id])

    def channel(self, channel: Channel, readers: ChannelReaders) -> bool:
        return self._leave_out(channel.written, readers.companies)

    def _leave_out(self, name: str, side_ids: Collection[int]) -> bool:
        for side_id in sorted(side_ids):
            side = self.sides[side_id]
            if side.state is not SideState.ACTIVE:
                self.found.append(LeftOut(name, side.id, side.name, side.state))
                return True
        return False


async def _agreed(
    session: AsyncSession, audience: Audience, teams: Sequence[Team], named: _Named, ground: _Ground
) -> frozenset[int]:
    """What `audiences.sides_of` says, from what was read already."""
    if audience.everyone:
        return frozenset(side.id for side in ground.sides.values() if side.state is not SideState.GONE)
    side_of = {team.id: team.side_id for team in teams}
    archived = [one for one in named.team_ids if one not in side_of]
    theirs = await session.scalars(select(Team.side_id).where(Team.id.in_(archived))) if archived else ()
    placed = [ground.readers[one].placed for one in named.channel_ids]
    return frozenset(side_of[one] for one in named.team_ids if one in side_of).union(theirs, *placed)


async def _resolved(
    session: AsyncSession, audience: Audience, teams: list[Team], channels: list[Channel], ground: _Ground
) -> Resolved:
    """Without readers, whom it would take longest to find."""
    sides, readers = ground.sides, ground.readers
    left_out = _Exclusion(sides)
    teams = [team for team in teams if not left_out.team(team)]
    channels = [channel for channel in channels if not left_out.channel(channel, readers[channel.id])]
    resolved = [_resolve_channel(channel, readers[channel.id], sides) for channel in channels]
    own = await known_days(session)
    taking_part = {team.side_id for team in teams} | {channel.side_id for channel in resolved}
    return Resolved(
        audience_id=audience.id,
        name=audience.name,
        sharing=audience.sharing,
        channels=tuple(resolved),
        readers=(),
        teams=tuple(_resolve_team(team, own.of(team.id, team.side_id)) for team in teams),
        sides=tuple(_resolve_side(side) for side in sides.values() if side.id in taking_part),
        internal=next((side.id for side in sides.values() if side.kind is SideKind.INTERNAL), None),
        left_out=tuple(left_out.found),
    )


async def _named_by(session: AsyncSession, audience: Audience) -> _Named:
    rows = await session.execute(
        union_all(
            select(literal(_TEAM), AudienceTeam.team_id).where(AudienceTeam.audience_id == audience.id),
            select(literal(_CHANNEL), AudienceChannel.channel_id).where(AudienceChannel.audience_id == audience.id),
        )
    )
    named = rows.all()
    return _Named(
        frozenset(one for what, one in named if what == _TEAM),
        frozenset(one for what, one in named if what == _CHANNEL),
    )


async def _teams(session: AsyncSession, audience: Audience, named: _Named) -> list[Team]:
    """The audience's teams, and those of the channels that it names."""
    query = select(Team).where(Team.archived.is_(False)).order_by(Team.id)
    if not audience.everyone:
        of_channels = (
            select(ChannelTeam.team_id)
            .join(AudienceChannel, AudienceChannel.channel_id == ChannelTeam.channel_id)
            .where(AudienceChannel.audience_id == audience.id)
        )
        query = query.where(Team.id.in_(sorted(named.team_ids)) | Team.id.in_(of_channels))
    return list(await session.scalars(query))


async def _teams_called(session: AsyncSession, team_ids: Collection[int]) -> list[Team]:
    if not team_ids:
        return []
    query = select(Team).where(Team.id.in_(sorted(team_ids)), Team.archived.is_(False)).order_by(Team.id)
    return list(await session.scalars(query))


async def _channels(session: AsyncSession, audience: Audience, teams: Sequence[Team], named: _Named) -> list[Channel]:
    """The channels that the audience names, and of its teams the home channel, else all they have."""
    receiving = [team for team in teams if audience.everyone or team.id in named.team_ids]
    return await _channels_called(session, named.channel_ids | await _channels_of(session, receiving))


async def _channels_of(session: AsyncSession, teams: Sequence[Team]) -> set[int]:
    """Of each team the home channel, else all it has."""
    found = {team.home_channel_id for team in teams if team.home_channel_id is not None}
    homeless = [team.id for team in teams if team.home_channel_id is None]
    if not homeless:
        return found
    return found | set(await session.scalars(select(ChannelTeam.channel_id).where(ChannelTeam.team_id.in_(homeless))))


async def _channels_called(session: AsyncSession, wanted: Collection[int]) -> list[Channel]:
    ids = sorted(wanted)
    found: list[Channel] = []
    for start in range(0, len(ids), READ_AT_ONCE):
        few = Channel.id.in_(ids[start : start + READ_AT_ONCE])
        found += await session.scalars(select(Channel).where(few).order_by(Channel.id))
    return found


def _resolve_channel(channel: Channel, readers: ChannelReaders, sides: Mapping[int, Side]) -> ResolvedChannel:
    partners = [side_id for side_id in sorted(readers.placed) if sides[side_id].kind is SideKind.PARTNER]
    return ResolvedChannel(
        channel_id=channel.id,
        public_id=channel.public_id,
        platform=channel.platform,
        installation=channel.installation_key,
        external_id=channel.external_id,
        name=channel.name,
        address=channel.address,
        side_id=next(iter([*partners, *sorted(readers.placed)]), None),
        side_ids=readers.sides,
        team_ids=readers.team_ids,
        zone=readers.zone,
        locale=readers.locale,
        shared=channel.shared,
        private=channel.private,
        obstacle=obstacle_of(channel, readers),
    )


def _resolve_team(team: Team, own_days: tuple[NamedDays, ...]) -> ResolvedTeam:
    return ResolvedTeam(
        team_id=team.id,
        public_id=team.public_id,
        name=team.name,
        side_id=team.side_id,
        zone=team.zone,
        locale=team.locale,
        country=team.country,
        region=team.region,
        working_hours=team.working_hours,
        lead_id=team.lead_id,
        own_days=own_days,
    )


def _resolve_side(side: Side) -> ResolvedSide:
    return ResolvedSide(side.id, side.public_id, side.name, side.kind, side.state)
