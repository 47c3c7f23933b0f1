"""Answering a question, for its asker or for all, and handing it over; whoever comes second sees what was answered."""

from bot.capabilities.updates import store as updates
from bot.capabilities.updates.composing import receipt_subject, wall_of
from bot.capabilities.updates.messages import answer as sentence
from bot.capabilities.updates.preview import CONFIRMED
from bot.capabilities.updates.publish import too_long_for
from bot.capabilities.updates.questions import messages, views
from bot.capabilities.updates.questions.forms import EVERYONE, LONGEST_QUESTION, answer_form, hand_over_form
from bot.capabilities.updates.questions.guarding import crossing_answer, foreign_names
from bot.capabilities.updates.questions.holding import turn_of
from bot.capabilities.updates.questions.letters import Mail
from bot.capabilities.updates.questions.listing import page_now
from bot.capabilities.updates.rules import LONGEST_TEXT, as_text, identity_in
from bot.capabilities.updates.settings import answer_within
from bot.capabilities.updates.store import Update, UpdateState
from bot.capabilities.updates.store import answerers as people
from bot.capabilities.updates.store import questions as store
from bot.capabilities.updates.store.question_tables import Desk, Hearers, Question, QuestionState
from bot.capability import Context
from bot.chat.form import FieldErrors, Form
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.message import Message
from bot.people import audit, directory
from bot.people.access import Actor, may_publish
from bot.ports import Rejected


async def open_answer(context: Context, inbound: Press) -> Answer:
    """*Answer* on a question."""
    public_id, _, page = inbound.object_id.partition(".")
    question, known, refusal = await _found(context, public_id)
    if question is None or known is None or refusal is not None:
        return Answer(message=refusal, redraw=await page_now(context, page))
    return Answer(form=answer_form(await views.line_of(context, question, listed=False), context.t, page=page))


async def open_hand_over(context: Context, inbound: Press) -> Answer:
    """*Hand over* on a question."""
    public_id, _, page = inbound.object_id.partition(".")
    question, known, refusal = await _found(context, public_id)
    if question is None or known is None or refusal is not None:
        return Answer(message=refusal, redraw=await page_now(context, page))
    return Answer(form=hand_over_form(await views.line_of(context, question, listed=False), context.t, page=page))


async def send_answer(context: Context, inbound: FormSubmitted) -> Answer:
    """Brings an answer to the asker, and where that was chosen to all channels at once; the first one counts."""
    session, t, now = context.session, context.t, context.now
    question, known, refusal = await _found(context, inbound.object_id, lock=True)
    if question is None or known is None or refusal is not None:
        return Answer(message=refusal, redraw=await page_now(context, inbound.state))
    text = as_text(inbound.values.get("answer")).strip()
    to = as_text(inbound.values.get("to"))
    shown = as_text(inbound.values.get("shown")).strip() or question.text
    hearers = Hearers.EVERYONE if to == EVERYONE else Hearers.ASKER
    if errors := _mistakes(context, text, to, shown):
        return Answer(errors=FieldErrors(errors))
    if again := await _unconfirmed(context, inbound, known, question, text, shown, hearers):
        return again
    if not await store.settle_question(session, question, text, shown, context.actor.person_id, hearers, now):
        before = await _answered_before(context, known, question)
        return Answer(message=before, redraw=await page_now(context, inbound.state))
    mail = Mail(session, context.outbox, known, now)
    channels = await mail.tell_all(question) if hearers is Hearers.EVERYONE else 0
    told = await mail.tell_answer(question)
    await mail.take_from_holders([question])
    await context.outbox.mark_stale(receipt_subject(known))
    await audit.record(
        session, context.actor, "answer_question", "question", question.public_id, at=now, channels=channels
    )
    said = sentence(_outcome(context, channels, told), t)
    return Answer(message=said, redraw=await page_now(context, inbound.state))


async def send_on(context: Context, inbound: FormSubmitted) -> Answer:
    """Hands a question over to somebody else, who gets it in their hours."""
    session, t, now = context.session, context.t, context.now
    question, known, refusal = await _found(context, inbound.object_id, lock=True)
    if question is None or known is None or refusal is not None:
        return Answer(message=refusal, redraw=await page_now(context, inbound.state))
    identity = identity_in(as_text(inbound.values.get("to")))
    found = await directory.known(session, identity) if identity else None
    if not isinstance(found, Actor) or not context.actor.scope.covers(found.side_id):
        return _no(t("Instep does not know this person yet. Choose somebody who is in a team."))
    if not found.is_internal and found.side_id not in {
        *await updates.sides_reached(session, known),
        context.actor.side_id,
    }:
        return _no(t("This update was not published to their side. Choose somebody else."))
    if found.person_id in (question.holder_id, question.asker_id):
        return _no(t("They have it already, or asked it themselves. Choose somebody else."))
    holder = (await people.answerers(session, [found.person_id], now))[found.person_id]
    if not holder.present:
        return _no(t("{name} is away. Choose somebody else.", name=holder.name))
    if holder.reach is None:
        return _no(t("{name} cannot be messaged directly yet. Choose somebody else.", name=holder.name))
    mail = Mail(session, context.outbox, known, now)
    await mail.hand(question, turn_of(Desk.HANDED, holder, now, await answer_within(session)))
    await mail.take_from_holders([question])
    await mail.tell_moved(question)
    await audit.record(session, context.actor, "hand_over_question", "question", question.public_id, at=now)
    said = sentence(t("{name} has it now, and the asker is told.", name=holder.name), t)
    return Answer(message=said, redraw=await page_now(context, inbound.state))


