"""How far somebody has come who follows the playground's tour."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.kinds import SyncState
from bot.capabilities.syncs.store.tables import Meeting, Raised, Sync, SyncTeam
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
