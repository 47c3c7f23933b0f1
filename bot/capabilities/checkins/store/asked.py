"""Finds who is asked in a run."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import RunState
from bot.capabilities.checkins.store.tables import Asked, Group, Run


async def asked_of(session: AsyncSession, run_id: int, person_id: int) -> Asked | None:
    """How somebody is asked in a run; None for whoever is not."""
    return await session.scalar(select(Asked).where(Asked.run_id == run_id, Asked.person_id == person_id))


async def open_for(session: AsyncSession, person_id: int) -> Sequence[tuple[Run, Group, Asked]]:
    """What somebody was asked in runs that are not over, the one that closes first in front."""
    rows = await session.execute(
        select(Run, Group, Asked)
        .join(Asked, Asked.run_id == Run.id)
        .join(Group, Group.id == Asked.group_id)
        .where(
            Asked.person_id == person_id,
            Asked.asked_at.is_not(None),
            Run.state.in_((RunState.PREPARED, RunState.OPEN)),
        )
        .order_by(Run.closes_at, Run.id)
    )
    return [(run, group, asked) for run, group, asked in rows]
