"""Partners come and go: paused, resumed, offboarded, and erased after the agreed days.

Everything here happens in the caller's transaction and sends nothing. Deliveries and due work of the side are
cancelled by the caller, who knows the outbox: a paused or leaving side is left out of every audience from now on.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import access, audit
from bot.people.access import Actor, Scope
from bot.people.channels import all_channels
from bot.people.erasure import Erase, erase_person
from bot.people.model import (
    HAVE_LEFT,
    Channel,
    HomeLink,
    Person,
    PersonState,
    Side,
    SideKind,
    SideState,
    Team,
)
from bot.people.names import LONGEST_NAME
from bot.people.refusal import Refused
from bot.people.tabular.channels import export_channels
from bot.people.tabular.people import export_people
from bot.people.tabular.teams import export_teams
from bot.storage.installations import InstallationRow, forget_secrets

Action = Literal["pause", "resume", "offboard"]

DAYS_UNTIL_ERASED = 30
"""Between the offboarding and the erasure, if nothing else was agreed."""


@dataclass(frozen=True)
class Preview:
    """What stops with a partner: its teams, people and channels, and the installations that are its own."""

    side_id: int
    name: str
    state: SideState
    teams: tuple[str, ...]
    channels: tuple[str, ...]
    people: int
    installations: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Offboarded:
    """What is left to do: `installations` (platform and key) can also be revoked at their platforms."""

    side_id: int
    erase_on: date
    installations: tuple[tuple[str, str], ...]


async def partner(session: AsyncSession, scope: Scope, name: str) -> Side:
    """The partner of that name within scope; raises Refused if there is none, and for the internal side."""
    sides = await session.scalars(
        select(Side).where(Side.kind == SideKind.PARTNER, Side.state != SideState.GONE, scope.where(Side.id))
    )
    partners = {side.name.casefold(): side for side in sides}
    found = partners.get(name.strip().casefold())
    if found is None:
        known = ", ".join(sorted(side.name for side in partners.values())) or "none yet; add one with instep sides add"
        raise Refused(f"There is no partner “{name}”. Partners: {known}.")
    return found


def check(side: Side, action: Action) -> None:
    """Raises Refused where a side cannot be paused, resumed or offboarded as things stand; to ask before a preview."""
    move = _MOVES[action]
    if side.kind is not SideKind.PARTNER:
        raise Refused(f"{side.name} is the organisation's own side and stays.")
    if side.state not in move.before:
        if side.state is move.after:
            raise Refused(f"{side.name} is {side.state} already.")
        raise Refused(f"{side.name} is {side.state} and cannot be {move.done}.")


async def preview(session: AsyncSession, side: Side) -> Preview:
    """What stops with a partner; for work that access has allowed."""
    scope = Scope(frozenset({side.id}))
    teams = await session.scalars(
        select(Team.name).where(scope.where(Team.side_id), Team.archived.is_(False)).order_by(Team.name)
    )
    people = await session.scalar(
        select(func.count()).select_from(Person).where(scope.where(Person.side_id), Person.state.not_in(HAVE_LEFT))
    )
    channels: Sequence[Channel] = await all_channels(session, scope)
    return Preview(
        side.id,
        side.name,
        side.state,
        tuple(teams),
        tuple(channel.written for channel in channels),
        people or 0,
        tuple((row.platform, row.key) for row in await _installations(session, side)),
    )


async def pause(session: AsyncSession, actor: Actor | None, side: Side, now: datetime) -> None:
    """Stop deliveries and reminders to a partner until it is resumed; raises Refused."""
    await _move(session, actor, side, "pause", now)


async def resume(session: AsyncSession, actor: Actor | None, side: Side, now: datetime) -> None:
    """Deliver to a partner again; what was cancelled meanwhile is not made up for. Raises Refused."""
    await _move(session, actor, side, "resume", now)


async def offboard(
    session: AsyncSession, actor: Actor | None, side: Side, now: datetime, days: int = DAYS_UNTIL_ERASED
) -> Offboarded:
    """Part from a partner: nothing more goes there, its people are strangers, its installations lose their secrets.

    Its people are erased after so many days (see `erase_due`). Raises Refused.
    """
    if days < 0:
        raise Refused("The days until the erasure cannot be fewer than 0.")
    await _move(session, actor, side, "offboard", now)
    side.erase_on = now.date() + timedelta(days=days)
    installations = await _installations(session, side)
    for row in installations:
        row.active = False
        await forget_secrets(session, row)
    await session.flush()
    return Offboarded(side.id, side.erase_on, tuple((row.platform, row.key) for row in installations))


async def people_of(session: AsyncSession, side: Side) -> Sequence[tuple[int, str]]:
    """The inside and the public id of everybody of a partner, leavers too; for work that access has allowed."""
    rows = await session.execute(
        select(Person.id, Person.public_id)
        .where(Person.side_id == side.id, Person.state != PersonState.ERASED)
        .order_by(Person.id)
    )
    return [(person_id, public_id) for person_id, public_id in rows]


async def hand_over(
    session: AsyncSession, side: Side, tables: Mapping[str, Sequence[Mapping[str, Any]]] | None = None
) -> bytes:
    """A zip with the partner's own data: the same CSV files that can be imported, and what capabilities add.

    `tables` are theirs, by name; each becomes a JSON file. For work that access has allowed.
    """
    scope = Scope(frozenset({side.id}))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("teams.csv", await export_teams(session, scope))
        archive.writestr("people.csv", await export_people(session, scope))
        archive.writestr("channels.csv", await export_channels(session, scope))
        for name, rows in (tables or {}).items():
            archive.writestr(f"{name}.json", json.dumps(list(rows), ensure_ascii=False, indent=1))
    return out.getvalue()


async def erase_due(session: AsyncSession, today: date, now: datetime, erasures: Sequence[Erase] = ()) -> Sequence[int]:
    """Erase the partners whose agreed days are over, and tell which; the rows of their people stay to be counted."""
    due = await session.scalars(
        select(Side).where(Side.state == SideState.LEAVING, Side.erase_on <= today).order_by(Side.id)
    )
    erased = []
    for side in due.all():
        people = await session.scalars(
            select(Person).where(Person.side_id == side.id, Person.state != PersonState.ERASED).order_by(Person.id)
        )
        for person in people.all():
            await erase_person(session, None, person, now, erasures)
        for team in await session.scalars(select(Team).where(Team.side_id == side.id)):
            team.archived = True
        await session.execute(delete(HomeLink).where(HomeLink.side_id == side.id))
        side.state = SideState.GONE
        # The name is free again, should the partner come back.
        until = f" (until {today.isoformat()}, {side.id})"
        side.name = f"{side.name[: LONGEST_NAME - len(until)]}{until}"
        await session.flush()
        await audit.record(session, None, "erase_partner", "side", side.public_id, at=now)
        erased.append(side.id)
    return erased


async def _move(session: AsyncSession, actor: Actor | None, side: Side, action: Action, now: datetime) -> None:
    access.require(actor, access.may_manage_partners)
    check(side, action)
    side.state = _MOVES[action].after
    await session.flush()
    await audit.record(session, actor, f"{action}_partner", "side", side.public_id, at=now)


@dataclass(frozen=True)
class _Move:
    before: frozenset[SideState]
    after: SideState
    done: str


_MOVES: dict[Action, _Move] = {
    "pause": _Move(frozenset({SideState.ACTIVE}), SideState.PAUSED, "paused"),
    "resume": _Move(frozenset({SideState.PAUSED}), SideState.ACTIVE, "resumed"),
    "offboard": _Move(frozenset({SideState.ACTIVE, SideState.PAUSED}), SideState.LEAVING, "offboarded"),
}


async def _installations(session: AsyncSession, side: Side) -> Sequence[InstallationRow]:
    """The installations in the partner's own workspaces and tenants."""
    query = (
        select(InstallationRow)
        .join(HomeLink, (HomeLink.platform == InstallationRow.platform) & (HomeLink.home == InstallationRow.home))
        .where(HomeLink.side_id == side.id, InstallationRow.active.is_(True))
    )
    return (await session.scalars(query.order_by(InstallationRow.id))).all()
