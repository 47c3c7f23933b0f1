"""Setting a sync up and changing it, step by step: the form, the look before, and then it holds."""

from collections.abc import Sequence
from dataclasses import replace

from bot.capabilities.syncs.kinds import Template
from bot.capabilities.syncs.setting_up import making, messages
from bot.capabilities.syncs.setting_up.checking import Mistaken, Settled, settled
from bot.capabilities.syncs.setting_up.forms import NO_AUDIENCE, preview_form, sync_form, usual_of
from bot.capabilities.syncs.setting_up.outlook import Outlook, outlook_of
from bot.capabilities.syncs.setting_up.present import present_of
from bot.capabilities.syncs.setting_up.rules import USUAL
from bot.capabilities.syncs.setting_up.searching import choices_of
from bot.capabilities.syncs.setting_up.seen import Seen, seen_called
from bot.capabilities.syncs.setting_up.typed import Typed
from bot.capabilities.syncs.store.drafts import DRAFTS, SyncDraft
from bot.capabilities.syncs.store.syncs import sync_called
from bot.capability import Acting, Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, Command, FormPressed, FormSubmitted, Press
from bot.chat.message import Button, Message, say
from bot.people import access
from bot.people.refusal import Refused
from bot.storage.columns import PUBLIC_ID_LENGTH, new_public_id


async def new(context: Context, inbound: Press) -> Answer:
    """*Set up a sync*, wherever it stands."""
    return await begin(context, "")


async def by_words(context: Context, inbound: Command) -> Answer:
    """`/sync new`, and the name that it gets."""
    return await begin(context, " ".join(inbound.text.split()))


async def begin(context: Context, name: str) -> Answer:
    """The form, with what was begun before."""
    require_to_begin(context)
    kept = await DRAFTS.newest(context.session, context.actor.person_id, None)
    if kept is not None and not name:
        return await _form(context, Typed.read(kept.typed), kept.public_id, begun=True)
    typed = replace(Typed.beginning(Template.WEEKLY, context.zone), name=name)
    return await _form(context, typed, new_public_id())


async def change(context: Context, inbound: Press) -> Answer:
    """*Change*: the same form with the present values, or with what of it was changed and not saved."""
    present = await seen_called(context, inbound.object_id)
    if present is None:
        return _gone(context)
    _require_change(context, present)
    kept = await DRAFTS.newest(context.session, context.actor.person_id, present.sync.id)
    if kept is not None:
        return await _form(context, Typed.read(kept.typed), kept.public_id, present.sync.public_id, begun=True)
    return await _form(context, await present_of(context, present), new_public_id(), present.sync.public_id)


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
        return await _form(context, Typed.beginning(Template.WEEKLY, context.zone), new_public_id())
    present = await seen_called(context, inbound.state)
    if present is None:
        return _gone(context)
    _require_change(context, present)
    await DRAFTS.forget(session, actor.person_id, present.sync.id)
    return await _form(context, await present_of(context, present), new_public_id(), present.sync.public_id)


async def usual(context: Context, inbound: FormPressed) -> Answer:
    """*Fill in the usual*: the form with the usual settings of the kind that was chosen."""
    return await _form(context, usual_of(_typed(inbound, Template.WEEKLY)), inbound.object_id)


