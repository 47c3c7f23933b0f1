"""Setting a sync up and changing it, step by step: the form, the look before, and then it holds."""

from dataclasses import replace

from bot.capabilities.syncs import planning
from bot.capabilities.syncs.agenda.templates import SHAPES
from bot.capabilities.syncs.kinds import Template
from bot.capabilities.syncs.setting_up import making, messages
from bot.capabilities.syncs.setting_up.checking import Settled, settled
from bot.capabilities.syncs.setting_up.forms import preview_form, sync_form
from bot.capabilities.syncs.setting_up.outlook import Outlook, outlook_of
from bot.capabilities.syncs.setting_up.present import present_of
from bot.capabilities.syncs.setting_up.searching import choices_of
from bot.capabilities.syncs.setting_up.seen import Seen, seen_called
from bot.capabilities.syncs.setting_up.typed import Typed
from bot.capabilities.syncs.store.drafts import DRAFTS
from bot.capabilities.syncs.store.syncs import sync_called
from bot.capability import Acting, Context
from bot.chat.form import Form
from bot.chat.inbound import Answer
from bot.chat.message import Button, Message, say
from bot.due.crowding import crowded
from bot.people import access
from bot.people.refusal import Refused
from bot.setting_up.checking import Mistaken
from bot.setting_up.flow import Flow
from bot.setting_up.forms import Begun, Looked


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
    if present is None and (wrong := _wrong_outlook(acting, found, wanted)):
        raise Mistaken(wrong)
    if present is not None:
        plan = await planning.plan(acting.session, made.rhythm)
        found = replace(found, crowded=await crowded(acting.session, made.rhythm, plan, acting.now))
    return found


def _wrong_outlook(acting: Acting, found: Outlook, wanted: Settled) -> dict[str, str]:
    """What keeps a new sync from being one: nobody who could read its agenda, or nobody who could facilitate."""
    t, wrong = acting.t, dict[str, str]()
    if not found.resolved.channels:
        field = "teams" if wanted.team_ids else "audience"
        wrong[field] = t("None of these teams has a channel. Link one to a team first: that is where it is posted.")
    facilitated = SHAPES[wanted.template].facilitated
    if facilitated and found.facilitators and len(found.away()) == len(found.facilitators):
        says = "All of them are away when the first one begins. Add somebody who is there."
        wrong["facilitators"] = t(says)
    return wrong


async def shown(context: Context, found: Seen, says: str = "") -> Answer:
    """A sync as it is now."""
    return Answer(message=messages.shown(await outlook_of(context, found), context.t, says))


def gone(context: Context) -> Message:
    """There is no such sync, or none that whoever acts may see."""
    t = context.t
    text = t("This sync has ended, so nothing was changed.")
    return say(text, Button(t("Syncs"), messages.LIST), locale=t.locale)


async def _empty(acting: Acting) -> Typed:
    return Typed.beginning(Template.WEEKLY, acting.zone)


async def _form(acting: Acting, typed: Typed, begun: Begun) -> Form:
    return sync_form(typed, await choices_of(acting, typed, begun.changes), acting.t, begun)


def _preview(acting: Acting, wanted: Settled, found: Outlook, looked: Looked) -> Form:
    return preview_form(found, acting.t, looked)


async def _done(context: Context, wanted: Settled, found: Outlook, changes: bool) -> Answer:
    t = context.t
    if changes:
        saved = "Saved. This holds from now on. What is out follows quietly: tell people who have to plan anew."
        return Answer(message=messages.shown(found, t, t(saved)))
    near = t("It is set up. The first one is near, so people hear of it now.")
    says = near if found.begins_now else t("It is set up. Nobody else was told.")
    return Answer(message=messages.shown(found, t, says))


FLOW = Flow(
    drafts=DRAFTS,
    typed=Typed,
    may_begin=lambda actor: access.may_set_up_sync(actor, {}),
    called=seen_called,
    known=sync_called,
    empty=_empty,
    present=present_of,
    template=lambda seen: seen.sync.template,
    form=_form,
    settled=settled,
    carried_out=carried_out,
    preview=_preview,
    done=_done,
    shown=shown,
    gone=gone,
)
