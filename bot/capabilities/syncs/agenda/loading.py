"""Reads what the agenda of a meeting is composed from."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.capabilities.syncs import facilitating
from bot.capabilities.syncs.agenda.facts import Absent, Facts, Item, Off
from bot.capabilities.syncs.collecting.raised import raised_for
from bot.capabilities.syncs.during.facts import minutes_of, tasks_of
from bot.capabilities.syncs.kinds import EVENTS, MeetingState, SyncState
from bot.capabilities.syncs.second_time import second_time
from bot.capabilities.syncs.store import actions
from bot.capabilities.syncs.store.people import names_known, people_named, side_names
from bot.capabilities.syncs.store.syncs import begins_at, facilitators_of, rhythm_of
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.capabilities.syncs.unnamed import NOBODY
from bot.due.rhythms import Party, changes_of, ruled_on
from bot.people.audience import Reader, Resolved
from bot.people.calendars import team_calendars
from bot.storage.sessions import Session
from schedules.calendar import zone_named

SETTLED = (MeetingState.CLOSED, MeetingState.LEFT_OUT)


async def facts_of(session: Session, sync: Sync, meeting: Meeting, resolved: Resolved, now: datetime) -> Facts:
    """A meeting as it stands; `resolved` is who takes part."""
    rhythm = await rhythm_of(session, sync)
    zone = rhythm.zone if rhythm is not None else "UTC"
    following = None
    hosts = await facilitators_of(session, sync.id) if sync.template in EVENTS else ()
    if meeting.state not in SETTLED:
        following = await facilitating.next_facilitator(session, sync, meeting, now)
    items = await raised_for(session, meeting)
    open_ones = [one for one in await actions.open_actions(session, sync) if one.meeting_id != meeting.id]
    named = await people_named(
        session,
        [meeting.facilitator_id, following.id if following else None, *hosts, *(one.person_id for one in items)],
    )
    names = await names_known(session) if items else NOBODY
    teams: dict[int, int] = {}
    for team in resolved.teams:
        teams[team.side_id] = teams.get(team.side_id, 0) + 1
    off = await _off(session, resolved, meeting.starts_at)
    moved_from = await _moved_from(session, sync, meeting)
    return Facts(
        minutes=await minutes_of(session, sync, meeting),
        sections=tuple(sync.sections),
        ends_at=meeting.starts_at + timedelta(minutes=sync.minutes),
        zone=zone,
        today=now.astimezone(zone_named(zone)).date(),
        facilitator=named.get(meeting.facilitator_id or 0),
        following=named.get(following.id) if following else None,
        hosts=tuple(named[one] for one in hosts if one in named),
        moved_from=moved_from,
        again_at=second_time(meeting.starts_at, sync.again_at, zone),
        again_moved_from=second_time(moved_from, sync.again_at, zone) if moved_from is not None else None,
        ended=sync.state is SyncState.ENDED,
        items=tuple(Item(one.kind, one.text, one.side_id, named.get(one.person_id or 0), names) for one in items),
        tasks=await tasks_of(session, open_ones, {sync.id: sync.name}),
        off=off,
        absent=_absent(resolved.readers, meeting.starts_at),
        teams=teams,
        sides=dict(await side_names(session, [*teams, *(one.side_id for one in items)])),
    )


async def _moved_from(session: Session, sync: Sync, meeting: Meeting) -> datetime | None:
    """When it should have been: as its agenda was posted, else by its rule where somebody moved it by hand before."""
    if meeting.announced_for is not None and meeting.announced_for != meeting.starts_at:
        return meeting.announced_for
    rhythm = await rhythm_of(session, sync)
    change = (await changes_of(session, rhythm)).get(meeting.original_date) if rhythm is not None else None
    if rhythm is None or change is None or change.to_date is None:
        return None
    by_rule = ruled_on(rhythm, Party(zone=rhythm.zone), meeting.original_date)
    return by_rule.instant if by_rule is not None and by_rule.instant != meeting.starts_at else None


async def _off(session: Session, resolved: Resolved, at: datetime) -> tuple[Off, ...]:
    calendars = await team_calendars(session, [team.team_id for team in resolved.teams])
    found = []
    for one in calendars.values():
        day = one.days_off.name_of(at.astimezone(zone_named(one.zone)).date())
        if day is not None:
            found.append(Off(one.name, one.side_id, day))
    return tuple(found)


def _absent(readers: Sequence[Reader], at: datetime) -> tuple[Absent, ...]:
    return tuple(
        Absent(one.name, one.side_id, one.team_id)
        for one in readers
        if one.away_until is not None and one.away_until > at and not one.provisional
    )


async def is_left_out(session: Session, sync: Sync, meeting: Meeting) -> bool:
    """Whether its occurrence was skipped, paused or ended by hand before it began."""
    rhythm = await rhythm_of(session, sync)
    if rhythm is None:
        return False
    _, state = await begins_at(session, rhythm.id, meeting.original_date)
    return state == "cancelled"
