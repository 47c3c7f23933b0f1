"""Sides, partners and audiences as set-up shows them."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.setup.views import AudienceView, ChoiceView, PartnerView
from bot.delivery.tables import Copy, Delivery, State
from bot.people import audiences, sides
from bot.people.access import Scope
from bot.people.model import AudienceTeam, Side, SideKind, StrangerHome, Team


async def side_choices(session: AsyncSession, scope: Scope) -> Sequence[tuple[Side, ChoiceView]]:
    """The sides within scope to choose from, the internal one first."""
    return [(side, ChoiceView(side.public_id, side.name)) for side in await sides.all_sides(session, scope)]


async def side_chosen(session: AsyncSession, scope: Scope, public_id: str) -> Side | None:
    """The side of a public id; None if it is out of scope."""
    return await session.scalar(select(Side).where(Side.public_id == public_id, scope.where(Side.id)))


async def partners(session: AsyncSession, scope: Scope) -> Sequence[PartnerView]:
    """The partners within scope by name."""
    linked: dict[int, list[sides.Home]] = {}
    for home in await sides.homes(session, scope):
        linked.setdefault(home.side_id, []).append(home)
    return [
        PartnerView(
            side.public_id,
            side.name,
            side.state,
            tuple((f"{home.platform} {home.home}", home.presence) for home in linked.get(side.id, ())),
            side.erase_on,
        )
        for side in await sides.all_sides(session, scope)
        if side.kind is SideKind.PARTNER
    ]


async def waiting_for(session: AsyncSession, side_id: int) -> int:
    """How many deliveries to a side have not begun."""
    waiting = await session.scalar(
        select(func.count())
        .select_from(Delivery)
        .join(Copy, Copy.id == Delivery.copy_id)
        .where(Copy.side_id == side_id, Delivery.state.in_((State.HELD, State.WAITING)))
    )
    return waiting or 0


async def audience_views(session: AsyncSession, scope: Scope) -> Sequence[AudienceView]:
    """The audiences within scope, with the names of their teams."""
    listed = await audiences.all_audiences(session, scope)
    rows = await session.execute(
        select(AudienceTeam.audience_id, Team.name)
        .join(Team, Team.id == AudienceTeam.team_id)
        .where(AudienceTeam.audience_id.in_([found.audience.id for found in listed]), scope.where(Team.side_id))
        .order_by(func.lower(Team.name))
    )
    teams: dict[int, list[str]] = {}
    for audience_id, name in rows:
        teams.setdefault(audience_id, []).append(name)
    return [
        AudienceView(
            found.audience.public_id,
            found.audience.name,
            found.audience.sharing,
            found.audience.everyone,
            tuple(teams.get(found.audience.id, ())),
        )
        for found in listed
    ]


async def stranger_homes(session: AsyncSession) -> Sequence[tuple[str, str]]:
    """The companies that wait to be linked, the first to come by first; for admins."""
    rows = await session.execute(select(StrangerHome.platform, StrangerHome.home).order_by(StrangerHome.seen_at))
    return [(platform, home) for platform, home in rows]


async def stranger_id(session: AsyncSession, platform: str, home: str) -> int | None:
    """The row of a company that waits to be linked, as the subject of the notice about it."""
    return await session.scalar(
        select(StrangerHome.id).where(StrangerHome.platform == platform, StrangerHome.home == home)
    )
