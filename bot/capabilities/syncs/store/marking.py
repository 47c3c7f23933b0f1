"""Has messages follow that name somebody who is taken out."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.store.tables import Action, Attendee, Meeting, Raised, Reply, Written
from bot.capabilities.syncs.subjects import ACTION, MEETING
from bot.delivery.rows import insert_for
from bot.delivery.tables import Stale

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""Redrawing that is due since then comes at once, by whatever clock."""


async def mark_naming(session: AsyncSession, person_id: int) -> None:
    """Has everything composed anew that may name somebody (by inside id), or say what they raised."""
    of_meetings = [
        select(table.meeting_id).where(table.person_id == person_id) for table in (Attendee, Raised, Written, Reply)
    ]
    led = (Meeting.facilitator_id, Meeting.taken_by_id, Meeting.closed_by_id)
    by_action = or_(Action.owner_id == person_id, Action.author_id == person_id, Action.ended_by_id == person_id)
    meetings = await session.scalars(
        select(Meeting.id).where(
            or_(
                *(column == person_id for column in led),
                *(Meeting.id.in_(one) for one in of_meetings),
                Meeting.id.in_(select(Action.meeting_id).where(by_action)),
            )
        )
    )
    await _mark(session, MEETING, meetings.all())
    await _mark(session, ACTION, (await session.scalars(select(Action.id).where(by_action))).all())


async def _mark(session: AsyncSession, kind: str, ids: Iterable[int]) -> None:
    marking = insert_for(session, Stale).on_conflict_do_update(
        index_elements=[Stale.subject_kind, Stale.subject_id], set_={"marks": Stale.marks + 1}
    )
    rows = [
        {"subject_kind": kind, "subject_id": one, "marks": 1, "drawn": 0, "next_at": _LONG_AGO} for one in sorted(ids)
    ]
    if rows:
        await session.execute(marking, rows)
