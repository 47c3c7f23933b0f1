"""Finds syncs and their meetings; every list of them comes within a scope."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.kinds import MeetingState
from bot.capabilities.syncs.store.tables import Meeting, Sync, SyncFacilitator, SyncTeam
from bot.due.tables import DueState, DueWork, Rhythm
from bot.storage.locking import locked

SYNC = "syncs.sync"
"""The kind of rhythm that a sync has, by its inside id; and of the work that is its beginning."""


async def sync_called(session: AsyncSession, public_id: str, *, lock: bool = False) -> Sync | None:
    """A sync; locked where it is about to be changed."""
    return await session.scalar(locked(select(Sync).where(Sync.public_id == public_id), lock))


async def rhythm_of(session: AsyncSession, sync: Sync) -> Rhythm | None:
    """The rhythm of a sync."""
    return await session.scalar(select(Rhythm).where(Rhythm.kind == SYNC, Rhythm.subject_id == sync.id))


async def sync_of(session: AsyncSession, rhythm: Rhythm) -> Sync:
    """The sync whose rhythm this is."""
    return await session.get_one(Sync, rhythm.subject_id)


async def team_ids_of(session: AsyncSession, sync_ids: Collection[int]) -> dict[int, list[int]]:
    """The teams that were chosen for syncs, by inside id, without those of their audiences."""
    found: dict[int, list[int]] = {one: [] for one in sync_ids}
    rows = await session.execute(
        select(SyncTeam.sync_id, SyncTeam.team_id)
        .where(SyncTeam.sync_id.in_(sorted(set(sync_ids))))
        .order_by(SyncTeam.sync_id, SyncTeam.team_id)
    )
    for sync_id, team_id in rows:
        found[sync_id].append(team_id)
    return found


async def facilitators_of(session: AsyncSession, sync_id: int) -> Sequence[int]:
    """Who facilitates in turn, by inside id, in their order."""
    rows = await session.scalars(
        select(SyncFacilitator.person_id)
        .where(SyncFacilitator.sync_id == sync_id)
        .order_by(SyncFacilitator.position, SyncFacilitator.person_id)
    )
    return rows.all()


async def meeting_called(session: AsyncSession, public_id: str, *, lock: bool = False) -> Meeting | None:
    """A meeting; locked where it is about to be changed."""
    return await session.scalar(locked(select(Meeting).where(Meeting.public_id == public_id), lock))


async def meeting_numbered(session: AsyncSession, meeting_id: int) -> Meeting | None:
    """A meeting by its inside id, locked."""
    return await session.scalar(locked(select(Meeting).where(Meeting.id == meeting_id)))


async def meeting_of(session: AsyncSession, sync: Sync, original_date: date) -> Meeting | None:
    """The meeting of an original date, to be read; None where nothing of it was written down yet."""
    return await session.scalar(
        select(Meeting).where(Meeting.sync_id == sync.id, Meeting.original_date == original_date)
    )


async def meeting_on(
    session: AsyncSession, sync: Sync, original_date: date, starts_at: datetime, told_of: datetime
) -> Meeting:
    """The meeting of an original date, locked; made if this is the first work of it, and kept at where it is now."""
    query = locked(select(Meeting).where(Meeting.sync_id == sync.id, Meeting.original_date == original_date))
    if (found := await session.scalar(query)) is None:
        try:
            async with session.begin_nested():
                session.add(Meeting(sync_id=sync.id, original_date=original_date, starts_at=starts_at, told_of=told_of))
        except IntegrityError:
            # Another process was first; its row is read below.
            pass
        found = (await session.scalars(query)).one()
    found.starts_at = starts_at
    return found


async def meeting_before(session: AsyncSession, sync: Sync, original_date: date) -> Meeting | None:
    """The latest meeting before an original date that took place."""
    return await session.scalar(
        select(Meeting)
        .where(
            Meeting.sync_id == sync.id,
            Meeting.original_date < original_date,
            Meeting.state.in_((MeetingState.OPEN, MeetingState.CLOSED)),
        )
        .order_by(Meeting.original_date.desc())
        .limit(1)
    )


FIRST_TELLS_OF = timedelta(days=7)
"""Of which time before it the first meeting of a sync tells."""


async def begins_at(session: AsyncSession, rhythm_id: int, original_date: date) -> tuple[datetime | None, DueState]:
    """When an occurrence that was opened begins, or would have, and what became of it; None for one that was not."""
    row = (
        await session.execute(
            select(DueWork.due_at, DueWork.state)
            .where(DueWork.kind == SYNC, DueWork.owner_id == rhythm_id, DueWork.original_date == original_date)
            .order_by(DueWork.id)
            .limit(1)
        )
    ).one_or_none()
    return (row.due_at, row.state) if row is not None else (None, DueState.CANCELLED)


async def meeting_due(session: AsyncSession, rhythm_id: int, original_date: date) -> tuple[Sync, Meeting]:
    """The sync, and the meeting of an original date (locked), that work of its rhythm is for; made if there is none.

    It tells of what is new since the agenda of the meeting before was posted.
    """
    rhythm = await session.get_one(Rhythm, rhythm_id)
    sync = await sync_of(session, rhythm)
    begins, _ = await begins_at(session, rhythm_id, original_date)
    if begins is None:
        raise LookupError(f"no occurrence of rhythm {rhythm_id} was opened for {original_date}")
    before = await meeting_before(session, sync, original_date)
    told_of = (before.agenda_at or before.starts_at) if before is not None else begins - FIRST_TELLS_OF
    found = await meeting_on(session, sync, original_date, begins, told_of)
    if found.agenda_at is None:
        found.told_of = told_of
    return sync, found