def _no(text: str) -> Answer:
    return Answer(errors=FieldErrors({"to": text}))


def _mistakes(context: Context, text: str, to: str, shown: str) -> dict[str, str]:
    t = context.t
    found = {}
    if not text:
        found["answer"] = t("Write the answer.")
    elif len(text) > LONGEST_TEXT:
        found["answer"] = t("Up to {n} characters fit. Shorten it.", n=LONGEST_TEXT)
    elif title := _unshowable(context, messages.for_all(shown, text, messages.Who(), t)):
        found["answer"] = too_long_for(title, t)
    if not to:
        found["to"] = t("Choose who hears the answer.")
    if len(shown) > LONGEST_QUESTION:
        found["shown"] = t("Up to {n} characters fit. Shorten it.", n=LONGEST_QUESTION)
    return found


def _unshowable(context: Context, message: Message) -> str | None:
    """The title of a platform that refuses a message as it is; None if all can show it."""
    for platform in context.platforms.values():
        try:
            platform.render(message)
        except Rejected:
            return platform.manners.title
    return None


async def _unconfirmed(
    context: Context,
    inbound: FormSubmitted,
    known: Update,
    question: Question,
    text: str,
    shown: str,
    hearers: Hearers,
) -> Answer | None:
    """The form again, with what must be confirmed before it crosses sides; None if nothing must, or it was."""
    everyone = hearers is Hearers.EVERYONE
    texts = (text, shown) if everyone else (text,)
    findings = await crossing_answer(context, known, question, texts, everyone=everyone)
    names = await foreign_names(context, known, question, texts) if everyone else ()
    if (not findings and not names) or inbound.values.get(CONFIRMED) is True:
        return None
    t = context.t
    if CONFIRMED in inbound.values:
        say = t("Switch this on if it may be shared, or take it out. Nothing was sent.")
        return Answer(errors=FieldErrors({CONFIRMED: say}))
    line = await views.line_of(context, question, listed=False)
    form: Form = answer_form(
        line, t, answer=text, shown=shown, to=str(hearers), findings=findings, names=names, page=inbound.state
    )
    return Answer(form=form)


def _outcome(context: Context, channels: int, told: bool) -> str:
    t = context.t
    to_asker = t("The asker has it too.") if told else t("The asker cannot be messaged and finds it on their home.")
    if not channels:
        return t("Answered. {asker}", asker=to_asker if not told else t("The asker has it."))
    said = t.n("Answered in {n} channel.", "Answered in {n} channels.", channels)
    return f"{said} {to_asker}"


async def _found(
    context: Context, public_id: str, *, lock: bool = False
) -> tuple[Question | None, Update | None, Message | None]:
    """The question, its update, and why whoever acts cannot do anything about it."""
    session, t = context.session, context.t
    question = await store.question_by_id(session, public_id, lock=lock)
    known = await session.get(Update, question.update_id) if question else None
    if question is None or known is None:
        return None, None, sentence(t("This question is no longer there, so nothing was sent."), t)
    if not await _may_answer(context, known, question):
        return question, known, sentence(t("This question is not yours to answer. Ask the owner of the update."), t)
    if question.state is QuestionState.ANSWERED:
        return question, known, await _answered_before(context, known, question)
    if known.state is UpdateState.WITHDRAWN or question.state is QuestionState.CLOSED:
        return question, known, sentence(t("This question is closed: its update was withdrawn. Nothing was sent."), t)
    return question, known, None


async def _may_answer(context: Context, known: Update, question: Question) -> bool:
    """Whoever has it, the owner, the author, those they named, their leads, and who may publish to the same sides."""
    session, actor = context.session, context.actor
    if actor.person_id == question.holder_id:
        return True
    if actor.provisional:
        return False
    named = {known.owner_id, known.author_id, *await store.answerers_named(session, known)}
    if actor.person_id in named or actor.person_id in await people.leads_of(session, known.owner_id):
        return True
    return may_publish(actor, await updates.sides_reached(session, known)) is None


async def _answered_before(context: Context, known: Update, question: Question) -> Message:
    viewpoint = (await wall_of(context.session, known)).viewpoint({context.actor.side_id})
    by = await views.who(context.session, question.answered_by, viewpoint)
    return messages.answered_by_then(question.answer, by, context.t)
