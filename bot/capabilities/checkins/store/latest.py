"""What a story and the playground's tour ask of check-ins; for looking at one's own database alone."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import Path
from bot.capabilities.checkins.store.tables import Answer, Asked, Checkin, Run, Voter


async def run_named(session: AsyncSession, name: str) -> tuple[Run, Checkin] | None:
    """The newest run of a check-in of this name."""
    row = await session.execute(
        select(Run, Checkin)
        .join(Checkin, Checkin.id == Run.checkin_id)
        .where(Checkin.name == name)
        .order_by(Run.id.desc())
        .limit(1)
    )
    found = row.first()
    return (found[0], found[1]) if found is not None else None


async def asked_by_path(session: AsyncSession, run_id: int) -> Mapping[Path, int]:
    """How many people were asked, by how they were."""
    rows = await session.scalars(select(Asked.path).where(Asked.run_id == run_id, Asked.asked_at.is_not(None)))
    return Counter(rows.all())


async def set_up_since(session: AsyncSession, since: datetime) -> bool:
    """Whether somebody set up a check-in since then."""
    return await session.scalar(select(Checkin.id).where(Checkin.created_at >= since).limit(1)) is not None


async def answered_since(session: AsyncSession, since: datetime) -> bool:
    """Whether anybody answered, with or without a name, a check-in that was set up since then."""
    for kind in (Answer, Voter):
        query = (
            select(kind.run_id)
            .join(Run, Run.id == kind.run_id)
            .join(Checkin, Checkin.id == Run.checkin_id)
            .where(Checkin.created_at >= since)
            .limit(1)
        )
        if await session.scalar(query) is not None:
            return True
    return False
