"""Work of occurrences that were opened: which of it may still run, and when."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due.rhythms import Plan
from bot.due.tables import ONE_OFF, DueState, DueWork, Rhythm

SKIPPED, PAUSED, ENDED = "skipped by hand", "paused", "ended"
"""Why work of an occurrence was cancelled; undoing a skip or a pause brings that work back."""

_LONG_OVER = timedelta(days=60)
"""After which what was left out is not brought back; nothing is moved by so much and then brought back."""


async def rows_of(session: AsyncSession, rhythm: Rhythm, plan: Plan, *chosen: ColumnElement[bool]) -> Sequence[DueWork]:
    """Work of a rhythm's occurrences, locked, so that no ticker runs it meanwhile."""
    found = await session.scalars(
        select(DueWork).where(work_of(rhythm, plan), *chosen).order_by(DueWork.id).with_for_update()
    )
    return found.all()


def work_of(rhythm: Rhythm, plan: Plan) -> ColumnElement[bool]:
    """All work of a rhythm's occurrences."""
    return and_(DueWork.owner_id == rhythm.id, DueWork.kind.in_(plan.kinds), DueWork.original_date != ONE_OFF)


def open_ones(now: datetime) -> ColumnElement[bool]:
    """Work that waits, or was taken away by a decision that can be taken back."""
    lately = DueWork.original_date > (now - _LONG_OVER).date()
    return or_(DueWork.state == DueState.WAITING, and_(DueWork.reason.in_((SKIPPED, PAUSED)), lately))


def put(row: DueWork, due_at: datetime, now: datetime) -> None:
    """Has work due at another time, at once if that has passed; what was due already stays so."""
    if due_at > now or row.due_at > now:
        due_at = max(due_at, now)
        if due_at != row.due_at:
            row.due_at = row.retry_at = due_at
