"""For how long customers' words are kept, and how they are forgotten before that."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store.forgetting import empty_story
from bot.capabilities.shoutouts.store.tables import STORY, SUBJECT, CustomerStory, Shoutout
from bot.delivery.marking import compose_anew
from bot.people.access import Scope

STORY_KEPT = timedelta(days=180)
"""How long a customer's words are kept after they came; a shoutout that was made of them keeps what it quotes."""

_UNQUOTED = {"quote": "", "customer": "", "ticket_url": ""}


async def forget_expired_stories(session: AsyncSession, now: datetime) -> int:
    """Forgets what came `STORY_KEPT` ago; says how many stories that were."""
    return await _forget(session, CustomerStory.came_at < now - STORY_KEPT)


async def forget_story(session: AsyncSession, scope: Scope, system: str, external_id: str) -> int:
    """Forgets a customer's words at their wish, also where shoutouts quote them; says in how many stories.

    Whichever sides within scope have brought them.
    """
    called = select(CustomerStory.id).where(CustomerStory.system == system, CustomerStory.external_id == external_id)
    ids = (await session.scalars(called.where(scope.where(CustomerStory.from_side_id)))).all()
    made = (await session.scalars(select(Shoutout.id).where(Shoutout.story_id.in_(ids)))).all()
    quoting = or_(Shoutout.id.in_(made), Shoutout.corrects_id.in_(made))
    await session.execute(update(Shoutout).where(quoting).values(_UNQUOTED))
    await compose_anew(session, SUBJECT, made)
    await _forget(session, CustomerStory.id.in_(ids))
    return len(ids)


async def _forget(session: AsyncSession, which: ColumnElement[bool]) -> int:
    rows = (await session.scalars(select(CustomerStory).where(which, CustomerStory.text != "").with_for_update())).all()
    for row in rows:
        empty_story(row)
    ids = [row.id for row in rows]
    begun = Shoutout.story_id.in_(ids) & (Shoutout.state == ShoutoutState.DRAFT)
    await session.execute(update(Shoutout).where(begun).values(story_id=None, **_UNQUOTED))
    await compose_anew(session, STORY, ids)
    return len(ids)
