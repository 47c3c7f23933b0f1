"""What is kept of people who asked and answered, and for how long."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.question_tables import (
    Desk,
    Guidance,
    Hearers,
    NamedAnswerer,
    Question,
    QuestionOffer,
    QuestionState,
)
from bot.capabilities.updates.store.tables import Update


async def export_questions(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The questions that a person asked, those that they answered, and when they were offered to ask one."""

    async def told(column: Any) -> list[Mapping[str, Any]]:
        rows = await session.execute(
            select(Update.public_id, Question)
            .join(Update, Update.id == Question.update_id)
            .where(column == person_id)
            .order_by(Question.id)
        )
        return [
            {
                "update": of_update,
                "question": row.text if row.asker_id == person_id else row.shown,
                "asked_at": row.asked_at.isoformat(),
                "state": str(row.state),
                "answer": row.answer,
                "answered_at": row.answered_at.isoformat() if row.answered_at else "",
            }
            for of_update, row in rows
        ]

    offers = await session.execute(
        select(Update.public_id, QuestionOffer.offered_at)
        .join(Update, Update.id == QuestionOffer.update_id)
        .where(QuestionOffer.person_id == person_id)
        .order_by(QuestionOffer.offered_at)
    )
    return {
        "questions_offered": [{"update": known, "offered_at": at.isoformat()} for known, at in offers],
        "questions_asked": await told(Question.asker_id),
        "questions_answered": await told(Question.answered_by),
    }


async def erase_questions_of(session: AsyncSession, person_id: int) -> None:
    """Takes a person out. What they asked stays as a count, what stands in all channels is the company's.

    What they had to answer has nobody until it is due, and then finds somebody else.
    """
    theirs = Question.asker_id == person_id
    await session.execute(
        update(Question).where(theirs, Question.state == QuestionState.OPEN).values(state=QuestionState.CLOSED)
    )
    await session.execute(update(Question).where(theirs).values(asker_id=None, text=""))
    await session.execute(
        update(Question).where(Question.holder_id == person_id).values(holder_id=None, desk=Desk.NOBODY)
    )
    await session.execute(update(Question).where(Question.answered_by == person_id).values(answered_by=None))
    for kind in (NamedAnswerer, QuestionOffer):
        await session.execute(delete(kind).where(kind.person_id == person_id))


async def forget_questions(session: AsyncSession, before: datetime) -> int:
    """Empties what was closed before an instant: with its update, or for the asker alone; says how many."""
    gone = select(Update.id).where(Update.withdrawn_at < before)
    privately = and_(Question.heard_by == Hearers.ASKER, Question.answered_at < before)
    emptied = await session.execute(
        update(Question)
        .where(or_(Question.update_id.in_(gone), privately), or_(Question.text != "", Question.answer != ""))
        .values(text="", shown="", answer="")
        .returning(Question.id)
    )
    guidance = await session.execute(delete(Guidance).where(Guidance.update_id.in_(gone)).returning(Guidance.update_id))
    offers = await session.execute(
        delete(QuestionOffer).where(QuestionOffer.update_id.in_(gone)).returning(QuestionOffer.person_id)
    )
    return len(emptied.all()) + len(guidance.all()) + len(offers.all())
