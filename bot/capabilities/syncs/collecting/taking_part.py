"""For which syncs somebody may say something, and which meeting of a sync that is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.capabilities.syncs import planning
from bot.capabilities.syncs.kinds import EVENTS, MeetingState, Section, SyncState
from bot.capabilities.syncs.store import occurrences
from bot.capabilities.syncs.store.people import sides_of_teams
from bot.capabilities.syncs.store.syncs import FIRST_TELLS_OF, meeting_before, meeting_of, meeting_on, rhythm_of
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.due.rhythms import upcoming
from bot.people.access import Actor
from bot.storage.sessions import Session

LOOKED_AHEAD = 3
"""Occurrences looked at for the one that is collected for: one may have been closed before it began."""


@dataclass(frozen=True)
class Place:
    """As whom somebody takes part: of a side, and of a team unless they are in none."""

    side_id: int
    team_id: int | None


@dataclass(frozen=True)
class Target:
    """The meeting that something said now is for; `meeting` is None where nothing of it was written down yet."""

    sync: Sync
    original_date: date
    starts_at: datetime
    meeting: Meeting | None

    @property
    def agenda_at(self) -> datetime:
        """When its agenda is posted."""
        return agenda_at(self.sync, self.starts_at)


def agenda_at(sync: Sync, starts_at: datetime) -> datetime:
    """When the agenda of a meeting is posted that begins at an instant."""
    return starts_at - timedelta(minutes=sync.agenda_before)


def collects(sync: Sync) -> bool:
    """Whether people are asked for its agenda."""
    active = sync.state is SyncState.ACTIVE and sync.template not in EVENTS
    return active and Section.RAISED.value in sync.sections


async def place_of(session: Session, sync: Sync, actor: Actor) -> Place | None:
    """As whom somebody takes part in a sync; None where none of their teams does.

    Who is in no team yet stands with their side: they were met in one of its channels.
    """
    teams = await planning.teams_taking_part(session, sync)
    for team_id in (*actor.team_ids, *actor.led_team_ids):
        if team_id in teams:
            return Place(actor.side_id, team_id)
    if not actor.team_ids and actor.side_id in (await sides_of_teams(session, teams)).values():
        return Place(actor.side_id, None)
    return None


async def syncs_of(session: Session, actor: Actor) -> Sequence[Sync]:
    """The syncs that somebody can say something for, by name."""
    teams = {*actor.team_ids, *actor.led_team_ids}
    found = await occurrences.collecting_syncs(session, teams, actor.side_id)
    return [one for one in found if collects(one) and await place_of(session, one, actor) is not None]


async def target_of(session: Session, sync: Sync, now: datetime) -> Target | None:
    """The meeting that goes on now, else the next one; None where none is to come."""
    if not collects(sync):
        return None
    if (running := await occurrences.running(session, sync, now)) is not None:
        return Target(sync, running.original_date, running.starts_at, running)
    rhythm = await rhythm_of(session, sync)
    if rhythm is None:
        return None
    plan = await planning.plan(session, rhythm)
    for one in await upcoming(session, rhythm, plan, now, count=LOOKED_AHEAD):
        if one.instant is None:
            continue
        meeting = await meeting_of(session, sync, one.original_date)
        if meeting is None or meeting.state is not MeetingState.CLOSED:
            return Target(sync, one.original_date, one.instant, meeting)
    return None


async def meeting_for(session: Session, target: Target) -> Meeting:
    """The meeting of a target, locked; made if nothing of it was written down yet."""
    before = await meeting_before(session, target.sync, target.original_date)
    told_of = (before.agenda_at or before.starts_at) if before is not None else target.starts_at - FIRST_TELLS_OF
    return await meeting_on(session, target.sync, target.original_date, target.starts_at, told_of)
