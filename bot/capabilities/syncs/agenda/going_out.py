"""Posts the agenda: one card in every channel at the same minute, and what is too long for it in its thread."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.capabilities.syncs.agenda.arriving import ARRIVED, LOOK_AFTER
from bot.capabilities.syncs.agenda.composing import Agenda, agenda_of, slot_of
from bot.capabilities.syncs.agenda.posting import GROW
from bot.capabilities.syncs.collecting import attending, handing
from bot.capabilities.syncs.kinds import MeetingState
from bot.capabilities.syncs.store.syncs import meeting_due, meeting_numbered
from bot.capabilities.syncs.store.tables import Sync
from bot.capabilities.syncs.subjects import meeting_subject
from bot.capability import JobContext, Work
from bot.chat.message import Message
from bot.delivery.outbox import CARD, Outbox, Post, to_channel
from bot.delivery.pace import Priority
from bot.delivery.tables import Copy, TargetKind
from bot.due.work import put_down
from bot.people.model import Channel
from bot.ports import Cause
from bot.storage.sessions import Session

TOO_LATE = timedelta(hours=12)
"""That long after the meeting began an agenda is of no use: it is over."""

NEVER_TOO_LATE = timedelta(days=365)


async def post(job: JobContext, work: Work) -> None:
    """The agenda of an occurrence goes out: to all channels of those who take part, each composed for its readers."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        # The meeting is locked before the work is closed, as wherever both are.
        sync, meeting = await meeting_due(session, work.owner_id, work.original_date)
        if not await job.done(session) or meeting.state is not MeetingState.COLLECTING:
            return
        await attending.begin(session, sync, meeting, now)
        outbox = job.outbox(session)
        await handing.settle(session, outbox, sync, meeting, now, job.offers)
        meeting.state, meeting.agenda_at, meeting.announced_for = MeetingState.OPEN, now, meeting.starts_at
        agenda = await agenda_of(session, sync, meeting, job.offers, now)
        await _publish(session, outbox, agenda)
        await put_down(session, GROW, meeting.id, now)
        await put_down(session, ARRIVED, meeting.id, now + LOOK_AFTER)


async def _publish(session: Session, outbox: Outbox, agenda: Agenda) -> None:
    """All cards at one instant, but to channels that were shared with others since they were linked."""
    subject = meeting_subject(agenda.meeting)
    channels = agenda.resolved.channels
    pages = {one.channel_id: await agenda.pages(session, agenda.place(one)) for one in channels}
    posts = [
        Post(
            to_channel(one.channel_id),
            pages[one.channel_id][0],
            one.side_id,
            tuple(sorted(one.side_ids)),
            one.locale,
        )
        for one in channels
    ]
    await outbox.publish(subject, posts, held=True)
    cards = await outbox.copies(subject, slot=CARD)
    await outbox.publish(subject, _further(cards, pages), held=True)
    shared = {
        one.channel_id for one in channels if one.obstacle is not None and one.obstacle.cause is Cause.SHARED_SINCE
    }
    if shared:
        await outbox.stop([one for one in await outbox.copies(subject) if one.target_id in shared], Cause.SHARED_SINCE)
    for number in range(1, max(map(len, pages.values()), default=0) + 1):
        await outbox.release(subject, slot=slot_of(number))


def _further(cards: Sequence[Copy], pages: Mapping[int, Sequence[Message]]) -> list[Post]:
    """What is too long for the cards, in the thread of each."""
    return [
        Post(
            to_channel(card.target_id),
            page,
            card.side_id,
            tuple(card.viewpoint),
            card.locale,
            slot_of(number),
            parent_id=card.id,
        )
        for card in cards
        for number, page in enumerate(pages.get(card.target_id, ())[1:], start=2)
    ]


async def grow(job: JobContext, work: Work) -> None:
    """Posts the messages that an agenda needs since it changed, and has not got, into the threads of its cards."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        meeting = await meeting_numbered(session, work.owner_id)
        if not await job.done(session) or meeting is None or meeting.agenda_at is None:
            return
        sync = await session.get_one(Sync, meeting.sync_id)
        agenda = await agenda_of(session, sync, meeting, job.offers, now)
        outbox = job.outbox(session)
        subject = meeting_subject(meeting)
        cards = [
            one
            for one in await outbox.copies(subject, slot=CARD)
            if one.target_kind is TargetKind.CHANNEL and not one.withdrawn
        ]
        pages: dict[int, Sequence[Message]] = {}
        for card in cards:
            channel, readers = (
                await session.get(Channel, card.target_id),
                await agenda.readers_in(session, card.target_id),
            )
            if channel is not None and readers is not None:
                pages[card.target_id] = await agenda.pages(session, agenda.place_of(card, channel, readers))
        await outbox.publish(subject, _further(cards, pages), priority=Priority.REMIND)
