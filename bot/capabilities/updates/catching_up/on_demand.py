"""*Catch me up*, *Got all*, and whether a catch-up comes by itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.capabilities.updates import store
from bot.capabilities.updates.acknowledge import counts, got_version, may_have_read, note
from bot.capabilities.updates.catching_up import marks, messages
from bot.capabilities.updates.catching_up.marks import Marked
from bot.capabilities.updates.catching_up.messages import MOST, Item, Page
from bot.capabilities.updates.composing import facts_of
from bot.capabilities.updates.knowledge.asking import asks
from bot.capabilities.updates.messages import gone
from bot.capabilities.updates.store import Update, UpdateState, catching_up, noted_at
from bot.capabilities.updates.store.catching_up import MARK, LastShift, Since
from bot.capability import Context, HeldBack
from bot.chat.inbound import Answer, Command, Press
from bot.chat.message import Button, Message, MomentStyle
from bot.delivery.budget import Budget
from bot.people import audience

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


async def got_it(context: Context, inbound: Press) -> Answer:
    """*Got it* in a catch-up: the message is drawn anew with what is noted, as long as the update stands as shown."""
    place, _, rest = inbound.object_id.partition(".")
    marked = marks.read(rest)
    if marked is None or not place.isdecimal() or int(place) >= len(marked.marks):
        return Answer(message=gone(context.t))
    mark = marked.marks[int(place)]
    found = await updates_in(context, marked)
    known = found.get(mark.beginning)
    if known is None:
        return Answer(message=gone(context.t))
    answer = await got_version(context, known, mark.version)
    over = known.state is UpdateState.WITHDRAWN
    if answer.message is None or not (over or await noted_at(context.session, known, context.actor.person_id)):
        return answer
    return Answer(redraw=await drawn_anew(context, marked, found, answer.message.summary))


async def got_all(context: Context, inbound: Press) -> Answer:
    """Notes the updates of one message, as far as they stand as they were shown, and draws it anew."""
    t, noted, asking = context.t, 0, 0
    marked = marks.read(inbound.object_id)
    if marked is None:
        return Answer(message=gone(t))
    found = await updates_in(context, marked)
    here = [mark for mark in marked.marks if mark.beginning in found]
    # In the order of the updates, whatever the order of the message: so everybody waits for everybody else.
    for mark in sorted(here, key=lambda one: found[one.beginning].id):
        known = found[mark.beginning]
        if known.state is not UpdateState.PUBLISHED or not counts(known, mark.version):
            continue
        if await asks(context, known):
            asking += 1
        else:
            noted += (await note(context, known)).now
    said = messages.got_all(noted, asking, t.moment(context.now, context.zone, MomentStyle.TIME), t)
    return Answer(redraw=await drawn_anew(context, marked, found, said))


async def updates_in(context: Context, marked: Marked) -> Mapping[str, Update]:
    """The updates of a message by the beginning of their ids, as far as whoever acts may read them."""
    wanted = {mark.beginning for mark in marked.marks[:MOST]}
    found = await catching_up.marked(context.session, wanted)
    return {
        known.public_id[:MARK]: known
        for known in found
        if not known.unpublished and await may_have_read(context, known)
    }


async def drawn_anew(context: Context, marked: Marked, found: Mapping[str, Update], said: str) -> Message:
    """The message as it stands now: with what is noted, what was withdrawn, and the texts of today."""
    session, now, t = context.session, context.now, context.t
    items = []
    for mark in marked.marks[:MOST]:
        known = found.get(mark.beginning)
        if known is None or not await store.is_kept(session, known):
            continue
        facts = await facts_of(session, known, t.locale, now)
        noted = await noted_at(session, known, context.actor.person_id) is not None
        withdrawn = known.state is UpdateState.WITHDRAWN
        items.append(Item(facts, noted, ahead=facts.effective_from > now, withdrawn=withdrawn))
    person_id = context.actor.person_id
    waiting = await store.questions.count_held_by(session, [person_id], now) if marked.questions else {}
    still = waiting.get(person_id, 0)
    others = tuple(await _others(context))
    page = Page(tuple(items), marked.before, marked.after, marked.since, said, questions=still, others=others)
    return messages.catch_up(page, t, context.zone)


async def _others(context: Context) -> Sequence[HeldBack]:
    """What else the catch-up of this shift has told whoever acts, as far as it still stands."""
    session, person_id, now = context.session, context.actor.person_id, context.now
    last = await catching_up.last_shift(session, person_id)
    if last is None or last.started is None:
        return ()
    spared = await Budget(session, now).told_since(person_id, last.started)
    if not spared:
        return ()
    readers = await audience.readers_called(session, [person_id], now)
    return await context.offers.held_back(session, readers[0], spared, now) if readers else ()


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
