"""The audit trail: who did what to which object, append only."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people.access import Actor
from bot.people.model import AuditEntry

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


async def forget_before(session: AsyncSession, instant: datetime) -> int:
    """Delete what is older than `instant`, as the retention of the trail says; tells how many lines."""
    found = await session.execute(delete(AuditEntry).where(AuditEntry.at < instant).returning(AuditEntry.id))
    return len(found.all())
