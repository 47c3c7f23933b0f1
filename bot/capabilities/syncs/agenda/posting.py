"""The posted agenda: where it stands, and how it is kept up to date."""

from bot.capabilities.syncs.store import following
from bot.capabilities.syncs.store.tables import Meeting
from bot.capabilities.syncs.subjects import meeting_subject
from bot.delivery.outbox import Outbox
from bot.storage.sessions import Session

GROW = "syncs.grow"
"""The work of looking whether an agenda that is out needs more messages than it has."""


async def follow(outbox: Outbox, meeting: Meeting) -> None:
    """Has a meeting's messages composed anew: call it in the transaction of whatever changes what they show.

    Before the agenda is out it does nothing.
    """
    if meeting.agenda_at is None:
        return
    await outbox.mark_stale(meeting_subject(meeting))
    await following.look_again(meeting, GROW)


async def follow_figures(session: Session, outbox: Outbox) -> None:
    """Has every agenda that is out and not over composed anew: figures came, changed or went."""
    for meeting in await following.agendas_out(session):
        await follow(outbox, meeting)
