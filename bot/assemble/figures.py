"""From the process's counters and the database to the figures that Prometheus reads."""

from collections.abc import Iterable, Mapping

from adapters.web.operations import Figure
from bot.clock import MachineClock
from bot.delivery.desk import Counters
from bot.delivery.figures import standing
from bot.storage.sessions import Database, database_now


async def figures_of(
    database: Database, counters: Counters, inbound: Mapping[tuple[str, str], int], machine: MachineClock
) -> Iterable[Figure]:
    """All figures. `inbound` counts requests by platform and kind."""
    async with database.read() as session:
        now = await standing(session, await database_now(session, machine))
    return [
        Figure(
            "instep_deliveries",
            "Deliveries that this process has brought to a state.",
            ("platform", "operation", "state"),
            {key: float(count) for key, count in counters.deliveries.items()},
            counter=True,
        ),
        Figure(
            "instep_deliveries_open",
            "Deliveries still to be made, by state, over all processes.",
            ("platform", "state"),
            {key: float(count) for key, count in now.open.items()},
        ),
        Figure(
            "instep_delivery_seconds",
            "Seconds from the release to the delivery of the latest post of this process.",
            ("platform",),
            {(platform,): seconds for platform, seconds in counters.lag.items()},
        ),
        Figure(
            "instep_lag_seconds",
            "Age of the oldest delivery that is still to be made, over all processes.",
            ("platform",),
            {(platform,): seconds for platform, seconds in now.lag.items()},
        ),
        Figure(
            "instep_lane_pauses",
            "Pauses that platforms have asked this process for.",
            ("platform", "concerns"),
            {key: float(count) for key, count in counters.pauses.items()},
            counter=True,
        ),
        Figure(
            "instep_lanes_paused",
            "Pauses in force now, over all processes.",
            ("platform",),
            {(platform,): float(count) for platform, count in now.pauses.items()},
        ),
        Figure(
            "instep_lanes_halted",
            "Installations that do not accept us any more.",
            ("platform",),
            {(platform,): float(count) for platform, count in now.halted.items()},
        ),
        Figure("instep_lanes_owned", "Installations that this process sends to.", (), {(): float(counters.lanes)}),
        Figure("instep_in_flight", "Calls to platforms under way.", (), {(): float(counters.in_flight)}),
        Figure(
            "instep_inbound",
            "Requests of people and events of platforms that this process has taken.",
            ("platform", "kind"),
            {key: float(count) for key, count in inbound.items()},
            counter=True,
        ),
    ]
