"""What the words of questions and answers must not carry across sides: customers' data, and others' names."""

import re
from collections.abc import Sequence

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import wall_of
from bot.capabilities.updates.store import Update, questions
from bot.capabilities.updates.store import answerers as people
from bot.capabilities.updates.store.question_tables import Question
from bot.capability import Context
from bot.delivery.guard import Finding, inspect
from bot.people import sides
from bot.people.access import EVERYTHING
from bot.people.model import Person

SHORTEST_NAME = 3
"""Letters of a word that may be somebody's name."""


async def crossing_question(context: Context, known: Update, text: str) -> tuple[Finding, ...]:
    """Personal data in a question that people of other sides may get to read."""
    session = context.session
    named = [known.owner_id, known.author_id, *await questions.answerers_named(session, known)]
    may_read = {one.side_id for one in (await people.answerers(session, named, context.now)).values()}
    if not (may_read | await store.sides_reached(session, known)) - {context.actor.side_id}:
        return ()
    return inspect(text).findings


async def crossing_answer(
    context: Context, known: Update, question: Question, texts: Sequence[str], *, everyone: bool
) -> tuple[Finding, ...]:
    """Personal data in an answer that people of other sides than the answerer's will read."""
    hearers = await store.sides_reached(context.session, known) if everyone else frozenset({question.side_id})
    if not hearers - {context.actor.side_id}:
        return ()
    return tuple(finding for text in texts for finding in inspect(text).findings)


async def foreign_names(context: Context, known: Update, question: Question, texts: Sequence[str]) -> tuple[str, ...]:
    """Names in what all will read that some of them may not know: the asker's, and those of partners."""
    viewpoint = (await wall_of(context.session, known)).viewpoint(await store.sides_reached(context.session, known))
    hidden = [
        side.name for side in await sides.all_sides(context.session, EVERYTHING) if not viewpoint.sees_side(side.id)
    ]
    asker = await context.session.get(Person, question.asker_id) if question.asker_id is not None else None
    if asker is not None and not viewpoint.sees_names_of(asker.side_id):
        hidden += [word for word in asker.name.split() if len(word) >= SHORTEST_NAME]
    said = "\n".join(texts)
    return tuple(name for name in hidden if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said, re.IGNORECASE))
