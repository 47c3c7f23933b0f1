"""Takes away what shoutouts and customers said, or shoutouts whole, and has messages follow."""

from collections.abc import Iterable
from datetime import UTC, datetime

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
from bot.delivery.rows import insert_for
from bot.delivery.tables import Stale

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""Redrawing that is due since then comes at once, by whatever clock."""

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


async def compose_anew(session: AsyncSession, kind: str, ids: Iterable[int]) -> None:
    """Has the messages about these subjects composed anew soon."""
    marking = insert_for(session, Stale).on_conflict_do_update(
        index_elements=[Stale.subject_kind, Stale.subject_id], set_={"marks": Stale.marks + 1}
    )
    if rows := [
        {"subject_kind": kind, "subject_id": one, "marks": 1, "drawn": 0, "next_at": _LONG_AGO} for one in sorted(ids)
    ]:
        await session.execute(marking, rows)
