"""What becomes of actions: done, dropped, handed over, another day, by whoever may; each is told whom it concerns."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.capabilities.syncs.during import action_letters, action_messages, listing
from bot.capabilities.syncs.during.adding import changed, day_wrong, noon
from bot.capabilities.syncs.during.choosing import chosen, suggested
from bot.capabilities.syncs.during.facts import Task, task_of
from bot.capabilities.syncs.during.forms import LONGEST_REASON, day_form, drop_form, hand_over_form
from bot.capabilities.syncs.during.guarding import masked
from bot.capabilities.syncs.during.rights import may_end
from bot.capabilities.syncs.during.walls import wall_of
from bot.capabilities.syncs.during.writing import length_wrong, typed
from bot.capabilities.syncs.kinds import ActionState
from bot.capabilities.syncs.planning import teams_taking_part
from bot.capabilities.syncs.store import actions
from bot.capabilities.syncs.store.tables import Action, Sync
from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.message import Message
from bot.people.viewpoint import Viewpoint


async def done(context: Context, inbound: Press) -> Answer:
    """*Done*: in a message of its own, or in a list, which is drawn anew."""
    public_id, _, listed = inbound.object_id.partition(".")
    action = await _open(context, public_id, lock=True)
    if isinstance(action, Answer):
        return action
    await _end(context, action, ActionState.DONE, "")
    message = action_messages.done(await _task(context, action), context.t)
    if not listed:
        return Answer(redraw=message)
    rest = await listing.message(context, team=listed == listing.OF_TEAM)
    return Answer(redraw=Message(message.summary, (*message.parts, *rest.parts), message.locale))


async def undo(context: Context, inbound: Press) -> Answer:
    """*It is not done*, or *Reopen* after it was dropped: open again, for the same owner."""
    t = context.t
    action = await actions.action_called(context.session, inbound.object_id, lock=True)
    if action is None or not await may_end(context, action):
        return Answer(message=action_messages.not_yours(t))
    # What its writer took back stands nowhere any more.
    if action.state is ActionState.OPEN or (action.state is ActionState.DROPPED and not action.ended_because):
        return Answer(message=await _not_open(context, action))
    action.state, action.ended_at, action.ended_by_id, action.ended_because = ActionState.OPEN, None, None, ""
    await context.session.flush()
    await action_letters.remind_later(context.session, action, context.now)
    await changed(context, action)
    return Answer(redraw=action_messages.open_again(await _task(context, action), t))


async def ask_whom(context: Context, inbound: Press) -> Answer:
    """*Hand over*: to whom."""
    action = await _open(context, inbound.object_id)
    if isinstance(action, Answer):
        return action
    sync = await context.session.get_one(Sync, action.sync_id)
    latest = await actions.meetings_showing(context.session, action)
    people = await suggested(context, sync, latest[-1] if latest else None)
    what = (await _task(context, action)).what
    return Answer(form=hand_over_form(action.public_id, what, people, sync.public_id, context.t))


async def hand_over(context: Context, inbound: FormSubmitted) -> Answer:
    """Somebody else does it from now on; they are told, and who did it before unless it was they."""
    session, t, me = context.session, context.t, context.actor.person_id
    action = await _open(context, inbound.object_id, lock=True)
    if isinstance(action, Answer):
        return action
    sync = await session.get_one(Sync, action.sync_id)
    who = await chosen(context, sync, await teams_taking_part(session, sync), inbound.values.get("doer"))
    if who is None:
        return Answer(errors=FieldErrors({"doer": t("Choose somebody who takes part in this sync.")}))
    if who.person_id == action.owner_id:
        return Answer(errors=FieldErrors({"doer": t("It is theirs already. Choose somebody else.")}))
    before = action.owner_id
    action.owner_id, action.side_id, action.handed = who.person_id, who.side_id, action.handed + 1
    await session.flush()
    await action_letters.remind_later(session, action, context.now)
    if who.person_id != me:
        await action_letters.tell(session, context.outbox, action, action_letters.YOURS, [who.person_id], context.now)
    await _tell_owner(context, action, before)
    await changed(context, action)
    if who.person_id == me:
        return Answer(message=action_messages.taken_over(t))
    return Answer(message=action_messages.handed_over(who.name, t))


async def ask_day(context: Context, inbound: Press) -> Answer:
    """*Change the day*: until when."""
    action = await _open(context, inbound.object_id)
    if isinstance(action, Answer):
        return action
    until = noon(action.due_on, context.zone) if action.due_on is not None else None
    what = (await _task(context, action)).what
    own = action.owner_id == context.actor.person_id
    return Answer(form=day_form(action.public_id, what, until, context.t, context.zone, own=own))


async def keep_day(context: Context, inbound: FormSubmitted) -> Answer:
    """It is to be done until another day; its owner is told unless it was they, and reminded by that day."""
    session, t, now = context.session, context.t, context.now
    action = await _open(context, inbound.object_id, lock=True)
    if isinstance(action, Answer):
        return action
    at = inbound.values.get("until")
    if not isinstance(at, datetime):
        return Answer(errors=FieldErrors({"until": t("Say until which day.")}))
    day = at.astimezone(ZoneInfo(context.zone)).date()
    wrong = t("It is until this day already. Choose another one.") if day == action.due_on else ""
    if wrong := wrong or day_wrong(day, now, context.zone, t):
        return Answer(errors=FieldErrors({"until": wrong}))
    action.due_on, action.moved = day, action.moved + 1
    await session.flush()
    await action_letters.remind_later(session, action, now)
    told = action.owner_id is not None and action.owner_id != context.actor.person_id
    if told:
        people = await action_letters.answerable(session, action, now)
        await action_letters.tell(session, context.outbox, action, action_letters.MOVED, people, now)
    await changed(context, action)
    return Answer(message=action_messages.day_changed(t.near_day(day), t, told=told))


async def ask_why(context: Context, inbound: Press) -> Answer:
    """*Drop*: why."""
    action = await _open(context, inbound.object_id)
    if isinstance(action, Answer):
        return action
    return Answer(form=drop_form(action.public_id, (await _task(context, action)).what, context.t))


async def drop(context: Context, inbound: FormSubmitted) -> Answer:
    """It is not to be done any more, for a reason that all who read the action read."""
    action = await _open(context, inbound.object_id, lock=True)
    if isinstance(action, Answer):
        return action
    reason = typed(inbound.values.get("reason"))
    if wrong := length_wrong(reason, LONGEST_REASON, context.t):
        return Answer(errors=FieldErrors({"reason": wrong}))
    await _end(context, action, ActionState.DROPPED, masked(reason))
    return Answer(message=action_messages.dropped(action.public_id, context.t))


async def _open(context: Context, public_id: str, *, lock: bool = False) -> Action | Answer:
    """An open action that whoever acts may change; otherwise what they are told."""
    action = await actions.action_called(context.session, public_id, lock=lock)
    if action is None or not await may_end(context, action):
        return Answer(message=action_messages.not_yours(context.t))
    if action.state is not ActionState.OPEN:
        return Answer(message=await _not_open(context, action))
    return action


async def _not_open(context: Context, action: Action) -> Message:
    task, viewpoint = await _seen(context, action)
    return action_messages.not_open(task, viewpoint, context.t)


async def _seen(context: Context, action: Action) -> tuple[Task, Viewpoint]:
    wall = await wall_of(context.session, await context.session.get_one(Sync, action.sync_id))
    return await task_of(context.session, action), wall.viewpoint({context.actor.side_id})


async def _task(context: Context, action: Action) -> Task:
    """An action as whoever acts may read it."""
    task, viewpoint = await _seen(context, action)
    return task.seen_by(viewpoint)


async def _end(context: Context, action: Action, state: ActionState, reason: str) -> None:
    action.state, action.ended_at, action.ended_because = state, context.now, reason
    action.ended_by_id = context.actor.person_id
    await context.session.flush()
    await _tell_owner(context, action, action.owner_id)
    await changed(context, action)


async def _tell_owner(context: Context, action: Action, owner_id: int | None) -> None:
    """Tells whoever had it, unless they changed it themselves."""
    if owner_id is not None and owner_id != context.actor.person_id:
        await action_letters.tell(
            context.session, context.outbox, action, action_letters.CHANGED, [owner_id], context.now
        )
