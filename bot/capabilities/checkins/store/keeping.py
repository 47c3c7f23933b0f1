"""How long check-ins are kept: words first, then the figures, with who was asked."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import RunState
from bot.capabilities.checkins.store.tables import Answer, Ballot, Run, Silence
from bot.delivery.rows import rows_hit

TEXTS_KEPT = timedelta(days=90)
"""How long what people wrote is kept after a run closed, as content of messages is elsewhere."""

RESULTS_KEPT = timedelta(days=730)
"""How long the run itself is kept: what was chosen, and who was asked."""


async def delete_expired(session: AsyncSession, now: datetime) -> int:
    """Forgets words `TEXTS_KEPT` after their run, all of it after `RESULTS_KEPT`, and snoozes; says how many rows."""
    over = Run.state.in_((RunState.CLOSED, RunState.WITHDRAWN, RunState.NOT_HELD))
    old = select(Run.id).where(over, Run.closes_at < now - TEXTS_KEPT)
    return await rows_hit(
        session,
        update(Answer).where(Answer.run_id.in_(old), Answer.text != "").values(text=""),
        update(Ballot).where(Ballot.run_id.in_(old), Ballot.text != "").values(text=""),
        delete(Run).where(over, Run.closes_at < now - RESULTS_KEPT),
        delete(Silence).where(Silence.until < now),
    )
