"""Asking: a question is opened on a copy or by words, compared with what was asked already, and given to somebody."""

from bot.capabilities.updates import store as updates
from bot.capabilities.updates.acknowledge import in_round_up, is_here, may_read, of_thread, unreadable
from bot.capabilities.updates.composing import wall_of
from bot.capabilities.updates.messages import ASK, answer
from bot.capabilities.updates.preview import CONFIRMED
from bot.capabilities.updates.questions import messages, views
from bot.capabilities.updates.questions.forms import LONGEST_QUESTION, SEEN, ask_form
from bot.capabilities.updates.questions.guarding import crossing_question
from bot.capabilities.updates.questions.holding import first_turn
from bot.capabilities.updates.questions.letters import Mail
from bot.capabilities.updates.questions.similarity import most_alike
from bot.capabilities.updates.rules import as_text
from bot.capabilities.updates.store import Update, UpdateState
from bot.capabilities.updates.store import questions as store
from bot.capabilities.updates.store.question_tables import Question
from bot.capability import Context
from bot.chat.form import FieldErrors, Form
from bot.chat.inbound import Answer, Command, FormPressed, FormSubmitted, PlaceKind, Press
from bot.chat.message import ACTION_LIMIT, Button, Message, Tone
from bot.chat.texts import Texts
from bot.delivery.guard import Finding
from bot.people.channels import channel_at
from bot.people.model import Sharing
from bot.storage.columns import new_public_id

MOST_SIMILAR = 3
"""Questions that are shown before one is sent."""

ROOM_FOR_WORDS = ACTION_LIMIT - 8 - len(ASK)
"""Characters that a button can carry besides its name."""


async def ask(context: Context, inbound: Press) -> Answer:
    """*Ask a question* on a copy of an update; the button may carry the beginning of the question."""
    public_id, _, text = inbound.object_id.partition(" ")
    return await _open(context, await updates.by_public_id(context.session, public_id.partition(".")[0]), text)


async def ask_after_reading(context: Context, inbound: FormPressed) -> Answer:
    """*Ask a question* in the dialog that shows an update."""
    public_id = inbound.object_id.partition(".")[0]
    return await _open(context, await updates.by_public_id(context.session, public_id), "")


async def ask_by_words(context: Context, inbound: Command) -> Answer:
    """“@Instep ask …”: under a card about that update, elsewhere about the newest one here."""
    known = await under_card(context)
    if known is None and (which := await _which(context, inbound.text)) is not None:
        return which
    known = known or await _newest(context)
    if known is None:
        t = context.t
        return Answer(message=answer(t("There is no update here yet that you could ask about."), t))
    return await _open(context, known, inbound.text)


async def offer_to_ask(context: Context, inbound: Command) -> Answer | None:
    """Words under a card that are no command may be a question; None anywhere else."""
    words = f"{inbound.name} {inbound.text}".strip()
    known = await under_card(context) if words else None
    if known is None:
        return await _which(context, words) if words else None
    if await refusal(context, known) is not None:
        return None
    if not context.manners.private_in_channels:
        return await _open(context, known, words)
    t = context.t
    title = (await updates.text_of(context.session, known, t.locale)).title
    return Answer(message=messages.offered(title, ask_button(known, words, t), t))


def ask_button(known: Update, words: str, t: Texts) -> Button:
    """*Ask a question* about an update, with the beginning of what was written in the form."""
    return Button(t("Ask a question"), ASK, _carried(known, words), Tone.PRIMARY, opens_form=True)


async def _which(context: Context, words: str) -> Answer | None:
    """In the thread of a round-up: a button for each update that it lists; None anywhere else."""
    place, session, t = context.origin.place, context.session, context.t
    channel = None
    if place.kind is not PlaceKind.DIRECT and place.thread:
        channel = await channel_at(session, context.origin.platform, place.installation, place.channel)
    listed = await in_round_up(context, channel.id, place.thread) if channel else ()
    standing = [one for one in listed if one.state is UpdateState.PUBLISHED]
    if not standing:
        return None
    buttons = [
        Button(await updates.title_of(session, one, t.locale), ASK, _carried(one, words), opens_form=True)
        for one in standing
    ]
    return Answer(message=messages.which(buttons, t))


def _carried(known: Update, words: str) -> str:
    """What a button carries: the update, and the beginning of the question."""
    return f"{known.public_id} {words}"[:ROOM_FOR_WORDS]


