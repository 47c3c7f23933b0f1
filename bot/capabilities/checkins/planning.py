"""When a check-in is asked: one rhythm each by its organiser's clock, and the work that prepares it in time for all."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.capabilities.checkins.kinds import CheckinState
from bot.capabilities.checkins.store import people
from bot.capabilities.checkins.store.checkins import CHECKIN, checkin_of, team_ids_of
from bot.capabilities.checkins.store.tables import Checkin
from bot.capability import RhythmOffer
from bot.chat.texts import Texts
from bot.due.rhythms import Moment, Party, Plan
from bot.due.tables import Rhythm, Whose
from bot.people import audience
from bot.people.calendars import team_calendars
from bot.storage.sessions import Session
from schedules.calendar import InvalidCalendar, zone_named

PREPARE = "checkins.prepare"
"""Who is asked, and in which groups, is frozen: before the time has come for the first of them."""

ROOM = timedelta(hours=4)
"""How much earlier still: whose shift is over by the time of the check-in is asked before they go."""

_MONTHS = tuple(timedelta(days=30 * number) for number in range(13))


async def plan(session: Session, rhythm: Rhythm) -> Plan:
    """One party by the clock of the rhythm; days off are each person's own. A check-in that ended has nobody."""
    checkin = await checkin_of(session, rhythm)
    moments = (Moment(CHECKIN), Moment(PREPARE, await lead(session, checkin, rhythm)))
    return Plan(() if checkin.state is CheckinState.ENDED else (Party("all", rhythm.zone),), moments)


async def lead(session: Session, checkin: Checkin, rhythm: Rhythm) -> timedelta:
    """How long before its time by the organiser's clock it is prepared: clocks that are ahead of it come first."""
    zones = await people.zones_of(session, await teams_asked(session, checkin))
    return ROOM + max(timedelta(), _farthest_ahead(zones, rhythm.zone, rhythm.since))


async def teams_asked(session: Session, checkin: Checkin) -> list[int]:
    """The teams that are asked, by inside id: those chosen, and those of the audience."""
    chosen = (await team_ids_of(session, [checkin.id]))[checkin.id]
    own = await audience.team_ids(session, checkin.audience_id) if checkin.audience_id is not None else []
    return sorted({*chosen, *own})


def _farthest_ahead(zones: Iterable[str], of: str, since: datetime) -> timedelta:
    """The most that any of these zones is ahead of one, in any month of the year."""
    own = _offsets(of, since)
    return max((max(map(_difference, _offsets(zone, since), own)) for zone in zones), default=timedelta())


def _offsets(zone: str, since: datetime) -> list[timedelta]:
    try:
        known = zone_named(zone)
    except InvalidCalendar:
        # Checked when it was stored; it may since have gone from the tables of zones.
        known = zone_named("UTC")
    return [(since + month).astimezone(known).utcoffset() or timedelta() for month in _MONTHS]


def _difference(theirs: timedelta, own: timedelta) -> timedelta:
    return theirs - own


async def _title(session: Session, rhythm: Rhythm, t: Texts) -> str:
    return (await checkin_of(session, rhythm)).name


async def _sides(session: Session, rhythm: Rhythm) -> frozenset[int]:
    checkin = await checkin_of(session, rhythm)
    teams = await team_calendars(session, await teams_asked(session, checkin))
    return frozenset(team.side_id for team in teams.values()) or frozenset({checkin.side_id})


RHYTHM = RhythmOffer(plan, _title, _sides, whose=Whose.PERSON)
