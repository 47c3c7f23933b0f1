"""The running order of whoever facilitates: brought to them in their hours, and kept up to date to the end."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.capabilities.syncs.agenda.composing import agenda_of
from bot.capabilities.syncs.agenda.facts import Place
from bot.capabilities.syncs.collecting import runner_messages as words
from bot.capabilities.syncs.collecting.facts import answers_until, ask_facts
from bot.capabilities.syncs.collecting.messages import erased
from bot.capabilities.syncs.collecting.raised import lines_for
from bot.capabilities.syncs.collecting.taking_part import collects
from bot.capabilities.syncs.composing import Composing
from bot.capabilities.syncs.kinds import Held, MeetingState, Section
from bot.capabilities.syncs.naming import name_of
from bot.capabilities.syncs.planning import resolved_for
from bot.capabilities.syncs.store.attending import attendee_of
from bot.capabilities.syncs.store.occurrences import follow_rhythm
from bot.capabilities.syncs.store.people import people_named
from bot.capabilities.syncs.store.syncs import rhythm_of
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capabilities.syncs.subjects import meeting_subject
from bot.capability import Context, JobContext, Offers, Work
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.delivery.tables import Copy
from bot.mail import Letter, Mail
from bot.people import directory
from bot.people.access import Actor
from bot.people.audience import Reader
from bot.people.model import ChatIdentity
from bot.storage.sessions import Session

TELL = "syncs.tell_facilitator"
"""The work of telling whoever facilitates when their day begins."""

TELL_UNLED = "syncs.tell_nobody_facilitates"
"""The work of telling whoever looks after a sync that nobody facilitates."""

TOO_LATE = timedelta(days=7)

SLOT, UNLED_SLOT = "runner", "unled"

WEIGHTS: Mapping[str, int] = {
    Section.NUMBERS: 5,
    Section.STORY: 3,
    Section.UPDATES: 7,
    Section.RAISED: 18,
    Section.ACTIONS: 10,
    Section.AWAY: 2,
}
"""How a meeting of 45 minutes is spent, in minutes, where it has all sections; others in proportion."""


def minutes_each(sections: Sequence[str], minutes: int) -> Mapping[str, int]:
    """Whole minutes for each section, in all those of the meeting; each has one at least while there are as many."""
    weights = {one: WEIGHTS.get(one, 1) for one in sections}
    total = sum(weights.values())
    if not total:
        return {}
    each = {one: max(1, minutes * weight // total) for one, weight in weights.items()}
    longest = max(each, key=lambda one: weights[one])
    each[longest] = max(1, each[longest] + minutes - sum(each.values()))
    return each


async def message_for(
    session: Session, meeting: Meeting, actor: Actor, t: Texts, now: datetime, offers: Offers
) -> Message:
    """What somebody reads in the place of a running order: their own, or who facilitates now."""
    sync = await session.get_one(Sync, meeting.sync_id)
    zone = actor.zone or "UTC"
    if meeting.state is MeetingState.LEFT_OUT:
        return words.left_out(sync.name, t)
    if meeting.state is MeetingState.CLOSED:
        return words.closed(sync.name, t)
    viewpoint = (await resolved_for(session, sync, now)).viewpoint_of(actor.side_id)
    attends = await attendee_of(session, meeting.id, actor.person_id) is not None and collects(sync)
    asks = await ask_facts(session, sync, meeting, actor) if attends else None
    if meeting.facilitator_id is None:
        return words.nobody(sync.name, meeting.starts_at, meeting.public_id, t, zone, answers_until(sync, meeting))
    if meeting.facilitator_id != actor.person_id:
        named = await people_named(session, [meeting.facilitator_id])
        name = name_of(named.get(meeting.facilitator_id), viewpoint)
        return words.somebody_else(sync.name, name, meeting.public_id, t, asks)
    sections, minutes = [Section(one) for one in sync.sections], dict[str, int]()
    if sync.held is Held.LIVE:
        # What has nothing in it by then needs no time; where all is empty yet, each may still get something.
        agenda = await agenda_of(session, sync, meeting, offers, now)
        place = Place(viewpoint, actor.team_ids, actor.identity.platform if actor.identity else "", t.locale, zone)
        sections = list(await agenda.filled(session, place)) or sections
        minutes = dict(minutes_each(sections, sync.minutes))
    lines = await lines_for(session, meeting, viewpoint)
    items = [words.Item(one.raised.kind, one.text, one.by.name if one.by else "") for one in lines]
    order = words.Order(
        meeting.public_id,
        sync.name,
        meeting.starts_at,
        tuple((one, minutes.get(one, 0)) for one in sections),
        tuple(items),
        asks,
        answers_until(sync, meeting),
    )
    return words.running_order(order, t, zone)


async def shown_to(context: Context, meeting: Meeting) -> Message:
    """The same to whoever acts."""
    return await message_for(context.session, meeting, context.actor, context.t, context.now, context.offers)


async def compose(session: Session, meeting: Meeting, copy: Copy, composing: Composing) -> Message | None:
    """The message as it stands now, to whoever facilitates or was to, or looks after the sync."""
    identity = await session.get(ChatIdentity, copy.target_id)
    if identity is None:
        return erased(Texts(copy.locale))
    actor = await directory.actor_of(session, identity.person_id)
    return await message_for(session, meeting, actor, Texts(copy.locale), composing.now, composing.offers)


async def _load(session: Session, work: Work, now: datetime) -> Meeting | None:
    meeting = await session.get(Meeting, work.owner_id, with_for_update=True)
    if meeting is None:
        return None
    await follow_rhythm(session, meeting)
    goes_on = meeting.state in (MeetingState.COLLECTING, MeetingState.OPEN)
    sync = await session.get_one(Sync, meeting.sync_id)
    ends = meeting.starts_at + timedelta(minutes=sync.minutes)
    return meeting if goes_on and now < (ends if sync.held is Held.WRITTEN else meeting.starts_at) else None


async def _orders(
    offers: Offers, session: Session, outbox: Outbox, meeting: Meeting, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    found = [
        Letter(one, await _to(session, meeting, one, now, offers), SLOT)
        for one in readers
        if one.person_id == meeting.facilitator_id
    ]
    for one in found:
        # It asks them as well: they need no prompt.
        row = await attendee_of(session, meeting.id, one.reader.person_id)
        if row is not None and row.answered_at is None:
            row.asked_at = row.asked_at or now
    await session.flush()
    return found


async def _unled(
    offers: Offers, session: Session, outbox: Outbox, meeting: Meeting, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    sync = await session.get_one(Sync, meeting.sync_id)
    rhythm = await rhythm_of(session, sync)
    if meeting.facilitator_id is not None or rhythm is None:
        return []
    return [
        Letter(one, await _to(session, meeting, one, now, offers), UNLED_SLOT)
        for one in readers
        if one.person_id == rhythm.owner_id
    ]


async def _to(session: Session, meeting: Meeting, reader: Reader, now: datetime, offers: Offers) -> Message:
    actor = await directory.actor_of(session, reader.person_id)
    return await message_for(session, meeting, actor, Texts(reader.locale), now, offers)


def to_facilitator(offers: Offers) -> Mail[Meeting]:
    """The running order."""
    return Mail(TELL, meeting_subject, _load, partial(_orders, offers))


def to_owner(offers: Offers) -> Mail[Meeting]:
    """That nobody facilitates."""
    return Mail(TELL_UNLED, meeting_subject, _load, partial(_unled, offers), teamless=True)


async def tell(job: JobContext, work: Work) -> None:
    """Brings somebody their running order when their day begins."""
    await to_facilitator(job.offers).run(job, work)


async def tell_unled(job: JobContext, work: Work) -> None:
    """The same of the word to whoever looks after the sync."""
    await to_owner(job.offers).run(job, work)
