"""Which shoutouts are in a file of some sides."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store.tables import Recipient, Shoutout
from bot.people.access import Scope


async def naming_sides(
    session: AsyncSession, scope: Scope, since: datetime | None, *, at_most: int, after: Shoutout | None = None
) -> Sequence[Shoutout]:
    """What was posted since then and openly names people or teams within scope, the newest first, in any state.

    `after` is the last one that was read before, older ones follow.
    """
    query = select(Shoutout).where(*_posted(since), _names(scope, privately=False))
    if after is not None:
        same = (Shoutout.posted_at == after.posted_at) & (Shoutout.id < after.id)
        query = query.where(or_(Shoutout.posted_at < after.posted_at, same))
    rows = await session.scalars(query.order_by(Shoutout.posted_at.desc(), Shoutout.id.desc()).limit(at_most))
    return rows.all()


async def count_private(session: AsyncSession, scope: Scope, since: datetime | None) -> int:
    """How many since then thank people within scope, and none of them openly."""
    query = select(func.count(Shoutout.id)).where(
        *_posted(since), _names(scope, privately=True), ~_names(scope, privately=False)
    )
    return await session.scalar(query) or 0


def _posted(since: datetime | None) -> list[ColumnElement[bool]]:
    posted = [Shoutout.state != ShoutoutState.DRAFT, Shoutout.posted_at.is_not(None)]
    return posted if since is None else [*posted, Shoutout.posted_at >= since]


def _names(scope: Scope, *, privately: bool) -> ColumnElement[bool]:
    return exists().where(
        Recipient.shoutout_id == Shoutout.id, Recipient.privately.is_(privately), scope.where(Recipient.side_id)
    )
