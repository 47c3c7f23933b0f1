"""Takes away what shoutouts and customers said, or shoutouts whole, and has messages follow."""

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.store.tables import (
    Cheer,
    CustomerStory,
    Note,
    Objection,
    Recipient,
    Shoutout,
    StoryOfTheWeek,
)

_WAITS = (StoryState.UNMATCHED, StoryState.OFFERED)


async def forget(session: AsyncSession, which: ColumnElement[bool]) -> int:
    """Deletes shoutouts with all that hangs on them; says how many."""
    ids = (await session.scalars(select(Shoutout.id).where(which))).all()
    for table in (Recipient, Cheer, Note, Objection, StoryOfTheWeek):
        await session.execute(delete(table).where(table.shoutout_id.in_(ids)))
    await session.execute(delete(Shoutout).where(Shoutout.id.in_(ids)))
    return len(ids)


async def empty(session: AsyncSession, kept: Shoutout) -> None:
    """Leaves a row to count, without what it said."""
    kept.story = kept.quote = kept.customer = kept.ticket_url = kept.ended_because = ""
    for table in (Note, Objection, StoryOfTheWeek):
        await session.execute(delete(table).where(table.shoutout_id == kept.id))
    await session.flush()


def empty_story(story: CustomerStory) -> None:
    """Leaves the row of a customer's praise, by which it is known should it come again."""
    story.text = story.customer = story.ticket_url = story.score = ""
    story.agent_id = story.login = story.alias = ""
    if story.state in _WAITS:
        story.state = StoryState.DECLINED
