"""Audiences as named sets of teams and channels; who receives is for `bot.people.audience` to decide."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import access, audit, names
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.channels import readers_of
from bot.people.model import Audience, AudienceChannel, AudienceTeam, Sharing, Side, SideState, Team
from bot.people.refusal import Refused

EVERYONE = "Everyone"
"""The audience that always exists: all teams of all sides."""


_IN_ORDER = select(Audience).order_by(Audience.everyone.desc(), func.lower(Audience.name), Audience.id)


@dataclass(frozen=True)
class Listed:
    """An audience and the sides that it reaches."""

    audience: Audience
    side_ids: frozenset[int]


async def everyone(session: AsyncSession) -> Audience:
    """The audience of all teams, made if it is not there yet."""
    found = await session.scalar(select(Audience).where(Audience.everyone.is_(True)).order_by(Audience.id).limit(1))
    if found is None:
        found = Audience(name=EVERYONE, sharing=Sharing.NOTHING, everyone=True)
        session.add(found)
        await session.flush()
    return found


async def all_audiences(session: AsyncSession, scope: Scope) -> Sequence[Listed]:
    """The audiences that reach no side outside of the scope: a name of another may give a partner away."""
    rows = await session.scalars(_IN_ORDER)
    listed = [Listed(audience, await sides_of(session, audience)) for audience in rows]
    return [found for found in listed if _are_within(scope, found.side_ids)]


async def audience_named(session: AsyncSession, scope: Scope, name: str) -> Audience | None:
    """The first audience of that name, whatever the case of its letters; Everyone too, whose name is no secret."""
    return next(iter(await _all_called(session, scope, name)), None)


async def sides_of(session: AsyncSession, audience: Audience) -> frozenset[int]:
    """The sides that an audience reaches, paused ones too; for deciding who may see and use it."""
    if audience.everyone:
        return frozenset(await session.scalars(select(Side.id).where(Side.state != SideState.GONE)))
    team_ids = await session.scalars(select(AudienceTeam.team_id).where(AudienceTeam.audience_id == audience.id))
    channel_ids = await session.scalars(
        select(AudienceChannel.channel_id).where(AudienceChannel.audience_id == audience.id)
    )
    return await _sides_among(session, team_ids.all(), channel_ids.all())


async def keep(
    session: AsyncSession,
    actor: Actor | None,
    name: str,
    sharing: Sharing,
    team_ids: Collection[int],
    channel_ids: Collection[int],
    now: datetime,
) -> Audience:
    """Make an audience, or set one of that name to exactly these teams and channels; raises Refused.

    Only those that the actor may see are looked through. If several of them have the name, the one is meant that
    reaches the same sides. Everyone has all teams by itself: only what its sides share can be set there.
    """
    if not name.strip():
        raise Refused("An audience needs a name.")
    names.check_length(name)
    known = await _all_called(session, EVERYTHING if actor is None else actor.scope, name)
    if len(known) > 1:
        wanted = await _sides_among(session, team_ids, channel_ids)
        known = [found for found in known if await sides_of(session, found) == wanted]
        if len(known) != 1:
            raise Refused(f"Several audiences are called “{name.strip()}”. Choose another name.")
    audience = known[0] if known else None
    if audience is None:
        audience = Audience(name=name.strip(), everyone=False)
        session.add(audience)
    else:
        access.require(actor, access.may_manage_audiences, await sides_of(session, audience))
    if sharing is not (audience.sharing or Sharing.NOTHING):
        access.require(actor, access.may_open_walls)
    if audience.everyone and (team_ids or channel_ids):
        raise Refused(f"{audience.name} has all teams by itself: leave teams and channels empty.")
    audience.sharing = sharing
    await session.flush()
    await session.execute(delete(AudienceTeam).where(AudienceTeam.audience_id == audience.id))
    await session.execute(delete(AudienceChannel).where(AudienceChannel.audience_id == audience.id))
    session.add_all(AudienceTeam(audience_id=audience.id, team_id=team_id) for team_id in sorted(set(team_ids)))
    session.add_all(AudienceChannel(audience_id=audience.id, channel_id=each) for each in sorted(set(channel_ids)))
    await session.flush()
    access.require(actor, access.may_manage_audiences, await sides_of(session, audience))
    await audit.record(session, actor, "keep_audience", "audience", audience.public_id, at=now, sharing=sharing)
    return audience


async def _all_called(session: AsyncSession, scope: Scope, name: str) -> Sequence[Audience]:
    wanted = name.strip().casefold()
    return [
        audience
        for audience in await session.scalars(_IN_ORDER)
        if audience.name.casefold() == wanted and (audience.everyone or await _is_within(session, scope, audience))
    ]


async def _is_within(session: AsyncSession, scope: Scope, audience: Audience) -> bool:
    return scope.sides is None or _are_within(scope, await sides_of(session, audience))


def _are_within(scope: Scope, side_ids: frozenset[int]) -> bool:
    return scope.sides is None or (bool(side_ids) and scope.covers_all(side_ids))


async def _sides_among(
    session: AsyncSession, team_ids: Collection[int], channel_ids: Collection[int]
) -> frozenset[int]:
    found = set(await session.scalars(select(Team.side_id).where(Team.id.in_(team_ids))))
    for readers in (await readers_of(session, channel_ids)).values():
        found |= readers.placed
    return frozenset(found)
