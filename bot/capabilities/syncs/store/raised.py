"""What people raise for meetings."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.kinds import MeetingState, Raise
from bot.capabilities.syncs.store.syncs import SYNC
from bot.capabilities.syncs.store.tables import Meeting, Raised
from bot.due.tables import DueState, DueWork, Rhythm


async def raised_in(session: AsyncSession, meeting_id: int) -> Sequence[Raised]:
    """Everything that stands, the oldest first."""
    rows = await session.scalars(
        select(Raised)
        .where(Raised.meeting_id == meeting_id, Raised.removed_at.is_(None), Raised.text != "")
        .order_by(Raised.at, Raised.id)
    )
    return rows.all()


async def raised_by(session: AsyncSession, meeting_id: int, person_id: int) -> Sequence[Raised]:
    """What somebody raised that stands, the oldest first."""
    return [one for one in await raised_in(session, meeting_id) if one.person_id == person_id]


async def say(
    session: AsyncSession,
    meeting: Meeting,
    person_id: int,
    side_id: int,
    team_id: int | None,
    said: dict[Raise, str],
    now: datetime,
) -> bool:
    """Has what somebody raised in a locked meeting be this, one of each kind, empty to take it back; False if it is.

    A kind that is not in `said` stays as it is.
    """
    rows = await session.scalars(
        select(Raised).where(Raised.meeting_id == meeting.id, Raised.person_id == person_id).order_by(Raised.id)
    )
    known = {row.kind: row for row in rows}
    changed = False
    for kind, text in said.items():
        row = known.get(kind)
        stands = row.text if row is not None and row.removed_at is None else ""
        if text == stands:
            continue
        changed = True
        if row is None:
            row = Raised(
                meeting_id=meeting.id,
                person_id=person_id,
                team_id=team_id,
                side_id=side_id,
                kind=kind,
                text=text,
                at=now,
            )
            session.add(row)
        elif not text:
            row.removed_at = now
        else:
            if row.removed_at is not None:
                row.at, row.chosen = now, None
            row.text, row.edited_at, row.removed_at = text, now, None
            row.team_id, row.side_id = team_id, side_id
    await session.flush()
    return changed


async def bring_over(session: AsyncSession, meeting: Meeting) -> None:
    """Brings along what was raised for meetings of the same sync that never came to an agenda and will not.

    Their occurrence was left out, or another rule took its place. Whoever has said something of that kind for this one
    already keeps that.
    """
    waits = (
        select(DueWork.original_date)
        .join(Rhythm, Rhythm.id == DueWork.owner_id)
        .where(
            Rhythm.kind == SYNC,
            Rhythm.subject_id == meeting.sync_id,
            DueWork.kind == SYNC,
            DueWork.state.in_((DueState.WAITING, DueState.DONE)),
        )
    )
    lost = await session.scalars(
        select(Meeting.id).where(
            Meeting.sync_id == meeting.sync_id,
            Meeting.id != meeting.id,
            Meeting.agenda_at.is_(None),
            Meeting.state.in_((MeetingState.COLLECTING, MeetingState.LEFT_OUT)),
            Meeting.original_date.not_in(waits),
        )
    )
    ids = lost.all()
    if not ids:
        return
    here = {(one.person_id, one.kind) for one in await raised_in(session, meeting.id)}
    for row in await session.scalars(
        select(Raised).where(Raised.meeting_id.in_(ids), Raised.removed_at.is_(None)).order_by(Raised.id)
    ):
        if (row.person_id, row.kind) not in here:
            row.meeting_id, row.chosen = meeting.id, None
            here.add((row.person_id, row.kind))
    await session.flush()


async def choose(session: AsyncSession, theirs: Collection[int], chosen: Collection[int]) -> None:
    """Has these of a team's items (both by inside id) be on the agenda, and its others not."""
    await session.execute(
        update(Raised).where(Raised.id.in_(sorted(theirs))).values(chosen=Raised.id.in_(sorted(chosen)))
    )
