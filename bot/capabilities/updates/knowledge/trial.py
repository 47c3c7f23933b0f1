"""A knowledge check as agents will see it, played by its author before it goes out; nothing of it is kept."""

from bot.capabilities.updates.knowledge.pages import Page, chosen, number_in, question_page, tried_page, wrong_page
from bot.capabilities.updates.store import knowledge, text_of
from bot.capabilities.updates.write import gone, own_draft
from bot.capability import Context
from bot.chat.inbound import Answer, FormPressed


async def begin(context: Context, inbound: FormPressed) -> Answer:
    """*See the check* in the preview."""
    return await _show(context, inbound, "1")


async def show(context: Context, inbound: FormPressed) -> Answer:
    """The same question again."""
    return await _show(context, inbound, inbound.state)


async def choose(context: Context, inbound: FormPressed) -> Answer:
    """An answer: a right one leads on, a wrong one shows the right one."""
    page = await _page(context, inbound, inbound.state)
    if isinstance(page, Answer):
        return page
    place = chosen(inbound.action, page.question)
    if place is not None and place != page.question.right:
        return Answer(form=wrong_page(page, page.question.answers[place], context.t))
    if page.number < len(page.check):
        return await _show(context, inbound, str(page.number + 1))
    return Answer(form=tried_page(page, context.t))


async def _show(context: Context, inbound: FormPressed, state: str) -> Answer:
    page = await _page(context, inbound, state)
    return page if isinstance(page, Answer) else Answer(form=question_page(page, context.t))


async def _page(context: Context, inbound: FormPressed, state: str) -> Page | Answer:
    known = await own_draft(context, inbound.object_id)
    check = await knowledge.check_of(context.session, known) if known else ()
    number = number_in(state, check)
    if known is None or number is None:
        return gone(context)
    words = await text_of(context.session, known, known.locale)
    return Page(known.public_id, words.title, check, number, trial=True)
