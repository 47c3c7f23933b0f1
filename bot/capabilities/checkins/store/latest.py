"""What a story, the playground's tour and chaos ask of check-ins; for looking at one's own database alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import Path
from bot.capabilities.checkins.store.tables import Answer, Asked, Ballot, Checkin, Run, Voter


async def run_named(session: AsyncSession, name: str) -> tuple[Run, Checkin] | None:
    """The newest run of a check-in of this name."""
    row = await session.execute(
        select(Run, Checkin)
        .join(Checkin, Checkin.id == Run.checkin_id)
        .where(Checkin.name == name)
        .order_by(Run.id.desc())
        .limit(1)
    )
    found = row.first()
    return (found[0], found[1]) if found is not None else None


async def asked_by_path(session: AsyncSession, run_id: int) -> Mapping[Path, int]:
    """How many people were asked, by how they were."""
    rows = await session.scalars(select(Asked.path).where(Asked.run_id == run_id, Asked.asked_at.is_not(None)))
    return Counter(rows.all())


async def answers_of(session: AsyncSession, run_id: int) -> Sequence[tuple[int | None, int | None]]:
    """Who answered what in a run of one question that has names."""
    rows = await session.execute(select(Answer.person_id, Answer.value).where(Answer.run_id == run_id))
    return [(person_id, value) for person_id, value in rows]


async def ballots_of(session: AsyncSession, run_id: int) -> tuple[Sequence[tuple[int, int | None]], Sequence[int]]:
    """What was answered in each group of a run without names, and the group of everybody who answered."""
    rows = await session.execute(select(Ballot.group_id, Ballot.value).where(Ballot.run_id == run_id))
    voters = await session.scalars(select(Voter.group_id).where(Voter.run_id == run_id))
    return [(group_id, value) for group_id, value in rows], voters.all()


async def took_part_in(session: AsyncSession, run_id: int) -> Sequence[int | None]:
    """Who has answered a run from a channel."""
    rows = await session.scalars(select(Asked.person_id).where(Asked.run_id == run_id, Asked.took_part))
    return rows.all()


async def groups_in(session: AsyncSession, run_id: int) -> Mapping[int | None, int]:
    """The group of everybody who was asked in a run."""
    rows = await session.execute(select(Asked.person_id, Asked.group_id).where(Asked.run_id == run_id))
    return {person_id: group_id for person_id, group_id in rows}  # noqa: C416 - a row is not known to be a pair


async def set_up_since(session: AsyncSession, since: datetime) -> bool:
    """Whether somebody set up a check-in since then."""
    return await session.scalar(select(Checkin.id).where(Checkin.created_at >= since).limit(1)) is not None


async def answered_since(session: AsyncSession, since: datetime) -> bool:
    """Whether anybody answered, with or without a name, a check-in that was set up since then."""
    for kind in (Answer, Voter):
        query = (
            select(kind.run_id)
            .join(Run, Run.id == kind.run_id)
            .join(Checkin, Checkin.id == Run.checkin_id)
            .where(Checkin.created_at >= since)
            .limit(1)
        )
        if await session.scalar(query) is not None:
            return True
    return False