async def send(context: Context, inbound: FormSubmitted) -> Answer:
    """Takes a question, shows what is like it, and gives it to somebody. Sending the same form twice asks once."""
    session, actor, t, now = context.session, context.actor, context.t, context.now
    public_id, _, question_id = inbound.object_id.partition(".")
    known = await updates.by_public_id(session, public_id)
    if known is None or (why := await refusal(context, known)) is not None:
        return Answer(message=why if known else _gone(context))
    text = as_text(inbound.values.get("text")).strip()
    if not text:
        return Answer(errors=FieldErrors({"text": t("Write your question.")}))
    if len(text) > LONGEST_QUESTION:
        return Answer(errors=FieldErrors({"text": t("Up to {n} characters fit. Shorten it.", n=LONGEST_QUESTION)}))
    kept = await store.question_by_id(session, question_id)
    if kept is not None and kept.asker_id == actor.person_id:
        return Answer(message=await _asked(context, known, kept))
    findings = await crossing_question(context, known, text)
    seen = inbound.state == SEEN
    if findings and inbound.values.get(CONFIRMED) is not True:
        if CONFIRMED in inbound.values:
            say = t("Switch this on if it may be shared, or take it out. Nothing was sent.")
            return Answer(errors=FieldErrors({CONFIRMED: say}))
        return Answer(form=await _form(context, known, question_id, text, findings=findings, seen=seen))
    if not seen:
        sides = None if await _sees_all(context, known) else {actor.side_id}
        asked = await store.asked_about(session, known, sides)
        if similar := most_alike(text, asked, lambda one: one.shown or one.text, at_most=MOST_SIMILAR):
            return Answer(form=await _form(context, known, question_id, text, similar=similar, findings=findings))
    question, is_new = await store.keep_question(
        session,
        Question(
            public_id=question_id if kept is None and len(question_id) == len(new_public_id()) else new_public_id(),
            update_id=known.id,
            asker_id=actor.person_id,
            side_id=actor.side_id,
            platform=context.origin.platform,
            text=text,
            asked_at=now,
        ),
    )
    if is_new:
        turn = await first_turn(session, known, now, without={actor.person_id})
        await Mail(session, context.outbox, known, now).hand(question, turn)
    return Answer(message=await _asked(context, known, question))


async def _open(context: Context, known: Update | None, text: str) -> Answer:
    if known is None:
        return Answer(message=_gone(context))
    if why := await refusal(context, known):
        return Answer(message=why)
    return Answer(form=await _form(context, known, new_public_id(), text))


async def _form(
    context: Context,
    known: Update,
    question_id: str,
    text: str,
    *,
    similar: list[Question] | None = None,
    findings: tuple[Finding, ...] = (),
    seen: bool = False,
) -> Form:
    lines = [await views.line_of(context, one, for_others=True) for one in similar or ()]
    return ask_form(
        (await updates.text_of(context.session, known, context.t.locale)).title,
        await store.until_answered(context.session, known),
        context.t,
        object_id=f"{known.public_id}.{question_id}",
        text=text[:LONGEST_QUESTION],
        similar=lines,
        findings=findings,
        seen=seen,
    )


async def _asked(context: Context, known: Update, question: Question) -> Message:
    wall = await wall_of(context.session, known)
    holding = await views.holding(context.session, question, wall, context.now)
    until = await store.until_answered(context.session, known)
    return messages.asked(holding, until, context.t, context.zone)


async def refusal(context: Context, known: Update) -> Message | None:
    """Why nothing can be asked about an update; None if it can."""
    t = context.t
    if known.unpublished:
        return _gone(context)
    if known.state is UpdateState.WITHDRAWN:
        return answer(t("This update was withdrawn, so nothing was asked. It no longer holds."), t)
    if not await may_read(context, known) and not await is_here(context, known):
        return unreadable(context)
    return None


def _gone(context: Context) -> Message:
    t = context.t
    return answer(t("This update is no longer there, so nothing was asked."), t)


async def _sees_all(context: Context, known: Update) -> bool:
    """Whether whoever asks may read what people of all sides asked."""
    if context.actor.is_internal and not context.actor.provisional:
        return True
    return (await wall_of(context.session, known)).sharing is Sharing.NAMES


async def under_card(context: Context) -> Update | None:
    """The update under whose card this was written."""
    place = context.origin.place
    if place.kind is PlaceKind.DIRECT or not place.thread:
        return None
    channel = await channel_at(context.session, context.origin.platform, place.installation, place.channel)
    return await of_thread(context, channel.id, place.thread) if channel else None


async def _newest(context: Context) -> Update | None:
    """The newest update of this channel, else the newest that whoever asks was to read."""
    place = context.origin.place
    if place.kind is not PlaceKind.DIRECT:
        channel = await channel_at(context.session, context.origin.platform, place.installation, place.channel)
        if channel is not None and (known := await store.newest_card_in(context.session, channel.id)):
            return known
    return await store.newest_read_by(context.session, context.actor.person_id)
