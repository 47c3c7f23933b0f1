"""Who can be told of what recurs, and whether they are at work: its owner, or admins, some of whom are in no team."""

from collections.abc import Collection, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.capabilities.rhythms import store
from bot.people import audience
from bot.people.audience import Reader
from bot.people.calendars import NO_ZONE
from bot.people.reachability import reaches
from bot.storage.sessions import Session
from schedules.calendar import next_beginning, on_shift

USUAL_MORNING, USUAL_EVENING = time(9), time(17)
"""When somebody is told whose hours nobody knows, in their own zone."""


async def reached(session: Session, people: Collection[int], now: datetime) -> Sequence[Reader]:
    """Those of some people (by inside id) whom direct messages reach; who is in no team has hours that nobody knows."""
    in_teams = await audience.readers_called(session, people, now)
    others = set(people) - {one.person_id for one in in_teams}
    ways = await reaches(session, others)
    found = list(in_teams)
    for person in await store.people_numbered(session, others):
        found.append(
            Reader(
                person_id=person.id,
                team_id=0,
                side_id=person.side_id,
                name=person.name,
                identities=ways.get(person.id, ()),
                provisional=False,
                away=person.away_until is not None and person.away_until > now,
                zone=person.zone or NO_ZONE,
                locale=person.locale or "en",
                working_hours="",
                country="",
                region="",
            )
        )
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
