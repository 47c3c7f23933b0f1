"""Whom leads are asked each week to write to, and who has asked for quiet."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.store.feedback_tables import FeedbackQuiet, FeedbackRound
from bot.storage.locking import locked


async def quiet(session: AsyncSession, person_id: int, *, wanted: bool) -> None:
    """Has somebody not asked every week any more, or asked again."""
    known = await session.get(FeedbackQuiet, person_id)
    if wanted and known is None:
        session.add(FeedbackQuiet(person_id=person_id))
    elif not wanted and known is not None:
        await session.delete(known)
    await session.flush()


async def is_quiet(session: AsyncSession, person_id: int) -> bool:
    """Whether somebody asked not to be asked."""
    return await session.get(FeedbackQuiet, person_id) is not None


async def round_of(session: AsyncSession, lead_id: int, day: date) -> FeedbackRound | None:
    """Whom a lead was asked to write to on a day."""
    return await session.scalar(select(FeedbackRound).where(FeedbackRound.lead_id == lead_id, FeedbackRound.day == day))


async def round_numbered(session: AsyncSession, round_id: int, *, lock: bool = False) -> FeedbackRound | None:
    """A round by its inside id."""
    return await session.scalar(locked(select(FeedbackRound).where(FeedbackRound.id == round_id), lock))


async def round_called(session: AsyncSession, public_id: str) -> FeedbackRound | None:
    """A round by the id that its buttons carry, locked."""
    return await session.scalar(locked(select(FeedbackRound).where(FeedbackRound.public_id == public_id)))


async def rounds_asking_for(session: AsyncSession, lead_id: int, since: date) -> Sequence[FeedbackRound]:
    """The latest rounds of a lead."""
    rows = await session.scalars(
        select(FeedbackRound)
        .where(FeedbackRound.lead_id == lead_id, FeedbackRound.day >= since)
        .order_by(FeedbackRound.id)
    )
    return rows.all()
