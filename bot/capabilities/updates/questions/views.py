"""Questions as somebody may see them: with names and sides only where no wall stands between."""

from dataclasses import replace
from datetime import datetime

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import wall_of
from bot.capabilities.updates.questions.holding import holder_of
from bot.capabilities.updates.questions.messages import Holding, Line, Who, cut
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store.question_tables import Hearers, Question, QuestionState
from bot.capability import Context
from bot.people.model import Person, Side
from bot.people.viewpoint import Viewpoint, Wall
from bot.storage.sessions import Session

LONGEST_QUESTION_LISTED = 300
LONGEST_ANSWER_LISTED = 500
"""Characters of each in a list, so that a page of them fits into one message."""


async def who(session: Session, person_id: int | None, viewpoint: Viewpoint) -> Who:
    """A person as a viewpoint may know them, without their side."""
    person = await session.get(Person, person_id) if person_id is not None else None
    if person is None or not viewpoint.sees_names_of(person.side_id):
        return Who()
    return Who(person.name)


async def asker(session: Session, question: Question, viewpoint: Viewpoint) -> Who:
    """Whoever asked, as a viewpoint may know them: with their side unless it is the reader's own."""
    name = (await who(session, question.asker_id, viewpoint)).name
    if viewpoint.sides == {question.side_id} or not viewpoint.sees_side(question.side_id):
        return Who(name)
    return Who(name, (await session.get_one(Side, question.side_id)).name)


async def holding(session: Session, question: Question, wall: Wall, now: datetime) -> Holding | None:
    """Who has a question, as its asker may know it; None for nobody."""
    holder = await holder_of(session, question, now)
    if holder is None or question.due_at is None:
        return None
    viewpoint = wall.viewpoint({question.side_id})
    name = holder.name if viewpoint.sees_names_of(holder.side_id) else ""
    begins = question.begins_at if question.begins_at and question.begins_at > now else None
    return Holding(Who(name), question.due_at, begins)


async def line_of(context: Context, question: Question, *, listed: bool = True, for_others: bool = False) -> Line:
    """A question as whoever acts may see it; cut short where it is `listed` among others.

    `for_others`: they neither asked nor answer it, so they read it in the words that were chosen for all.
    """
    session, actor = context.session, context.actor
    known = await session.get_one(Update, question.update_id)
    viewpoint = (await wall_of(session, known)).viewpoint({actor.side_id})
    line = await line_for(
        session,
        question,
        known,
        viewpoint,
        context.t.locale,
        may_answer=question.holder_id == actor.person_id and question.state is QuestionState.OPEN,
        listed=listed,
    )
    if for_others and question.shown:
        return replace(line, text=cut(question.shown, LONGEST_QUESTION_LISTED))
    return line


async def line_for(
    session: Session,
    question: Question,
    known: Update,
    viewpoint: Viewpoint,
    locale: str,
    *,
    may_answer: bool,
    listed: bool = False,
) -> Line:
    """A question as a viewpoint may see it."""
    title = (await store.text_of(session, known, locale)).title
    text = question.text or question.shown
    return Line(
        public_id=question.public_id,
        title=title,
        text=cut(text, LONGEST_QUESTION_LISTED) if listed else text,
        asker=await asker(session, question, viewpoint),
        asked_at=question.asked_at,
        due=question.due_at,
        holder=await who(session, question.holder_id, viewpoint) if question.holder_id is not None else None,
        answer=cut(question.answer, LONGEST_ANSWER_LISTED) if listed else question.answer,
        for_all=question.heard_by is Hearers.EVERYONE,
        may_answer=may_answer,
        closed=question.state is QuestionState.CLOSED,
    )
