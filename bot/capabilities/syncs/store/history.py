"""What came of a sync, one occurrence after the other: when its work was due, and when it was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.store.syncs import SYNC
from bot.capabilities.syncs.store.tables import Attendee, Meeting, Sync
from bot.due.tables import DueState, DueWork, Rhythm
from bot.people.model import Person


@dataclass(frozen=True)
class Done:
    """A piece of work of an occurrence; `done_at` is None for what was not done, and `state` says why."""

    kind: str
    due_at: datetime
    done_at: datetime | None
    state: DueState


@dataclass(frozen=True)
class Past:
    """An occurrence that was opened; nobody has facilitated where `facilitator` is empty."""

    original_date: date
    work: tuple[Done, ...]
    facilitator: str
    attended: int
    attendees: int

    def of(self, kind: str) -> Done | None:
        """One piece of its work."""
        return next((one for one in self.work if one.kind == kind), None)


async def past_of(session: AsyncSession, name: str) -> Sequence[Past]:
    """The occurrences of a sync by its name, in their order."""
    rows = await session.scalars(
        select(DueWork)
        .join(Rhythm, Rhythm.id == DueWork.owner_id)
        .join(Sync, Sync.id == Rhythm.subject_id)
        .where(Rhythm.kind == SYNC, Sync.name == name, DueWork.original_date > date.min)
        .order_by(DueWork.original_date, DueWork.due_at, DueWork.id)
    )
    work: dict[date, list[Done]] = {}
    for row in rows:
        done_at = row.done_at if row.state is DueState.DONE else None
        work.setdefault(row.original_date, []).append(Done(row.kind, row.due_at, done_at, row.state))
    here = func.count(Attendee.here_at).label("here")
    counted = await session.execute(
        select(Meeting.original_date, func.coalesce(Person.name, ""), here, func.count(Attendee.id))
        .join(Sync, Sync.id == Meeting.sync_id)
        .outerjoin(Person, Person.id == Meeting.facilitator_id)
        .outerjoin(Attendee, Attendee.meeting_id == Meeting.id)
        .where(Sync.name == name)
        .group_by(Meeting.id, Meeting.original_date, Person.name)
    )
    met = {day: (who, attended, attendees) for day, who, attended, attendees in counted}
    return [Past(day, tuple(done), *met.get(day, ("", 0, 0))) for day, done in sorted(work.items())]
