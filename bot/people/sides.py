"""Sides, and the workspaces and tenants that an admin has linked to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import access, audiences, audit, names
from bot.people.access import Actor, Scope
from bot.people.model import HomeLink, Presence, Side, SideKind, SideState, StrangerHome, Team
from bot.people.refusal import Refused

INTERNAL = "Internal"
"""What the internal side is called until somebody names it otherwise."""


@dataclass(frozen=True)
class Home:
    """A workspace, enterprise or tenant, the side it is linked to, and how that side is there."""

    platform: str
    home: str
    side_id: int
    side_name: str
    presence: Presence


async def internal_side(session: AsyncSession) -> Side | None:
    """The organisation's own side; None before the first admin came."""
    return await session.scalar(select(Side).where(Side.kind == SideKind.INTERNAL).order_by(Side.id).limit(1))


async def make_internal_side(session: AsyncSession, now: datetime) -> Side:
    """The organisation's own side, made if it is not there yet, and with it the audience of everyone."""
    side = await internal_side(session)
    if side is None:
        side = Side(name=INTERNAL, kind=SideKind.INTERNAL, created_at=now)
        session.add(side)
        await session.flush()
    await audiences.everyone(session)
    return side


async def side_named(session: AsyncSession, scope: Scope, name: str) -> Side | None:
    """The side of that name, whatever the case of its letters; `internal` always means the organisation's own."""
    wanted = name.strip().casefold()
    found = {side.name.casefold(): side for side in await all_sides(session, scope)}
    if wanted == SideKind.INTERNAL and wanted not in found:
        return next((side for side in found.values() if side.kind is SideKind.INTERNAL), None)
    return found.get(wanted)


async def team_named(session: AsyncSession, scope: Scope, side_id: int, name: str) -> Team | None:
    """The team of a side within scope of that name, whatever the case of its letters; None if there is none."""
    rows = await session.scalars(
        select(Team).where(scope.where(Team.side_id), Team.side_id == side_id, Team.archived.is_(False))
    )
    return next((team for team in rows if team.name.casefold() == name.strip().casefold()), None)


async def all_sides(session: AsyncSession, scope: Scope) -> Sequence[Side]:
    """The sides within scope, the internal one first, without those that are gone."""
    query = select(Side).where(scope.where(Side.id), Side.state != SideState.GONE)
    found = (await session.scalars(query.order_by(func.lower(Side.name)))).all()
    return sorted(found, key=lambda side: side.kind is not SideKind.INTERNAL)


async def add_partner(session: AsyncSession, actor: Actor | None, name: str, now: datetime) -> Side:
    """Add a partner; raises Refused if there is a side of that name, in whatever case."""
    access.require(actor, access.may_manage_partners)
    name = name.strip()
    if not name:
        raise Refused("A partner needs a name.")
    names.check_length(name)
    taken = await session.scalars(select(Side.name))
    if name.casefold() in {SideKind.INTERNAL, *(other.casefold() for other in taken)}:
        raise Refused(f"There is already a side called “{name}”. Choose another name.")
    side = Side(name=name, kind=SideKind.PARTNER, created_at=now)
    session.add(side)
    await session.flush()
    await audit.record(session, actor, "add_partner", "side", side.public_id, at=now)
    return side


async def side_of_home(session: AsyncSession, platform: str, home: str) -> Side | None:
    """The side that a workspace or tenant is linked to."""
    query = select(Side).join(HomeLink, HomeLink.side_id == Side.id)
    return await session.scalar(query.where(HomeLink.platform == platform, HomeLink.home == home))


async def homes(session: AsyncSession, scope: Scope) -> Sequence[Home]:
    """The linked homes of the sides within scope."""
    query = (
        select(HomeLink, Side.name)
        .join(Side, Side.id == HomeLink.side_id)
        .where(scope.where(Side.id))
        .order_by(func.lower(Side.name), HomeLink.platform, HomeLink.home)
    )
    rows = await session.execute(query)
    return [Home(link.platform, link.home, link.side_id, name, link.presence) for link, name in rows]


async def link_home(
    session: AsyncSession,
    actor: Actor | None,
    platform: str,
    home: str,
    side: Side,
    presence: Presence,
    now: datetime,
) -> None:
    """Say to which side a workspace or tenant belongs; whoever comes from there from now on is of that side.

    Raises Refused if it is linked to another side already: people were placed by that link, so it is not moved.
    """
    access.require(actor, access.may_link_homes)
    present = await session.scalar(select(HomeLink).where(HomeLink.platform == platform, HomeLink.home == home))
    if present is not None and present.side_id != side.id:
        other = await session.get_one(Side, present.side_id)
        raise Refused(
            f"{home} is already linked to {other.name}. Unlink it first, by “link home” in chat or with: "
            f"instep homes unlink {platform} {home}."
        )
    if present is None:
        session.add(HomeLink(platform=platform, home=home, side_id=side.id, presence=presence))
    else:
        present.presence = presence
    stranger = await session.scalar(
        select(StrangerHome).where(StrangerHome.platform == platform, StrangerHome.home == home)
    )
    if stranger is not None:
        await session.delete(stranger)
    await session.flush()
    await audit.record(
        session, actor, "link_home", "side", side.public_id, at=now, platform=platform, home=home, presence=presence
    )


async def unlink_home(session: AsyncSession, actor: Actor | None, platform: str, home: str, now: datetime) -> None:
    """Forget to which side a home belongs; people already placed stay. Raises Refused if it is not linked."""
    access.require(actor, access.may_link_homes)
    present = await session.scalar(select(HomeLink).where(HomeLink.platform == platform, HomeLink.home == home))
    if present is None:
        raise Refused(f"{home} is not linked to any side.")
    side = await session.get_one(Side, present.side_id)
    await session.delete(present)
    await session.flush()
    await audit.record(session, actor, "unlink_home", "side", side.public_id, at=now, platform=platform, home=home)


async def note_stranger(session: AsyncSession, platform: str, home: str, now: datetime) -> bool:
    """Keep that somebody of an unlinked home came by; tells whether that is the first time, and keeps nobody's name."""
    query = select(StrangerHome.id).where(StrangerHome.platform == platform, StrangerHome.home == home)
    if await session.scalar(query) is not None:
        return False
    try:
        async with session.begin_nested():
            session.add(StrangerHome(platform=platform, home=home, seen_at=now))
    except IntegrityError:
        # Somebody else of that home came by in the same moment.
        return False
    return True


def unknown_side(scope: Scope, name: str) -> str:
    """What is wrong with a name in a file: the operator and managers of everybody see all sides, others manage some."""
    if scope.sides is None:
        return f"There is no side “{name}”. Write its name as Instep has it."
    return f"You manage no side “{name}”. Write its name as Instep has it."
