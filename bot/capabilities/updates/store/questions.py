"""Questions as they are asked, found, held and answered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.question_tables import (
    Guidance,
    Hearers,
    NamedAnswerer,
    Question,
    QuestionState,
)
from bot.capabilities.updates.store.tables import SUBJECT, ExpectedReader, Update, UpdateState
from bot.delivery.outbox import CARD
from bot.delivery.tables import Copy, Delivery, Operation, State, TargetKind
from bot.storage.locking import locked

QUESTION = "update_question"
"""The kind of subject that messages about one question are copies of."""

HOLDER = "holder."
"""How the slots of direct messages to those who had a question begin; the number of their turn follows."""

ANSWER = "answer:"
"""How the slots of answers under the cards begin; the question's public id follows."""

MOST_COMPARED = 1000
"""Questions among which similar ones are looked for, the newest first."""


@dataclass(frozen=True)
class Count:
    """Questions of one person's matters."""

    open: int = 0
    answered: int = 0


# --- what the author says beforehand ----------------------------------------------------------------------------------


async def keep_guidance(
    session: AsyncSession, known: Update, until_answered: str, answerer_ids: Collection[int]
) -> None:
    """Keeps what to do until a question is answered, and who answers while they are at work."""
    await session.execute(delete(Guidance).where(Guidance.update_id == known.id))
    await session.execute(delete(NamedAnswerer).where(NamedAnswerer.update_id == known.id))
    if until_answered:
        session.add(Guidance(update_id=known.id, until_answered=until_answered))
    session.add_all(NamedAnswerer(update_id=known.id, person_id=one) for one in sorted(set(answerer_ids)))
    await session.flush()


async def until_answered(session: AsyncSession, known: Update) -> str:
    """What to do until a question is answered; empty if the author has not said."""
    found = await session.scalar(select(Guidance.until_answered).where(Guidance.update_id == known.id))
    return found or ""


async def answerers_named(session: AsyncSession, known: Update) -> Sequence[int]:
    """The people whom the author has named to answer."""
    found = await session.scalars(
        select(NamedAnswerer.person_id).where(NamedAnswerer.update_id == known.id).order_by(NamedAnswerer.person_id)
    )
    return found.all()


# --- asking -----------------------------------------------------------------------------------------------------------


async def keep_question(session: AsyncSession, question: Question) -> tuple[Question, bool]:
    """Keeps a question under the id that its form was opened with, once; tells whether it is new."""
    kept = await question_by_id(session, question.public_id)
    if kept is not None:
        return kept, False
    try:
        async with session.begin_nested():
            session.add(question)
            await session.flush()
    except IntegrityError:
        kept = await question_by_id(session, question.public_id)
        if kept is None:
            raise
        return kept, False
    return question, True


async def question_by_id(session: AsyncSession, public_id: str, *, lock: bool = False) -> Question | None:
    """A question by the id that its buttons carry; whether it may be seen is for the caller to ask."""
    return await session.scalar(locked(select(Question).where(Question.public_id == public_id), lock))


async def asked_about(session: AsyncSession, known: Update, sides: Collection[int] | None) -> Sequence[Question]:
    """The newest questions about an update that people of these sides may read (None: of all sides).

    Those are the ones of their own sides, and those that were answered for everyone.
    """
    query = select(Question).where(
        Question.update_id == known.id,
        Question.state != QuestionState.CLOSED,
        or_(Question.text != "", Question.shown != ""),
    )
    if sides is not None:
        query = query.where(or_(Question.side_id.in_(sorted(sides)), Question.heard_by == Hearers.EVERYONE))
    found = await session.scalars(query.order_by(Question.id.desc()).limit(MOST_COMPARED))
    return found.all()


