"""What is kept of people who began updates and handed drafts over, and for how long."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.beginnings import Beginning
from bot.capabilities.updates.store.handovers import Handover
from bot.capabilities.updates.store.tables import Update
from bot.capabilities.updates.store.templates import export_templates


async def export_reuse(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What a person has typed in forms, the drafts that they handed over or were handed, and their templates."""
    begun = await session.scalars(select(Beginning).where(Beginning.person_id == person_id).order_by(Beginning.id))
    handed = await session.execute(
        select(Update.public_id, Handover)
        .join(Update, Update.id == Handover.update_id)
        .where(or_(Handover.from_id == person_id, Handover.to_id == person_id))
        .order_by(Handover.at)
    )
    return {
        "updates_begun": [{"saved_at": row.saved_at.isoformat(), **row.typed} for row in begun],
        "drafts_handed_over": [
            {
                "update": public_id,
                "at": row.at.isoformat(),
                "direction": "given" if row.from_id == person_id else "taken",
            }
            for public_id, row in handed
        ],
        **await export_templates(session, person_id),
    }


async def erase_reuse_of(session: AsyncSession, person_id: int) -> None:
    """Takes a person out."""
    await session.execute(delete(Beginning).where(Beginning.person_id == person_id))
    await session.execute(delete(Handover).where(or_(Handover.from_id == person_id, Handover.to_id == person_id)))


async def forget_reuse(session: AsyncSession, before: datetime) -> int:
    """Deletes what was begun before an instant; says how many."""
    begun = await session.execute(delete(Beginning).where(Beginning.saved_at < before).returning(Beginning.id))
    return len(begun.all())
