"""Who was at the last meeting of a sync; for whoever turns to them afterwards."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.kinds import Held, MeetingState, SyncState
from bot.capabilities.syncs.store.tables import Attendee, Meeting, Sync


async def at_last_meeting(session: AsyncSession, sync: Sync) -> Collection[int] | None:
    """The people (inside ids) who were at the last meeting that is closed; None where none is."""
    meeting = await session.scalar(
        select(Meeting)
        .where(Meeting.sync_id == sync.id, Meeting.state == MeetingState.CLOSED)
        .order_by(Meeting.original_date.desc())
        .limit(1)
    )
    if meeting is None:
        return None
    there = Attendee.here_at if sync.held is Held.LIVE else Attendee.answered_at
    rows = await session.scalars(
        select(Attendee.person_id)
        .where(Attendee.meeting_id == meeting.id, Attendee.person_id.is_not(None), there.is_not(None))
        .order_by(Attendee.id)
    )
    return [one for one in rows if one is not None]


async def active_syncs(session: AsyncSession) -> Sequence[Sync]:
    """The syncs that take place, the newest first; whoever asks checks which of them may be seen."""
    return (await session.scalars(select(Sync).where(Sync.state == SyncState.ACTIVE).order_by(Sync.id.desc()))).all()
