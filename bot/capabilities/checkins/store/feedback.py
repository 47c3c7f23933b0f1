"""Finds and keeps feedback; each query is for somebody who wrote it, got it, or passes it on."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import FeedbackState
from bot.capabilities.checkins.store.feedback_tables import Feedback, FeedbackConsent, FeedbackReply
from bot.people.model import Membership
from bot.storage.columns import PUBLIC_ID_LENGTH
from bot.storage.locking import locked

COUNTED = (FeedbackState.SENT,)
"""What the person has had."""


async def called(session: AsyncSession, public_id: str, *, lock: bool = False) -> Feedback | None:
    """One piece; locked where it is about to be changed."""
    return await session.scalar(locked(select(Feedback).where(Feedback.public_id == public_id), lock))


async def numbered(session: AsyncSession, feedback_id: int, *, lock: bool = False) -> Feedback | None:
    """One piece by its inside id."""
    return await session.scalar(locked(select(Feedback).where(Feedback.id == feedback_id), lock))


async def add(session: AsyncSession, feedback: Feedback) -> bool:
    """Keeps a piece under the id that its form was opened with; False if it is there already, or forged."""
    if len(feedback.public_id) != PUBLIC_ID_LENGTH or await called(session, feedback.public_id) is not None:
        return False
    session.add(feedback)
    await session.flush()
    return True


async def add_reply(session: AsyncSession, reply: FeedbackReply) -> bool:
    """Keeps what was said back; False if it is there already, or forged."""
    known = select(FeedbackReply.id).where(FeedbackReply.public_id == reply.public_id)
    if len(reply.public_id) != PUBLIC_ID_LENGTH or await session.scalar(known) is not None:
        return False
    session.add(reply)
    await session.flush()
    return True


async def drop_replies(session: AsyncSession, feedback_id: int) -> None:
    """What was said back goes with what it was said to."""
    await session.execute(delete(FeedbackReply).where(FeedbackReply.feedback_id == feedback_id))


async def replies_to(session: AsyncSession, feedback_id: int) -> Sequence[FeedbackReply]:
    """What was said back, in order."""
    rows = await session.scalars(
        select(FeedbackReply).where(FeedbackReply.feedback_id == feedback_id).order_by(FeedbackReply.id)
    )
    return rows.all()


async def reply_called(session: AsyncSession, reply_id: int) -> FeedbackReply | None:
    """One reply by its inside id."""
    return await session.get(FeedbackReply, reply_id)


async def last_had(session: AsyncSession, person_ids: Collection[int]) -> Mapping[int, datetime]:
    """When these people last had feedback; those who never had any are absent."""
    rows = await session.execute(
        select(Feedback.person_id, func.max(Feedback.at))
        .where(Feedback.person_id.in_(sorted(person_ids)), Feedback.state.in_(COUNTED))
        .group_by(Feedback.person_id)
    )
    return {person_id: at for person_id, at in rows if person_id is not None}


async def given_since(session: AsyncSession, giver_id: int, person_ids: Collection[int], since: datetime) -> set[int]:
    """Those of these people to whom somebody wrote since then, whether it has reached them or not yet."""
    rows = await session.scalars(
        select(Feedback.person_id).where(
            Feedback.giver_id == giver_id,
            Feedback.person_id.in_(sorted(person_ids)),
            Feedback.at >= since,
            Feedback.state.in_((FeedbackState.SENT, FeedbackState.WAITING)),
        )
    )
    return {one for one in rows if one is not None}


async def takes_directly(session: AsyncSession, side_id: int) -> bool:
    """Whether a side lets other companies write to its people directly."""
    return await session.get(FeedbackConsent, side_id) is not None


async def consent(session: AsyncSession, side_id: int, by_id: int, now: datetime, *, given: bool) -> None:
    """Gives that consent, or takes it back."""
    known = await session.get(FeedbackConsent, side_id)
    if given and known is None:
        session.add(FeedbackConsent(side_id=side_id, by_id=by_id, at=now))
    elif not given and known is not None:
        await session.delete(known)
    await session.flush()


async def waiting_for(session: AsyncSession, through_id: int, team_ids: Collection[int]) -> Sequence[Feedback]:
    """What was given to somebody to pass on, or is for people of these teams, which they lead; the oldest first."""
    theirs = select(Membership.person_id).where(Membership.team_id.in_(sorted(team_ids)), Membership.until.is_(None))
    rows = await session.scalars(
        select(Feedback)
        .where(
            or_(Feedback.through_id == through_id, Feedback.person_id.in_(theirs)),
            Feedback.state == FeedbackState.WAITING,
        )
        .order_by(Feedback.id)
    )
    return rows.all()


async def received(session: AsyncSession, person_id: int, most: int) -> Sequence[Feedback]:
    """The latest that somebody got; for that person alone."""
    rows = await session.scalars(
        select(Feedback)
        .where(Feedback.person_id == person_id, Feedback.state == FeedbackState.SENT)
        .order_by(Feedback.id.desc())
        .limit(most)
    )
    return rows.all()