async def newest_card_in(session: AsyncSession, channel_id: int) -> Update | None:
    """The newest update whose card is in a channel."""
    return await session.scalar(
        select(Update)
        .join(
            Copy,
            and_(
                Copy.subject_kind == SUBJECT,
                Copy.subject_id == Update.id,
                Copy.slot == CARD,
                Copy.target_kind == TargetKind.CHANNEL,
                Copy.target_id == channel_id,
            ),
        )
        .where(Update.state == UpdateState.PUBLISHED)
        .order_by(Update.published_at.desc(), Update.id.desc())
        .limit(1)
    )


async def newest_read_by(session: AsyncSession, person_id: int) -> Update | None:
    """The newest update that a person was to read."""
    reads = select(ExpectedReader.id).where(
        ExpectedReader.update_id == Update.id, ExpectedReader.person_id == person_id
    )
    return await session.scalar(
        select(Update)
        .where(Update.state == UpdateState.PUBLISHED, reads.exists())
        .order_by(Update.published_at.desc(), Update.id.desc())
        .limit(1)
    )


# --- answering --------------------------------------------------------------------------------------------------------


async def settle_question(
    session: AsyncSession, question: Question, answer: str, shown: str, by: int, heard_by: Hearers, now: datetime
) -> bool:
    """Keeps the answer to an open question; False if somebody was first, and then nothing changes."""
    settled = await session.scalar(
        update(Question)
        .where(Question.id == question.id, Question.state == QuestionState.OPEN)
        .values(
            state=QuestionState.ANSWERED,
            answer=answer,
            shown=shown if heard_by is Hearers.EVERYONE else "",
            answered_by=by,
            answered_at=now,
            heard_by=heard_by,
            due_at=None,
        )
        .returning(Question.id)
    )
    await session.refresh(question)
    return settled is not None


async def close_questions(session: AsyncSession, known: Update) -> Sequence[Question]:
    """Closes what is still open about an update; gives those it closed."""
    closed = await session.scalars(
        update(Question)
        .where(Question.update_id == known.id, Question.state == QuestionState.OPEN)
        .values(state=QuestionState.CLOSED, due_at=None)
        .returning(Question.id)
    )
    found = await session.scalars(
        select(Question)
        .where(Question.id.in_(closed.all()))
        .order_by(Question.id)
        .execution_options(populate_existing=True)
    )
    return found.all()


async def answered_for_all(session: AsyncSession, known: Update) -> int:
    """How many questions about an update were answered in all channels."""
    return (
        await session.scalar(
            select(func.count()).where(Question.update_id == known.id, Question.heard_by == Hearers.EVERYONE)
        )
        or 0
    )


async def cards_to_answer_under(session: AsyncSession, known: Update) -> Sequence[Copy]:
    """The cards in channels that are there or may still come; nothing can be said under those that failed."""
    may_come = Delivery.state.in_([State.HELD, State.WAITING, State.SENDING, State.UNKNOWN])
    found = await session.scalars(
        select(Copy)
        .join(Delivery, and_(Delivery.copy_id == Copy.id, Delivery.operation == Operation.POST))
        .where(
            Copy.subject_kind == SUBJECT,
            Copy.subject_id == known.id,
            Copy.slot == CARD,
            Copy.target_kind == TargetKind.CHANNEL,
            Copy.withdrawn.is_(False),
            or_(Copy.address.is_not(None), may_come),
        )
        .order_by(Copy.id)
    )
    return found.all()


async def answers_not_out(session: AsyncSession, known: Update) -> Sequence[Copy]:
    """The answers to go under the cards of an update that have not begun to."""
    found = await session.scalars(
        select(Copy)
        .join(Question, and_(Copy.subject_kind == QUESTION, Copy.subject_id == Question.id))
        .join(Delivery, and_(Delivery.copy_id == Copy.id, Delivery.operation == Operation.POST))
        .where(
            Question.update_id == known.id,
            Copy.slot.startswith(ANSWER),
            Copy.withdrawn.is_(False),
            Delivery.state.in_([State.HELD, State.WAITING]),
        )
        .order_by(Copy.id)
    )
    return found.all()


