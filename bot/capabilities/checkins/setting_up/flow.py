"""Setting a check-in up and changing it, step by step: the form, the look before, a test, and then it holds."""

from dataclasses import replace

from bot.capabilities.checkins import planning
from bot.capabilities.checkins.running import deciding as runs
from bot.capabilities.checkins.setting_up import making, messages
from bot.capabilities.checkins.setting_up.checking import Settled, settled
from bot.capabilities.checkins.setting_up.forms import checkin_form, preview_form
from bot.capabilities.checkins.setting_up.outlook import Outlook, outlook_of
from bot.capabilities.checkins.setting_up.present import present_of
from bot.capabilities.checkins.setting_up.rules import least_threshold
from bot.capabilities.checkins.setting_up.searching import choices_of
from bot.capabilities.checkins.setting_up.seen import Seen, seen, seen_called
from bot.capabilities.checkins.setting_up.templates import PULSE, began_from
from bot.capabilities.checkins.setting_up.trying import send_trial, trial_of
from bot.capabilities.checkins.setting_up.typed import Typed
from bot.capabilities.checkins.setting_up.wrong import wrong_outlook
from bot.capabilities.checkins.store import setting_up as store
from bot.capabilities.checkins.store.checkins import checkin_called
from bot.capabilities.checkins.store.drafts import DRAFTS
from bot.capability import Acting, Context
from bot.chat.form import Form
from bot.chat.inbound import Answer, FormPressed
from bot.chat.message import Button, Message, say
from bot.due.crowding import crowded
from bot.people import access
from bot.people.refusal import Refused
from bot.setting_up.checking import Mistaken
from bot.setting_up.flow import Flow, changed
from bot.setting_up.forms import Begun, Looked


async def test(context: Context, inbound: FormPressed) -> Answer:
    """*Send me a test*: the prompt to whoever acts alone, in a message of its own, whose buttons keep nothing."""
    kept = await DRAFTS.called(context.session, inbound.object_id, context.actor.person_id)
    if kept is None:
        return await FLOW.saved_already(context, inbound)
    present = await FLOW.to_be_changed(context, changed(inbound))
    if isinstance(present, Answer):
        return present
    try:
        wanted = await settled(context, Typed.read(kept.typed), present)
    except Mistaken as mistaken:
        return await FLOW.to_mend(context, kept, inbound, mistaken)
    message = trial_of(context, wanted)
    if not await send_trial(context, message, wanted):
        return Answer(message=message)
    return await FLOW.look_before(
        context, kept, present, says=context.t("The test is on its way to your chat with me.")
    )


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
    if present is not None and found.seen.rhythm is not None:
        plan = await planning.plan(acting.session, found.seen.rhythm)
        found = replace(found, crowded=await crowded(acting.session, found.seen.rhythm, plan, acting.now))
    return found


async def shown(context: Context, found: Seen, says: str = "") -> Answer:
    """A check-in as it is now."""
    fresh = await seen(context, found.checkin)
    if fresh is None:
        return Answer(message=gone(context))
    outlook = await outlook_of(context, fresh)
    unfinished = await store.unfinished_run(context.session, fresh.checkin)
    return Answer(message=messages.shown(outlook, context.t, context.zone, says, unfinished))


def gone(context: Context) -> Message:
    """There is no such check-in, or none that whoever acts may see."""
    t = context.t
    text = t("This check-in has ended, so nothing was changed.")
    return say(text, Button(t("Check-ins"), messages.LIST), locale=t.locale)


async def _empty(acting: Acting) -> Typed:
    return Typed.beginning(PULSE, await least_threshold(acting.session))


async def _form(acting: Acting, typed: Typed, begun: Begun) -> Form:
    return checkin_form(typed, await choices_of(acting, typed, begun.changes), acting.t, begun)


def _preview(acting: Acting, wanted: Settled, found: Outlook, looked: Looked) -> Form:
    return preview_form(found, acting.t, looked, now=wanted.when.now)


async def _done(context: Context, wanted: Settled, found: Outlook, changes: bool) -> Answer:
    t, checkin = context.t, found.seen.checkin
    if wanted.when.now:
        await runs.send_now(context.session, context.outbox, checkin, context.now, context.offers.occasions)
        return await shown(context, found.seen, t("It is on its way."))
    says = t("Saved. This holds from the next time on.") if changes else t("It is set up. Nobody was told yet.")
    return await shown(context, found.seen, says)


FLOW = Flow(
    drafts=DRAFTS,
    typed=Typed,
    may_begin=lambda actor: access.may_set_up_checkin(actor, {}),
    called=seen_called,
    known=checkin_called,
    empty=_empty,
    present=present_of,
    template=lambda seen: began_from(seen.checkin.template),
    form=_form,
    settled=settled,
    carried_out=carried_out,
    preview=_preview,
    done=_done,
    shown=shown,
    gone=gone,
)
