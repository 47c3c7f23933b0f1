"""How people want to be thanked and named, and what their employer allows of their names."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.shoutouts.kinds import Naming, ShoutoutState
from bot.capabilities.shoutouts.store.tables import Cheer, Note, Recipient, RecognitionChoice, Shoutout, SideNaming
from bot.people.model import Person


async def choice_of(session: AsyncSession, person_id: int) -> tuple[bool, Naming]:
    """Whether somebody wants to be thanked privately, and how to be named; for themselves."""
    known = await session.get(RecognitionChoice, person_id)
    return (known.privately, known.naming) if known else (False, Naming.FULL)


async def choose(session: AsyncSession, person_id: int, *, privately: bool, naming: Naming) -> None:
    """Keeps what somebody has chosen for themselves."""
    known = await session.get(RecognitionChoice, person_id, with_for_update=True)
    if known is None:
        known = RecognitionChoice(person_id=person_id)
        session.add(known)
    known.privately, known.naming = privately, naming
    await session.flush()


async def side_naming(session: AsyncSession, side_id: int) -> Naming:
    """How the people of a side may be named to others at most."""
    known = await session.get(SideNaming, side_id)
    return known.naming if known else Naming.FULL


async def allow_naming(session: AsyncSession, side_id: int, naming: Naming) -> None:
    """Keeps what an employer allows; access has allowed it."""
    known = await session.get(SideNaming, side_id, with_for_update=True)
    if known is None:
        known = SideNaming(side_id=side_id)
        session.add(known)
    known.naming = naming
    await session.flush()


async def naming_person_since(session: AsyncSession, person_id: int, since: datetime) -> Sequence[int]:
    """Shoutouts posted since then whose copies name somebody in any way; for having them redrawn."""
    named = [
        Shoutout.id.in_(select(table.shoutout_id).where(table.person_id == person_id))
        for table in (Recipient, Cheer, Note)
    ]
    return await _posted(session, since, or_(Shoutout.giver_id == person_id, *named))


async def naming_side_since(session: AsyncSession, side_id: int, since: datetime) -> Sequence[int]:
    """The same for the people of a side."""
    people = select(Person.id).where(Person.side_id == side_id)
    named = [
        Shoutout.id.in_(select(table.shoutout_id).where(table.person_id.in_(people)))
        for table in (Recipient, Cheer, Note)
    ]
    return await _posted(session, since, or_(Shoutout.giver_id.in_(people), *named))


async def _posted(session: AsyncSession, since: datetime, named: ColumnElement[bool]) -> Sequence[int]:
    query = select(Shoutout.id).where(Shoutout.state == ShoutoutState.POSTED, Shoutout.posted_at >= since, named)
    return (await session.scalars(query.order_by(Shoutout.id))).all()
