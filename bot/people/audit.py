"""The audit trail: who did what to which object, append only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people.access import Actor, Scope
from bot.people.model import AuditEntry, Person, Side, SideKind

OPERATOR = "operator"
"""Stands for whoever uses the command line."""


async def record(
    session: AsyncSession,
    actor: Actor | None,
    action: str,
    object_kind: str,
    object_id: int | str,
    *,
    at: datetime,
    **detail: Any,
) -> None:
    """Write one line of the trail, in the transaction of the deed; without an actor it was the operator.

    `detail` holds ids, figures and words of enumerations, never what people wrote.
    """
    session.add(AuditEntry(**entry(actor, action, object_kind, object_id, at=at, **detail)))
    await session.flush()


def entry(
    actor: Actor | None, action: str, object_kind: str, object_id: int | str, *, at: datetime, **detail: Any
) -> dict[str, Any]:
    """The row that `record` writes, for work that writes many at once."""
    return {
        "at": at,
        "actor_id": actor.person_id if actor else None,
        "actor": f"person:{actor.public_id}" if actor else OPERATOR,
        "action": action,
        "object_kind": object_kind,
        "object_id": str(object_id),
        "detail": detail,
    }


async def count_since(session: AsyncSession, actor: Actor, action: str, instant: datetime) -> int:
    """How often somebody has done something since then."""
    theirs = (AuditEntry.actor_id == actor.person_id, AuditEntry.action == action, AuditEntry.at >= instant)
    return await session.scalar(select(func.count()).where(*theirs)) or 0


@dataclass(frozen=True)
class Export:
    """Something that was exported of a side: by whom (empty if erased), of which side, and whether with names.

    `action` says what: a receipt (`EXPORT`), or shoutouts.
    """

    at: datetime
    action: str
    object_id: str
    side_id: int
    by: str
    by_side_id: int | None
    by_internal: bool
    by_operator: bool
    names: bool


EXPORT = "export_receipt"
"""The action of an export; one line for each side that is in it, which `detail` names."""

EXPORT_SHOUTOUTS = "export_side_shoutouts"
"""The same of shoutouts that name people of sides."""


async def exports(session: AsyncSession, scope: Scope, *, at_most: int) -> Sequence[Export]:
    """What was exported of the sides within scope, the newest first."""
    side_id = AuditEntry.detail["side_id"].as_integer()
    within = None if scope.sides is None else side_id.in_(sorted(scope.sides))
    query = (
        select(AuditEntry, Person.name, Side.id, Side.kind)
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .outerjoin(Side, Side.id == Person.side_id)
        .where(AuditEntry.action.in_((EXPORT, EXPORT_SHOUTOUTS)), *([] if within is None else [within]))
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(at_most)
    )
    return [
        Export(
            at=row.at,
            action=row.action,
            object_id=row.object_id,
            side_id=row.detail["side_id"],
            by=name or "",
            by_side_id=by_side_id,
            by_internal=kind is SideKind.INTERNAL,
            by_operator=row.actor == OPERATOR,
            names=bool(row.detail.get("names")),
        )
        for row, name, by_side_id, kind in await session.execute(query)
    ]


async def forget_before(session: AsyncSession, instant: datetime) -> int:
    """Delete what is older than `instant`, as the retention of the trail says; tells how many lines."""
    found = await session.execute(delete(AuditEntry).where(AuditEntry.at < instant).returning(AuditEntry.id))
    return len(found.all())
