"""When a sync is: one rhythm each, at one instant for all who take part, with the work before and after it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.capabilities.syncs.kinds import EVENTS, Held, SyncState
from bot.capabilities.syncs.second_time import LONGEST_BETWEEN
from bot.capabilities.syncs.store.syncs import SYNC, rhythm_of, sync_of, team_ids_of
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capability import RhythmOffer
from bot.chat.texts import Texts
from bot.due.rhythms import Moment, Party, Plan, upcoming
from bot.due.tables import Rhythm
from bot.people import audience
from bot.people.audience import Resolved
from bot.people.calendars import MONDAY_TO_FRIDAY, team_calendars
from bot.people.model import Audience
from bot.storage.sessions import Session
from schedules.calendar import JointDaysOff

MEET = SYNC
"""It begins: who attends is asked whether they are there; a handover waits to be taken."""

COLLECT = "syncs.collect"
"""Attendees are asked for the agenda."""

REMIND = "syncs.remind"
"""Attendees who have not answered are reminded, once."""

AGENDA = "syncs.agenda"
"""The agenda is posted everywhere."""

END = "syncs.end"
"""It is over, and closed by Instep if nobody has."""

GRACE = timedelta(hours=12)
"""How long after its end a live meeting that nobody closed is closed."""


LOOKED_AHEAD = 3
"""Occurrences looked at for the one after a meeting: it may be the first of them itself, and one may be left out."""


def moments(sync: Sync) -> tuple[Moment, ...]:
    """The work of each occurrence; its beginning first, as a plan has it."""
    ends = timedelta(minutes=sync.minutes) + (GRACE if sync.held is Held.LIVE else timedelta())
    if sync.again_at is not None:
        ends += LONGEST_BETWEEN
    always = (
        Moment(MEET),
        Moment(AGENDA, timedelta(minutes=sync.agenda_before)),
        Moment(END, -ends),
    )
    if sync.template in EVENTS:
        return always
    return (
        *always,
        Moment(COLLECT, timedelta(minutes=sync.collect_before)),
        Moment(REMIND, timedelta(minutes=sync.remind_before)),
    )


async def plan(session: Session, rhythm: Rhythm) -> Plan:
    """One party: all who take part, off where their teams are. A sync that ended has nobody."""
    sync = await sync_of(session, rhythm)
    if sync.state is SyncState.ENDED:
        return Plan((), moments(sync))
    teams = (await team_calendars(session, await teams_taking_part(session, sync))).values()
    days_off = JointDaysOff(tuple((team.name, team.days_off) for team in teams), any_counts=rhythm.any_counts)
    return Plan((Party("all", rhythm.zone, days_off, _workdays([team.workdays for team in teams])),), moments(sync))


def _workdays(of_teams: Sequence[frozenset[int]]) -> frozenset[int]:
    """The weekdays to which a day off can move it: those on which everybody works, else on which anybody does."""
    every = frozenset[int]().union(*of_teams)
    return every.intersection(*of_teams) or every or MONDAY_TO_FRIDAY


async def next_after(session: Session, sync: Sync, meeting: Meeting, now: datetime) -> datetime | None:
    """When the sync comes again after one of its meetings, which may be still to come itself."""
    rhythm = await rhythm_of(session, sync)
    if rhythm is None:
        return None
    found = await upcoming(session, rhythm, await plan(session, rhythm), now, count=LOOKED_AHEAD)
    later = [one.instant for one in found if one.instant and one.original_date > meeting.original_date]
    return min(later, default=None)


async def teams_taking_part(session: Session, sync: Sync) -> list[int]:
    """The teams that take part now, by inside id: those chosen, and those of the audience."""
    chosen = (await team_ids_of(session, [sync.id]))[sync.id]
    own = await audience.team_ids(session, sync.audience_id) if sync.audience_id is not None else []
    return sorted({*chosen, *own})


async def resolved_for(session: Session, sync: Sync, now: datetime) -> Resolved:
    """Who takes part at `now`: channels, people and sides; they share what the audience's sides have agreed to."""
    chosen = (await team_ids_of(session, [sync.id]))[sync.id]
    shared = await session.get(Audience, sync.audience_id) if sync.audience_id is not None else None
    return await audience.resolve_people(session, chosen, now, shared)


async def _title(session: Session, rhythm: Rhythm, t: Texts) -> str:
    return (await sync_of(session, rhythm)).name


async def _sides(session: Session, rhythm: Rhythm) -> frozenset[int]:
    teams = await team_calendars(session, await teams_taking_part(session, await sync_of(session, rhythm)))
    return frozenset(team.side_id for team in teams.values())


RHYTHM = RhythmOffer(plan, _title, _sides)
