"""What comes of a meeting: who was there, what was decided and noted, who comes to an event."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.kinds import MeetingState, Outcome
from bot.capabilities.syncs.store.tables import Action, Attendee, Meeting, Raised, Reply, Sync, Written
from bot.storage.columns import PUBLIC_ID_LENGTH
from bot.storage.locking import locked


async def written_in(session: AsyncSession, meeting: Meeting) -> Sequence[Written]:
    """The decisions and notes of a meeting that stand, oldest first."""
    rows = await session.scalars(
        select(Written).where(Written.meeting_id == meeting.id, Written.removed_at.is_(None)).order_by(Written.id)
    )
    return rows.all()


async def written_called(session: AsyncSession, public_id: str) -> Written | None:
    """A decision or note by the id that buttons carry."""
    return await session.scalar(select(Written).where(Written.public_id == public_id))


async def write(
    session: AsyncSession,
    meeting: Meeting,
    public_id: str,
    kind: Outcome,
    text: str,
    person_id: int,
    side_id: int,
    now: datetime,
) -> bool:
    """Keeps it under the id that its form was opened with; False if it is there already, or forged."""
    if len(public_id) != PUBLIC_ID_LENGTH or await written_called(session, public_id) is not None:
        return False
    session.add(
        Written(
            public_id=public_id,
            meeting_id=meeting.id,
            person_id=person_id,
            side_id=side_id,
            kind=kind,
            text=text,
            at=now,
        )
    )
    await session.flush()
    return True


async def attendees_of(session: AsyncSession, meeting: Meeting) -> Sequence[Attendee]:
    """Who attends a meeting, in the order in which they were chosen; erased people without their person."""
    rows = await session.scalars(select(Attendee).where(Attendee.meeting_id == meeting.id).order_by(Attendee.id))
    return rows.all()


async def attends(session: AsyncSession, meeting: Meeting, person_id: int) -> Attendee | None:
    """Somebody as an attendee of a meeting, locked; None where they are none."""
    return await session.scalar(
        locked(select(Attendee).where(Attendee.meeting_id == meeting.id, Attendee.person_id == person_id))
    )


async def raised_open(session: AsyncSession, meeting: Meeting) -> Sequence[Raised]:
    """What was raised for a meeting and stands on its agenda, oldest first, settled or not."""
    rows = await session.scalars(
        select(Raised)
        .where(Raised.meeting_id == meeting.id, Raised.removed_at.is_(None), Raised.chosen.is_not(False))
        .order_by(Raised.id)
    )
    return rows.all()


async def replies_of(session: AsyncSession, meeting: Meeting) -> Sequence[Reply]:
    """Who comes to an event, and who wants its recording."""
    rows = await session.scalars(select(Reply).where(Reply.meeting_id == meeting.id).order_by(Reply.id))
    return rows.all()


async def reply(
    session: AsyncSession, meeting: Meeting, person_id: int, side_id: int, now: datetime, *, coming: bool, again: bool
) -> tuple[Reply, bool]:
    """Keeps whether somebody comes to a locked meeting, and to which time of it.

    Gives the reply, and whether it is another than before.
    """
    found = await session.scalar(select(Reply).where(Reply.meeting_id == meeting.id, Reply.person_id == person_id))
    if found is None:
        found = Reply(meeting_id=meeting.id, person_id=person_id, side_id=side_id, coming=coming, again=again, at=now)
        session.add(found)
        await session.flush()
        return found, True
    changed = (found.coming, found.again) != (coming, again)
    if changed:
        found.coming, found.again, found.at = coming, again, now
        await session.flush()
    return found, changed


async def is_followed(session: AsyncSession, meeting: Meeting, now: datetime) -> bool:
    """Whether the sync has met again since."""
    later = select(Meeting.id).where(
        Meeting.sync_id == meeting.sync_id,
        Meeting.original_date > meeting.original_date,
        Meeting.state.in_((MeetingState.OPEN, MeetingState.CLOSED)),
        Meeting.starts_at <= now,
    )
    return await session.scalar(later.limit(1)) is not None


async def open_meetings(session: AsyncSession, sync_ids: Sequence[int], since: datetime) -> Mapping[int, Meeting]:
    """The meeting that is open now, or was closed since then, by sync: the latest of each."""
    rows = await session.scalars(
        select(Meeting)
        .where(
            Meeting.sync_id.in_(sorted(set(sync_ids))),
            (Meeting.state == MeetingState.OPEN)
            | ((Meeting.state == MeetingState.CLOSED) & (Meeting.closed_at > since)),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return {one.sync_id: one for one in rows}


async def prepared_meetings(session: AsyncSession, sync_ids: Sequence[int]) -> Sequence[tuple[Sync, Meeting]]:
    """The meetings of these syncs that are prepared or on, the next of each, by when they begin."""
    rows = await session.execute(
        select(Sync, Meeting)
        .join(Meeting, Meeting.sync_id == Sync.id)
        .where(
            Sync.id.in_(sorted(set(sync_ids))),
            Meeting.state.in_((MeetingState.COLLECTING, MeetingState.OPEN)),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    found: dict[int, tuple[Sync, Meeting]] = {}
    for sync, meeting in rows:
        found.setdefault(sync.id, (sync, meeting))
    return list(found.values())


async def writers_in(session: AsyncSession, meeting: Meeting) -> frozenset[int]:
    """Who wrote down anything in a meeting, by inside id."""
    wrote = await session.scalars(select(Written.person_id).where(Written.meeting_id == meeting.id))
    added = await session.scalars(select(Action.author_id).where(Action.meeting_id == meeting.id))
    return frozenset(one for one in (*wrote, *added) if one is not None)
