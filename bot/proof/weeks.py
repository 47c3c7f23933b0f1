"""What came of a sync, week by week, as the bot's database has it: when each was due, and when it really was."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from bot.assemble.offers import all_offers
from bot.capabilities.syncs.planning import AGENDA, MEET
from bot.capabilities.syncs.store.history import Past, past_of
from bot.capability import Offers
from bot.due.opening import is_near, next_to_open
from bot.due.work import next_after, now_due
from bot.storage.sessions import Database

SYNCS = "syncs."
"""What the names of all work of syncs begin with."""


@dataclass(frozen=True)
class SyncRun:
    """One occurrence. Instants are ISO 8601 in UTC; what did not happen has none."""

    sync: str
    original_date: str
    due: str | None
    actual: str | None
    agenda_due: str | None
    agenda_actual: str | None
    facilitator: str
    attended: int
    attendees: int


async def read_runs(database: Database, name: str) -> tuple[SyncRun, ...]:
    """Every occurrence of a sync that was opened, in their order."""
    async with database.read() as session:
        return tuple(_run(name, one) for one in await past_of(session, name))


def _run(name: str, past: Past) -> SyncRun:
    begins, agenda = past.of(MEET), past.of(AGENDA)
    return SyncRun(
        name,
        past.original_date.isoformat(),
        _iso(begins.due_at if begins else None),
        _iso(begins.done_at if begins else None),
        _iso(agenda.due_at if agenda else None),
        _iso(agenda.done_at if agenda else None),
        past.facilitator,
        past.attended,
        past.attendees,
    )


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


@cache
def _offers() -> Offers:
    return all_offers()


async def due_after(database: Database, now: datetime, of: str = SYNCS, but: Collection[str] = ()) -> datetime | None:
    """When something of syncs (or of what begins with other words) is due next; `but` are kinds nobody waits for."""
    offers = _offers()
    others = [kind for kind in offers.jobs if not kind.startswith(of) or kind in but]
    planners = {kind: planner for kind, planner in offers.planners().items() if kind.startswith(of)}
    async with database.read() as session:
        waits = await next_after(session, now, but=others)
        opens = await next_to_open(session, planners, now)
    return min((one for one in (waits, opens) if one is not None), default=None)


async def nothing_is_due(database: Database, instant: datetime, of: str = SYNCS) -> bool:
    """Whether all that was near was opened, and all such work that was due by then was done."""
    async with database.read() as session:
        if await is_near(session, instant):
            return False
        return not any(row.kind.startswith(of) for row in await now_due(session, instant))
