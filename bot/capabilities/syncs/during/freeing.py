"""A handover whose taker has gone is freed by their lead, or by whoever looks after the sync; who had it is told."""

from collections.abc import Sequence
from datetime import datetime

from bot.capabilities.syncs.during import taking, taking_messages
from bot.capabilities.syncs.during.buttons import TAKE
from bot.capabilities.syncs.during.messages import over
from bot.capabilities.syncs.during.rights import joined, may_free
from bot.capabilities.syncs.kinds import MeetingState
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capabilities.syncs.subjects import meeting_subject
from bot.capability import Context, HeldBack, Work
from bot.chat.inbound import Answer, Press
from bot.chat.message import Button
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.mail import Letter, Mail
from bot.people.audience import Reader
from bot.storage.sessions import Session

TELL_FREED = "syncs.tell_freed"
"""The work of telling whoever had it and was not at work."""

FREED = "freed"
"""The slot of what they are told, with how often it was given back by then."""


async def free(context: Context, inbound: Press) -> Answer:
    """*Free it*, below what was said of who has it; nothing where somebody else has it meanwhile."""
    public_id, _, count = inbound.object_id.partition(".")
    found = await joined(context, public_id, lock=True)
    if isinstance(found, Answer):
        return found
    meeting, t = found.meeting, context.t
    had_id, at = meeting.taken_by_id, meeting.taken_at
    if at is None:
        return Answer(message=taking_messages.not_taken(t))
    if meeting.state is not MeetingState.OPEN:
        return Answer(message=over(meeting.closed_at, t, context.zone))
    if count != str(meeting.given_back):
        return await taking.told_who_has_it(context, found, at)
    name = await taking.name_of_taker(context, found)
    if not await may_free(context, found):
        return Answer(message=taking_messages.not_theirs(name, t))
    minutes = await taking.put_back(context, meeting)
    if had_id is not None and had_id != context.actor.person_id:
        revision = f"{FREED}.{meeting.given_back}"
        await TO_WHO_HAD_IT.bring(context.session, context.outbox, meeting, [had_id], context.now, revision=revision)
    return Answer(message=taking_messages.freed(name, minutes, t))


async def _given_back(session: Session, work: Work, now: datetime) -> Meeting | None:
    return await session.get(Meeting, work.owner_id, with_for_update=True)


async def _letters(
    session: Session, outbox: Outbox, meeting: Meeting, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    sync, slot = await session.get_one(Sync, meeting.sync_id), f"{FREED}.{meeting.given_back}"
    free = meeting.state is MeetingState.OPEN and meeting.taken_at is None
    take = meeting.public_id if free else ""
    return [
        Letter(one, taking_messages.was_freed(sync.name, meeting.starts_at, take, Texts(one.locale), one.zone), slot)
        for one in readers
        if one.person_id != meeting.taken_by_id
    ]


TO_WHO_HAD_IT = Mail(TELL_FREED, meeting_subject, _given_back, _letters, teamless=True)
"""That it was given back for them, to whoever had taken it."""


async def held_back(session: Session, meeting: Meeting, reader: Reader, now: datetime) -> HeldBack | None:
    """The same in the catch-up, while nobody else has it."""
    if meeting.state is not MeetingState.OPEN or meeting.taken_at is not None:
        return None
    t, sync = Texts(reader.locale), await session.get_one(Sync, meeting.sync_id)
    line = taking_messages.freed_line(sync.name, meeting.starts_at, t, reader.zone)
    return HeldBack(line, Button(t("I take it"), TAKE, meeting.public_id))
