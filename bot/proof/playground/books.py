"""What the page shows of the bot's own database: what is due next, its deliveries, and how far the tour has come."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.assemble.offers import all_offers
from bot.capabilities.checkins.running.works import ELSEWHERE, SHUFFLE
from bot.capabilities.setup.rules import READ_MEMBERS, RETENTION, SWEEP
from bot.capabilities.shoutouts import handing_on
from bot.capabilities.syncs.collecting import prompting
from bot.capabilities.syncs.during import falling
from bot.capabilities.updates.catching_up.at_start import BEGIN_SHIFTS
from bot.capabilities.updates.corrections.copies import PROGRESS_JOB
from bot.due.opening import is_near, next_to_open
from bot.due.work import next_after, now_due
from bot.proof.playground.told import read_deliveries
from bot.proof.playground.tour import Json, Tour
from bot.proof.world import World
from bot.storage.sessions import Database

HOUSEKEEPING = (
    BEGIN_SHIFTS,
    ELSEWHERE,
    PROGRESS_JOB,
    READ_MEMBERS,
    RETENTION,
    SHUFFLE,
    SWEEP,
    falling.LOOK,
    handing_on.LOOK,
    prompting.LOOK,
)
"""What is looked after again and again, or just before something else, and nobody waits for."""

MINUTE = timedelta(minutes=1)


class Books:
    """Reads beside the bot; `since` is the instant of the calendar at which the tour begins."""

    def __init__(self, database: Database, world: World, since: datetime) -> None:
        self._database = database
        self._world = world
        self._tour = Tour(world.organisation, since)
        self._planners = all_offers().planners()

    async def next_due(self, now: datetime) -> datetime | None:
        """When the bot does something next that somebody could wait for; what comes within this minute is no wait."""
        this_minute = now.replace(second=0, microsecond=0) + MINUTE - timedelta.resolution
        async with self._database.read() as session:
            waits = await next_after(session, this_minute, but=HOUSEKEEPING)
            opens = await next_to_open(session, self._planners, this_minute)
        return min((one for one in (waits, opens) if one is not None), default=None)

    async def caught_up(self, now: datetime) -> bool:
        """Whether the bot has done what is due, so that what comes next is known."""
        async with self._database.read() as session:
            return not await is_near(session, now) and not await now_due(session, now, at_most=1)

    async def deliveries(self) -> dict[str, Any]:
        """The newest deliveries, and the seconds between sides."""
        return await read_deliveries(self._database, self._world)

    async def tour(self) -> Sequence[Json]:
        """Its steps, and which of them are done."""
        async with self._database.read() as session:
            return await self._tour.steps(session)

    def change_tour(self, action: str, step: str, now: datetime) -> None:
        """Begins it anew, skips a step or takes one up again; raises NotPossible."""
        self._tour.change(action, step, now)
