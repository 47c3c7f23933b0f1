"""Closing a meeting: by whoever directs it, or by Instep once it is long over; one summary goes to all."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.capabilities.syncs.agenda.posting import follow
from bot.capabilities.syncs.during.buttons import WRITTEN_AFTER, still_written
from bot.capabilities.syncs.during.closing_messages import (
    closed,
    closed_before,
    not_reopened,
    not_yours_to_close,
    reopened,
)
from bot.capabilities.syncs.during.facts import Minutes, minutes_of, was_there
from bot.capabilities.syncs.during.forms import close_form
from bot.capabilities.syncs.during.rights import Joined, joined
from bot.capabilities.syncs.during.summary import MISSED, missed, slot_of, summary
from bot.capabilities.syncs.during.walls import wall_of
from bot.capabilities.syncs.kinds import ATTENDED, EVENTS, Held, MeetingState
from bot.capabilities.syncs.planning import resolved_for
from bot.capabilities.syncs.store import outcomes
from bot.capabilities.syncs.store.people import away_at
from bot.capabilities.syncs.store.syncs import meeting_due
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capabilities.syncs.subjects import meeting_subject
from bot.capability import PASSED, Context, JobContext, Work
from bot.chat.form import Value
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.texts import Texts
from bot.delivery.outbox import CARD, Outbox, Post, to_channel
from bot.delivery.tables import TargetKind
from bot.due.work import put_down
from bot.mail import Letter, Mail
from bot.people.audience import Reader
from bot.people.viewpoint import Viewpoint
from bot.ports import Cause
from bot.storage.sessions import Session

SETTLED = "syncs.settled"
"""The work of taking the buttons away, once nothing can be added any more."""

AGAIN = "again."
"""Begins the slot of that work where the meeting was reopened: it is closed then, if nobody has."""

TELL_MISSED = "syncs.tell_missed"
"""The work of telling an attendee who was not there when their working day begins."""

TOO_LATE = timedelta(days=7)
"""After that the summary is old news; the next agenda has the open actions."""


async def ask(context: Context, inbound: Press) -> Answer:
    """*Close*: shows what will be sent."""
    found = await _directed(context, inbound.object_id)
    if isinstance(found, Answer):
        return found
    minutes = await minutes_of(context.session, found.sync, found.meeting)
    return Answer(form=close_form(minutes, await _viewpoint(context, found), context.t))


async def close(context: Context, inbound: FormSubmitted) -> Answer:
    """Closes it, once; what is ticked is settled."""
    found = await _directed(context, inbound.object_id, lock=True)
    if isinstance(found, Answer):
        return found
    session, meeting, now = context.session, found.meeting, context.now
    await _settle(context, found, inbound.values.get("settled"))
    channels = await close_meeting(session, context.outbox, found.sync, meeting, now, context.actor.person_id)
    # How many channels others have is theirs to know.
    return Answer(message=closed(channels if context.actor.is_internal else None, meeting.public_id, context.t))


async def reopen(context: Context, inbound: Press) -> Answer:
    """*Reopen*, by whoever could close it and for as long as something can be added: it was closed by mistake."""
    found = await joined(context, inbound.object_id, lock=True)
    if isinstance(found, Answer):
        return found
    session, meeting, now, t = context.session, found.meeting, context.now, context.t
    if not found.directs:
        return Answer(message=not_yours_to_close(t))
    if meeting.state is not MeetingState.CLOSED or not still_written(meeting, now) or found.sync.template in EVENTS:
        return Answer(message=not_reopened(t))
    for row in await outcomes.raised_open(session, meeting):
        if row.settled_at == meeting.closed_at:
            row.settled_at = None
    meeting.state, meeting.closed_at, meeting.closed_by_id = MeetingState.OPEN, None, None
    await session.flush()
    await follow(context.outbox, meeting)
    await put_down(session, SETTLED, meeting.id, now + WRITTEN_AFTER, slot=f"{AGAIN}{now.isoformat()}")
    return Answer(message=reopened(found.sync.name, t))


async def _directed(context: Context, public_id: str, *, lock: bool = False) -> Joined | Answer:
    """An open meeting that whoever acts directs; otherwise what they are told."""
    found = await joined(context, public_id, lock=lock)
    if isinstance(found, Answer):
        return found
    if not found.directs:
        return Answer(message=not_yours_to_close(context.t))
    if found.meeting.state is not MeetingState.OPEN:
        minutes = await minutes_of(context.session, found.sync, found.meeting)
        viewpoint = await _viewpoint(context, found)
        return Answer(message=closed_before(minutes, viewpoint, context.t, context.zone))
    return found


async def _viewpoint(context: Context, found: Joined) -> Viewpoint:
    return (await wall_of(context.session, found.sync)).viewpoint({context.actor.side_id})


async def _settle(context: Context, found: Joined, ticked: Value) -> None:
    chosen: Collection[str] = ticked if isinstance(ticked, tuple) else (ticked,) if isinstance(ticked, str) else ()
    viewpoint = await _viewpoint(context, found)
    for row in await outcomes.raised_open(context.session, found.meeting):
        if row.public_id in chosen and viewpoint.sees_side(row.side_id):
            row.settled_at = context.now
    await context.session.flush()


async def by_itself(job: JobContext, work: Work) -> None:
    """Closes a meeting that nobody closed, after a standstill too. One of which no agenda went out is left out."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        sync, meeting = await meeting_due(session, work.owner_id, work.original_date)
        if not await job.done(session):
            return
        if meeting.state is MeetingState.COLLECTING:
            meeting.state = MeetingState.LEFT_OUT
        elif meeting.state is MeetingState.OPEN:
            await close_meeting(session, job.outbox(session), sync, meeting, now, None)


