"""What is kept of people in feedback: deleted in time, taken out, exported, and moved to another record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import FeedbackState
from bot.capabilities.checkins.store.feedback_tables import (
    Feedback,
    FeedbackConsent,
    FeedbackQuiet,
    FeedbackReply,
    FeedbackRound,
)
from bot.capabilities.checkins.subjects import FEEDBACK
from bot.delivery.marking import compose_anew
from bot.delivery.rows import rows_hit
from bot.people.merging import move_all, move_one_each


async def forget(session: AsyncSession, before: datetime) -> int:
    """Deletes feedback from before an instant, with what was said back; says how many rows went."""
    old = select(Feedback.id).where(Feedback.at < before)
    return await rows_hit(
        session,
        delete(FeedbackReply).where(FeedbackReply.feedback_id.in_(old)),
        delete(Feedback).where(Feedback.at < before),
        delete(FeedbackRound).where(FeedbackRound.at < before),
    )


async def take_out(session: AsyncSession, person_id: int) -> None:
    """Takes a person out: of what they got no word stays, of what they gave not who gave it."""
    mine = select(Feedback.id).where(or_(Feedback.person_id == person_id, Feedback.giver_id == person_id))
    passed = select(Feedback.id).where(Feedback.through_id == person_id)
    await compose_anew(session, FEEDBACK, {*await session.scalars(mine), *await session.scalars(passed)})
    await session.execute(delete(FeedbackReply).where(FeedbackReply.feedback_id.in_(mine)))
    await session.execute(
        update(Feedback).where(Feedback.person_id == person_id).values(person_id=None, text="", reason="")
    )
    await session.execute(update(Feedback).where(Feedback.giver_id == person_id).values(giver_id=None))
    await session.execute(update(Feedback).where(Feedback.through_id == person_id).values(through_id=None))
    await session.execute(update(FeedbackConsent).where(FeedbackConsent.by_id == person_id).values(by_id=None))
    await session.execute(delete(FeedbackRound).where(FeedbackRound.lead_id == person_id))
    await session.execute(delete(FeedbackQuiet).where(FeedbackQuiet.person_id == person_id))
    await session.flush()


async def export_person(session: AsyncSession, person_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What somebody (by inside id) was written, and wrote."""
    got = await session.scalars(
        select(Feedback)
        .where(Feedback.person_id == person_id, Feedback.state == FeedbackState.SENT)
        .order_by(Feedback.id)
    )
    gave = await session.scalars(select(Feedback).where(Feedback.giver_id == person_id).order_by(Feedback.id))
    said = await session.execute(
        select(FeedbackReply)
        .join(Feedback, Feedback.id == FeedbackReply.feedback_id)
        .where(
            or_(
                and_(Feedback.person_id == person_id, FeedbackReply.by_giver.is_(False)),
                and_(Feedback.giver_id == person_id, FeedbackReply.by_giver.is_(True)),
            )
        )
        .order_by(FeedbackReply.id)
    )
    return {
        "feedback_received": [{"text": one.text, "at": one.at.isoformat()} for one in got],
        "feedback_given": [{"text": one.text, "at": one.at.isoformat(), "state": one.state.value} for one in gave],
        "feedback_replies": [{"text": one.text, "at": one.at.isoformat()} for one in said.scalars()],
    }


async def merge_person(session: AsyncSession, source: int, target: int) -> None:
    """Has what is kept of one person (inside id) be another's."""
    for column in (Feedback.giver_id, Feedback.person_id, Feedback.through_id, FeedbackConsent.by_id):
        await move_all(session, column, source, target)
    await move_one_each(session, FeedbackRound.lead_id, source, target, FeedbackRound.day)
    await move_one_each(session, FeedbackQuiet.person_id, source, target)
