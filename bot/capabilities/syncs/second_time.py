"""The second time of an event: the same once more within a day, for those whose hours the first time misses.

It follows from when the first time is, so that both are moved and left out together.
"""

from datetime import datetime, time, timedelta

from bot.capabilities.syncs.store.syncs import rhythm_of
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.storage.sessions import Session
from schedules.calendar import WorkingHours, instant_of, on_shift, zone_named

LONGEST_BETWEEN = timedelta(hours=26)
"""From one to the other at most: a day, and what the clocks may be put back in it."""

_DAY = timedelta(days=1)
_LAST_MINUTE = timedelta(minutes=1)


def second_time(first: datetime, again_at: time | None, zone: str) -> datetime | None:
    """The next time after the first at which the clocks of a zone show `again_at`; None where there is no second."""
    if again_at is None:
        return None
    place = zone_named(zone)
    day = first.astimezone(place).date()
    return next(
        at for days in range(3) if (at := instant_of(datetime.combine(day + days * _DAY, again_at), place)) > first
    )


async def second_of(session: Session, sync: Sync, meeting: Meeting) -> datetime | None:
    """When a meeting is once more; None where it is not."""
    rhythm = await rhythm_of(session, sync) if sync.again_at is not None else None
    return second_time(meeting.starts_at, sync.again_at, rhythm.zone) if rhythm is not None else None


def is_at_work(hours: WorkingHours | None, at: datetime, minutes: int) -> bool:
    """Whether somebody with these hours works all through a meeting; True where nobody knows their hours."""
    end = at + timedelta(minutes=minutes) - _LAST_MINUTE
    return hours is None or (on_shift(hours, at) and on_shift(hours, end))


def suits_second(hours: WorkingHours | None, first: datetime, second: datetime | None, minutes: int) -> bool:
    """Whether the second time fits these hours, and the first does not."""
    return second is not None and not is_at_work(hours, first, minutes) and is_at_work(hours, second, minutes)