async def holder_copies(session: AsyncSession, question_ids: Collection[int]) -> Sequence[Copy]:
    """The direct messages to those who have or had these questions."""
    found = await session.scalars(
        select(Copy)
        .where(
            Copy.subject_kind == QUESTION,
            Copy.subject_id.in_(sorted(question_ids)),
            Copy.slot.startswith(HOLDER),
            Copy.withdrawn.is_(False),
        )
        .order_by(Copy.id)
        .execution_options(populate_existing=True)
    )
    return found.all()


# --- lists ------------------------------------------------------------------------------------------------------------


def _open_and_begun(now: datetime) -> ColumnElement[bool]:
    return and_(Question.state == QuestionState.OPEN, or_(Question.begins_at.is_(None), Question.begins_at <= now))


async def held_by(session: AsyncSession, person_id: int, now: datetime, *, at_most: int) -> Sequence[Question]:
    """What waits for somebody's answer, the one that is due first above all."""
    found = await session.scalars(
        select(Question)
        .where(Question.holder_id == person_id, _open_and_begun(now))
        .order_by(Question.due_at.is_(None), Question.due_at, Question.id)
        .limit(at_most)
    )
    return found.all()


async def count_held_by(session: AsyncSession, person_ids: Collection[int], now: datetime) -> Mapping[int, int]:
    """How many questions wait for the answer of each of these people."""
    rows = await session.execute(
        select(Question.holder_id, func.count())
        .where(Question.holder_id.in_(sorted(person_ids)), _open_and_begun(now))
        .group_by(Question.holder_id)
    )
    return {person_id: count for person_id, count in rows if person_id is not None}


def _concern(person_id: int) -> ColumnElement[bool]:
    """Questions about the updates that somebody wrote or owns, and those that they have to answer."""
    theirs = select(Update.id).where(or_(Update.author_id == person_id, Update.owner_id == person_id))
    holds = and_(Question.holder_id == person_id, Question.state == QuestionState.OPEN)
    there = or_(Question.text != "", Question.shown != "")
    return and_(or_(Question.update_id.in_(theirs), holds), Question.state != QuestionState.CLOSED, there)


async def concerning(session: AsyncSession, person_id: int, *, skip: int, at_most: int) -> Sequence[Question]:
    """Questions that concern an author, owner or holder: open ones first, by when they are due, then the newest."""
    found = await session.scalars(
        select(Question)
        .where(_concern(person_id))
        .order_by(
            case((Question.state == QuestionState.OPEN, 0), else_=1),
            Question.due_at.is_(None),
            Question.due_at,
            Question.answered_at.desc(),
            Question.id,
        )
        .offset(skip)
        .limit(at_most)
    )
    return found.all()


async def count_concerning(session: AsyncSession, person_id: int) -> Count:
    """How many questions concern somebody."""
    rows = await session.execute(
        select(Question.state, func.count()).where(_concern(person_id)).group_by(Question.state)
    )
    found: dict[QuestionState, int] = {state: count for state, count in rows}  # noqa: C416 - rows are no pairs
    return Count(found.get(QuestionState.OPEN, 0), found.get(QuestionState.ANSWERED, 0))


async def asked_by(session: AsyncSession, person_id: int, *, at_most: int) -> Sequence[Question]:
    """What somebody asked themselves, the newest first."""
    found = await session.scalars(
        select(Question)
        .where(Question.asker_id == person_id, Question.text != "")
        .order_by(Question.id.desc())
        .limit(at_most)
    )
    return found.all()


async def with_nobody(session: AsyncSession, known: Update) -> int:
    """How many open questions about an update nobody has, because nobody could be messaged."""
    return (
        await session.scalar(
            select(func.count()).where(
                Question.update_id == known.id, Question.state == QuestionState.OPEN, Question.holder_id.is_(None)
            )
        )
        or 0
    )
