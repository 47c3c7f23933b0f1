"""*I'm here*: attendees are counted by side."""

from bot.capabilities.syncs.agenda.posting import follow
from bot.capabilities.syncs.during import messages
from bot.capabilities.syncs.during.beginning import open_for
from bot.capabilities.syncs.during.buttons import takes_attendance
from bot.capabilities.syncs.during.rights import Joined, joined
from bot.capabilities.syncs.kinds import MeetingState
from bot.capabilities.syncs.store import outcomes
from bot.capability import Context
from bot.chat.inbound import Answer, Command, Press


async def here_by_words(context: Context, inbound: Command) -> Answer:
    """`/sync here`: in the latest of one's meetings that is on."""
    found = [await joined(context, one.value) for one in await open_for(context)]
    on = [one for one in found if isinstance(one, Joined) and one.meeting.state is MeetingState.OPEN]
    for one in on:
        if takes_attendance(one.sync):
            return await _here(context, one.meeting.public_id)
    if on:
        return Answer(message=messages.not_by_being_there(on[0].sync, context.t, context.command("sync")))
    return Answer(message=messages.no_meeting(context.t))


async def here(context: Context, inbound: Press) -> Answer:
    """Notes that an attendee is there; whoever is none is answered, and not counted."""
    return await _here(context, inbound.object_id)


async def _here(context: Context, meeting_id: str) -> Answer:
    found = await joined(context, meeting_id, lock=True)
    if isinstance(found, Answer):
        return found
    t, now, meeting = context.t, context.now, found.meeting
    attendee = await outcomes.attends(context.session, meeting, context.actor.person_id)
    if attendee is not None and attendee.here_at is not None:
        return Answer(message=messages.here(attendee.here_at, now, t, context.zone))
    if meeting.state is not MeetingState.OPEN:
        return Answer(message=messages.over(meeting.closed_at, t, context.zone))
    if attendee is None:
        return Answer(message=messages.not_an_attendee(t))
    attendee.here_at = now
    await context.session.flush()
    await follow(context.outbox, meeting)
    return Answer(message=messages.here(now, now, t, context.zone))
