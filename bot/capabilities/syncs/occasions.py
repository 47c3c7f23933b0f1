"""Syncs as occasions: others can turn to whoever was at the last meeting, each time one is over."""

from collections.abc import Collection, Sequence

from bot.capabilities.syncs.planning import teams_taking_part
from bot.capabilities.syncs.store import attended
from bot.capabilities.syncs.store.people import people_in_teams, sides_of_teams
from bot.capabilities.syncs.store.syncs import rhythm_of, sync_called
from bot.capabilities.syncs.store.tables import Sync
from bot.capability import Occasion, OccasionOffer
from bot.people import access
from bot.people.access import Actor
from bot.storage.sessions import Session

MOST_LISTED = 25


async def people(session: Session, sync_id: int) -> Collection[int]:
    """Whoever was at the last meeting that is closed; before there was one, everybody who takes part."""
    sync = await session.get(Sync, sync_id)
    if sync is None:
        return ()
    there = await attended.at_last_meeting(session, sync)
    return there if there is not None else await people_in_teams(session, await teams_taking_part(session, sync))


async def known(session: Session, sync_id: int) -> Occasion | None:
    """A sync that still takes place."""
    sync = await session.get(Sync, sync_id)
    return await _occasion(session, sync) if sync is not None and sync.ended_at is None else None


async def listed(session: Session, actor: Actor, words: str) -> Sequence[Occasion]:
    """The syncs with these words in their names that somebody may change, the newest first."""
    wanted = words.casefold().split()
    found = []
    for sync in await attended.active_syncs(session):
        if all(word in sync.name.casefold() for word in wanted) and await _may(session, actor, sync):
            found.append(await _occasion(session, sync))
    return found[:MOST_LISTED]


async def called(session: Session, actor: Actor, public_id: str) -> Occasion | None:
    """A sync by its id, if somebody may change it."""
    sync = await sync_called(session, public_id)
    if sync is None or sync.ended_at is not None or not await _may(session, actor, sync):
        return None
    return await _occasion(session, sync)


async def _may(session: Session, actor: Actor, sync: Sync) -> bool:
    teams = await sides_of_teams(session, await teams_taking_part(session, sync))
    rhythm = await rhythm_of(session, sync)
    return access.may_change_sync(actor, teams, rhythm.owner_id if rhythm is not None else None) is None


async def _occasion(session: Session, sync: Sync) -> Occasion:
    sides = await sides_of_teams(session, await teams_taking_part(session, sync))
    return Occasion(sync.id, sync.public_id, sync.name, frozenset(sides.values()))


OCCASION = OccasionOffer(people, known, listed, called)
