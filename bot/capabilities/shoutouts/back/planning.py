"""When the digest goes out by itself: once a week, at the same time by the clock on each team's wall."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.capabilities.shoutouts import settings
from bot.capabilities.shoutouts.store import DIGEST, digest
from bot.due.tables import DueState
from bot.due.work import put_down
from bot.storage.sessions import Session
from schedules.calendar import instant_of

ORGANISATION = 0
"""Owner of work that concerns no row in particular."""

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

NO_TEAM = "UTC"
"""The zone of channels that belong to no team."""


async def plan(session: Session, now: datetime) -> None:
    """Puts the next digest down for each zone; what waits for the same day is moved, what has run stays.

    An occurrence of a day that is no longer the chosen one does nothing when its time comes.
    """
    day = await settings.text(session, settings.DIGEST_DAY)
    if day not in DAYS:
        return
    at = time.fromisoformat(await settings.text(session, settings.DIGEST_TIME))
    for zone in sorted({*await digest.zones(session), NO_TEAM}):
        local = now.astimezone(ZoneInfo(zone)).date()
        first = local + timedelta(days=(DAYS.index(day) - local.weekday()) % 7)
        for date in (first + timedelta(weeks=ahead) for ahead in range(3)):
            instant = instant_of(datetime.combine(date, at), ZoneInfo(zone))
            if instant <= now:
                continue
            row = await put_down(
                session, DIGEST, ORGANISATION, instant, slot=zone, original_date=date, data={"date": date.isoformat()}
            )
            # Where the time was moved back on a day whose digest is out, the next is the one of the week after.
            if row.state is DueState.WAITING:
                break
