"""When the digest goes out by itself: a rhythm, at the same time by the clock on each team's wall."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import islice, pairwise

from bot.capabilities.shoutouts.store import DIGEST, digest
from bot.capability import RhythmOffer
from bot.chat.texts import Texts
from bot.due import deciding
from bot.due.rhythms import Moment, Party, Plan, recurrence_of
from bot.due.tables import Rhythm, Whose
from bot.people import sides
from bot.people.access import EVERYTHING
from bot.people.calendars import MONDAY_TO_FRIDAY, NO_ZONE, TeamCalendar, team_calendars
from bot.people.refusal import Refused
from bot.storage.sessions import Session
from schedules.calendar import JointDaysOff, occurrences

USUALLY, USUAL_TIME = "FREQ=WEEKLY;BYDAY=FR", time(15)
"""When it goes out unless somebody decides otherwise."""

WEEK = timedelta(days=7)

LOOKED_AT = 60
"""Dates of a rule between which a week has to lie: five years of a monthly one, all weekdays of a weekly one."""


async def begin(session: Session, now: datetime) -> None:
    """Has the rhythm of the digest where there is none: paused, until somebody resumes it."""
    rhythm = Rhythm(
        kind=DIGEST,
        rule=USUALLY,
        starts=now.date(),
        at=USUAL_TIME,
        whose=Whose.TEAM,
        paused_until=deciding.FOR_GOOD,
    )
    await deciding.begin_once(session, rhythm, plan, now)


async def plan(session: Session, rhythm: Rhythm) -> Plan:
    """A party for each zone, since what goes out goes to the channels and leads of a zone.

    Raises Refused for a rule that comes more often than once a week, of which a digest tells.
    """
    found: dict[str, list[TeamCalendar]] = {NO_ZONE: []}
    for team in (await team_calendars(session, await digest.teams(session))).values():
        found.setdefault(team.zone, []).append(team)
    parties = tuple(_party(zone, found[zone]) for zone in sorted(found))
    dates = [one.original_date for one in islice(occurrences(recurrence_of(rhythm, Party()), rhythm.since), LOOKED_AT)]
    if any(later - sooner < WEEK for sooner, later in pairwise(dates)):
        raise Refused("The digest tells of a week, so it goes out once a week at most. Choose one day of the week.")
    return Plan(parties, (Moment(DIGEST),))


def _party(zone: str, teams: Sequence[TeamCalendar]) -> Party:
    """The teams of a zone, which are off where all of them are."""
    days_off = JointDaysOff(tuple((team.name, team.days_off) for team in teams))
    workdays = frozenset[int]().union(*(team.workdays for team in teams)) or MONDAY_TO_FRIDAY
    return Party(f"zone:{zone}", zone, days_off, workdays)


def zone_of(for_whom: str) -> str:
    """The zone that a party stands for."""
    return for_whom.removeprefix("zone:")


async def _title(session: Session, rhythm: Rhythm, t: Texts) -> str:
    return t("Digest of shoutouts")


async def _sides(session: Session, rhythm: Rhythm) -> frozenset[int]:
    return frozenset(one.id for one in await sides.all_sides(session, EVERYTHING))


RHYTHM = RhythmOffer(plan, _title, _sides)
