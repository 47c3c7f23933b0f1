"""Has messages follow that name somebody who is taken out."""

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.kinds import EVENTS, MeetingState
from bot.capabilities.syncs.store.tables import Action, Attendee, Meeting, Raised, Reply, Sync, SyncFacilitator, Written
from bot.capabilities.syncs.subjects import ACTION, MEETING
from bot.delivery.marking import compose_anew


async def mark_naming(session: AsyncSession, person_id: int) -> None:
    """Has everything composed anew that may name somebody (by inside id), or say what they raised."""
    of_meetings = [
        select(table.meeting_id).where(table.person_id == person_id) for table in (Attendee, Raised, Written, Reply)
    ]
    led = (Meeting.facilitator_id, Meeting.taken_by_id, Meeting.closed_by_id)
    in_turn = select(SyncFacilitator.sync_id).where(SyncFacilitator.person_id == person_id)
    # An invitation names its hosts for good, an agenda who is next only until it is over.
    hosted = in_turn.join(Sync, Sync.id == SyncFacilitator.sync_id).where(Sync.template.in_(sorted(EVENTS)))
    by_action = or_(Action.owner_id == person_id, Action.author_id == person_id, Action.ended_by_id == person_id)
    meetings = await session.scalars(
        select(Meeting.id).where(
            or_(
                *(column == person_id for column in led),
                *(Meeting.id.in_(one) for one in of_meetings),
                Meeting.id.in_(select(Action.meeting_id).where(by_action)),
                Meeting.sync_id.in_(hosted),
                and_(Meeting.sync_id.in_(in_turn), Meeting.state.in_((MeetingState.COLLECTING, MeetingState.OPEN))),
            )
        )
    )
    await compose_anew(session, MEETING, meetings.all())
    await compose_anew(session, ACTION, (await session.scalars(select(Action.id).where(by_action))).all())
