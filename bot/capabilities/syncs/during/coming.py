"""Events: who comes, who wants the recording, and the recording to those alone."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.capabilities.syncs.agenda.posting import follow
from bot.capabilities.syncs.composing import Composing
from bot.capabilities.syncs.during import coming_messages
from bot.capabilities.syncs.during.forms import LONGEST_URL, recording_form
from bot.capabilities.syncs.during.messages import over
from bot.capabilities.syncs.during.rights import Joined, joined
from bot.capabilities.syncs.during.writing import typed
from bot.capabilities.syncs.kinds import EVENTS, MeetingState
from bot.capabilities.syncs.second_time import second_of, suits_second
from bot.capabilities.syncs.store import outcomes
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capabilities.syncs.subjects import meeting_subject
from bot.capability import Context, JobContext, Work
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, PlaceKind, Press
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.chat.web_address import is_web_address
from bot.delivery.outbox import Outbox
from bot.delivery.tables import Copy
from bot.mail import Letter, Mail
from bot.people import audience
from bot.people.audience import Reader
from bot.storage.sessions import Session

TELL_RECORDING = "syncs.tell_recording"
"""The work of sending a recording to somebody when their working day begins."""

SECOND_BEGINS = "syncs.second_begins"
"""The work of having the invitation follow when its second time begins."""

RECORDING = "recording"
"""The slot of that message."""

TOO_LATE = timedelta(days=14)


async def come(context: Context, inbound: Press) -> Answer:
    """*Coming*: of two times, to the one that fits the hours of whoever presses it."""
    return await _come(context, inbound, None)


async def come_first(context: Context, inbound: Press) -> Answer:
    """The first of two times after all."""
    return await _come(context, inbound, False)


async def come_second(context: Context, inbound: Press) -> Answer:
    """The second of two times after all."""
    return await _come(context, inbound, True)


async def _come(context: Context, inbound: Press, wanted: bool | None) -> Answer:
    """Notes that they come; `wanted` is whether to the second time, None where they did not say."""
    found = await _invited(context, inbound.object_id)
    if isinstance(found, Answer):
        return found
    meeting, t = found.meeting, context.t
    if meeting.state is not MeetingState.OPEN:
        return Answer(message=over(meeting.closed_at, t, context.zone))
    second = await second_of(context.session, found.sync, meeting)
    if second is None:
        await _replied(context, meeting, coming=True)
        key, starts_at, beside = meeting.public_id, meeting.starts_at, _is_beside(inbound)
        return Answer(message=coming_messages.coming(key, starts_at, found.sync, t, context.zone, beside=beside))
    first_begun = context.now >= meeting.starts_at
    again = first_begun or (await _suits(context, found, second) if wanted is None else wanted)
    await _replied(context, meeting, coming=True, again=again)
    times = coming_messages.Times(meeting.starts_at, second, first_begun=first_begun)
    return Answer(
        message=coming_messages.coming_to(meeting.public_id, found.sync.name, times, t, context.zone, again=again)
    )


async def _suits(context: Context, found: Joined, second: datetime) -> bool:
    """Whether the second time fits their own hours, and the first does not."""
    readers = await audience.readers_called(context.session, [context.actor.person_id], context.now)
    return any(suits_second(one.hours, found.meeting.starts_at, second, found.sync.minutes) for one in readers)


async def stay_away(context: Context, inbound: Press) -> Answer:
    """*Can't, send me the recording*; once it is there it is in the answer."""
    found = await _invited(context, inbound.object_id)
    if isinstance(found, Answer):
        return found
    meeting = found.meeting
    await _replied(context, meeting, coming=False)
    if meeting.recording_url:
        return Answer(message=coming_messages.recording(found.sync.name, meeting.recording_url, context.t))
    last = await second_of(context.session, found.sync, meeting) or meeting.starts_at
    can_come = meeting.state is MeetingState.OPEN and context.now < last and not _is_beside(inbound)
    return Answer(message=coming_messages.not_coming(meeting.public_id, context.t, can_come=can_come))


