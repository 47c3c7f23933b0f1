"""How long syncs are kept: what was raised and noted, then what was decided and done."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.kinds import ActionState, MeetingState, Outcome
from bot.capabilities.syncs.store.tables import Action, Meeting, Raised, Written
from bot.delivery.rows import rows_hit

TEXTS_KEPT = timedelta(days=90)
"""How long what was raised and noted is kept after a meeting, as content of messages is elsewhere."""

OUTCOMES_KEPT = timedelta(days=730)
"""How long decisions, ended actions, and the meeting itself with who was there are kept."""


async def delete_expired(session: AsyncSession, now: datetime) -> int:
    """Forgets texts `TEXTS_KEPT` after their meeting, and all of it after `OUTCOMES_KEPT`; says how many rows went."""
    over = Meeting.state.in_((MeetingState.CLOSED, MeetingState.LEFT_OUT))
    old = select(Meeting.id).where(over, Meeting.starts_at < now - TEXTS_KEPT)
    oldest = select(Meeting.id).where(over, Meeting.starts_at < now - OUTCOMES_KEPT)
    return await rows_hit(
        session,
        update(Raised).where(Raised.meeting_id.in_(old), Raised.text != "").values(text="", removed_at=now),
        update(Written)
        .where(Written.meeting_id.in_(old), Written.kind == Outcome.NOTE, Written.text != "")
        .values(text="", removed_at=now),
        delete(Action).where(Action.state != ActionState.OPEN, Action.ended_at < now - OUTCOMES_KEPT),
        # An action that is still open outlives its meeting.
        update(Action).where(Action.meeting_id.in_(oldest)).values(meeting_id=None),
        delete(Meeting).where(Meeting.id.in_(oldest)),
    )