async def save(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps what was typed and shows what comes of it; sending the same form twice keeps it once."""
    present = await _present(context, inbound.state)
    if isinstance(present, Answer):
        return present
    typed = _typed(inbound, present.sync.template if present else Template.WEEKLY)
    if len(inbound.object_id) != PUBLIC_ID_LENGTH or (present is None and await _is_set_up(context, inbound.object_id)):
        return await _done(context, inbound.object_id, inbound.state)
    kept = await DRAFTS.keep(
        context.session,
        inbound.object_id,
        context.actor.person_id,
        present.sync.id if present else None,
        typed.kept(),
        context.now,
    )
    if kept is None:
        return _gone(context)
    return await _preview(context, kept, present)


async def hold(context: Context, inbound: FormSubmitted) -> Answer:
    """*Set up* or *Save the changes* below the look before; sent twice, it is done once."""
    session, actor, t = context.session, context.actor, context.t
    kept = await DRAFTS.called(session, inbound.object_id, actor.person_id, lock=True)
    if kept is None:
        return await _done(context, inbound.object_id, inbound.state)
    present = await _present(context, _changed(inbound.state))
    if isinstance(present, Answer):
        return present
    if inbound.state.partition(".")[2] != str(kept.revision):
        return await _preview(context, kept, present)
    trial = await session.begin_nested()
    try:
        found = await _carried_out(context, Typed.read(kept.typed), present, kept.public_id)
        _check_outlook(context, found, present)
    except Mistaken as mistaken:
        # What it depends on has changed since it was looked at.
        await trial.rollback()
        says = tuple(mistaken.by_field.values())
        return await _form(context, Typed.read(kept.typed), kept.public_id, _changed(inbound.state), says=says)
    await trial.commit()
    await session.delete(kept)
    done = t("Saved. This holds from now on.") if present else t("It is set up. Nobody else was told.")
    return Answer(message=messages.shown(found, t, done))


async def _preview(context: Context, kept: SyncDraft, present: Seen | None) -> Answer:
    """What would come of it; nothing of it is kept but the draft."""
    trial = await context.session.begin_nested()
    try:
        found = await _carried_out(context, Typed.read(kept.typed), present, kept.public_id)
        _check_outlook(context, found, present)
        state = f"{present.sync.public_id if present else ''}.{kept.revision}"
        form = preview_form(found, context.t, draft_id=kept.public_id, state=state, changes=present is not None)
        return Answer(form=form)
    except Mistaken as mistaken:
        return Answer(errors=FieldErrors(mistaken.by_field))
    finally:
        await trial.rollback()


async def _carried_out(acting: Acting, typed: Typed, present: Seen | None, public_id: str) -> Outlook:
    """Has it be as typed; raises Mistaken."""
    return await outlook_of(acting, await made(acting, await settled(acting, typed, present), present, public_id))


async def made(acting: Acting, wanted: Settled, present: Seen | None, public_id: str) -> Seen:
    """Sets it up, or changes what is there; raises Mistaken where it never takes place."""
    try:
        if present is None:
            return await making.set_up(acting, wanted, public_id)
        return await making.change(acting, present, wanted)
    except Refused as refused:
        raise Mistaken({"when": str(refused)}) from refused


def _check_outlook(acting: Acting, found: Outlook, present: Seen | None) -> None:
    if wrong := wrong_outlook(acting, found, present):
        raise Mistaken(wrong)


def wrong_outlook(acting: Acting, found: Outlook, present: Seen | None) -> dict[str, str]:
    """What keeps a new sync from being one: nobody who could read its agenda, or nobody who could facilitate."""
    t, wrong = acting.t, dict[str, str]()
    if present is not None:
        return wrong
    if not found.resolved.channels:
        field = "teams" if found.seen.sync.audience_id is None else "audience"
        wrong[field] = t("None of these teams has a channel. Link one to a team first: that is where the agenda goes.")
    if found.facilitators and len(found.away()) == len(found.facilitators):
        says = "All of them are away when the first one begins. Add somebody who is there."
        wrong["facilitators"] = t(says)
    return wrong


# --- parts ------------------------------------------------------------------------------------------------------------


def require_to_begin(context: Context) -> None:
    """Raises Refused for whoever may set up nothing at all."""
    access.require(context.actor, access.may_set_up_sync, {})


def _require_change(context: Context, present: Seen) -> None:
    if not present.may_change:
        raise Refused(
            context.t("Only its owner and managers of everybody who takes part can change this. Ask one of them.")
        )


async def _present(context: Context, public_id: str) -> Seen | Answer | None:
    """The sync that a form changes, None for a new one."""
    if not public_id:
        require_to_begin(context)
        return None
    present = await seen_called(context, public_id, lock=True)
    if present is None:
        return _gone(context)
    _require_change(context, present)
    return present


def _changed(state: str) -> str:
    """The id of the sync that a look before is about; nothing for a new one."""
    return state.partition(".")[0]


async def _is_set_up(context: Context, public_id: str) -> bool:
    """Whether a sync has this id, though it may have ended since."""
    return await sync_called(context.session, public_id) is not None


async def _done(context: Context, draft_id: str, state: str) -> Answer:
    """What was saved already, as it is now."""
    found = await seen_called(context, _changed(state) or draft_id)
    if found is None:
        return _gone(context)
    return Answer(
        message=messages.shown(await outlook_of(context, found), context.t, context.t("This was saved already."))
    )


def _gone(context: Context) -> Answer:
    return Answer(message=gone(context))


def gone(context: Context) -> Message:
    """There is no such sync, or none that whoever acts may see."""
    t = context.t
    text = t("This sync has ended, so nothing was changed.")
    return say(text, Button(t("Syncs"), messages.LIST), locale=t.locale)


def _typed(inbound: FormPressed | FormSubmitted, template: Template) -> Typed:
    """What a form holds, with the usual settings where a kind of meeting has no field for them."""
    typed = Typed.of_form(inbound.values, template)
    usual = USUAL[typed.kind]
    return replace(
        typed,
        audience="" if typed.audience == NO_AUDIENCE else typed.audience,
        agents=typed.agents or str(usual.agents),
        collect_before=typed.collect_before or str(usual.collect_before),
        remind_before=typed.remind_before or str(usual.remind_before),
        agenda_before=typed.agenda_before or str(usual.agenda_before),
    )


async def _form(
    context: Context, typed: Typed, draft_id: str, changes: str = "", *, begun: bool = False, says: Sequence[str] = ()
) -> Answer:
    choices = await choices_of(context, typed)
    form = sync_form(typed, choices, context.t, draft_id=draft_id, changes=changes, begun=begun, says=says)
    return Answer(form=form)
