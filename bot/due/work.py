"""Due work as rows: put down once, found by its time, marked done together with its effect."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.rows import insert_for
from bot.due.tables import ONE_OFF, DueState, DueWork
from bot.storage.locking import locked


async def put_down(
    session: AsyncSession,
    kind: str,
    owner_id: int,
    due_at: datetime,
    *,
    slot: str = "",
    for_whom: str = "all",
    original_date: date = ONE_OFF,
    data: Mapping[str, Any] | None = None,
) -> DueWork:
    """Puts work down for `due_at` (UTC); the same work still waiting is moved there instead of being doubled.

    Work that was already done, missed or cancelled under the same key stays as it is.
    """
    key = {
        "kind": kind,
        "owner_id": owner_id,
        "original_date": original_date,
        "slot": slot,
        "for_whom": for_whom,
    }
    due = {"due_at": due_at, "retry_at": due_at, "attempts": 0, "data": dict(data or {})}
    # Written before it is looked for: of two processes that put it down at once the later one waits here, and moves it.
    first = insert_for(session, DueWork).values(key | due).on_conflict_do_nothing().returning(DueWork)
    new: DueWork | None = await session.scalar(select(DueWork).from_statement(first))
    if new is not None:
        return new
    query = locked(select(DueWork).filter_by(**key))
    known = (await session.scalars(query)).one()
    if known.state == DueState.WAITING:
        for name, value in due.items():
            setattr(known, name, value)
    return known


async def take_back(session: AsyncSession, kind: str, owner_id: int | None, *, reason: str) -> int:
    """Cancels what still waits of one kind for one owner, or (None) for all of them; says how many."""
    of_owner = [] if owner_id is None else [DueWork.owner_id == owner_id]
    result = await session.execute(
        update(DueWork)
        .where(DueWork.kind == kind, *of_owner, DueWork.state == DueState.WAITING)
        .values(state=DueState.CANCELLED, reason=reason)
        .returning(DueWork.id)
    )
    return len(result.all())


async def bring_forward(session: AsyncSession, kind: str, owner_id: int, due_at: datetime) -> int:
    """Has what waits of one kind for one owner done by `due_at` (UTC), if it is due later; says how many."""
    result = await session.execute(
        update(DueWork)
        .where(
            DueWork.kind == kind,
            DueWork.owner_id == owner_id,
            DueWork.state == DueState.WAITING,
            DueWork.due_at > due_at,
        )
        .values(due_at=due_at, retry_at=due_at)
        .returning(DueWork.id)
    )
    return len(result.all())


async def waiting(session: AsyncSession, slot: str) -> Sequence[DueWork]:
    """What waits in one slot, of whatever kind and whenever it is due."""
    query = select(DueWork).where(DueWork.slot == slot, DueWork.state == DueState.WAITING)
    return (await session.scalars(query.order_by(DueWork.id))).all()


async def now_due(
    session: AsyncSession,
    now: datetime,
    *,
    at_most: int = 100,
    of: Collection[str] | None = None,
    but: Collection[str] = (),
) -> Sequence[DueWork]:
    """What is to be looked at by `now`, oldest first; what failed before comes back when its pause is over.

    `of` these kinds alone (None: of all), `but` those.
    """
    kinds = [DueWork.kind.not_in(but)] if of is None else [DueWork.kind.in_(of)]
    found = await session.scalars(
        select(DueWork)
        .where(DueWork.state == DueState.WAITING, DueWork.retry_at <= now, *kinds)
        .order_by(DueWork.retry_at, DueWork.id)
        .limit(at_most)
    )
    return found.all()


async def newer_due(session: AsyncSession, row: DueWork, now: datetime) -> bool:
    """Whether a later occurrence of the same work is due by now, so that this one has become pointless."""
    found = await session.scalar(
        select(DueWork.id)
        .where(
            DueWork.kind == row.kind,
            DueWork.owner_id == row.owner_id,
            DueWork.slot == row.slot,
            DueWork.for_whom == row.for_whom,
            DueWork.original_date != row.original_date,
            DueWork.due_at > row.due_at,
            DueWork.due_at <= now,
            DueWork.state.in_([DueState.WAITING, DueState.DONE]),
        )
        .limit(1)
    )
    return found is not None


async def due_beside(session: AsyncSession, row: DueWork, kind: str) -> datetime | None:
    """When work of another kind of the same occurrence is due; None if there is none, or it was taken away."""
    return await session.scalar(
        select(DueWork.due_at).where(
            DueWork.kind == kind,
            DueWork.owner_id == row.owner_id,
            DueWork.original_date == row.original_date,
            DueWork.for_whom == row.for_whom,
            DueWork.state != DueState.CANCELLED,
        )
    )


async def next_after(session: AsyncSession, instant: datetime, *, but: Collection[str] = ()) -> datetime | None:
    """When the next work after an instant is to be looked at, of kinds `but` these; None if nothing waits."""
    return await session.scalar(
        select(func.min(DueWork.retry_at)).where(
            DueWork.state == DueState.WAITING, DueWork.retry_at > instant, DueWork.kind.not_in(but)
        )
    )


async def close(session: AsyncSession, work_id: int, state: DueState, now: datetime, *, reason: str = "") -> bool:
    """Marks work done or missed, in the transaction of its effect; False if another replica was first."""
    closed = await session.execute(
        update(DueWork)
        .where(DueWork.id == work_id, DueWork.state == DueState.WAITING)
        .values(state=state, done_at=now, reason=reason)
        .returning(DueWork.id)
    )
    return closed.scalar_one_or_none() is not None


async def put_off(session: AsyncSession, work_id: int, until: datetime) -> None:
    """Notes a failed attempt; the work is looked at again at `until`."""
    await session.execute(
        update(DueWork)
        .where(DueWork.id == work_id, DueWork.state == DueState.WAITING)
        .values(attempts=DueWork.attempts + 1, retry_at=until)
    )
