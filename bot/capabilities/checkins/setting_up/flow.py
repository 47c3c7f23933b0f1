"""Setting a check-in up and changing it, step by step: the form, the look before, a test, and then it holds."""

from collections.abc import Sequence
from dataclasses import replace

from bot.capabilities.checkins.running import deciding as runs
from bot.capabilities.checkins.setting_up import making, messages
from bot.capabilities.checkins.setting_up.checking import Mistaken, Settled, settled
from bot.capabilities.checkins.setting_up.forms import NO_AUDIENCE, checkin_form, preview_form
from bot.capabilities.checkins.setting_up.outlook import Outlook, outlook_of
from bot.capabilities.checkins.setting_up.present import present_of
from bot.capabilities.checkins.setting_up.rules import least_threshold
from bot.capabilities.checkins.setting_up.searching import choices_of
from bot.capabilities.checkins.setting_up.seen import Seen, seen, seen_called
from bot.capabilities.checkins.setting_up.templates import NOW, OWN, PULSE, USUAL, began_from
from bot.capabilities.checkins.setting_up.trying import trial_of
from bot.capabilities.checkins.setting_up.typed import Typed
from bot.capabilities.checkins.setting_up.wrong import wrong_outlook
from bot.capabilities.checkins.store import setting_up as store
from bot.capabilities.checkins.store.checkins import checkin_called
from bot.capabilities.checkins.store.drafts import DRAFTS, CheckinDraft
from bot.capability import Acting, Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, Command, FormPressed, FormSubmitted, Press
from bot.chat.message import Button, Message, say
from bot.people import access
from bot.people.refusal import Refused
from bot.storage.columns import PUBLIC_ID_LENGTH, new_public_id


async def new(context: Context, inbound: Press) -> Answer:
    """*Set up a check-in*, wherever it stands."""
    return await begin(context, "")


async def by_words(context: Context, inbound: Command) -> Answer:
    """`/checkin new`, and the name that it gets."""
    return await begin(context, " ".join(inbound.text.split()))


async def begin(context: Context, name: str) -> Answer:
    """The form, with what was begun before."""
    require_to_begin(context)
    kept = await DRAFTS.newest(context.session, context.actor.person_id, None)
    if kept is not None and not name:
        return await _form(context, Typed.read(kept.typed), kept.public_id, begun=True)
    return await _form(context, replace(await _empty(context), name=name), new_public_id())


async def change(context: Context, inbound: Press) -> Answer:
    """*Change*: the same form with the present values, or with what of it was changed and not saved."""
    present = await seen_called(context, inbound.object_id)
    return Answer(message=gone(context)) if present is None else await to_change(context, present)


async def to_change(context: Context, present: Seen) -> Answer:
    """The form in which a check-in is changed."""
    require_change(context, present)
    kept = await DRAFTS.newest(context.session, context.actor.person_id, present.checkin.id)
    if kept is not None:
        return await _form(context, Typed.read(kept.typed), kept.public_id, present.checkin.public_id, begun=True)
    return await _form(context, await present_of(context, present), new_public_id(), present.checkin.public_id)


async def back(context: Context, inbound: FormPressed) -> Answer:
    """*Change* below the look before: the form again, as it was."""
    kept = await DRAFTS.called(context.session, inbound.object_id, context.actor.person_id)
    if kept is None:
        return await _done(context, inbound.object_id, inbound.state)
    return await _form(context, Typed.read(kept.typed), kept.public_id, _changed(inbound.state))


async def anew(context: Context, inbound: FormPressed) -> Answer:
    """*Start anew*: what had been begun is forgotten."""
    session, actor = context.session, context.actor
    if not inbound.state:
        require_to_begin(context)
        await DRAFTS.forget(session, actor.person_id, None)
        return await _form(context, await _empty(context), new_public_id())
    present = await seen_called(context, inbound.state)
    if present is None:
        return Answer(message=gone(context))
    require_change(context, present)
    await DRAFTS.forget(session, actor.person_id, present.checkin.id)
    return await _form(context, await present_of(context, present), new_public_id(), present.checkin.public_id)


async def usual(context: Context, inbound: FormPressed) -> Answer:
    """*Fill in the usual*: the form with what is usual for the template that was chosen."""
    typed = _typed(inbound, PULSE)
    return await _form(context, typed.usual(typed.template if typed.template in USUAL else OWN), inbound.object_id)


async def test(context: Context, inbound: FormPressed) -> Answer:
    """*Send me a test*: the prompt to whoever acts alone, whose buttons keep nothing."""
    kept = await DRAFTS.called(context.session, inbound.object_id, context.actor.person_id)
    if kept is None:
        return await _done(context, inbound.object_id, inbound.state)
    present = await _present(context, _changed(inbound.state))
    if isinstance(present, Answer):
        return present
    try:
        return Answer(message=trial_of(context, await settled(context, Typed.read(kept.typed), present)))
    except Mistaken as mistaken:
        says = tuple(mistaken.by_field.values())
        return await _form(context, Typed.read(kept.typed), kept.public_id, _changed(inbound.state), says=says)


