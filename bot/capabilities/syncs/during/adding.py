"""*Add action*: who does what until when."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.capabilities.syncs.agenda.posting import follow
from bot.capabilities.syncs.during import action_letters, messages
from bot.capabilities.syncs.during.action_words import ActionSaid, read_action
from bot.capabilities.syncs.during.beginning import new_key, next_time, open_called, read_key, writable
from bot.capabilities.syncs.during.choosing import chosen, meant, option, suggested
from bot.capabilities.syncs.during.closing import spread
from bot.capabilities.syncs.during.forms import LONGEST_WHAT, Typed, action_form
from bot.capabilities.syncs.during.guarding import masked, to_be_shown
from bot.capabilities.syncs.during.rights import Joined
from bot.capabilities.syncs.during.writing import length_wrong, typed
from bot.capabilities.syncs.kinds import ActionState
from bot.capabilities.syncs.naming import Named
from bot.capabilities.syncs.store import actions
from bot.capabilities.syncs.store.tables import Action
from bot.capabilities.syncs.subjects import action_subject
from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.chat.texts import Texts
from bot.storage.columns import new_public_id

FARTHEST = timedelta(days=366)
"""How far ahead an action may be due."""


async def begin(context: Context, inbound: Press | Command) -> Answer:
    """*Add action* on an agenda, and `/sync action …`."""
    t = context.t
    if isinstance(inbound, Press):
        return await _form(context, inbound.object_id, "")
    meetings, text = await open_called(context, inbound.text)
    if not meetings:
        return Answer(message=messages.no_meeting(t))
    said = read_action(text, inbound.mentioned, context.now, context.zone)
    if len(meetings) == 1:
        return await _said(context, meetings[0].value, said, cut=inbound.cut)
    filled = Typed(until=noon(said.until, context.zone) if said.until is not None else None)
    for one in meetings:
        found = await writable(context, one.value)
        if isinstance(found, Joined):
            who, what = await meant(context, found.sync, found.team_ids, said)
            filled = replace(filled, what=what, who=(option(who),) if who is not None else ())
            if who is not None:
                break
    return Answer(form=action_form(new_key(""), filled, (), meetings, t, context.zone))


async def _said(context: Context, meeting_id: str, said: ActionSaid, *, cut: bool) -> Answer:
    """Keeps what was typed where all of it is said; a form asks for what is missing."""
    found = await writable(context, meeting_id, lock=True)
    if isinstance(found, Answer):
        return found
    who, what = await meant(context, found.sync, found.team_ids, said)
    until = said.until or (await next_time(context, found)).astimezone(ZoneInfo(context.zone)).date()
    fits = not cut and not length_wrong(what, LONGEST_WHAT, context.t)
    if who is not None and fits and not day_wrong(until, context.now, context.zone, context.t):
        # Kept at once: not everybody can open a form.
        kept = masked(what)
        return await _added(context, found, new_public_id(), kept, who, until, masks=kept != what)
    return await _form(context, meeting_id, what, who, said.until)


async def _form(
    context: Context, meeting_id: str, text: str, who: Named | None = None, until: date | None = None
) -> Answer:
    found = await writable(context, meeting_id)
    if isinstance(found, Answer):
        return found
    at = noon(until, context.zone) if until is not None else await next_time(context, found)
    filled = Typed(text, (option(who),) if who is not None else (), at)
    people = await suggested(context, found.sync, found.meeting)
    form = action_form(new_key(meeting_id), filled, people, (), context.t, context.zone, found.sync.public_id)
    return Answer(form=form)


async def keep(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps an action, tells whoever is to do it, and has the agenda follow."""
    t = context.t
    meeting_id, key = read_key(inbound.object_id, inbound.values.get("meeting"))
    found = await writable(context, meeting_id, lock=True)
    if isinstance(found, Answer):
        return found
    text = typed(inbound.values.get("what"))
    who = await chosen(context, found.sync, found.team_ids, inbound.values.get("doer"))
    chosen_day = inbound.values.get("until")
    at = chosen_day if isinstance(chosen_day, datetime) else await next_time(context, found)
    until = at.astimezone(ZoneInfo(context.zone)).date()
    wrong = {
        "what": length_wrong(text, LONGEST_WHAT, t),
        "doer": "" if who is not None else t("Choose somebody who takes part in this sync."),
        "until": day_wrong(until, context.now, context.zone, t),
    }
    if any(wrong.values()) or who is None:
        return Answer(errors=FieldErrors({name: says for name, says in wrong.items() if says}))
    if (inspected := to_be_shown(text, inbound.state)) is not None:
        again = Typed(text, (option(who),), noon(until, context.zone), inspected)
        people = await suggested(context, found.sync, found.meeting)
        form = action_form(f"{meeting_id}.{key}", again, people, (), t, context.zone, found.sync.public_id)
        return Answer(form=form)
    return await _added(context, found, key, masked(text, inbound.values), who, until)


async def _added(
    context: Context, found: Joined, key: str, what: str, who: Named, until: date, *, masks: bool = False
) -> Answer:
    session, now, actor, t = context.session, context.now, context.actor, context.t
    action = Action(
        public_id=key,
        sync_id=found.sync.id,
        meeting_id=found.meeting.id,
        owner_id=who.person_id,
        side_id=who.side_id,
        author_id=actor.person_id,
        author_side_id=actor.side_id,
        what=what,
        due_on=until,
        added_at=now,
    )
    if not await actions.add(session, action):
        return Answer(message=messages.kept_before(t))
    reminded = await action_letters.remind_later(session, action, now)
    await follow(context.outbox, found.meeting)
    await spread(session, context.outbox, found.meeting, now)
    if who.person_id == actor.person_id:
        answer = messages.own_action_added(t.near_day(until), key, t, reminded=reminded, masked=masks)
        return Answer(message=answer)
    await action_letters.tell(session, context.outbox, action, action_letters.YOURS, [who.person_id], now)
    return Answer(message=messages.action_added(who.name, t.near_day(until), key, t, masked=masks))


async def take_back(context: Context, inbound: Press) -> Answer:
    """*Take it back* below the answer, by whoever added it, as long as it is open."""
    session, me = context.session, context.actor.person_id
    action = await actions.action_called(session, inbound.object_id, lock=True)
    if action is None or action.author_id != me or action.state is not ActionState.OPEN:
        return Answer(redraw=messages.not_taken_back(context.t))
    action.state, action.ended_at, action.ended_by_id, action.ended_because = (
        ActionState.DROPPED,
        context.now,
        me,
        "",
    )
    await session.flush()
    await changed(context, action)
    return Answer(redraw=messages.taken_back(context.t))


async def changed(context: Context, action: Action) -> None:
    """Has all messages that show an action follow: those about it, and the meetings whose cards list it."""
    await context.outbox.mark_stale(action_subject(action))
    for meeting in await actions.meetings_showing(context.session, action):
        await follow(context.outbox, meeting)


def day_wrong(day: date, now: datetime, zone: str, t: Texts) -> str:
    """What is wrong with a day until which something is to be done; empty where nothing is."""
    today = now.astimezone(ZoneInfo(zone)).date()
    if day < today:
        return t("This day is over. Choose today or a later day.")
    if day > today + FARTHEST:
        return t("This is more than a year ahead. Choose a nearer day.")
    return ""


def noon(day: date, zone: str) -> datetime:
    """A day as a form shows it: its middle, by the clock of a zone."""
    return datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)
