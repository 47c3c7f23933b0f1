"""Who facilitates a meeting: in turn over people and sides, of those who are there."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from bot.capabilities.syncs import planning
from bot.capabilities.syncs.collecting import presence
from bot.capabilities.syncs.collecting.taking_part import place_of
from bot.capabilities.syncs.collecting.turns import Candidate, next_in_turn
from bot.capabilities.syncs.store import attending as store
from bot.capabilities.syncs.store.people import sides_of_teams
from bot.capabilities.syncs.store.syncs import facilitators_of
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.people import audience
from bot.people.access import Actor
from bot.people.audience import Reader
from bot.people.model import Person
from bot.storage.sessions import Session


async def candidates_of(session: Session, sync: Sync, now: datetime) -> Sequence[Reader]:
    """Who facilitates in turn, in their order: those who were named, else the leads of the teams.

    They are confirmed people of sides that take part.
    """
    named = await facilitators_of(session, sync.id)
    teams = await planning.teams_taking_part(session, sync)
    if not named:
        named = list((await store.leads_of(session, teams)).values())
    sides = set((await sides_of_teams(session, teams)).values())
    found = await audience.readers_called(session, named, now)
    readers = {one.person_id: one for one in found if one.side_id in sides}
    return [readers[one] for one in dict.fromkeys(named) if one in readers and not readers[one].provisional]


async def may_facilitate(session: Session, sync: Sync, actor: Actor) -> bool:
    """Whether somebody can lead through a sync as its teams are now: they take part, or are named, and their side does.

    A team can be taken out after one of its people was to facilitate.
    """
    if await place_of(session, sync, actor) is not None:
        return True
    if actor.person_id not in await facilitators_of(session, sync.id):
        return False
    return actor.side_id in (await sides_of_teams(session, await planning.teams_taking_part(session, sync))).values()


async def choose(
    session: Session, sync: Sync, meeting: Meeting, now: datetime, *, but: Collection[int] = ()
) -> int | None:
    """Whose turn it is, by inside id, of those who are there when it begins; `but` are people who cannot."""
    turns = await store.facilitated(session, sync.id, _day_before(meeting))
    candidates = await candidates_of(session, sync, now)
    there = {one.person_id for one in candidates if presence.is_there(one, meeting.starts_at)} - set(but)
    return next_in_turn([Candidate(one.person_id, one.side_id) for one in candidates], turns, there)


async def next_facilitator(session: Session, sync: Sync, meeting: Meeting, now: datetime) -> Person | None:
    """Whose turn it is at the meeting after this one, as far as can be said now."""
    turns = dict(await store.facilitated(session, sync.id, _day_before(meeting)))
    if meeting.facilitator_id is not None:
        turns[meeting.facilitator_id] = meeting.original_date
    at = await planning.next_after(session, sync, meeting, now) or meeting.starts_at
    candidates = await candidates_of(session, sync, now)
    there = {one.person_id for one in candidates if presence.is_there(one, at)}
    person_id = next_in_turn([Candidate(one.person_id, one.side_id) for one in candidates], turns, there)
    return await session.get(Person, person_id) if person_id is not None else None


def _day_before(meeting: Meeting) -> date:
    return meeting.original_date - timedelta(days=1)
