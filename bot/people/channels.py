"""Channels: what is known of them from events and sweeps, the teams they are linked to, and who can read them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import bindparam, delete, literal, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.inbound import ChannelChange, ChannelChanged
from bot.people import access, audit
from bot.people.access import Actor, Scope
from bot.people.model import AudienceChannel, Channel, ChannelTeam, HomeLink, Membership, Team
from bot.people.refusal import Refused
from bot.people.viewpoint import STRANGERS
from bot.ports import Cause, ChannelFacts
from bot.storage.installations import InstallationRow

UNKNOWN_HOME = "?"
"""Stands among a channel's homes for a company that came in and that the platform has not named yet."""

READ_AT_ONCE = 500
"""Channels read in one go: an audience may have thousands, and everybody else waits while rows are made of them."""


@dataclass(frozen=True)
class Obstacle:
    """Why a message would not arrive in a channel, from facts already known.

    `hosted_elsewhere`: only the other company's admin can add the app. `homes`: other companies' workspaces or tenants
    that nobody has agreed to; with `Cause.SHARED_SINCE` the message waits for an answer instead of failing.
    """

    cause: Cause
    hosted_elsewhere: bool = False
    homes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChannelReaders:
    """Who can read a channel.

    `placed` are the sides of its linked teams, or without any, of the companies in it; `sides` are all who can read
    it: besides those the sharing `companies`, the hosting one, and everybody met in it (`STRANGERS` for the unknown).
    `not_agreed` are companies in it of which nobody has spoken. `zone` and `locale` are its first team's.
    """

    team_ids: tuple[int, ...]
    placed: frozenset[int]
    companies: frozenset[int]
    sides: frozenset[int]
    not_agreed: tuple[str, ...]
    installed: bool
    zone: str = "UTC"
    locale: str = "en"


async def readers_of(session: AsyncSession, channel_ids: Collection[int]) -> Mapping[int, ChannelReaders]:
    """Who can read each of these channels; for deciding what a message there may show."""
    ids = list(channel_ids)
    found: dict[int, ChannelReaders] = {}
    homes = await _homes(session)
    for start in range(0, len(ids), READ_AT_ONCE):
        few = ids[start : start + READ_AT_ONCE]
        # Plain columns, since there may be thousands.
        rows = await session.execute(select(*_READ).where(Channel.id.in_(few)))
        found |= await _readers_of(session, rows.all(), homes)
    return found


async def readers_of_known(session: AsyncSession, channels: Sequence[Channel]) -> Mapping[int, ChannelReaders]:
    """The same for channels that were read already."""
    found: dict[int, ChannelReaders] = {}
    homes = await _homes(session)
    for start in range(0, len(channels), READ_AT_ONCE):
        found |= await _readers_of(session, channels[start : start + READ_AT_ONCE], homes)
    return found


_READ = (
    Channel.id,
    Channel.platform,
    Channel.installation_key,
    Channel.homes,
    Channel.agreed_homes,
    Channel.seen_sides,
)


@dataclass(frozen=True)
class _Homes:
    """The side of each linked home, and of each installation its home and whether it works."""

    sides: Mapping[tuple[str, str], int]
    hosts: Mapping[tuple[str, str], tuple[str, bool]]


_HOMES = union_all(
    select(HomeLink.platform, HomeLink.home, HomeLink.side_id, literal(""), literal(True)),
    select(
        InstallationRow.platform,
        InstallationRow.home,
        literal(None, HomeLink.side_id.type),
        InstallationRow.key,
        InstallationRow.active,
    ),
)


async def _homes(session: AsyncSession) -> _Homes:
    rows = await session.execute(_HOMES)
    sides: dict[tuple[str, str], int] = {}
    hosts: dict[tuple[str, str], tuple[str, bool]] = {}
    for platform, home, side_id, key, active in rows:
        if side_id is not None:
            sides[platform, home] = side_id
        else:
            hosts[platform, key] = home, active
    return _Homes(sides, hosts)


_LINKED = (
    select(ChannelTeam.channel_id, Team.id, Team.side_id, Team.zone, Team.locale)
    .join(Team, Team.id == ChannelTeam.team_id)
    .where(ChannelTeam.channel_id.in_(bindparam("channels", expanding=True)), Team.archived.is_(False))
    .order_by(Team.id)
)


async def _readers_of(session: AsyncSession, channels: Sequence[Any], homes: _Homes) -> dict[int, ChannelReaders]:
    teams: dict[int, list[Any]] = {}
    linked = await session.execute(_LINKED, {"channels": [channel.id for channel in channels]})
    for team in linked:
        teams.setdefault(team.channel_id, []).append(team)
    return {channel.id: _readers(channel, teams.get(channel.id, []), homes) for channel in channels}


