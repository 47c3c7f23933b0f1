"""Whether *Got it* has to ask first, and what."""

from bot.capabilities.updates.composing import facts_of
from bot.capabilities.updates.knowledge.pages import page_of, question_page
from bot.capabilities.updates.knowledge.rules import first_open
from bot.capabilities.updates.store import Update, knowledge, noted_at
from bot.capability import Context
from bot.chat.form import Form


async def asking(context: Context, known: Update) -> Form | None:
    """The first question that whoever acts does not have right yet; None where nothing is asked (any more)."""
    if not await asks(context, known):
        return None
    facts = await facts_of(context.session, known, context.t.locale, context.now)
    right = await knowledge.answered_right(context.session, known, context.actor.person_id)
    number = first_open(facts.check, right)
    return question_page(page_of(facts, known.asked, number), context.t) if number else None


async def asks(context: Context, known: Update) -> bool:
    """Whether *Got it* asks whoever acts anything yet; nothing of whoever has noted it."""
    session, person_id = context.session, context.actor.person_id
    check = await knowledge.check_of(session, known)
    if not check or await noted_at(session, known, person_id) is not None:
        return False
    return first_open(check, await knowledge.answered_right(session, known, person_id)) is not None
