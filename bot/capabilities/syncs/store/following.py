"""Meetings that still change, and work that is done again whenever they do, however often it was done before."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_object_session

from bot.capabilities.syncs.kinds import MeetingState
from bot.capabilities.syncs.store.tables import Meeting
from bot.due.tables import DueState, DueWork
from bot.storage.locking import locked

MOST_AHEAD = 20
"""Meetings of a sync that are looked at, the latest first: so many have been prepared at once at most."""


async def not_closed(session: AsyncSession, sync_id: int) -> Sequence[Meeting]:
    """The meetings of a sync that are prepared, open or left out, locked; the latest ones."""
    rows = await session.scalars(
        locked(
            select(Meeting)
            .where(Meeting.sync_id == sync_id, Meeting.state != MeetingState.CLOSED, Meeting.closed_at.is_(None))
            .order_by(Meeting.original_date.desc())
            .limit(MOST_AHEAD)
        )
    )
    return rows.all()


async def agendas_out(session: AsyncSession) -> Sequence[Meeting]:
    """The meetings of all syncs whose agenda is posted and which are not over, locked."""
    rows = await session.scalars(
        select(Meeting)
        .where(Meeting.state == MeetingState.OPEN, Meeting.agenda_at.is_not(None))
        .order_by(Meeting.id)
        .with_for_update()
    )
    return rows.all()


async def look_again(meeting: Meeting, kind: str) -> None:
    """Has work of a meeting that was put down before done once more, in the transaction that the meeting was read in.

    What waits is done once. Whoever does it sees all that was committed before it began, and is asked once more after
    what is committed later.
    """
    session = async_object_session(meeting)
    if session is None:
        raise ValueError("this meeting belongs to no transaction")
    await session.execute(
        update(DueWork)
        .where(DueWork.kind == kind, DueWork.owner_id == meeting.id)
        .values(state=DueState.WAITING, done_at=None, attempts=0, retry_at=DueWork.due_at, reason="")
        .execution_options(synchronize_session=False)
    )
