"""Who looks after a rhythm, and whom it is handed to."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.due.tables import ONE_OFF, DueState, DueWork, Rhythm
from bot.people.access import Scope
from bot.people.model import Person, PersonState


async def person_called(session: AsyncSession, scope: Scope, public_id: str) -> Person | None:
    """Somebody who takes part, within scope; None for anybody else."""
    return await session.scalar(
        select(Person).where(
            Person.public_id == public_id, Person.state == PersonState.ACTIVE, scope.where(Person.side_id)
        )
    )


async def opened_ahead(session: AsyncSession, kinds: Collection[str], now: datetime) -> Sequence[Rhythm]:
    """What goes on, and of which something is ahead that was opened already."""
    ahead = select(DueWork.owner_id).where(
        DueWork.state == DueState.WAITING,
        DueWork.due_at > now,
        DueWork.original_date != ONE_OFF,
        DueWork.owner_id == Rhythm.id,
    )
    found = await session.scalars(
        select(Rhythm).where(Rhythm.kind.in_(kinds), Rhythm.ended.is_(False), ahead.exists()).order_by(Rhythm.id)
    )
    return found.all()
