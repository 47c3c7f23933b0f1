"""Reading an update in another language than the one that it stands in."""

from bot.capabilities.updates import messages, store
from bot.capabilities.updates.acknowledge import is_here, may_read, unreadable
from bot.capabilities.updates.composing import facts_of, wall_of
from bot.capabilities.updates.languages.forms import read_in_form
from bot.capabilities.updates.store import UpdateState
from bot.capability import Context
from bot.chat import languages
from bot.chat.inbound import Answer, FormPressed, FormSubmitted, Press


async def other_languages(context: Context, inbound: Press) -> Answer:
    """*Other languages* on a card: one's own if it does not stand there, else the first other one."""
    return await _shown(context, inbound.object_id)


async def from_reading(context: Context, inbound: FormPressed) -> Answer:
    """*Other languages* at the end of the dialog that shows an update."""
    return await _shown(context, inbound.object_id)


async def in_chosen(context: Context, inbound: FormSubmitted) -> Answer:
    """The language that was chosen."""
    chosen = inbound.values.get("language")
    return await _shown(context, inbound.object_id, chosen if isinstance(chosen, str) else "")


async def _shown(context: Context, marks: str, chosen: str = "") -> Answer:
    """`marks` are the update and the language that its reader looks at, or its version where that is their own."""
    public_id, _, looks_at = marks.partition(".")
    known = await store.by_public_id(context.session, public_id)
    if known is not None and known.state is UpdateState.WITHDRAWN:
        return Answer(message=messages.withdrawn(context.t))
    if known is None or known.unpublished:
        return Answer(message=unreadable(context))
    if not await may_read(context, known) and not await is_here(context, known):
        return Answer(message=unreadable(context))
    texts = await store.languages.texts_of(context.session, known)
    theirs = languages.best(texts, context.t.locale) or known.locale
    if looks_at.isdecimal():
        looks_at = theirs
    candidates = [chosen, *([theirs] if theirs != looks_at else []), known.locale, *texts]
    language = next((one for one in candidates if one in texts and (one == chosen or one != looks_at)), known.locale)
    facts = await facts_of(context.session, known, language, context.now)
    viewpoint = (await wall_of(context.session, known)).viewpoint({context.actor.side_id})
    return Answer(form=read_in_form(facts, viewpoint, context.t, context.zone, marks=marks))
