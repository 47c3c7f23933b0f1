"""Has messages follow that name somebody who is taken out."""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.store.tables import Action, Attendee, Meeting, Raised, Reply, Written
from bot.capabilities.syncs.subjects import ACTION, MEETING
from bot.delivery.marking import compose_anew


async def mark_naming(session: AsyncSession, person_id: int) -> None:
    """Has everything composed anew that may name somebody (by inside id), or say what they raised."""
    of_meetings = [
        select(table.meeting_id).where(table.person_id == person_id) for table in (Attendee, Raised, Written, Reply)
    ]
    led = (Meeting.facilitator_id, Meeting.taken_by_id, Meeting.closed_by_id)
    by_action = or_(Action.owner_id == person_id, Action.author_id == person_id, Action.ended_by_id == person_id)
    meetings = await session.scalars(
        select(Meeting.id).where(
            or_(
                *(column == person_id for column in led),
                *(Meeting.id.in_(one) for one in of_meetings),
                Meeting.id.in_(select(Action.meeting_id).where(by_action)),
            )
        )
    )
    await compose_anew(session, MEETING, meetings.all())
    await compose_anew(session, ACTION, (await session.scalars(select(Action.id).where(by_action))).all())
