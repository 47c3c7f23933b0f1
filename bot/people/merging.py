"""Two records that are one person, joined because a human says so."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.people import access, audit, roster
from bot.people.access import Actor
from bot.people.model import ChatIdentity, DeskIdentity, Grant, Membership, Person, PersonState, Team
from bot.people.refusal import Refused
from bot.people.tokens import ApiToken

Reference = InstrumentedAttribute[Any]
"""A column of a table."""

Move = Callable[[AsyncSession, int, int], Awaitable[None]]
"""Moves what a capability keeps of one person (inside id) to another."""


async def merge(
    session: AsyncSession,
    actor: Actor | None,
    keep: Person,
    other: Person,
    now: datetime,
    moves: Sequence[Move] = (),
) -> None:
    """Make `other` part of `keep`: identities, teams, rights, and by `moves` what capabilities keep.

    Raises Refused for people of different sides, since nobody is moved across the wall by a merge.
    """
    access.require(actor, access.may_merge, {keep.side_id, other.side_id})
    if keep.id == other.id:
        raise Refused("These are the same person already.")
    if keep.side_id != other.side_id:
        raise Refused(f"{keep.name} and {other.name} are of different sides and cannot be merged.")
    if PersonState.ERASED in (keep.state, other.state):
        raise Refused("One of them was erased. Nothing is left to merge.")
    for kind in (ChatIdentity, DeskIdentity, ApiToken):
        await session.execute(update(kind).where(kind.person_id == other.id).values(person_id=keep.id))
    await _move_teams(session, keep, other, now)
    await _move_rights(session, keep, other)
    for move in moves:
        await move(session, other.id, keep.id)
    email = keep.email or other.email
    other.email = ""
    await session.flush()
    keep.email = email
    for name in ("alias", "zone", "locale", "working_hours"):
        setattr(keep, name, getattr(keep, name) or getattr(other, name))
    keep.away_until = max((one.away_until for one in (keep, other) if one.away_until), default=None)
    if PersonState.ACTIVE in (keep.state, other.state):
        keep.state = PersonState.ACTIVE
    empty(other)
    await session.flush()
    await audit.record(
        session, actor, "merge", "person", keep.public_id, at=now, other=other.public_id, other_id=other.id
    )


async def move_all(session: AsyncSession, column: Reference, source: int, target: int) -> None:
    """Have all rows that name one person name another; for work that access has allowed."""
    await session.execute(update(column.class_).where(column == source).values({column.key: target}))


async def move_one_each(session: AsyncSession, column: Reference, source: int, target: int, *same: Reference) -> None:
    """The same where a person has one row for each of the `same` values: where both have it, the other's stays."""
    theirs = aliased(column.class_)
    taken = select(theirs).where(
        getattr(theirs, column.key) == target, *[getattr(theirs, one.key) == one for one in same]
    )
    await session.execute(delete(column.class_).where(column == source, taken.exists()))
    await move_all(session, column, source, target)


def empty(person: Person) -> None:
    """Take everything personal out of a record; what is left is a row to count."""
    person.name = person.alias = person.email = person.zone = person.locale = person.working_hours = ""
    person.away_until = None
    person.state = PersonState.ERASED


async def _move_teams(session: AsyncSession, keep: Person, other: Person, now: datetime) -> None:
    mine = {membership.team_id: membership for membership in await roster.open_memberships(session, keep.id)}
    for membership in await roster.open_memberships(session, other.id):
        if membership.team_id in mine:
            membership.until = now
            mine[membership.team_id].confirmed = mine[membership.team_id].confirmed or membership.confirmed
        else:
            membership.person_id = keep.id
    await session.flush()
    for column in (Membership.person_id, Team.lead_id):
        await move_all(session, column, other.id, keep.id)


async def _move_rights(session: AsyncSession, keep: Person, other: Person) -> None:
    mine = {
        (grant.role, grant.side_id) for grant in await session.scalars(select(Grant).where(Grant.person_id == keep.id))
    }
    for grant in (await session.scalars(select(Grant).where(Grant.person_id == other.id))).all():
        if (grant.role, grant.side_id) not in mine:
            grant.person_id = keep.id
    await session.flush()
    await session.execute(delete(Grant).where(Grant.person_id == other.id))
