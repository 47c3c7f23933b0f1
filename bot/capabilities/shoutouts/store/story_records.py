"""For how long customers' stories are kept."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.kinds import ShoutoutState, StoryState
from bot.capabilities.shoutouts.store.tables import CustomerStory, Shoutout

STORY_KEPT = timedelta(days=180)
"""How long what no shoutout was made of is kept after it came; after that its id may come again."""


async def delete_expired_stories(session: AsyncSession, now: datetime) -> int:
    """Deletes stories `STORY_KEPT` after they came, but those that a shoutout was made of; says how many."""
    old = select(CustomerStory.id).where(
        CustomerStory.came_at < now - STORY_KEPT, CustomerStory.state != StoryState.TURNED
    )
    used = select(Shoutout.story_id).where(Shoutout.story_id.is_not(None), Shoutout.state != ShoutoutState.DRAFT)
    ids = (await session.scalars(old.where(CustomerStory.id.not_in(used)))).all()
    await session.execute(update(Shoutout).where(Shoutout.story_id.in_(ids)).values(story_id=None))
    await session.execute(delete(CustomerStory).where(CustomerStory.id.in_(ids)))
    return len(ids)