async def settled(job: JobContext, work: Work) -> None:
    """Nothing can be added any more: the card says so by having no buttons. What was reopened is closed by then."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        meeting = await session.get(Meeting, work.owner_id, with_for_update=True)
        if not await job.done(session) or meeting is None:
            return
        outbox = job.outbox(session)
        if work.slot.startswith(AGAIN) and meeting.state is MeetingState.OPEN:
            sync = await session.get_one(Sync, meeting.sync_id)
            await close_meeting(session, outbox, sync, meeting, now, None)
        else:
            await follow(outbox, meeting)


async def close_meeting(
    session: Session, outbox: Outbox, sync: Sync, meeting: Meeting, now: datetime, person_id: int | None
) -> int:
    """Closes a locked meeting that is open, and says to how many channels its summary goes."""
    meeting.state, meeting.closed_at, meeting.closed_by_id = MeetingState.CLOSED, now, person_id
    await session.flush()
    await follow(outbox, meeting)
    await put_down(session, SETTLED, meeting.id, now + WRITTEN_AFTER, slot=now.isoformat())
    if now >= meeting.starts_at:
        await put_down(session, PASSED, sync.id, now, slot=f"{ATTENDED} {meeting.original_date.isoformat()}")
    minutes = await minutes_of(session, sync, meeting)
    # Nobody waits for a line about a meeting of which nothing was written down and that nobody closed, or began.
    quiet = now < meeting.starts_at or person_id is None
    if minutes.is_event or (quiet and minutes.is_empty):
        return 0
    channels = await _post(session, outbox, sync, meeting, minutes, now)
    if not minutes.is_empty and now >= meeting.starts_at:
        await TO_ABSENT.bring(session, outbox, meeting, await _absent(session, sync, meeting), now)
    return channels


async def spread(session: Session, outbox: Outbox, meeting: Meeting, now: datetime) -> None:
    """Has the summary of a closed meeting take what was added since, in further messages if it must."""
    if meeting.state is MeetingState.CLOSED:
        sync = await session.get_one(Sync, meeting.sync_id)
        await _post(session, outbox, sync, meeting, await minutes_of(session, sync, meeting), now)


async def _post(session: Session, outbox: Outbox, sync: Sync, meeting: Meeting, minutes: Minutes, now: datetime) -> int:
    """Replies to each card with the summary, composed for who reads it there; what stands there stays."""
    about = meeting_subject(meeting)
    cards = {
        copy.target_id: copy
        for copy in await outbox.copies(about, slot=CARD)
        if copy.target_kind is TargetKind.CHANNEL and not copy.withdrawn
    }
    resolved = await resolved_for(session, sync, now)
    channels = [one for one in resolved.channels if one.channel_id in cards]
    posts: list[Post] = []
    for channel in channels:
        card = cards[channel.channel_id]
        sides = channel.side_ids | frozenset(card.viewpoint)
        viewpoint = Viewpoint(sides, resolved.sharing, resolved.internal, resolved.agreed)
        pages = summary(minutes, viewpoint, channel.platform, Texts(channel.locale), channel.zone, now)
        target, read_by = to_channel(channel.channel_id), tuple(sorted(sides))
        posts += [
            Post(target, page, channel.side_id, read_by, channel.locale, slot_of(number), card.id)
            for number, page in enumerate(pages)
        ]
    await outbox.publish(about, posts, held=True)
    shared = {
        one.channel_id for one in channels if one.obstacle is not None and one.obstacle.cause is Cause.SHARED_SINCE
    }
    for slot in sorted({one.slot for one in posts}):
        held_back = [one for one in await outbox.copies(about, slot=slot) if one.target_id in shared]
        if held_back:
            await outbox.stop(held_back, Cause.SHARED_SINCE)
        await outbox.release(about, slot=slot)
    return len(channels) - len(shared)


# --- to whoever was not there -----------------------------------------------------------------------------------------


async def _absent(session: Session, sync: Sync, meeting: Meeting) -> Collection[int]:
    """Attendees who neither said that they are there, nor wrote anything down, nor were away.

    Where nobody said that they are there, attendance was not taken, and nobody missed it.
    """
    attendees = await outcomes.attendees_of(session, meeting)
    if sync.held is not Held.LIVE or not any(was_there(one, sync.held) for one in attendees):
        return ()
    active = {meeting.closed_by_id, meeting.facilitator_id, *await outcomes.writers_in(session, meeting)}
    people = {one.person_id for one in attendees if not was_there(one, sync.held)} - active
    away = await away_at(session, people, meeting.starts_at)
    return sorted(one for one in people if one is not None and one not in away)


async def _closed(session: Session, work: Work, now: datetime) -> Meeting | None:
    meeting = await session.get(Meeting, work.owner_id, with_for_update=True)
    return meeting if meeting is not None and meeting.state is MeetingState.CLOSED else None


async def _letters(
    session: Session, outbox: Outbox, meeting: Meeting, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    sync = await session.get_one(Sync, meeting.sync_id)
    minutes, wall = await minutes_of(session, sync, meeting), await wall_of(session, sync)
    return [
        Letter(
            one,
            missed(
                minutes,
                wall.viewpoint({one.side_id}),
                one.identities[0].identity.platform,
                Texts(one.locale),
                one.zone,
                now,
            ),
            MISSED,
        )
        for one in readers
        if minutes.shows_anything_to(wall.viewpoint({one.side_id}))
    ]


TO_ABSENT = Mail(TELL_MISSED, meeting_subject, _closed, _letters)
"""The summary, to attendees who were not there."""
