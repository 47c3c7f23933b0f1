"""Who attends a meeting: the lead of each team and some of its agents in turn, frozen when collecting begins."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.syncs.collecting import presence
from bot.capabilities.syncs.collecting.turns import Turns, in_turn
from bot.capabilities.syncs.kinds import EVENTS, Part
from bot.capabilities.syncs.planning import resolved_for
from bot.capabilities.syncs.store import attending as store
from bot.capabilities.syncs.store.people import people_named
from bot.capabilities.syncs.store.tables import Attendee, Meeting, Sync
from bot.people import audience
from bot.people.audience import Reader
from bot.storage.sessions import Session


@dataclass(frozen=True)
class Attending:
    """An attendee by name (empty: erased). `expected`: they are still there, and not away when it begins."""

    attendee: Attendee
    name: str
    expected: bool


async def begin(session: Session, sync: Sync, meeting: Meeting, now: datetime) -> None:
    """Chooses who attends, once; a locked meeting that has attendees keeps them. Events have none."""
    if sync.template in EVENTS or await store.attendees_of(session, meeting.id):
        return
    resolved = await resolved_for(session, sync, now)
    turns = {one: Turns(*had) for one, had in (await store.turns_before(session, meeting)).items()}
    leads = await store.leads_of(session, [team.team_id for team in resolved.teams])
    led_by = {one.person_id: one for one in await audience.readers_called(session, leads.values(), now)}
    taken: set[int] = set()
    for team in resolved.teams:
        lead = led_by.get(leads.get(team.team_id, 0))
        if lead is not None and lead.person_id not in taken and _can_attend(lead, meeting.starts_at):
            taken.add(lead.person_id)
            session.add(_attendee(meeting, lead, team.team_id, Part.LEAD))
    for team in resolved.teams:
        pool = [one for one in resolved.readers if one.team_id == team.team_id]
        agents = _agents(pool, {*taken, *leads.values()}, meeting.starts_at)
        for person_id in in_turn(agents, turns, sync.agents_per_team):
            taken.add(person_id)
            session.add(_attendee(meeting, agents[person_id], team.team_id, Part.AGENT))
    await session.flush()


async def attending(session: Session, meeting: Meeting) -> Sequence[Attending]:
    """Who attends, in the order in which they were chosen; whoever left, or is away when it begins, is not expected."""
    rows = await store.attendees_of(session, meeting.id)
    ids = [row.person_id for row in rows if row.person_id is not None]
    named = await people_named(session, ids)
    there = {one.person_id for one in await audience.readers_called(session, ids, meeting.starts_at) if not one.away}
    return [
        Attending(
            row,
            one.name if (one := named.get(row.person_id or 0)) else "",
            row.person_id in there,
        )
        for row in rows
    ]


def _agents(pool: Sequence[Reader], but: Collection[int], at: datetime) -> dict[int, Reader]:
    return {one.person_id: one for one in pool if one.person_id not in but and _can_attend(one, at)}


def _can_attend(reader: Reader, at: datetime) -> bool:
    """Whether they are there, and can act at all: whom no message reaches may still press a channel's button."""
    return not reader.provisional and bool(reader.identities) and presence.is_there(reader, at)


def _attendee(meeting: Meeting, reader: Reader, team_id: int, part: Part) -> Attendee:
    return Attendee(
        meeting_id=meeting.id, person_id=reader.person_id, team_id=team_id, side_id=reader.side_id, part=part
    )
