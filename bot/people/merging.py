"""Two records that are one person, joined because a human says so."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.people import access, audit, roster
from bot.people.access import Actor, Scope
from bot.people.model import ChatIdentity, DeskIdentity, Grant, Membership, Person, PersonState, Team
from bot.people.refusal import Refused
from bot.people.tokens import ApiToken

Reference = InstrumentedAttribute[Any]
"""A column of a table."""

Move = Callable[[AsyncSession, int, int], Awaitable[None]]
"""Moves what a capability keeps of one person (inside id) to another."""


@dataclass(frozen=True)
class Record:
    """What the roster keeps of one person; chat identities as files of people name them, with the platform in front."""

    public_id: str
    name: str
    email: str
    identities: tuple[str, ...]
    teams: tuple[str, ...]
    roles: tuple[str, ...]


async def named(session: AsyncSession, scope: Scope, name: str) -> Person:
    """The one person within scope with this id, e-mail or chat identity (`slack:T1/U1`).

    Raises Refused for nobody and for several: people of different sides may have one e-mail.
    """
    platform, _, rest = name.strip().partition(":")
    home, _, user_id = rest.partition("/")
    identity = and_(ChatIdentity.platform == platform, ChatIdentity.home == home, ChatIdentity.user_id == user_id)
    whose = exists().where(ChatIdentity.person_id == Person.id, identity)
    found = await session.scalars(
        select(Person).where(
            or_(Person.public_id == name.strip(), Person.email == name.strip().lower(), whose),
            Person.state != PersonState.ERASED,
            scope.where(Person.side_id),
        )
    )
    people = found.all()
    if not people or not name.strip():
        raise Refused(
            f"There is nobody “{name}”. Write an id as instep people export shows it, an e-mail, or a chat identity "
            "such as slack:WORKSPACE/USER."
        )
    if len(people) > 1:
        ids = ", ".join(f"{one.name} is {one.public_id}" for one in people)
        raise Refused(f"“{name}” is the e-mail of several people. Write the id of the one you mean: {ids}.")
    return people[0]


def check(keep: Person, other: Person) -> None:
    """Raises Refused where two records cannot be one as things stand; to ask before a preview."""
    if keep.id == other.id:
        raise Refused("These are the same person already.")
    if keep.side_id != other.side_id:
        raise Refused(f"{keep.name} and {other.name} are of different sides and cannot be merged.")
    if PersonState.ERASED in (keep.state, other.state):
        raise Refused("One of them was erased. Nothing is left to merge.")


async def record(session: AsyncSession, person: Person) -> Record:
    """What the roster keeps of a person, to look at before a merge; for work that access has allowed."""
    identities = await session.scalars(select(ChatIdentity).where(ChatIdentity.person_id == person.id))
    teams = await session.scalars(
        select(Team.name)
        .join(Membership, Membership.team_id == Team.id)
        .where(Membership.person_id == person.id, Membership.until.is_(None))
    )
    roles = await session.scalars(select(Grant.role).where(Grant.person_id == person.id))
    return Record(
        person.public_id,
        person.name,
        person.email,
        tuple(sorted(f"{one.platform}:{one.home}/{one.user_id}" for one in identities)),
        tuple(sorted(teams)),
        tuple(sorted({str(one) for one in roles})),
    )


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
    check(keep, other)
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