async def save(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps what was typed and shows what comes of it; sending the same form twice keeps it once."""
    present = await _present(context, inbound.state)
    if isinstance(present, Answer):
        return present
    typed = _typed(inbound, began_from(present.checkin.template) if present else PULSE)
    if len(inbound.object_id) != PUBLIC_ID_LENGTH or (present is None and await _is_set_up(context, inbound.object_id)):
        return await _done(context, inbound.object_id, inbound.state)
    kept = await DRAFTS.keep(
        context.session,
        inbound.object_id,
        context.actor.person_id,
        present.checkin.id if present else None,
        typed.kept(),
        context.now,
    )
    if kept is None:
        return Answer(message=gone(context))
    return await _preview(context, kept, present)


async def hold(context: Context, inbound: FormSubmitted) -> Answer:
    """*Start* or *Save the changes* below the look before; sent twice, it is done once."""
    session, actor, t = context.session, context.actor, context.t
    kept = await DRAFTS.called(session, inbound.object_id, actor.person_id, lock=True)
    if kept is None:
        return await _done(context, inbound.object_id, inbound.state)
    present = await _present(context, _changed(inbound.state))
    if isinstance(present, Answer):
        return present
    if inbound.state.partition(".")[2] != str(kept.revision):
        return await _preview(context, kept, present)
    typed = Typed.read(kept.typed)
    trial = await session.begin_nested()
    try:
        wanted = await settled(context, typed, present)
        found = await carried_out(context, wanted, present, kept.public_id)
    except Mistaken as mistaken:
        # What it depends on has changed since it was looked at.
        await trial.rollback()
        says = tuple(mistaken.by_field.values())
        return await _form(context, typed, kept.public_id, _changed(inbound.state), says=says)
    await trial.commit()
    await session.delete(kept)
    if wanted.when.now:
        await runs.send_now(session, context.outbox, found.seen.checkin, context.now, context.offers.occasions)
        return await shown(context, found.seen, t("It is on its way: people are asked in their own hours."))
    done = t("Saved. This holds from the next time on.") if present else t("It is set up. Nobody was told yet.")
    return await shown(context, found.seen, done)


async def _preview(context: Context, kept: CheckinDraft, present: Seen | None) -> Answer:
    """What would come of it; nothing of it is kept but the draft."""
    trial = await context.session.begin_nested()
    try:
        wanted = await settled(context, Typed.read(kept.typed), present)
        found = await carried_out(context, wanted, present, kept.public_id)
        state = f"{present.checkin.public_id if present else ''}.{kept.revision}"
        changes, now = present is not None, wanted.when.now
        form = preview_form(found, context.t, draft_id=kept.public_id, state=state, changes=changes, now=now)
        return Answer(form=form)
    except Mistaken as mistaken:
        return Answer(errors=FieldErrors(mistaken.by_field))
    finally:
        await trial.rollback()


async def carried_out(acting: Acting, wanted: Settled, present: Seen | None, public_id: str) -> Outlook:
    """Sets it up, or changes what is there, and says what comes of it; raises Mistaken where that is nothing."""
    try:
        if present is None:
            made = await making.set_up(acting, wanted, public_id)
        else:
            made = await making.change(acting, present, wanted)
    except Refused as refused:
        raise Mistaken({"when": str(refused)}) from refused
    found = await outlook_of(acting, made)
    if wrong := wrong_outlook(acting, found, wanted, new=present is None):
        raise Mistaken(wrong)
    return found


async def shown(context: Context, found: Seen, says: str = "") -> Answer:
    """A check-in as it is now."""
    fresh = await seen(context, found.checkin)
    if fresh is None:
        return Answer(message=gone(context))
    outlook = await outlook_of(context, fresh)
    unfinished = await store.unfinished_run(context.session, fresh.checkin)
    return Answer(message=messages.shown(outlook, context.t, context.zone, says, unfinished))


# --- parts ------------------------------------------------------------------------------------------------------------


def require_to_begin(context: Context) -> None:
    """Raises Refused for whoever may set up nothing at all."""
    access.require(context.actor, access.may_set_up_checkin, {})


def require_change(context: Context, present: Seen) -> None:
    """Raises Refused for whoever may only look at it."""
    if not present.may_change:
        raise Refused(
            context.t("Only its owner and managers of everybody who is asked can change this. Ask one of them.")
        )


async def _present(context: Context, public_id: str) -> Seen | Answer | None:
    """The check-in that a form changes, None for a new one."""
    if not public_id:
        require_to_begin(context)
        return None
    present = await seen_called(context, public_id, lock=True)
    if present is None:
        return Answer(message=gone(context))
    require_change(context, present)
    return present


def _changed(state: str) -> str:
    """The id of the check-in that a look before is about; nothing for a new one."""
    return state.partition(".")[0]


async def _is_set_up(context: Context, public_id: str) -> bool:
    """Whether a check-in has this id, though it may have ended since."""
    return await checkin_called(context.session, public_id) is not None


async def _done(context: Context, draft_id: str, state: str) -> Answer:
    """What was saved already, as it is now."""
    found = await seen_called(context, _changed(state) or draft_id)
    if found is None:
        return Answer(message=gone(context))
    return await shown(context, found, context.t("This was saved already."))


def gone(context: Context) -> Message:
    """There is no such check-in, or none that whoever acts may see."""
    t = context.t
    text = t("This check-in has ended, so nothing was changed.")
    return say(text, Button(t("Check-ins"), messages.LIST), locale=t.locale)


async def _empty(context: Context) -> Typed:
    return Typed.beginning(PULSE, await least_threshold(context.session))


def _typed(inbound: FormPressed | FormSubmitted, template: str) -> Typed:
    """What a form holds, with the usual day where nothing stands there."""
    typed = Typed.of_form(inbound.values, template)
    return replace(
        typed,
        audience="" if typed.audience == NO_AUDIENCE else typed.audience,
        when=typed.when or NOW,
        at=typed.at or typed.begins.at,
    )


async def _form(
    context: Context, typed: Typed, draft_id: str, changes: str = "", *, begun: bool = False, says: Sequence[str] = ()
) -> Answer:
    choices = await choices_of(context, typed)
    form = checkin_form(typed, choices, context.t, draft_id=draft_id, changes=changes, begun=begun, says=says)
    return Answer(form=form)
