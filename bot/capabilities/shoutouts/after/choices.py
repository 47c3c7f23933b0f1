"""How somebody wants to be thanked and named to other companies, and what their employer allows of names."""

from datetime import timedelta

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.after import messages
from bot.capabilities.shoutouts.after.forms import choices_form
from bot.capabilities.shoutouts.kinds import Naming
from bot.capabilities.shoutouts.store import SUBJECT
from bot.capability import Context
from bot.chat.form import Value
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.delivery.outbox import Subject
from bot.people import audit
from bot.people.access import may_manage_people

REDRAWN_SINCE = timedelta(days=90)
"""Cards that are older stay as they are; nobody scrolls that far."""


async def by_words(context: Context, inbound: Command) -> Answer:
    """`/shoutout settings`."""
    return await _open(context)


async def by_button(context: Context, inbound: Press) -> Answer:
    """*How I am thanked* in the menu."""
    return await _open(context)


async def _open(context: Context) -> Answer:
    session, actor = context.session, context.actor
    named = (await store.people_named(session, [actor.person_id], context.now))[actor.person_id]
    privately, naming = await store.choice_of(session, actor.person_id)
    allowed = await store.side_naming(session, actor.side_id)
    manages = may_manage_people(actor, actor.side_id) is None
    form = choices_form(
        named, actor.side_name, context.t, privately=privately, naming=naming, allowed=allowed, manages=manages
    )
    return Answer(form=form)


async def keep(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps what was chosen; cards that are out already follow."""
    session, actor, now = context.session, context.actor, context.now
    since = now - REDRAWN_SINCE
    _, naming_before = await store.choice_of(session, actor.person_id)
    naming = _naming(inbound.values.get("naming")) or naming_before
    await store.choose(session, actor.person_id, privately=inbound.values.get("privately") is True, naming=naming)
    redraw = set(await store.naming_person_since(session, actor.person_id, since)) if naming != naming_before else set()
    allowed = _naming(inbound.values.get("side_naming"))
    if allowed is not None and may_manage_people(actor, actor.side_id) is None:
        before = await store.side_naming(session, actor.side_id)
        if allowed is not before:
            await store.allow_naming(session, actor.side_id, allowed)
            redraw |= set(await store.naming_side_since(session, actor.side_id, since))
            await audit.record(
                session, actor, "allow_naming", "side", actor.side_id, at=now, before=str(before), after=str(allowed)
            )
    if redraw:
        await context.outbox.mark_stale(*[Subject(SUBJECT, one) for one in sorted(redraw)])
    return Answer(message=messages.chosen(len(redraw), context.t))


def _naming(value: Value) -> Naming | None:
    chosen = value[0] if isinstance(value, tuple) and value else value
    return Naming(chosen) if isinstance(chosen, str) and chosen in tuple(Naming) else None
