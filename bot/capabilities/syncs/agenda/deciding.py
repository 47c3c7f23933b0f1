"""Has meetings follow what people decide of a sync's rhythm: skipped, moved, paused, changed."""

from bot.capabilities.syncs.agenda.posting import follow
from bot.capabilities.syncs.store.following import not_closed
from bot.capabilities.syncs.store.occurrences import follow_rhythm
from bot.capabilities.syncs.subjects import meeting_subject
from bot.delivery.outbox import Outbox
from bot.due.tables import Rhythm
from bot.storage.sessions import Session


async def decided(session: Session, outbox: Outbox, rhythm: Rhythm) -> None:
    """Call it in the transaction of the decision: what is posted says what has become of the meeting."""
    for meeting in await not_closed(session, rhythm.subject_id):
        before = meeting.state, meeting.starts_at
        await follow_rhythm(session, meeting)
        if before != (meeting.state, meeting.starts_at):
            await session.flush()
            await outbox.mark_stale(meeting_subject(meeting))
            await follow(outbox, meeting)
