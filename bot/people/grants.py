"""Roles, given and taken."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import access, audit
from bot.people.access import Actor, Right, Scope
from bot.people.model import HAVE_LEFT, Grant, Person, PersonState, Role, Side, SideKind
from bot.people.refusal import Refused


class Holder(Protocol):
    """Whoever is given a right: a stored person, or one whom an import is about to store."""

    @property
    def name(self) -> str: ...

    @property
    def state(self) -> PersonState: ...


async def grant(
    session: AsyncSession, actor: Actor | None, person: Person, role: Role, side_id: int | None, now: datetime
) -> None:
    """Give a person a role within a side, or for the organisation (None); raises Refused.

    A partner's people get rights within their own side only. Whoever is given a right counts as confirmed.
    """
    check_grant(actor, person, await session.get_one(Side, person.side_id), role, side_id)
    if (role, side_id) not in await rights_of(session, person.id):
        session.add(Grant(person_id=person.id, role=role, side_id=side_id))
    person.state = PersonState.ACTIVE
    await session.flush()
    await audit.record(session, actor, "grant", "person", person.public_id, at=now, role=role, side_id=side_id)


async def revoke(
    session: AsyncSession, actor: Actor | None, person: Person, role: Role, side_id: int | None, now: datetime
) -> None:
    """Take a role from a person; raises Refused for the organisation's last admin."""
    last_admin = (role, side_id) == (Role.ADMIN, None) and not await _other_admins(session, person.id)
    check_revoke(actor, person, role, side_id, last_admin=last_admin)
    where = Grant.side_id.is_(None) if side_id is None else Grant.side_id == side_id
    await session.execute(delete(Grant).where(Grant.person_id == person.id, Grant.role == role, where))
    await audit.record(session, actor, "revoke", "person", person.public_id, at=now, role=role, side_id=side_id)


def check_grant(actor: Actor | None, person: Holder, side: Side, role: Role, side_id: int | None) -> None:
    """Raise Refused where `grant` does; `side` is the person's own."""
    access.require(actor, access.may_grant, role, side_id)
    if side.kind is SideKind.PARTNER and side_id != side.id:
        raise Refused(f"{person.name} is of {side.name} and can be given rights within {side.name} only.")
    if person.state in HAVE_LEFT:
        raise Refused(f"{person.name} has left and can be given no rights.")


def check_revoke(actor: Actor | None, person: Holder, role: Role, side_id: int | None, *, last_admin: bool) -> None:
    """Raise Refused where `revoke` does; `last_admin` says that it is the organisation's last."""
    access.require(actor, access.may_grant, role, side_id)
    if last_admin:
        raise Refused(f"{person.name} is the last admin. Make somebody else an admin first.")


async def rights_of(session: AsyncSession, person_id: int) -> frozenset[Right]:
    """The rights that were given to a person; for showing them to whoever may grant."""
    rows = await session.execute(select(Grant.role, Grant.side_id).where(Grant.person_id == person_id))
    return frozenset((role, side_id) for role, side_id in rows)


async def admins(session: AsyncSession, scope: Scope) -> Sequence[Person]:
    """Whom to ask: the organisation's admins within scope, oldest first."""
    query = (
        select(Person)
        .join(Grant, Grant.person_id == Person.id)
        .where(Grant.role == Role.ADMIN, Grant.side_id.is_(None), scope.where(Person.side_id))
        .where(Person.state == PersonState.ACTIVE)
    )
    return (await session.scalars(query.order_by(Grant.id))).all()


async def _other_admins(session: AsyncSession, person_id: int) -> int:
    found = await session.scalar(
        select(func.count())
        .select_from(Grant)
        .join(Person, Person.id == Grant.person_id)
        .where(Grant.role == Role.ADMIN, Grant.side_id.is_(None), Person.id != person_id)
        .where(Person.state == PersonState.ACTIVE)
    )
    return found or 0