def _is_beside(inbound: Press) -> bool:
    """Whether it was pressed on an invitation, which has both buttons still: a line is enough of an answer."""
    return inbound.message is not None and inbound.origin.place.kind is not PlaceKind.DIRECT


async def _invited(context: Context, public_id: str) -> Joined | Answer:
    found = await joined(context, public_id, lock=True)
    if isinstance(found, Answer) or found.sync.template in EVENTS:
        return found
    return Answer(message=coming_messages.no_event(context.t))


async def _replied(context: Context, meeting: Meeting, *, coming: bool, again: bool = False) -> None:
    actor = context.actor
    _, changed = await outcomes.reply(
        context.session, meeting, actor.person_id, actor.side_id, context.now, coming=coming, again=again
    )
    if changed:
        await follow(context.outbox, meeting)


async def second_begins(job: JobContext, work: Work) -> None:
    """Nobody can say any more that they come: the card follows."""
    async with job.write() as session:
        meeting = await session.get(Meeting, work.owner_id, with_for_update=True)
        if await job.done(session) and meeting is not None:
            await follow(job.outbox(session), meeting)


async def ask(context: Context, inbound: Press) -> Answer:
    """*Add recording*, by whoever directs the event."""
    found = await _directed(context, inbound.object_id)
    if isinstance(found, Answer):
        return found
    waiting = await _waiting(context.session, found.meeting)
    return Answer(form=recording_form(found.meeting.public_id, found.meeting.recording_url, len(waiting), context.t))


async def record(context: Context, inbound: FormSubmitted) -> Answer:
    """Keeps where the recording is, and sends it to those who asked for it."""
    found = await _directed(context, inbound.object_id, lock=True)
    if isinstance(found, Answer):
        return found
    t, meeting, url = context.t, found.meeting, typed(inbound.values.get("url"))
    if not is_web_address(url, LONGEST_URL):
        return Answer(errors=FieldErrors({"url": t("Paste the whole address, beginning with https://.")}))
    meeting.recording_url = url
    await context.session.flush()
    await follow(context.outbox, meeting)
    waiting = await _waiting(context.session, meeting)
    await TO_WHO_ASKED.bring(context.session, context.outbox, meeting, waiting, context.now)
    return Answer(message=coming_messages.recording_sent(len(waiting), t))


async def _directed(context: Context, public_id: str, *, lock: bool = False) -> Joined | Answer:
    found = await joined(context, public_id, lock=lock)
    if isinstance(found, Answer):
        return found
    if found.sync.template not in EVENTS:
        return Answer(message=coming_messages.no_event(context.t))
    if not found.directs:
        return Answer(message=coming_messages.not_yours_to_record(context.t))
    if context.now < found.meeting.starts_at:
        return Answer(message=coming_messages.not_begun(found.meeting.starts_at, context.t, context.zone))
    return found


async def _waiting(session: Session, meeting: Meeting) -> Collection[int]:
    """Who asked for the recording."""
    replies = await outcomes.replies_of(session, meeting)
    return [one.person_id for one in replies if one.person_id is not None and not one.coming]


async def _recorded(session: Session, work: Work, now: datetime) -> Meeting | None:
    meeting = await session.get(Meeting, work.owner_id, with_for_update=True)
    return meeting if meeting is not None and meeting.recording_url else None


async def _letters(
    session: Session, outbox: Outbox, meeting: Meeting, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    sync = await session.get_one(Sync, meeting.sync_id)
    waiting = await _waiting(session, meeting)
    return [
        Letter(one, coming_messages.recording(sync.name, meeting.recording_url, Texts(one.locale)), RECORDING)
        for one in readers
        if one.person_id in waiting
    ]


TO_WHO_ASKED = Mail(TELL_RECORDING, meeting_subject, _recorded, _letters)
"""A recording, to those who asked for it."""


async def compose(session: Session, meeting: Meeting, copy: Copy, composing: Composing) -> Message | None:
    """A recording's message with its present address."""
    sync = await session.get_one(Sync, meeting.sync_id)
    return coming_messages.recording(sync.name, meeting.recording_url, Texts(copy.locale))
