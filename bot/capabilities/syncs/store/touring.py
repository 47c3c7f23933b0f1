"""How far somebody has come who follows the playground's tour."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.kinds import SyncState
from bot.capabilities.syncs.store.tables import Action, Attendee, Meeting, Raised, Sync, SyncTeam
from bot.people.model import Team


async def set_up_across(session: AsyncSession, since: datetime) -> bool:
    """Whether a sync with a team of another side than its author's was set up since then; it names nobody."""
    found = await session.scalar(
        select(Sync.id)
        .join(SyncTeam, SyncTeam.sync_id == Sync.id)
        .join(Team, Team.id == SyncTeam.team_id)
        .where(Sync.state == SyncState.ACTIVE, Sync.created_at >= since, Team.side_id != Sync.side_id)
        .limit(1)
    )
    return found is not None


async def raised_across(session: AsyncSession, since: datetime) -> bool:
    """Whether somebody of another side raised something for the agenda of one since then; it names nobody."""
    found = await session.scalar(
        select(Raised.id)
        .join(Meeting, Meeting.id == Raised.meeting_id)
        .join(Sync, Sync.id == Meeting.sync_id)
        .where(Raised.at >= since, Raised.removed_at.is_(None), Raised.side_id != Sync.side_id)
        .limit(1)
    )
    return found is not None


async def agenda_used(session: AsyncSession, since: datetime) -> bool:
    """Whether an agenda went out since then on which somebody added an action, or said that they are there; it names
    nobody."""
    agreed = select(Action.id).where(Action.meeting_id == Meeting.id, Action.added_at >= since).exists()
    there = select(Attendee.id).where(Attendee.meeting_id == Meeting.id, Attendee.here_at >= since).exists()
    found = await session.scalar(select(Meeting.id).where(Meeting.agenda_at >= since, or_(agreed, there)).limit(1))
    return found is not None