def obstacle_of(channel: Channel, readers: ChannelReaders) -> Obstacle | None:
    """What stands in the way of a message to this channel, the first thing to mend first."""
    if not readers.installed:
        return Obstacle(Cause.APP_REMOVED)
    if channel.missing:
        return Obstacle(Cause.CHANNEL_MISSING)
    if channel.archived:
        return Obstacle(Cause.CHANNEL_ARCHIVED)
    if channel.checked_at is None:
        return Obstacle(Cause.CONVERSATION_UNKNOWN)
    if not channel.bot_is_member:
        return Obstacle(Cause.BOT_NOT_IN_CHANNEL, hosted_elsewhere=channel.hosted_elsewhere)
    if not channel.can_post:
        return Obstacle(Cause.POSTING_RESTRICTED)
    if readers.not_agreed:
        return Obstacle(Cause.SHARED_SINCE, homes=readers.not_agreed)
    return None


async def channel_at(session: AsyncSession, platform: str, installation: str, external_id: str) -> Channel | None:
    """The channel that a request came from; for an answer there."""
    return await session.scalar(
        select(Channel).where(
            Channel.platform == platform,
            Channel.installation_key == installation,
            Channel.external_id == external_id,
        )
    )


async def all_channels(session: AsyncSession, scope: Scope) -> Sequence[Channel]:
    """The channels in which a side within scope has a team; those without any team only where all is in scope."""
    query = select(Channel).order_by(Channel.platform, Channel.name, Channel.id)
    if scope.sides is not None:
        theirs = select(ChannelTeam.channel_id).join(Team, Team.id == ChannelTeam.team_id)
        query = query.where(Channel.id.in_(theirs.where(scope.where(Team.side_id))))
    return (await session.scalars(query)).all()


async def keep_facts(session: AsyncSession, platform: str, facts: ChannelFacts, now: datetime) -> Channel:
    """Store what a platform says of one channel."""
    channel = await channel_at(session, platform, facts.installation, facts.channel)
    if channel is None:
        channel = Channel(platform=platform, installation_key=facts.installation, external_id=facts.channel)
        channel.agreed_homes = []
        session.add(channel)
    channel.name = facts.name or channel.name or ""
    channel.archived = facts.archived
    channel.missing = False
    channel.private = facts.private
    channel.bot_is_member = facts.bot_is_member
    channel.can_post = facts.can_post
    channel.shared = facts.shared
    channel.homes = sorted(facts.homes)
    channel.hosted_elsewhere = facts.hosted_elsewhere
    if facts.address is not None:
        channel.address = dict(facts.address)
    channel.checked_at = now
    await session.flush()
    return channel


async def keep_sweep(
    session: AsyncSession, platform: str, installation: str, found: Sequence[ChannelFacts], now: datetime
) -> None:
    """Store what one whole sweep of an installation found.

    Of channels not met before only those that the bot is in; known ones that were not found are missing.
    """
    known = await session.scalars(
        select(Channel).where(Channel.platform == platform, Channel.installation_key == installation)
    )
    unseen = {channel.external_id: channel for channel in known}
    for facts in found:
        if facts.direct:
            continue
        if unseen.pop(facts.channel, None) is not None or facts.bot_is_member:
            await keep_facts(session, platform, facts, now)
    for channel in unseen.values():
        channel.missing = True
        channel.checked_at = now
    await session.flush()


async def keep_refusal(session: AsyncSession, channel_id: int, cause: Cause, now: datetime) -> None:
    """Store what the refusal of a post has told of a channel, until the platform says otherwise."""
    channel = await session.get(Channel, channel_id)
    if channel is None:
        return
    match cause:
        case Cause.CHANNEL_ARCHIVED:
            channel.archived = True
        case Cause.CHANNEL_MISSING:
            channel.missing = True
        case Cause.BOT_NOT_IN_CHANNEL:
            channel.bot_is_member = channel.can_post = False
        case Cause.POSTING_RESTRICTED:
            channel.can_post = False
        case _:
            return
    channel.checked_at = now
    await session.flush()


async def keep_change(session: AsyncSession, changed: ChannelChanged) -> Channel | None:
    """Store what an event says of a channel; None if it is not one of ours.

    After `BOT_ADDED` and `SHARED` have the platform asked for its facts and give them to `keep_facts`: until then
    nothing goes to the channel, since nobody knows who reads it.
    """
    place = changed.origin.place
    channel = await channel_at(session, changed.origin.platform, place.installation, place.channel)
    if channel is None:
        if changed.change is not ChannelChange.BOT_ADDED:
            return None
        channel = Channel(
            platform=changed.origin.platform,
            installation_key=place.installation,
            external_id=place.channel,
            name=place.name,
            homes=[],
            agreed_homes=[],
        )
        session.add(channel)
    match changed.change:
        case ChannelChange.ARCHIVED:
            channel.archived = True
        case ChannelChange.UNARCHIVED:
            channel.archived = False
        case ChannelChange.RENAMED:
            channel.name = changed.new_name
        case ChannelChange.DELETED:
            channel.missing = True
        case ChannelChange.SHARED:
            channel.shared = True
            channel.homes = sorted({*channel.homes, UNKNOWN_HOME})
        case ChannelChange.UNSHARED:
            channel.shared = False
            channel.homes = []
        case ChannelChange.ID_CHANGED:
            await _change_id(session, channel, changed.new_id)
        case ChannelChange.BOT_ADDED:
            channel.bot_is_member = channel.can_post = True
            channel.missing = False
            if place.address is not None:
                channel.address = dict(place.address)
        case ChannelChange.BOT_REMOVED:
            channel.bot_is_member = channel.can_post = False
        case _:
            assert_never(changed.change)
    await session.flush()
    return channel


