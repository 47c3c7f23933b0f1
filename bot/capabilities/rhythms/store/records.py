"""What rhythms keep about people: given to them, taken out, and joined."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due.tables import Rhythm, RhythmChange
from bot.people.merging import move_all
from schedules.calendar import format_rule

NAMED = (Rhythm.owner_id, RhythmChange.changed_by)
"""Columns that name a person."""


async def export_person(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What somebody (by inside id) looks after, and which dates they skipped or moved."""
    looked_after = await session.scalars(select(Rhythm).where(Rhythm.owner_id == person_id).order_by(Rhythm.id))
    changed = await session.scalars(
        select(RhythmChange).where(RhythmChange.changed_by == person_id).order_by(RhythmChange.id)
    )
    return {
        "rhythms_looked_after": [{"kind": one.kind, "when": format_rule(one.rule)} for one in looked_after],
        "rhythms_changed": [
            {"date": one.original_date.isoformat(), "at": one.changed_at.isoformat()} for one in changed
        ],
    }


async def erase_person(session: AsyncSession, person_id: int) -> None:
    """Leaves everything as it recurs, without the person."""
    for column in NAMED:
        await session.execute(update(column.class_).where(column == person_id).values({column.key: None}))


async def merge_person(session: AsyncSession, source: int, target: int) -> None:
    """Has what one person (inside id) looks after and has changed be another's."""
    for column in NAMED:
        await move_all(session, column, source, target)
