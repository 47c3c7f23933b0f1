"""The meeting of a sync that is on, its second time included."""

from datetime import datetime, timedelta

from bot.capabilities.syncs.second_time import LONGEST_BETWEEN, second_of
from bot.capabilities.syncs.store import occurrences
from bot.capabilities.syncs.store.tables import Sync
from bot.storage.sessions import Session


async def on_until(session: Session, sync: Sync, now: datetime) -> datetime | None:
    """Until when the meeting takes that is on at `now`; None where none is."""
    lasts = timedelta(minutes=sync.minutes)
    if (meeting := await occurrences.running(session, sync, now)) is not None:
        return meeting.starts_at + lasts
    if sync.again_at is None or (meeting := await occurrences.running(session, sync, now, LONGEST_BETWEEN)) is None:
        return None
    second = await second_of(session, sync, meeting)
    return second + lasts if second is not None and second <= now < second + lasts else None