async def link(session: AsyncSession, actor: Actor | None, channel: Channel, team: Team, now: datetime) -> None:
    """Link a channel to a team; whoever does so has seen, and agrees to, the companies that are in it now.

    It becomes the team's home channel if the team has none. Raises Refused.
    """
    access.require(actor, access.may_link_channel, team.id, team.side_id)
    if await session.get(ChannelTeam, (channel.id, team.id)) is None:
        session.add(ChannelTeam(channel_id=channel.id, team_id=team.id))
        await session.flush()
    note_link(channel, team)
    await session.flush()
    await audit.record(session, actor, "link_channel", "channel", channel.public_id, at=now, team=team.public_id)


async def unlink(session: AsyncSession, actor: Actor | None, channel: Channel, team: Team, now: datetime) -> None:
    """Undo a link; raises Refused if there is none."""
    access.require(actor, access.may_link_channel, team.id, team.side_id)
    present = await session.get(ChannelTeam, (channel.id, team.id))
    if present is None:
        raise Refused(f"{channel.written} is not linked to {team.name}.")
    await session.delete(present)
    note_unlink(channel, team)
    await session.flush()
    await audit.record(session, actor, "unlink_channel", "channel", channel.public_id, at=now, team=team.public_id)


def note_link(channel: Channel, team: Team) -> None:
    """What a link changes of the two themselves."""
    if team.home_channel_id is None:
        team.home_channel_id = channel.id
    channel.agreed_homes = sorted({*channel.agreed_homes, *channel.homes})


def note_unlink(channel: Channel, team: Team) -> None:
    """What the end of a link changes of the team."""
    if team.home_channel_id == channel.id:
        team.home_channel_id = None


async def agree_to_homes(session: AsyncSession, actor: Actor | None, channel: Channel, now: datetime) -> None:
    """Agree to the companies that share a channel now, so that messages to it no longer wait; raises Refused."""
    access.require(actor, access.may_link_homes)
    channel.agreed_homes = list(channel.homes)
    await session.flush()
    await audit.record(
        session, actor, "agree_to_homes", "channel", channel.public_id, at=now, homes=list(channel.homes)
    )


def _readers(channel: Any, teams: Sequence[Any], homes: _Homes) -> ChannelReaders:
    """From a channel, and the rows of its teams."""
    side_of_home = homes.sides
    host_home, installed = homes.hosts.get((channel.platform, channel.installation_key), (None, False))
    host = side_of_home.get((channel.platform, host_home)) if host_home is not None else None
    of_teams = {team.side_id for team in teams}
    sharing = {side_of_home.get((channel.platform, home), STRANGERS) for home in channel.homes}
    placed = of_teams or {side_id for side_id in {host, *sharing} if side_id}
    readers = of_teams | sharing | set(channel.seen_sides)
    if host is not None:
        readers.add(host)
    elif not of_teams:
        readers.add(STRANGERS)
    not_agreed = tuple(
        home
        for home in channel.homes
        if home not in channel.agreed_homes and side_of_home.get((channel.platform, home)) not in of_teams
    )
    first = teams[0] if teams else None
    return ChannelReaders(
        team_ids=tuple(team.id for team in teams),
        placed=frozenset(placed),
        companies=frozenset(placed | sharing) - {STRANGERS},
        sides=frozenset(readers),
        not_agreed=not_agreed,
        installed=installed,
        zone=first.zone if first else "UTC",
        locale=first.locale if first else "en",
    )


async def _change_id(session: AsyncSession, channel: Channel, new_id: str) -> None:
    """Give a channel its new id; a row that already came in under it is joined to the older one."""
    newer = await channel_at(session, channel.platform, channel.installation_key, new_id)
    if newer is not None:
        await _absorb(session, channel, newer)
    channel.external_id = new_id


async def _absorb(session: AsyncSession, older: Channel, newer: Channel) -> None:
    for link_kind, column in ((ChannelTeam, "team_id"), (AudienceChannel, "audience_id")):
        mine = select(getattr(link_kind, column)).where(link_kind.channel_id == older.id)
        await session.execute(
            update(link_kind)
            .where(link_kind.channel_id == newer.id, getattr(link_kind, column).not_in(mine))
            .values(channel_id=older.id)
        )
        await session.execute(delete(link_kind).where(link_kind.channel_id == newer.id))
    await session.execute(update(Team).where(Team.home_channel_id == newer.id).values(home_channel_id=older.id))
    await session.execute(update(Membership).where(Membership.channel_id == newer.id).values(channel_id=older.id))
    await session.delete(newer)
    await session.flush()
