"""How delivery stands, as the database knows it: for metrics, over all processes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.tables import OPEN, Delivery, Lane, Pause, State


@dataclass(frozen=True)
class Standing:
    """Open deliveries by (platform, state), pauses and halted lanes by platform, and the oldest open one's age.

    The age is in seconds since its release, by platform.
    """

    open: Mapping[tuple[str, str], int]
    pauses: Mapping[str, int]
    halted: Mapping[str, int]
    lag: Mapping[str, float]


async def standing(session: AsyncSession, now: datetime) -> Standing:
    """Counts what is open; reads only rows that are, so it costs the same however much was delivered before."""
    by_state = await session.execute(
        select(Lane.platform, Delivery.state, func.count(), func.min(Delivery.released_at))
        .select_from(Delivery)
        .join(Lane, Lane.id == Delivery.lane_id)
        .where(OPEN)
        .group_by(Lane.platform, Delivery.state)
    )
    counts: dict[tuple[str, str], int] = {}
    lag: dict[str, float] = {}
    for platform, state, count, oldest in by_state:
        counts[platform, str(state)] = count
        if state is not State.UNKNOWN and oldest is not None:
            lag[platform] = max(lag.get(platform, 0.0), (now - oldest).total_seconds())
    pauses = await session.execute(
        select(Lane.platform, func.count())
        .select_from(Pause)
        .join(Lane, Lane.id == Pause.lane_id)
        .where(Pause.until > now)
        .group_by(Lane.platform)
    )
    halted = await session.execute(select(Lane.platform, func.count()).where(Lane.halted != "").group_by(Lane.platform))
    return Standing(counts, {row[0]: row[1] for row in pauses}, {row[0]: row[1] for row in halted}, lag)
