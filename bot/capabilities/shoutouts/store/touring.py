"""How far somebody has come who follows the playground's tour."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store.tables import Cheer, Recipient, Shoutout


async def thanked_across(session: AsyncSession, since: datetime) -> bool:
    """Whether somebody of another side than the giver's was thanked since then; it names nobody."""
    found = await session.scalar(
        select(Shoutout.id)
        .join(Recipient, Recipient.shoutout_id == Shoutout.id)
        .where(
            Shoutout.state == ShoutoutState.POSTED,
            Shoutout.posted_at >= since,
            Recipient.side_id != Shoutout.giver_side_id,
        )
        .limit(1)
    )
    return found is not None


async def cheered(session: AsyncSession, since: datetime) -> bool:
    """Whether anybody has cheered since then; it names nobody."""
    return await session.scalar(select(Cheer.id).where(Cheer.at >= since).limit(1)) is not None
