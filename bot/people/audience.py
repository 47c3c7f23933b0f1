"""Who receives: the only place that decides which channels and people an audience comes to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy import literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.channels import written
from bot.people.channels import READ_AT_ONCE, ChannelReaders, Obstacle, obstacle_of, readers_of
from bot.people.days_off import known_days
from bot.people.model import (
    Audience,
    AudienceChannel,
    AudienceTeam,
    Channel,
    ChannelTeam,
    Membership,
    Person,
    PersonState,
    Sharing,
    Side,
    SideKind,
    SideState,
    Team,
)
from bot.people.reachability import Reach, reaches
from bot.people.refusal import Refused
from bot.people.rotas.reading import rotas
from bot.people.shifts import hours_of
from bot.people.viewpoint import Viewpoint
from bot.ports import Address
from schedules.calendar import NO_ROTA, NamedDays, Rota, WorkingHours, on_shift

LEFT = (PersonState.LEFT, PersonState.ERASED)

_TEAM, _CHANNEL = 1, 2
"""What a row says that an audience names."""


@dataclass(frozen=True)
class ResolvedTeam:
    """A team of the audience."""

    team_id: int
    public_id: str
    name: str
    side_id: int
    zone: str
    locale: str
    country: str
    region: str
    working_hours: str
    lead_id: int | None
    own_days: tuple[NamedDays, ...] = ()

    @property
    def hours(self) -> WorkingHours | None:
        """When the team works; None where nobody knows."""
        return hours_of(self.working_hours, self.zone, self.country, self.region, self.own_days)


@dataclass(frozen=True)
class ResolvedSide:
    """A side that the audience reaches: of its teams, or whose channels are in it."""

    side_id: int
    public_id: str
    name: str
    kind: SideKind
    state: SideState


@dataclass(frozen=True)
class ResolvedChannel:
    """A channel that receives. `side_ids` are all who can read it (see `Viewpoint`), `team_ids` whose people do.

    `side_id` is whose channel it is for counts and receipts: the partner's if one is in it. `obstacle` says, from
    facts already known, why it would fail or must wait for an answer.
    """

    channel_id: int
    public_id: str
    platform: str
    installation: str
    external_id: str
    name: str
    address: Address | None
    side_id: int | None
    side_ids: frozenset[int]
    team_ids: tuple[int, ...]
    zone: str
    locale: str
    shared: bool
    private: bool
    obstacle: Obstacle | None = None

    @property
    def written(self) -> str:
        """Its name as people of its platform write it."""
        return written(self.platform, self.name)


@dataclass(frozen=True)
class Reader:
    """A person who is expected to read, counted in one team. `identities` are in the order in which to try them.

    `working_hours` and `zone` are their own, else the team's; provisional people are counted apart. `away_until` may be
    over: then it says since when they are back. `own_days` are the organisation's days off that hold for their team,
    `rota` are shifts of their own.
    """

    person_id: int
    team_id: int
    side_id: int
    name: str
    identities: tuple[Reach, ...]
    provisional: bool
    away: bool
    zone: str
    locale: str
    working_hours: str
    country: str
    region: str
    away_until: datetime | None = None
    own_days: tuple[NamedDays, ...] = ()
    rota: Rota = NO_ROTA

    @property
    def pattern(self) -> tuple[str, str, str, str, tuple[NamedDays, ...], Rota]:
        """What their hours are made of: the same for all who work alike, for whom they are worked out once."""
        return self.working_hours, self.zone, self.country, self.region, self.own_days, self.rota

    @cached_property
    def hours(self) -> WorkingHours | None:
        """When they work; None where nobody knows."""
        return hours_of(*self.pattern)


@dataclass(frozen=True)
class LeftOut:
    """A channel or team that would belong to the audience, but its side is paused or leaving."""

    name: str
    side_id: int
    side_name: str
    state: SideState


@dataclass(frozen=True)
class Resolved:
    """What an audience comes to at one instant. `agreed` are its sides, where others get it too (None: none do)."""

    audience_id: int
    name: str
    sharing: Sharing
    channels: tuple[ResolvedChannel, ...]
    readers: tuple[Reader, ...]
    teams: tuple[ResolvedTeam, ...]
    sides: tuple[ResolvedSide, ...]
    internal: int | None
    left_out: tuple[LeftOut, ...] = ()
    agreed: frozenset[int] | None = None

    def viewpoint(self, channel: ResolvedChannel) -> Viewpoint:
        """From which the copy in that channel is composed."""
        return Viewpoint(channel.side_ids, self.sharing, self.internal, self.agreed)

    def viewpoint_of(self, side_id: int) -> Viewpoint:
        """From which a message to one person of that side is composed."""
        return Viewpoint(frozenset({side_id}), self.sharing, self.internal, self.agreed)

    @property
    def side_ids(self) -> frozenset[int]:
        """The sides that it reaches, for which one needs the right to publish."""
        return frozenset(side.side_id for side in self.sides)

    def expected(self) -> tuple[Reader, ...]:
        """The readers that stand behind "of 34": confirmed, and not away."""
        return tuple(reader for reader in self.readers if not reader.provisional and not reader.away)


@dataclass(frozen=True)
class Extent:
    """The channels and teams that audiences come to, those of paused sides too."""

    channel_ids: frozenset[int]
    team_ids: frozenset[int]

    def meets(self, resolved: Resolved) -> bool:
        """Whether anything of this gets what goes to another audience, or has people who read it there."""
        teams = {team.team_id for team in resolved.teams}.union(*(one.team_ids for one in resolved.channels))
        return bool(self.team_ids & teams) or any(one.channel_id in self.channel_ids for one in resolved.channels)


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
    readers = await _readers(session, [team for team in teams if team.id in kept], now, since or now)
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
    return replace(resolved, readers=await _readers(session, teams, now, now))


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
    return _Ground(sides, await readers_of(session, [channel.id for channel in channels]))


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
    readers = await readers_of(session, [channel.id for channel in channels])
    sides = {side.id: side for side in await session.scalars(select(Side))}
    left_out = _Exclusion(sides)
    known = resolved.side_ids.union(*(channel.side_ids for channel in resolved.channels))
    found = [
        _resolve_channel(channel, readers[channel.id], sides)
        for channel in channels
        if not left_out.channel(channel, readers[channel.id])
    ]
    return tuple(one for one in found if one.obstacle is None and one.side_ids <= known)


async def everybody(session: AsyncSession, now: datetime) -> tuple[Reader, ...]:
    """All people of all teams at `now`, each once, without sides that are paused or leaving."""
    teams = await session.scalars(
        select(Team)
        .join(Side, Side.id == Team.side_id)
        .where(Team.archived.is_(False), Side.state == SideState.ACTIVE)
        .order_by(Team.id)
    )
    return await _readers(session, teams.all(), now, now)


async def readers_called(session: AsyncSession, person_ids: Collection[int], now: datetime) -> tuple[Reader, ...]:
    """These people as they are at `now`, each once; those in no team, or of a side that is paused, are absent."""
    wanted = sorted(set(person_ids))
    teams = await session.scalars(
        select(Team)
        .join(Side, Side.id == Team.side_id)
        .where(
            Team.archived.is_(False),
            Side.state == SideState.ACTIVE,
            Team.id.in_(select(Membership.team_id).where(Membership.person_id.in_(wanted), Membership.until.is_(None))),
        )
        .order_by(Team.id)
    )
    return await _readers(session, teams.all(), now, now, wanted)


@dataclass(frozen=True)
class OnShift:
    """Who is at work: `rung` can be messaged directly, each with the one identity to do it through; `unreached` cannot.

    The unreached have no identity, no installation through which they were met, or the last message was refused.
    """

    rung: tuple[Reader, ...]
    unreached: tuple[Reader, ...]


def on_shift_now(readers: Sequence[Reader], now: datetime) -> OnShift:
    """Those of the readers who are at work at `now`: the only ones who may be rung.

    Whose hours nobody knows is not at work, nor who is away.
    """
    at_work: dict[object, bool] = {}
    rung, unreached = [], []
    for reader in readers:
        pattern = reader.pattern
        if pattern not in at_work:
            hours = reader.hours
            at_work[pattern] = hours is not None and on_shift(hours, now)
        if reader.away or not at_work[pattern]:
            continue
        if reader.identities and reader.identities[0].takes_direct:
            rung.append(replace(reader, identities=reader.identities[:1]))
        else:
            unreached.append(reader)
    return OnShift(tuple(rung), tuple(unreached))


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


async def _readers(
    session: AsyncSession,
    teams: Sequence[Team],
    now: datetime,
    since: datetime,
    called: Collection[int] | None = None,
) -> tuple[Reader, ...]:
    """Everybody in these teams (of `called`, where that is given), in one of them each.

    Plain columns, since they may be thousands.
    """
    by_id = {team.id: team for team in teams}
    rows = await session.execute(
        select(
            Membership.team_id,
            Membership.confirmed,
            Person.id,
            Person.side_id,
            Person.name,
            Person.state,
            Person.away_until,
            Person.zone,
            Person.locale,
            Person.working_hours,
        )
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.team_id.in_(by_id),
            Membership.until.is_(None),
            Person.state.not_in(LEFT),
            *([Person.id.in_(called)] if called is not None else []),
        )
        .order_by(Person.id, Membership.confirmed.desc(), Membership.since, Membership.id)
    )
    own = await known_days(session)
    own_days = {team.id: own.of(team.id, team.side_id) for team in teams}
    readers: dict[int, Reader] = {}
    for team_id, confirmed, person_id, side_id, name, state, away_until, zone, locale, hours in rows:
        if person_id in readers:
            continue
        team = by_id[team_id]
        readers[person_id] = Reader(
            person_id=person_id,
            team_id=team_id,
            side_id=side_id,
            name=name,
            identities=(),
            provisional=state is PersonState.PROVISIONAL or not confirmed,
            away=away_until is not None and away_until > now,
            away_until=away_until,
            zone=zone or team.zone,
            locale=locale or team.locale,
            working_hours=hours or team.working_hours,
            country=team.country,
            region=team.region,
            own_days=own_days[team_id],
        )
    reachable = await reaches(session, readers)
    of_their_own = await rotas(session, readers, since)
    return tuple(
        replace(
            reader,
            identities=reachable.get(reader.person_id, ()),
            rota=of_their_own.get(reader.person_id, NO_ROTA),
        )
        for reader in readers.values()
    )


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
