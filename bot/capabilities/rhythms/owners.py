"""Who can be told of what recurs, and whether they are at work: its owner, or admins, some of whom are in no team."""

from collections.abc import Collection, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.people import audience
from bot.people.audience import Reader
from bot.storage.sessions import Session
from schedules.calendar import next_beginning, on_shift

USUAL_MORNING, USUAL_EVENING = time(9), time(17)
"""When somebody is told whose hours nobody knows, in their own zone."""


async def reached(session: Session, people: Collection[int], now: datetime) -> Sequence[Reader]:
    """Those of some people (by inside id) whom direct messages reach; who is in no team has hours that nobody knows."""
    found = await audience.anybody_called(session, people, now)
    return [one for one in found if one.identities and one.identities[0].takes_direct]


def is_there(reader: Reader, now: datetime) -> bool:
    """Whether somebody is at work; whose hours nobody knows is so on a usual day."""
    if reader.away:
        return False
    if reader.hours is not None:
        return on_shift(reader.hours, now)
    return USUAL_MORNING <= now.astimezone(ZoneInfo(reader.zone)).time() < USUAL_EVENING


def begins(reader: Reader, now: datetime) -> datetime:
    """When their day begins next."""
    return next_beginning(reader.hours, reader.zone, now, USUAL_MORNING).instant
