"""Noting an update: by button, by words in its thread, or after reading it."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from bot.capabilities.updates import messages, store
from bot.capabilities.updates.approval import messages as approve
from bot.capabilities.updates.approval.listing import waiting_approvals
from bot.capabilities.updates.composing import card_subject, facts_of, receipt_subject, wall_of
from bot.capabilities.updates.forms import read_form
from bot.capabilities.updates.knowledge.asking import asking, asks
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.questions.listing import waiting_questions
from bot.capabilities.updates.reminders.rounds import reminder_subject
from bot.capabilities.updates.reports.listing import waiting_reports
from bot.capabilities.updates.store import Update, UpdateState, round_ups
from bot.capability import Context
from bot.chat.inbound import Answer, Command, FormSubmitted, PlaceKind, Press
from bot.chat.message import Message, MomentStyle
from bot.people.channels import channel_at

LONGEST = 9
"""Digits of a version that a button can carry; what has more is forged."""

MOST_WAITING = 5
"""Updates that are shown at once as waiting."""

MOST_REPORTS = 2
"""Reports that are shown above them, each with what was said in it."""


async def got_it(context: Context, inbound: Press) -> Answer:
    """*Got it* on a card, in a direct message or on a home; answers the presser alone."""
    return await _note(context, inbound.object_id)


async def got_it_together(asked: Sequence[tuple[Context, Press]]) -> Sequence[Answer | None]:
    """The same for many at once, as far as there is nothing to it but to count whoever was asked and had not noted it.

    Whoever presses twice, later, somewhere else, or has a question to answer first is decided alone.
    """
    by_card: defaultdict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for number, (context, press) in enumerate(asked):
        by_card[press.object_id, context.origin.platform].setdefault(context.actor.person_id, number)
    counting: list[tuple[Update, str, dict[int, int]]] = []
    for (object_id, platform), presses in by_card.items():
        first, _ = asked[next(iter(presses.values()))]
        if known := await _counting(first, object_id):
            counting.append((known, platform, presses))
    answers: list[Answer | None] = [None] * len(asked)
    # In the order in which everybody notes several, whatever was pressed first: so nobody waits for each other.
    for known, platform, presses in sorted(counting, key=lambda one: (one[0].id, one[1])):
        first, _ = asked[next(iter(presses.values()))]
        for person_id in await _note_together(first, known, platform, tuple(presses)):
            context, _ = asked[presses[person_id]]
            say = messages.noted_now(context.now, context.t, context.zone)
            answers[presses[person_id]] = Answer(message=answer(say, context.t))
    return answers


async def _counting(context: Context, object_id: str) -> Update | None:
    """The update of a card by which a press may count with nothing asked first; None for every other."""
    public_id, version = _card(object_id)
    known = await store.by_public_id(context.session, public_id)
    if known is None or known.state is not UpdateState.PUBLISHED or not counts(known, version):
        return None
    return None if await store.knowledge.check_of(context.session, known) else known


async def _note_together(context: Context, known: Update, platform: str, people: Collection[int]) -> Collection[int]:
    """Those of them who count by this press."""
    noted = await store.acknowledge_together(context.session, known, people, platform, context.now)
    if noted:
        reminded = await store.reminders.was_any_reminded(context.session, known, noted)
        await _redraw(context, known, reminded=reminded)
    return noted


async def got_it_after_reading(context: Context, inbound: FormSubmitted) -> Answer:
    """*Got it* at the end of the dialog that shows an update."""
    return await _note(context, inbound.object_id)


async def _note(context: Context, object_id: str) -> Answer:
    public_id, version = _card(object_id)
    return await got_version(context, await store.by_public_id(context.session, public_id), version)


def _card(object_id: str) -> tuple[str, int]:
    """The update and the version that a button carries; no version if it was forged."""
    public_id, _, version = object_id.partition(".")
    return public_id, int(version) if version.isdecimal() and len(version) < LONGEST else 0


async def got_version(context: Context, known: Update | None, version: int) -> Answer:
    """Notes an update for whoever acts, as far as the version that they have read is the one that counts."""
    if known is None or known.unpublished:
        return Answer(message=messages.gone(context.t))
    if known.state is UpdateState.WITHDRAWN:
        return Answer(message=messages.withdrawn(context.t))
    if not counts(known, version):
        return Answer(message=await _as_it_is_now(context, known))
    if not await may_read(context, known) and not await is_here(context, known):
        return Answer(message=unreadable(context))
    if check := await asking(context, known):
        return Answer(form=check)
    noted = await note(context, known)
    say = messages.noted_now(noted.at, context.t, context.zone)
    if not noted.now:
        say = messages.noted_before(noted.at, context.now, context.t, context.zone)
    return Answer(message=answer(say, context.t))


def counts(known: Update, version: int) -> bool:
    """Whether *Got it* under this version is what was asked last: texts corrected without asking anew count alike."""
    return known.asked <= version <= known.version


async def note(context: Context, known: Update) -> store.Noted:
    """Counts whoever acts, and has the figures redrawn quietly."""
    actor = context.actor
    noted = await store.acknowledge(
        context.session, known, actor.person_id, actor.side_id, context.origin.platform, context.now
    )
    if noted.now:
        await _redraw(
            context, known, reminded=await store.reminders.was_reminded(context.session, known, actor.person_id)
        )
    return noted


async def _redraw(context: Context, known: Update, *, reminded: bool) -> None:
    reminder = (reminder_subject(known),) if reminded else ()
    await context.outbox.mark_stale(card_subject(known), receipt_subject(known), *reminder)


async def _as_it_is_now(context: Context, known: Update) -> Message:
    facts = await facts_of(context.session, known, context.t.locale, context.now)
    if not await may_read(context, known):
        return unreadable(context)
    wall = await wall_of(context.session, known)
    return messages.corrected(facts, wall.viewpoint({context.actor.side_id}), context.t, context.zone)


async def may_read(context: Context, known: Update) -> bool:
    """Whether this was published to the side of whoever acts; its author may always."""
    if known.author_id == context.actor.person_id:
        return True
    return known.state is UpdateState.PUBLISHED and await may_have_read(context, known)


async def may_have_read(context: Context, known: Update) -> bool:
    """Whether it was published to the side of whoever acts, even if it was withdrawn since."""
    return await store.was_reached(context.session, known, context.actor.person_id, context.actor.side_id)


async def is_here(context: Context, known: Update) -> bool:
    """Whether its card stands where this was pressed: whoever comes into a channel later counts as well."""
    place = context.origin.place
    here = await channel_at(context.session, context.origin.platform, place.installation, place.channel)
    return here is not None and here.id in await store.channels_of(context.session, known)


def unreadable(context: Context) -> Message:
    return answer(context.t("This update was not published to you. Ask your lead about it."), context.t)


async def got_it_by_words(context: Context, inbound: Command) -> Answer:
    """“@Instep got it”: under a card it means that card, elsewhere the newest update that is not noted yet."""
    place = inbound.origin.place
    known = None
    if place.kind is not PlaceKind.DIRECT:
        channel = await channel_at(context.session, inbound.origin.platform, place.installation, place.channel)
        if channel is not None and place.thread:
            known = await of_thread(context, channel.id, place.thread)
        if known is not None:
            return await _note(context, f"{known.public_id}.{known.version}")
        if channel is not None and place.thread and (listed := await in_round_up(context, channel.id, place.thread)):
            return await _note_listed(context, listed)
        if channel is not None:
            known = await store.newest_in_channel(context.session, channel.id, context.actor.person_id)
    if known is None:
        waiting = await store.waiting_for(context.session, context.actor.person_id, at_most=1)
        known = waiting[0] if waiting else None
    if known is None:
        return Answer(message=messages.waiting((), 0, context.t, context.zone))
    if check := await asking(context, known):
        return Answer(form=check)
    noted = await note(context, known)
    words = await store.text_of(context.session, known, context.t.locale)
    return Answer(message=messages.noted_by_words(words.title, noted.at, context.t, context.zone))


async def in_round_up(context: Context, channel_id: int, thread: str) -> Sequence[Update]:
    """What the round-up lists under whose list a thread stands; nothing elsewhere."""
    platform = context.platforms[context.origin.platform]
    for copy in await round_ups.newest_in(context.session, channel_id):
        if copy.address is not None and platform.message_id(copy.address) == thread:
            return (await round_ups.listed_in(context.session, [copy.id])).get(copy.id, ())
    return ()


async def _note_listed(context: Context, listed: Sequence[Update]) -> Answer:
    """Notes all of a round-up that stand and ask nothing first, and says which of them do."""
    session, t = context.session, context.t
    standing = [known for known in listed if known.state is UpdateState.PUBLISHED]
    if not standing:
        return Answer(message=messages.withdrawn(t))
    asking_first = [known for known in standing if await asks(context, known)]
    # In one order, whatever the order of the list: so everybody waits for everybody else.
    for known in sorted(standing, key=lambda one: one.id):
        if known not in asking_first:
            await note(context, known)
    noted = [await store.title_of(session, known, t.locale) for known in standing if known not in asking_first]
    ask = [(known, await store.title_of(session, known, t.locale)) for known in asking_first]
    buttons = [messages.got_it_of(title, f"{known.public_id}.{known.version}", t) for known, title in ask]
    at = t.moment(context.now, context.zone, MomentStyle.TIME)
    return Answer(message=messages.noted_together(noted, at, buttons, t))


async def of_thread(context: Context, channel_id: int, thread: str) -> Update | None:
    """The update under whose card a thread stands."""
    platform = context.platforms[context.origin.platform]
    for known, address in await store.newest_cards(context.session, channel_id):
        if platform.message_id(address) == thread:
            return known
    return None


async def read(context: Context, inbound: Press) -> Answer:
    """*Read*: the update in a dialog, with *Got it* at its end."""
    known = await store.by_public_id(context.session, inbound.object_id.partition(".")[0])
    if known is not None and known.state is UpdateState.WITHDRAWN:
        return Answer(message=messages.withdrawn(context.t))
    if known is None or not await may_read(context, known):
        return Answer(message=unreadable(context))
    facts = await facts_of(context.session, known, context.t.locale, context.now)
    wall = await wall_of(context.session, known)
    at = await store.noted_at(context.session, known, context.actor.person_id)
    noted = messages.noted_before(at, context.now, context.t, context.zone) if at else ""
    viewpoint = wall.viewpoint({context.actor.side_id})
    return Answer(form=read_form(facts, viewpoint, context.t, context.zone, noted=noted))


async def waiting(context: Context, inbound: Press) -> Answer:
    """*What waits for me*: drafts to approve, questions to answer, and updates that were not noted yet."""
    session, person_id = context.session, context.actor.person_id
    found = await store.waiting_for(session, person_id, at_most=MOST_WAITING)
    more = await store.count_waiting_for(session, person_id) - len(found)
    items = [await facts_of(session, known, context.t.locale, context.now) for known in found]
    questions, count = await waiting_questions(context, at_most=MOST_WAITING)
    rest = count - len(questions)
    reports = await waiting_reports(context, at_most=MOST_REPORTS)
    approvals, asked = await waiting_approvals(context, at_most=MOST_WAITING)
    first = approve.waiting(approvals, asked - len(approvals), context.t)
    return Answer(message=messages.waiting(items, more, context.t, context.zone, questions, rest, reports, first))
