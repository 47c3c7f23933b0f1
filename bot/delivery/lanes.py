"""Lanes: who drains which, for how long, and how one passes from a process to the next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.pace import LanePace, PaceRules
from bot.delivery.pace import Pause as PacePause
from bot.delivery.progress import posts_changed
from bot.delivery.rows import UNSYNCED, insert_for
from bot.delivery.tables import OPEN, Delivery, Lane, Operation, Pause, Policy, State
from bot.ports import Cause, Limits

NOBODYS_EPOCH = -1
"""The epochs of owners count from one."""

CLAIMED_AT_ONCE = 16
"""Lanes that one process takes in one go, so that others get some too."""

_BEGUN = Delivery.state.in_([State.SENDING, State.UNKNOWN]) | (Delivery.attempts > 0)


@dataclass(frozen=True)
class Owned:
    """A lane that this process drains, under an epoch that nobody else has."""

    id: int
    platform: str
    installation: str
    epoch: int
    policy: Policy | None
    pace: dict[str, Any]
    in_doubt: bool
    """Whether posts on it may or may not have happened."""
    in_order: bool = False
    """Whether nothing on it was begun before that is still open."""


async def claim_lanes(
    session: AsyncSession,
    owner: str,
    now: datetime,
    *,
    lease: timedelta,
    grace: timedelta,
    platforms: Collection[str],
    shared: bool,
    held: Collection[int] = (),
    recovers: bool = True,
) -> list[Owned]:
    """Take lanes that have work and no living owner, and recover what their last owner left under way.

    Those where something was left are not taken if it `recovers` nothing.
    `now` is the database's instant; `held` are the lanes that this owner drains already. With `shared` false nobody
    else can own a lane (a runner's lock), so that leases of a process that was killed are not waited for.
    """
    work = exists().where(Delivery.lane_id == Lane.id, OPEN).correlate(Lane)
    free: list[ColumnElement[bool]] = [Lane.id.not_in(held)]
    if shared:
        free.append(Lane.lease_until.is_(None) | (Lane.lease_until < now) | (Lane.owner == owner))
    if not recovers:
        free.append(~exists().where(Delivery.lane_id == Lane.id, OPEN, _BEGUN).correlate(Lane))
    lanes = await session.scalars(
        select(Lane)
        .where(work, Lane.halted == "", Lane.platform.in_(platforms), *free)
        .order_by(Lane.id)
        .limit(CLAIMED_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    taken = lanes.all()
    if not taken:
        return []
    for lane in taken:
        lane.owner, lane.lease_until, lane.epoch = owner, now + lease, lane.epoch + 1
    await session.flush()
    in_doubt, out_of_order = await _recovered(session, taken, now, grace) if recovers else (set(), set())
    return [
        Owned(
            lane.id,
            lane.platform,
            lane.installation_key,
            lane.epoch,
            lane.policy,
            dict(lane.pace),
            lane.id in in_doubt,
            lane.id not in out_of_order,
        )
        for lane in taken
    ]


async def _recovered(
    session: AsyncSession, lanes: Sequence[Lane], now: datetime, grace: timedelta
) -> tuple[set[int], set[int]]:
    """Recover lanes that were just taken; says on which posts are in doubt, and which were not left in order."""
    rows = await session.execute(
        select(Delivery.lane_id, Delivery.state)
        .where(Delivery.lane_id.in_([lane.id for lane in lanes]), OPEN, _BEGUN)
        .distinct()
    )
    left = rows.all()
    in_doubt = {row.lane_id for row in left if row.state is State.UNKNOWN}
    under_way = {row.lane_id for row in left if row.state is State.SENDING}
    for lane in lanes:
        if lane.id in under_way and await recover(session, lane.id, lane.epoch, now, grace):
            in_doubt.add(lane.id)
    return in_doubt, {row.lane_id for row in left}


async def recover(session: AsyncSession, lane_id: int, epoch: int, now: datetime, grace: timedelta) -> bool:
    """What an earlier owner had under way: a post may have happened, everything else is simply repeated.

    Says whether there are such posts.
    """
    left = [Delivery.lane_id == lane_id, OPEN, Delivery.state == State.SENDING, Delivery.epoch != epoch]
    posts = await session.execute(
        update(Delivery)
        .where(*left, Delivery.operation == Operation.POST)
        .values(
            state=State.UNKNOWN,
            not_before=now + grace,
            cause=Cause.CONNECTION_LOST,
            attempts=Delivery.attempts + 1,
        ),
        execution_options=UNSYNCED,
    )
    await session.execute(
        update(Delivery).where(*left, Delivery.operation != Operation.POST).values(state=State.WAITING),
        execution_options=UNSYNCED,
    )
    return bool(posts.rowcount)  # type: ignore[attr-defined]


async def keep_lanes(session: AsyncSession, owner: str, until: datetime) -> dict[int, int]:
    """Prolong the leases of an owner; says which lanes, by epoch, are still theirs."""
    kept = await session.execute(
        update(Lane).where(Lane.owner == owner).values(lease_until=until).returning(Lane.id, Lane.epoch),
        execution_options=UNSYNCED,
    )
    return {row.id: row.epoch for row in kept}


async def save_pace(session: AsyncSession, lane: Owned, pace: dict[str, Any]) -> None:
    """Keep what a lane has spent of its limits."""
    await session.execute(
        update(Lane).where(Lane.id == lane.id, Lane.epoch == lane.epoch).values(pace=pace), execution_options=UNSYNCED
    )


async def hand_back(session: AsyncSession, lane: Owned, pace: dict[str, Any]) -> None:
    """Let go of a lane: what was claimed and not begun waits again, and whoever comes next may take it at once."""
    await session.execute(
        update(Lane).where(Lane.id == lane.id, Lane.epoch == lane.epoch).values(owner="", lease_until=None, pace=pace),
        execution_options=UNSYNCED,
    )


async def halt_lane(session: AsyncSession, lane: Owned, cause: Cause, now: datetime) -> None:
    """Stop everything on a lane whose installation is broken, with the cause for all to see."""
    await session.execute(
        update(Lane).where(Lane.id == lane.id, Lane.epoch == lane.epoch).values(halted=cause),
        execution_options=UNSYNCED,
    )
    await stop_halted(session, now)


async def stop_halted(session: AsyncSession, now: datetime, deserted: Sequence[int] = ()) -> None:
    """What waits on halted lanes is held with the lane's cause; what is in doubt there stays unconfirmed.

    `deserted` are halted lanes without a living owner: what was under way on them is in doubt, too.
    """
    for lane_id in deserted:
        await recover(session, lane_id, NOBODYS_EPOCH, now, timedelta())
    halted = select(Lane.id).where(Lane.halted != "")
    cause = select(Lane.halted).where(Lane.id == Delivery.lane_id).scalar_subquery()
    await session.execute(
        update(Delivery)
        .where(OPEN, Delivery.state == State.WAITING, Delivery.lane_id.in_(halted))
        .values(state=State.HELD, cause=cause),
        execution_options=UNSYNCED,
    )
    await session.execute(
        update(Delivery)
        .where(OPEN, Delivery.state == State.UNKNOWN, Delivery.lane_id.in_(halted))
        .values(unconfirmed=True, finished_at=now),
        execution_options=UNSYNCED,
    )
    await posts_changed(session, Delivery.lane_id.in_(halted), Delivery.state.in_([State.HELD, State.UNKNOWN]))


# --- pace and pauses -------------------------------------------------------------------------------------------------


async def load_paces(
    session: AsyncSession, lanes: Sequence[Owned], rules: Mapping[str, PaceRules], now: datetime, instant: float
) -> list[LanePace]:
    """The pace of each lane as its last owner left it, with the pauses in force; `rules` are by platform.

    `instant` is monotonic seconds.
    """
    if not lanes:
        return []
    paces = {lane.id: _loaded(lane, rules[lane.platform], now, instant) for lane in lanes}
    of_lanes = Pause.lane_id.in_(paces)
    pauses = (await session.execute(select(Pause.lane_id, Pause.scope, Pause.key, Pause.until).where(of_lanes))).all()
    if any(row.until <= now for row in pauses):
        await session.execute(delete(Pause).where(of_lanes, Pause.until <= now), execution_options=UNSYNCED)
    for row in pauses:
        if row.until > now:
            until = instant + (row.until - now).total_seconds()
            paces[row.lane_id].pause(PacePause(Limits(row.scope), row.key, until))
    return [paces[lane.id] for lane in lanes]


def _loaded(lane: Owned, rules: PaceRules, now: datetime, instant: float) -> LanePace:
    stored = lane.pace
    away = (now - datetime.fromisoformat(stored["at"])).total_seconds() if stored else 0.0
    return LanePace.load(rules, stored, instant, away)


def dumped(pace: LanePace, now: datetime, instant: float) -> dict[str, Any]:
    """What `load_paces` reads."""
    return {"at": now.isoformat(), **pace.dump(instant)}


async def save_pauses(
    session: AsyncSession, lane: Owned, pauses: Sequence[PacePause], now: datetime, instant: float
) -> None:
    """Keep pauses that the platform asked for, so that they outlive the process."""
    for pause in pauses:
        until = now + timedelta(seconds=pause.until - instant)
        row = insert_for(session, Pause).values(lane_id=lane.id, scope=pause.scope, key=pause.key, until=until)
        await session.execute(
            row.on_conflict_do_update(
                index_elements=[Pause.lane_id, Pause.scope, Pause.key], set_={"until": row.excluded.until}
            )
        )
