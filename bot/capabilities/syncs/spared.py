"""Tells in the catch-up of messages about meetings that a person's budget held back."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from bot.capabilities.syncs.collecting import choosing, prompting, runner, spared
from bot.capabilities.syncs.during import coming, freeing, summary
from bot.capabilities.syncs.during import spared as during
from bot.capabilities.syncs.store.tables import Meeting
from bot.capabilities.syncs.subjects import kind_of_slot
from bot.capability import HeldBack
from bot.delivery.budget import Spared
from bot.people.audience import Reader
from bot.storage.sessions import Session

OfMeeting = Callable[[Session, Meeting, Reader, datetime], Awaitable[HeldBack | None]]
"""What somebody is told of one message about a meeting that was held back; None where it is over."""

OF_MEETINGS: Mapping[str, OfMeeting] = {
    prompting.ASK: spared.asked,
    prompting.REMINDER: spared.asked,
    runner.SLOT: spared.facilitates,
    runner.UNLED_SLOT: spared.unled,
    choosing.SLOT: spared.to_choose,
    summary.MISSED: during.missed,
    coming.RECORDING: during.recorded,
    freeing.FREED: freeing.held_back,
}
"""By the first word of the slot; of others nothing is told."""


async def of_meetings(
    session: Session, reader: Reader, held_back: Sequence[Spared], now: datetime
) -> Sequence[HeldBack]:
    """One line for each matter of a meeting, however many messages of it were held back."""
    found: list[HeldBack] = []
    for one in held_back:
        tell = OF_MEETINGS.get(kind_of_slot(one.slot))
        meeting = await session.get(Meeting, one.subject.id) if tell is not None else None
        line = await tell(session, meeting, reader, now) if tell is not None and meeting is not None else None
        if line is not None and line not in found:
            found.append(line)
    return found
