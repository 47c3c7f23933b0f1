"""Meetings as the rhythm of their sync has them now: when they begin, and whether they were left out since."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.kinds import EVENTS, MeetingState, SyncState
from bot.capabilities.syncs.store.syncs import SYNC
from bot.capabilities.syncs.store.tables import Meeting, Sync, SyncTeam
from bot.due.tables import DueState, DueWork, Rhythm
from bot.people.model import Team


async def follow_rhythm(session: AsyncSession, meeting: Meeting) -> None:
    """Has a meeting begin when its occurrence does, and be left out where that was taken away.

    One that comes back after all goes on where it was. What was not opened yet, and what is closed, stays as it is.
    """
    if meeting.state is MeetingState.CLOSED:
        return
    row = await session.scalar(
        select(DueWork)
        .join(Rhythm, Rhythm.id == DueWork.owner_id)
        .where(
            Rhythm.kind == SYNC,
            Rhythm.subject_id == meeting.sync_id,
            DueWork.kind == SYNC,
            DueWork.original_date == meeting.original_date,
        )
    )
    if row is None:
        return
    if row.state is DueState.CANCELLED:
        meeting.state = MeetingState.LEFT_OUT
        return
    meeting.starts_at = row.due_at
    if meeting.state is MeetingState.LEFT_OUT:
        meeting.state = MeetingState.COLLECTING if meeting.agenda_at is None else MeetingState.OPEN


async def running(session: AsyncSession, sync: Sync, now: datetime, longer: timedelta = timedelta()) -> Meeting | None:
    """The meeting that has begun and is not over yet, or is over for no `longer` than this."""
    return await session.scalar(
        select(Meeting)
        .where(
            Meeting.sync_id == sync.id,
            Meeting.state == MeetingState.OPEN,
            Meeting.starts_at <= now,
            Meeting.starts_at > now - timedelta(minutes=sync.minutes) - longer,
        )
        .order_by(Meeting.starts_at.desc())
        .limit(1)
    )


async def collecting_syncs(session: AsyncSession, team_ids: Collection[int], side_id: int) -> Sequence[Sync]:
    """Active syncs that collect for an agenda, by name: of these teams, and all that an audience takes part in.

    Without any team, those of the teams of a side.
    """
    theirs = select(SyncTeam.sync_id).join(Team, Team.id == SyncTeam.team_id)
    chosen = theirs.where(Team.id.in_(sorted(team_ids)) if team_ids else Team.side_id == side_id)
    rows = await session.scalars(
        select(Sync)
        .where(
            Sync.state == SyncState.ACTIVE,
            Sync.template.not_in(sorted(EVENTS)),
            or_(Sync.id.in_(chosen), Sync.audience_id.is_not(None)),
        )
        .order_by(Sync.name, Sync.id)
    )
    return rows.all()
