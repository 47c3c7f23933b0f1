"""Which shoutouts are in a file of some sides, as plain values: objects of thousands of rows would stop everything."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.store.tables import Recipient, Shoutout
from bot.people.access import Scope


@dataclass(frozen=True, slots=True)
class Line:
    """What a file tells of a shoutout that was posted."""

    id: int
    public_id: str
    giver_id: int | None
    state: ShoutoutState
    ended_because: str
    story: str
    quote: str
    customer: str
    value: str
    ticket_url: str
    audience_id: int | None
    posted_at: datetime
    version: int
    corrects_id: int | None


@dataclass(frozen=True, slots=True)
class Whom:
    """A person, or a whole team, whom such a shoutout names."""

    person_id: int | None
    team_id: int | None
    whole_team: bool
    privately: bool


_LINE = tuple(getattr(Shoutout, one.name) for one in fields(Line))
_WHOM = tuple(getattr(Recipient, one.name) for one in fields(Whom))


async def naming_sides(
    session: AsyncSession, scope: Scope, since: datetime | None, *, at_most: int, after: Line | None = None
) -> Sequence[Line]:
    """What was posted since then and openly names people or teams within scope, the newest first, in any state.

    `after` is the last one that was read before, older ones follow.
    """
    query = select(*_LINE).where(*_posted(since), _names(scope, privately=False))
    if after is not None:
        same = (Shoutout.posted_at == after.posted_at) & (Shoutout.id < after.id)
        query = query.where(or_(Shoutout.posted_at < after.posted_at, same))
    rows = await session.execute(query.order_by(Shoutout.posted_at.desc(), Shoutout.id.desc()).limit(at_most))
    return [Line(*row) for row in rows]


async def named_in(session: AsyncSession, lines: Collection[Line]) -> Mapping[int, Sequence[Whom]]:
    """Whom these shoutouts name, by shoutout, in the order in which they were named."""
    found: dict[int, list[Whom]] = {one.id: [] for one in lines}
    rows = await session.execute(
        select(Recipient.shoutout_id, *_WHOM).where(Recipient.shoutout_id.in_(sorted(found))).order_by(Recipient.id)
    )
    for shoutout_id, *whom in rows:
        found[shoutout_id].append(Whom(*whom))
    return found


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
