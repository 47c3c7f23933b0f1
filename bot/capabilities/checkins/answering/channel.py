"""The button in a channel, for those whom Instep cannot message: a form that only they see."""

from bot.capabilities.checkins.answering import actions, channel_messages, messages
from bot.capabilities.checkins.answering.facts import Phase
from bot.capabilities.checkins.answering.forms import answer_form, read_answers
from bot.capabilities.checkins.answering.named import keep_typed, mine
from bot.capabilities.checkins.answering.prompt import prompt
from bot.capabilities.checkins.kinds import Path
from bot.capabilities.checkins.store import ballots
from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, PlaceKind, Press


async def open_here(context: Context, inbound: Press) -> Answer:
    """Opens the form for whoever is asked this way; tells the others where they stand."""
    t, found = context.t, await mine(context, inbound.object_id)
    if found is None:
        return Answer(message=messages.not_asked(t))
    if found.facts.phase is not Phase.OPEN:
        return Answer(message=prompt(found.facts, t, context.zone))
    by_button = found.row.path is Path.CHANNEL
    if not by_button and (found.facts.anonymous or _is_channel(inbound)):
        return Answer(message=channel_messages.has_own(found.facts, t))
    if not found.facts.anonymous:
        return Answer(form=answer_form(found.facts, actions.ALL, actions.KEEP_HERE, t))
    if found.row.took_part:
        return Answer(message=channel_messages.cast_before(t))
    lead = channel_messages.once_only(t)
    return Answer(form=answer_form(found.facts, actions.ALL, actions.CAST, t, lead=lead))


async def keep_here(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps what was answered with a name, and says so to them alone."""
    facts = await keep_typed(context, inbound)
    if isinstance(facts, Answer):
        return facts
    return Answer(message=channel_messages.noted(facts, context.t, context.zone))


async def cast(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps the one anonymous answer: that they took part, and the answer, with nothing that joins the two."""
    t, (key, what) = context.t, actions.read_form(inbound.object_id)
    found = await mine(context, key, alone=True)
    if found is None or not found.facts.anonymous:
        return Answer(message=messages.not_asked(t))
    if found.facts.phase is not Phase.OPEN:
        return Answer(message=prompt(found.facts, t, context.zone))
    if found.row.path is not Path.CHANNEL:
        return Answer(message=channel_messages.has_own(found.facts, t))
    if found.row.took_part:
        return Answer(message=channel_messages.cast_before(t))
    if what != actions.ALL:
        return Answer(message=messages.not_an_answer(t))
    typed = read_answers(found.facts, what, inbound.values, t)
    if isinstance(typed, FieldErrors):
        return Answer(errors=typed)
    found.row.took_part = True
    await context.session.flush()
    await ballots.cast(context.session, found.run, found.group, typed.given)
    return Answer(message=channel_messages.cast(t, masked=typed.masked))


def _is_channel(inbound: Press) -> bool:
    return inbound.origin.place.kind in (PlaceKind.CHANNEL, PlaceKind.GROUP)
