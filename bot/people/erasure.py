"""Erasing people and giving them their data; what they did stays as counts."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people import audit, roster
from bot.people.access import Actor
from bot.people.merging import empty
from bot.people.model import AuditEntry, ChatIdentity, DeskIdentity, Membership, Person, Team
from bot.people.tokens import ApiToken
from bot.storage.columns import new_public_id

Erase = Callable[[AsyncSession, int], Awaitable[None]]
"""Takes a person (inside id) out of a capability's tables and leaves the counts."""

Tables = Mapping[str, Sequence[Mapping[str, Any]]]
"""Named tables of plain values."""


async def erase_person(
    session: AsyncSession, actor: Actor | None, person: Person, now: datetime, erasures: Sequence[Erase] = ()
) -> None:
    """Leave nothing by which a person could be told; the row and its memberships stay, so that counts do.

    `erasures` are the capabilities'. May be repeated. For work that access has allowed.
    """
    for erase in erasures:
        await erase(session, person.id)
    await roster.leave_unasked(session, person, now)
    for kind in (ChatIdentity, DeskIdentity):
        await session.execute(delete(kind).where(kind.person_id == person.id))
    await session.execute(
        update(ApiToken)
        .where(ApiToken.person_id == person.id)
        .values(name="", revoked_at=func.coalesce(ApiToken.revoked_at, now))
    )
    # The trail keeps what was done and no longer by whom.
    await session.execute(
        update(AuditEntry).where(AuditEntry.actor_id == person.id).values(actor_id=None, actor="person:erased")
    )
    await session.execute(
        update(AuditEntry)
        .where(AuditEntry.object_kind == "person", AuditEntry.object_id == person.public_id)
        .values(object_id="erased")
    )
    empty(person)
    person.public_id = new_public_id()
    await session.flush()
    await audit.record(session, actor, "erase_person", "side", person.side_id, at=now)


async def export_person(session: AsyncSession, person: Person) -> Tables:
    """What the roster keeps of a person, for them; for work that access has allowed."""
    memberships = await session.execute(
        select(Team.name, Membership)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.person_id == person.id)
        .order_by(Membership.id)
    )
    desks = await session.scalars(
        select(DeskIdentity).where(DeskIdentity.person_id == person.id).order_by(DeskIdentity.id)
    )
    tokens = await session.scalars(select(ApiToken).where(ApiToken.person_id == person.id).order_by(ApiToken.id))
    return {
        "person": [
            {
                "id": person.public_id,
                "name": person.name,
                "alias": person.alias,
                "email": person.email,
                "zone": person.zone,
                "locale": person.locale,
                "working_hours": person.working_hours,
                "state": str(person.state),
                "since": person.created_at.isoformat(),
            }
        ],
        "chat_identities": [
            {"platform": row.platform, "home": row.home, "user": row.user_id, "seen": row.seen}
            for row in await roster.identities_of(session, person.id)
        ],
        "desk_identities": [{"system": row.system, "agent": row.agent_id, "alias": row.alias} for row in desks],
        "teams": [
            {
                "team": name,
                "since": membership.since.isoformat(),
                "until": membership.until.isoformat() if membership.until else "",
            }
            for name, membership in memberships
        ],
        "tokens": [
            {"name": row.name, "purpose": str(row.purpose), "since": row.created_at.isoformat()} for row in tokens
        ],
    }
