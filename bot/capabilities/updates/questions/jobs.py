"""What happens to questions by time: they reach their holder when the shift begins, and move on when time is up."""

from datetime import datetime, timedelta

from bot.capabilities.updates.questions.holding import first_turn, holder_of, next_turn
from bot.capabilities.updates.questions.letters import Mail, close_questions
from bot.capabilities.updates.store import Update, UpdateState
from bot.capabilities.updates.store import questions as store
from bot.capabilities.updates.store.question_tables import Question
from bot.capability import JobContext, Work
from bot.storage.sessions import Session

TOO_LATE = timedelta(days=365)
"""A question that waits is worth handing on however late that is."""


LOOKED_AT_EVERY = timedelta(days=1)
"""How often it is looked whether whoever has a question that moved on is still there to answer it."""


async def begin(job: JobContext, work: Work) -> None:
    """The holder's shift begins: they hear of the question, or somebody else does if they are not there."""
    async with job.write() as session:
        found = await _open(job, session, work)
        if found is None:
            return
        mail, question = found
        if await _can_answer(session, question, mail.now):
            await mail.call(question)
            return
        without = {one for one in (question.asker_id, question.holder_id) if one is not None}
        await mail.hand(question, await first_turn(session, mail.known, mail.now, without=without, helpers=False))
        await mail.tell_moved(question)


async def move_on(job: JobContext, work: Work) -> None:
    """Nobody has answered in time: the lead of the owner's team gets it, and the asker is told.

    It moves once, and again where whoever got it is gone, by then or later.
    """
    async with job.write() as session:
        found = await _open(job, session, work)
        if found is None:
            return
        mail, question = found
        if question.holder_id is None:
            without = {question.asker_id} if question.asker_id is not None else set()
            turn = await first_turn(session, mail.known, mail.now, without=without)
            await mail.hand(question, turn)
            if turn.holder is not None:
                await mail.tell_moved(question)
        elif (not question.escalated or not await _can_answer(session, question, mail.now)) and (
            following := await next_turn(session, mail.known, question, mail.now)
        ):
            question.escalated = True
            await mail.hand(question, following)
            await mail.tell_moved(question)
        else:
            await mail.look_again(question, mail.now + LOOKED_AT_EVERY)


async def _can_answer(session: Session, question: Question, now: datetime) -> bool:
    """Whether whoever has a question is there and can be messaged."""
    holder = await holder_of(session, question, now)
    return holder is not None and holder.present and holder.reach is not None


async def _open(job: JobContext, session: Session, work: Work) -> tuple[Mail, Question] | None:
    """The question of a piece of work, if it is still open and in the same hands, with what it is sent by.

    None too where its update is no longer published: then it is closed here.
    """
    if not await job.done(session):
        return None
    question = await store.question_by_id(session, work.for_whom, lock=True)
    if question is None or not question.is_open or str(question.turn) != work.slot.partition(".")[0]:
        return None
    known = await session.get_one(Update, question.update_id)
    outbox, now = job.outbox(session), job.clocks.calendar.now()
    if known.state is not UpdateState.PUBLISHED:
        await close_questions(session, outbox, known, now)
        return None
    return Mail(session, outbox, known, now), question
