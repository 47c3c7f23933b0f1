"""Answering a knowledge check: what counts is kept in a table, so that a form can be old, forged or open twice."""

from dataclasses import replace

from bot.capabilities.updates import messages, store
from bot.capabilities.updates.acknowledge import is_here, may_read, note, unreadable
from bot.capabilities.updates.catching_up.redrawing import redraw
from bot.capabilities.updates.composing import facts_of, receipt_subject, wall_of
from bot.capabilities.updates.forms import read_form
from bot.capabilities.updates.knowledge import trial
from bot.capabilities.updates.knowledge.asking import asking
from bot.capabilities.updates.knowledge.pages import (
    TRY_CHECK,
    Page,
    chosen,
    done_page,
    number_in,
    page_of,
    question_page,
    wrong_page,
)
from bot.capabilities.updates.store import Update, UpdateState, knowledge
from bot.capability import Context
from bot.chat.form import Form, Show
from bot.chat.inbound import Answer, FormPressed
from bot.chat.message import Alert, Message, Tone, plain


async def choose(context: Context, inbound: FormPressed) -> Answer:
    """An answer of a question: a right one leads on, a wrong one shows the right one."""
    if inbound.form == TRY_CHECK:
        return await trial.choose(context, inbound)
    known = await _standing(context, inbound)
    if isinstance(known, Answer):
        return known
    actor, session = context.actor, context.session
    page = await _open_page(context, known, inbound.state)
    answer = chosen(inbound.action, page.question) if page else None
    if page is None or answer is None:
        return await _go_on(context, known)
    right = answer == page.question.right
    first = await knowledge.keep_answer(
        session, known, page.number, actor.person_id, actor.side_id, right=right, now=context.now
    )
    wrong = Answer(form=wrong_page(page, page.question.answers[answer], context.t))
    shown = await _go_on(context, known) if right else wrong
    if first:
        await context.outbox.mark_stale(receipt_subject(known))
    return shown


async def ask_again(context: Context, inbound: FormPressed) -> Answer:
    """*Ask me again* after a wrong answer."""
    if inbound.form == TRY_CHECK:
        return await trial.show(context, inbound)
    known = await _standing(context, inbound)
    if isinstance(known, Answer):
        return known
    page = await _open_page(context, known, inbound.state)
    return Answer(form=question_page(page, context.t)) if page else await _go_on(context, known)


async def read_first(context: Context, inbound: FormPressed) -> Answer:
    """*Read the update* in a check: its text, from which *Got it* leads back to the question."""
    known = await _standing(context, inbound)
    if isinstance(known, Answer):
        return known
    return Answer(form=await _text(context, known))


async def _open_page(context: Context, known: Update, state: str) -> Page | None:
    """The page that a form says it is; None for one that there is not, or whose question they have right already."""
    facts = await facts_of(context.session, known, context.t.locale, context.now)
    number = number_in(state, facts.check)
    right = await knowledge.answered_right(context.session, known, context.actor.person_id)
    return page_of(facts, known.asked, number) if number and number not in right else None


async def _go_on(context: Context, known: Update) -> Answer:
    """The next question, or, after the last, that it is noted."""
    if page := await asking(context, known):
        return Answer(form=page)
    noted = await note(context, known)
    said = messages.noted_now(noted.at, context.t, context.zone)
    if noted.now:
        await redraw(context, known, said)
    return await _closing(context, known, said)


async def _standing(context: Context, inbound: FormPressed) -> Update | Answer:
    """The update of which something was answered, as far as that still counts; else what is to be shown instead."""
    t = context.t
    public_id, _, asked = inbound.object_id.partition(".")
    known = await store.by_public_id(context.session, public_id)
    if known is None or known.unpublished:
        return _closed(messages.gone(t), context)
    if known.state is UpdateState.WITHDRAWN:
        return _closed(messages.withdrawn(t), context)
    if not await may_read(context, known) and not await is_here(context, known):
        return Answer(message=unreadable(context))
    at = await store.noted_at(context.session, known, context.actor.person_id)
    if at is not None:
        return await _closing(context, known, messages.noted_before(at, context.now, t, context.zone))
    if asked != str(known.asked):
        form = await _text(context, known)
        since = Show(Alert(plain(messages.corrected_since(t)), Tone.PLAIN))
        return Answer(form=replace(form, parts=(since, *form.parts)))
    return known


async def _text(context: Context, known: Update) -> Form:
    facts = await facts_of(context.session, known, context.t.locale, context.now)
    viewpoint = (await wall_of(context.session, known)).viewpoint({context.actor.side_id})
    return read_form(facts, viewpoint, context.t, context.zone)


async def _closing(context: Context, known: Update, said: str) -> Answer:
    title = await store.title_of(context.session, known, context.t.locale)
    return Answer(form=done_page(title, said, context.t))


def _closed(why: Message, context: Context) -> Answer:
    return Answer(form=done_page("", why.summary, context.t))
