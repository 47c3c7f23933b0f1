"""What the page shows of the bot's own database: what is due next, its deliveries, and how far the tour has come."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.assemble.offers import all_offers
from bot.capabilities.setup.rules import READ_MEMBERS, RETENTION, SWEEP
from bot.capabilities.shoutouts.handing_on import LOOK
from bot.capabilities.updates.catching_up.at_start import BEGIN_SHIFTS
from bot.due.opening import next_to_open
from bot.due.work import next_after
from bot.proof.playground.told import read_deliveries
from bot.proof.playground.tour import Json, Tour
from bot.proof.world import World
from bot.storage.sessions import Database

HOUSEKEEPING = (BEGIN_SHIFTS, LOOK, READ_MEMBERS, RETENTION, SWEEP)
"""What is due every few hours, and nobody waits for."""


class Books:
    """Reads beside the bot; `since` is the instant of the calendar at which the tour begins."""

    def __init__(self, database: Database, world: World, since: datetime) -> None:
        self._database = database
        self._world = world
        self._tour = Tour(world.organisation, since)
        self._planners = all_offers().planners()

    async def next_due(self, now: datetime) -> datetime | None:
        """When the bot does something next that somebody could wait for."""
        async with self._database.read() as session:
            waits = await next_after(session, now, but=HOUSEKEEPING)
            opens = await next_to_open(session, self._planners, now)
        return min((one for one in (waits, opens) if one is not None), default=None)

    async def deliveries(self) -> dict[str, Any]:
        """The newest deliveries, and the seconds between sides."""
        return await read_deliveries(self._database, self._world)

    async def tour(self) -> Sequence[Json]:
        """Its steps, and which of them are done."""
        async with self._database.read() as session:
            return await self._tour.steps(session)

    def begin_tour(self, since: datetime) -> None:
        """What was done before counts no more."""
        self._tour.since = since
