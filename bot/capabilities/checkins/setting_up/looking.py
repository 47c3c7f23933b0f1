"""Looking at check-ins: all that somebody sees, one of them; and what is decided of one."""

from collections.abc import Sequence
from datetime import date

from bot.capabilities.checkins import planning
from bot.capabilities.checkins.running import deciding as runs
from bot.capabilities.checkins.setting_up import deciding as decided
from bot.capabilities.checkins.setting_up import messages
from bot.capabilities.checkins.setting_up.flow import FLOW, gone, shown
from bot.capabilities.checkins.setting_up.messages import Listed
from bot.capabilities.checkins.setting_up.outlook import next_of
from bot.capabilities.checkins.setting_up.seen import Seen, seen, seen_called, visible
from bot.capabilities.checkins.store.checkins import run_called
from bot.capabilities.checkins.store.tables import Checkin
from bot.capability import Context
from bot.chat.inbound import Answer, Command, Press
from bot.chat.message import say
from bot.due import deciding
from bot.due.deciding import rhythm_called
from bot.people import access, audit
from bot.setting_up.flow import require_change
from bot.setting_up.messages import MOST_LISTED
from bot.setting_up.seen import named, none_named, wholly_named


async def by_words(context: Context, inbound: Command) -> Answer:
    """`/checkin` lists them, with a name it shows that one."""
    wanted = inbound.text.strip()
    meant, fitting = named(await visible(context), wanted)
    if wanted and meant is not None:
        return await shown(context, meant)
    if fitting or not wanted:
        return await _list(context, fitting)
    return Answer(message=none_named(context, "No check-in that you may see is called “{name}”.", wanted, "checkin"))


async def by_whole_name(context: Context, inbound: Command) -> Answer | None:
    """The one that is called by what was typed, though it begins like `/checkin new`."""
    meant = wholly_named(await visible(context), inbound)
    return await shown(context, meant) if meant is not None else None


async def to_edit(context: Context, inbound: Command) -> Answer:
    """`/checkin edit NAME`: the form with its present values; without one such name, the list to choose from."""
    wanted = inbound.text.strip()
    meant, fitting = named([one for one in await visible(context) if one.may_change], wanted)
    if wanted and meant is not None:
        return await FLOW.to_change(context, meant)
    if fitting or not wanted:
        return await _list(context, fitting)
    return Answer(message=none_named(context, "No check-in that you may change is called “{name}”.", wanted, "checkin"))


async def by_button(context: Context, inbound: Press) -> Answer:
    """*Check-ins* in the menu."""
    return await _list(context, await visible(context))


async def look(context: Context, inbound: Press) -> Answer:
    """*Look at it*."""
    found = await seen_called(context, inbound.object_id)
    return Answer(message=gone(context)) if found is None else await shown(context, found)


async def skip(context: Context, inbound: Press) -> Answer:
    """*Skip next*: leaves out the date that the button says."""
    key, _, day = inbound.object_id.partition(".")
    found = await _to_change(context, key)
    original = _date(day)
    if found is None or found.rhythm is None or original is None:
        return Answer(message=gone(context))
    rhythm = await rhythm_called(context.session, found.rhythm.public_id)
    assert rhythm is not None, "it was just seen"
    await deciding.skip(context.session, rhythm, original, planning.plan, context.actor.person_id, context.now)
    await runs.follow(context.session, context.outbox, rhythm, context.now)
    await _note(context, "skip_checkin", found.checkin)
    return await shown(context, found, context.t("{day} is left out.", day=context.t.weekday(original)))


async def send(context: Context, inbound: Press) -> Answer:
    """*Send now*: asked at once, beside its rhythm; pressed twice, it is asked once."""
    found = await _to_change(context, inbound.object_id)
    if found is None:
        return Answer(message=gone(context))
    await decided.send_now(context, found)
    return await shown(context, found, context.t("It is on its way."))


async def withdraw(context: Context, inbound: Press) -> Answer:
    """*Withdraw*: what is open is taken back, and what was answered is deleted."""
    run = await run_called(context.session, inbound.object_id)
    checkin = await context.session.get(Checkin, run.checkin_id) if run is not None else None
    found = await seen(context, checkin) if checkin is not None else None
    if run is None or found is None:
        return Answer(message=gone(context))
    require_change(found)
    t = context.t
    if not await runs.withdraw(context.session, context.outbox, run, context.now):
        return await shown(context, found, t("It was over already, so nothing was changed."))
    await _note(context, "withdraw_checkin", found.checkin)
    says = t("Withdrawn. Nobody else is asked, and what was answered is deleted.")
    return await shown(context, found, says)


async def end(context: Context, inbound: Press) -> Answer:
    """*End*: nobody is asked any more; pressed twice, it ends once."""
    found = await _to_change(context, inbound.object_id)
    if found is None:
        return Answer(message=gone(context))
    await decided.end(context, found)
    return Answer(message=say(messages.ended(found, context.t), locale=context.t.locale))


async def _to_change(context: Context, public_id: str) -> Seen | None:
    found = await seen_called(context, public_id, lock=True)
    if found is not None:
        require_change(found)
    return found


async def _note(context: Context, what: str, checkin: Checkin) -> None:
    await audit.record(context.session, context.actor, what, "checkin", checkin.public_id, at=context.now)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def _list(context: Context, found: Sequence[Seen]) -> Answer:
    return Answer(
        message=messages.listed(
            [Listed(one, await next_of(context, one), context.now) for one in found[:MOST_LISTED]],
            context.t,
            context.zone,
            context.command("checkin") + " NAME",
            may_begin=access.may_set_up_checkin(context.actor, {}) is None,
            more=max(0, len(found) - MOST_LISTED),
        )
    )
