"""Asks attendees for an agenda, each in their own hours, and reminds those once who have not answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.capabilities.syncs.collecting import attending, handing, messages
from bot.capabilities.syncs.collecting.facts import Phase, ask_facts, phase_of
from bot.capabilities.syncs.collecting.taking_part import agenda_at, collects
from bot.capabilities.syncs.composing import Composing
from bot.capabilities.syncs.kinds import MeetingState
from bot.capabilities.syncs.store import raised
from bot.capabilities.syncs.store.attending import attendees_of
from bot.capabilities.syncs.store.occurrences import follow_rhythm
from bot.capabilities.syncs.store.syncs import meeting_due
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capabilities.syncs.subjects import meeting_subject
from bot.capability import JobContext, Work
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.delivery.tables import Copy
from bot.due.tables import Rhythm
from bot.due.work import put_down
from bot.mail import Letter, Mail
from bot.people import directory
from bot.people.audience import Reader
from bot.people.model import ChatIdentity
from bot.storage.sessions import Session
from schedules.calendar import comes_daily

ASKED = "syncs.tell_to_say"
REMINDED = "syncs.tell_again"
"""The work of asking, and of reminding, somebody when their day begins."""

LOOK = "syncs.look"
"""The work of looking whether what people were asked for takes place."""

ASK, REMINDER = "ask", "remind"

LOOKED_BEFORE = timedelta(minutes=5)
"""How long before the agenda is sent that is looked at, so that it goes out as it stands then."""

REST = timedelta(hours=2)
"""Whoever was asked less than that ago is not reminded yet, and then no more."""

TOO_LATE = timedelta(days=7)
"""A limit for what nobody waits for any more; whether it is of use is looked at when it is done."""


async def collect(job: JobContext, work: Work) -> None:
    """Collecting begins: who attends and who facilitates is decided, and attendees are asked."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        sync, meeting = await meeting_due(session, work.owner_id, work.original_date)
        if not await job.done(session) or meeting.state is not MeetingState.COLLECTING:
            return
        outbox = job.outbox(session)
        await attending.begin(session, sync, meeting, now)
        await raised.bring_over(session, meeting)
        await _note_who_spoke(session, meeting, now)
        attendees = [one.person_id for one in await attendees_of(session, meeting.id) if one.person_id is not None]
        people = attendees if _asks(sync, meeting, now) else []
        await handing.settle(session, outbox, sync, meeting, now, job.offers, then=people)
        if people:
            await ASKING.bring(session, outbox, meeting, people, now)
        await look_later(session, sync, meeting)


async def _note_who_spoke(session: Session, meeting: Meeting, now: datetime) -> None:
    """Whoever raised something before they were asked has answered."""
    spoke = {one.person_id for one in await raised.raised_in(session, meeting.id)}
    for row in await attendees_of(session, meeting.id):
        if row.person_id in spoke and row.answered_at is None:
            row.answered_at = now
    await session.flush()


async def remind(job: JobContext, work: Work) -> None:
    """Those attendees are reminded who were asked and have said nothing."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        sync, meeting = await meeting_due(session, work.owner_id, work.original_date)
        if not await job.done(session) or not _asks(sync, meeting, now):
            return
        rhythm = await session.get_one(Rhythm, work.owner_id)
        if comes_daily(rhythm.rule):
            # A prompt each day is enough.
            return
        people = [
            one.person_id
            for one in await attendees_of(session, meeting.id)
            if one.person_id is not None
            and one.answered_at is None
            and one.asked_at is not None
            and one.asked_at <= now - REST
        ]
        await REMINDING.bring(session, job.outbox(session), meeting, people, now)


async def look(job: JobContext, work: Work) -> None:
    """Shortly before the agenda is sent: who facilitates is there still, and what was left out or moved is said."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        meeting = await session.get(Meeting, work.owner_id, with_for_update=True)
        if not await job.done(session) or meeting is None:
            return
        sync, outbox = await session.get_one(Sync, meeting.sync_id), job.outbox(session)
        await follow_rhythm(session, meeting)
        await outbox.mark_stale(meeting_subject(meeting))
        if meeting.state is not MeetingState.COLLECTING:
            return
        if _look_at(sync, meeting) > work.due_at:
            await look_later(session, sync, meeting)
        else:
            await handing.settle(session, outbox, sync, meeting, now, job.offers)


async def look_later(session: Session, sync: Sync, meeting: Meeting) -> None:
    """Has it looked at before its agenda is sent."""
    due_at = _look_at(sync, meeting)
    await put_down(session, LOOK, meeting.id, due_at, slot=due_at.isoformat())


def _look_at(sync: Sync, meeting: Meeting) -> datetime:
    return agenda_at(sync, meeting.starts_at) - LOOKED_BEFORE


async def compose(session: Session, meeting: Meeting, copy: Copy, composing: Composing) -> Message | None:
    """Somebody's prompt or reminder as it stands now."""
    identity = await session.get(ChatIdentity, copy.target_id)
    if identity is None:
        return messages.erased(Texts(copy.locale))
    actor = await directory.actor_of(session, identity.person_id)
    sync = await session.get_one(Sync, meeting.sync_id)
    facts = await ask_facts(session, sync, meeting, actor)
    return messages.ask(facts, Texts(copy.locale), actor.zone or "UTC", reminds=copy.slot == REMINDER)


def _asks(sync: Sync, meeting: Meeting, now: datetime) -> bool:
    """Whether answers still reach the agenda when it is sent."""
    waits = phase_of(sync, meeting) is Phase.ASKED
    return waits and collects(sync) and now < agenda_at(sync, meeting.starts_at)


async def _load(session: Session, work: Work, now: datetime) -> Meeting | None:
    meeting = await session.get(Meeting, work.owner_id, with_for_update=True)
    if meeting is None:
        return None
    await follow_rhythm(session, meeting)
    return meeting if _asks(await session.get_one(Sync, meeting.sync_id), meeting, now) else None


async def _prompts(
    session: Session, outbox: Outbox, meeting: Meeting, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    """To attendees who have said nothing yet, but for those whose running order asks them, or is about to."""
    rows = {one.person_id: one for one in await attendees_of(session, meeting.id)}
    ordered = await handing.asked_before(session, outbox, meeting)
    waiting = [
        one
        for one in readers
        if (row := rows.get(one.person_id)) is not None
        and row.asked_at is None
        and (one.person_id != meeting.facilitator_id or one.person_id in ordered)
    ]
    return await _letters(session, meeting, waiting, now, ASK)


async def _reminders(
    session: Session, outbox: Outbox, meeting: Meeting, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    return await _letters(session, meeting, readers, now, REMINDER)


async def _letters(
    session: Session, meeting: Meeting, readers: Sequence[Reader], now: datetime, slot: str
) -> Sequence[Letter]:
    sync = await session.get_one(Sync, meeting.sync_id)
    rows = {one.person_id: one for one in await attendees_of(session, meeting.id)}
    found = []
    for reader in readers:
        row = rows.get(reader.person_id)
        if row is None or row.answered_at is not None:
            continue
        actor = await directory.actor_of(session, reader.person_id)
        facts = await ask_facts(session, sync, meeting, actor)
        message = messages.ask(facts, Texts(reader.locale), reader.zone, reminds=slot == REMINDER)
        found.append(Letter(reader, message, slot))
        row.asked_at = row.asked_at or now
    await session.flush()
    return found


ASKING = Mail(ASKED, meeting_subject, _load, _prompts)
REMINDING = Mail(REMINDED, meeting_subject, _load, _reminders)
