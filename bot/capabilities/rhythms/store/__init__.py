"""Whom a rhythm is handed to."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.people.access import Scope
from bot.people.model import Person, PersonState


async def person_called(session: AsyncSession, scope: Scope, public_id: str) -> Person | None:
    """Somebody who takes part, within scope; None for anybody else."""
    return await session.scalar(
        select(Person).where(
            Person.public_id == public_id, Person.state == PersonState.ACTIVE, scope.where(Person.side_id)
        )
    )
