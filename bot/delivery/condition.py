"""How the lanes are, for the doctor: who drains each, what waits on it, and what keeps it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.tables import OPEN, Delivery, Lane, Pause, State
from bot.storage.installations import InstallationRow


@dataclass(frozen=True)
class LanePause:
    """A pause that the platform asked for; `scope` is lane, method or conversation, `key` which one."""

    scope: str
    key: str
    until: datetime


@dataclass(frozen=True)
class LaneCondition:
    """One way out at one instant.

    `owned` is whether a process drains it now, `waiting_since` when the oldest of its open work was released. `halted`
    is the cause that stops everything on it, or empty; `pauses` are those that are not over. `under_way` is what of its
    open work was begun and is not answered for.
    """

    platform: str
    installation: str
    name: str
    owner: str
    owned: bool
    lease_until: datetime | None
    epoch: int
    halted: str
    open_work: int
    waiting_since: datetime | None
    pauses: tuple[LanePause, ...]
    under_way: int = 0


async def lane_conditions(session: AsyncSession, now: datetime) -> Sequence[LaneCondition]:
    """All lanes, as of the database's instant `now`; for the operator, who sees all of them."""
    work = await session.execute(
        select(
            Delivery.lane_id,
            func.count(),
            func.min(Delivery.released_at),
            func.count().filter(Delivery.state == State.SENDING),
        )
        .where(OPEN)
        .group_by(Delivery.lane_id)
    )
    open_work = {lane_id: (count, since, under_way) for lane_id, count, since, under_way in work}
    nothing = (0, None, 0)
    pauses: dict[int, list[LanePause]] = {}
    for pause in await session.scalars(select(Pause).where(Pause.until > now).order_by(Pause.until)):
        pauses.setdefault(pause.lane_id, []).append(LanePause(pause.scope, pause.key, pause.until))
    lanes = await session.execute(
        select(Lane, InstallationRow.name)
        .outerjoin(
            InstallationRow,
            (InstallationRow.platform == Lane.platform) & (InstallationRow.key == Lane.installation_key),
        )
        .order_by(Lane.platform, Lane.installation_key)
    )
    return [
        LaneCondition(
            platform=lane.platform,
            installation=lane.installation_key,
            name=name or lane.installation_key,
            owner=lane.owner,
            owned=bool(lane.owner) and lane.lease_until is not None and lane.lease_until > now,
            lease_until=lane.lease_until,
            epoch=lane.epoch,
            halted=lane.halted,
            open_work=open_work.get(lane.id, nothing)[0],
            waiting_since=open_work.get(lane.id, nothing)[1],
            pauses=tuple(pauses.get(lane.id, ())),
            under_way=open_work.get(lane.id, nothing)[2],
        )
        for lane, name in lanes
    ]
