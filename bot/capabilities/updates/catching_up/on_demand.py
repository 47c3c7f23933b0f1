"""*Catch me up*, *Got all*, and whether a catch-up comes by itself."""

from datetime import datetime, timedelta

from bot.capabilities.updates import store
from bot.capabilities.updates.acknowledge import may_read, note
from bot.capabilities.updates.catching_up import messages
from bot.capabilities.updates.catching_up.messages import MOST, Item, Page
from bot.capabilities.updates.composing import facts_of
from bot.capabilities.updates.store import Update, UpdateState, catching_up
from bot.capabilities.updates.store.catching_up import MARK, LastShift, Since
from bot.capability import Context
from bot.chat.inbound import Answer, Command, Press
from bot.chat.message import Button, MomentStyle

FIRST_TIME = timedelta(days=30)
"""What is shown to whoever has no earlier shift: new members, and those whose hours nobody knows."""

WAITING = "updates.waiting"


async def catch_me_up(context: Context, inbound: Command | Press) -> Answer:
    """What changed since the last shift of whoever asks; a press of *Show the next* asks for a later page."""
    session, person_id, now, t = context.session, context.actor.person_id, context.now, context.t
    since = _since(await catching_up.last_shift(session, person_id), now)
    found = await catching_up.changes(session, [Since(person_id, since or now - FIRST_TIME)], now)
    theirs = found.get(person_id, ())
    first = _page_start(inbound, len(theirs))
    items = []
    for change in theirs[first : first + MOST]:
        known = await session.get_one(Update, change.update_id)
        items.append(Item(await facts_of(session, known, t.locale, now), change.noted))
    if not items:
        older = await store.count_waiting_for(session, person_id)
        return Answer(message=messages.nothing(older, Button(t("What waits for me"), WAITING), t))
    page = Page(tuple(items), first, len(theirs) - first - len(items), since)
    return Answer(message=messages.catch_up(page, t, context.zone))


def _since(last: LastShift | None, now: datetime) -> datetime | None:
    """Since when it is asked: the end of the shift before this one, or after work, of this one."""
    if last is None or last.ended is None:
        return None
    return last.ended if last.ended <= now else last.since


def _page_start(inbound: Command | Press, changes: int) -> int:
    wanted = inbound.object_id if isinstance(inbound, Press) else ""
    first = int(wanted) if wanted.isdecimal() and len(wanted) < MARK else 0
    return first if first < changes else 0


async def got_all(context: Context, inbound: Press) -> Answer:
    """Notes the updates of one message, as far as they stand as they were shown."""
    t, noted = context.t, 0
    marks = messages.read_marks(inbound.object_id)
    for known in await catching_up.marked(context.session, marks.keys()):
        version = marks[known.public_id[:MARK]]
        if known.state is not UpdateState.PUBLISHED or not known.asked <= version <= known.version:
            continue
        if await may_read(context, known):
            noted += (await note(context, known)).now
    time = t.moment(context.now, context.zone, MomentStyle.TIME)
    return Answer(message=messages.got_all(noted, time, t))


async def choose(context: Context, inbound: Command | Press) -> Answer:
    """“catch up on|off” and its buttons; the word alone catches up."""
    t = context.t
    typed = inbound.text.strip() if isinstance(inbound, Command) else inbound.object_id
    wanted = {"on": True, "off": False}.get(typed.lower())
    if not typed:
        return await catch_me_up(context, inbound)
    if wanted is None:
        return Answer(message=messages.on_or_off(typed, t))
    last = await catching_up.last_shift(context.session, context.actor.person_id)
    if last is None:
        context.session.add(LastShift(person_id=context.actor.person_id, automatic=wanted))
    else:
        last.automatic = wanted
    await context.session.flush()
    return Answer(message=messages.at_shift_start(t, on=wanted))
