"""Finds check-ins and their runs; every list of them comes within a scope."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.store.tables import Checkin, CheckinTeam, Group, Run
from bot.due.tables import Rhythm
from bot.storage.locking import locked

CHECKIN = "checkins.checkin"
"""The kind of rhythm that a check-in has, by its inside id; and of the work that is its occurrence."""


async def checkin_called(session: AsyncSession, public_id: str, *, lock: bool = False) -> Checkin | None:
    """A check-in; locked where it is about to be changed."""
    return await session.scalar(locked(select(Checkin).where(Checkin.public_id == public_id), lock))


async def rhythm_of(session: AsyncSession, checkin: Checkin) -> Rhythm | None:
    """The rhythm of a check-in."""
    return await session.scalar(select(Rhythm).where(Rhythm.kind == CHECKIN, Rhythm.subject_id == checkin.id))


async def checkin_of(session: AsyncSession, rhythm: Rhythm) -> Checkin:
    """The check-in whose rhythm this is."""
    return await session.get_one(Checkin, rhythm.subject_id)


async def team_ids_of(session: AsyncSession, checkin_ids: Collection[int]) -> dict[int, list[int]]:
    """The teams that were chosen for check-ins, by inside id, without those of their audiences."""
    found: dict[int, list[int]] = {one: [] for one in checkin_ids}
    rows = await session.execute(
        select(CheckinTeam.checkin_id, CheckinTeam.team_id)
        .where(CheckinTeam.checkin_id.in_(sorted(set(checkin_ids))))
        .order_by(CheckinTeam.checkin_id, CheckinTeam.team_id)
    )
    for checkin_id, team_id in rows:
        found[checkin_id].append(team_id)
    return found


async def run_called(session: AsyncSession, public_id: str, *, lock: bool = False) -> Run | None:
    """A run; locked where it is about to be changed."""
    return await session.scalar(locked(select(Run).where(Run.public_id == public_id), lock))


async def run_of(session: AsyncSession, checkin_id: int, original_date: date, *, lock: bool = False) -> Run | None:
    """The run of an original date; None where it was not prepared yet."""
    return await session.scalar(
        locked(select(Run).where(Run.checkin_id == checkin_id, Run.original_date == original_date), lock)
    )


async def group_called(session: AsyncSession, public_id: str) -> Group | None:
    """A group of a run."""
    return await session.scalar(select(Group).where(Group.public_id == public_id))


async def groups_of(session: AsyncSession, run_id: int) -> Sequence[Group]:
    """The groups of a run."""
    return (await session.scalars(select(Group).where(Group.run_id == run_id).order_by(Group.id))).all()
