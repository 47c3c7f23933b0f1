"""Who attends meetings, and who attended and facilitated before."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.kinds import MeetingState, Part
from bot.capabilities.syncs.store.tables import Attendee, Meeting, Sync
from bot.people.access import Actor
from bot.people.model import Team

TOOK_PLACE = (MeetingState.OPEN, MeetingState.CLOSED)


async def attendees_of(session: AsyncSession, meeting_id: int) -> Sequence[Attendee]:
    """Who attends, in the order in which they were chosen."""
    rows = await session.scalars(select(Attendee).where(Attendee.meeting_id == meeting_id).order_by(Attendee.id))
    return rows.all()


async def attendee_of(session: AsyncSession, meeting_id: int, person_id: int) -> Attendee | None:
    """Somebody as an attendee; None where they are none."""
    return await session.scalar(
        select(Attendee).where(Attendee.meeting_id == meeting_id, Attendee.person_id == person_id)
    )


async def turns_before(session: AsyncSession, meeting: Meeting) -> Mapping[int, tuple[date, int]]:
    """When it was the turn of agents last (the original date), and how often, by inside id; of what took place."""
    rows = await session.execute(
        select(Attendee.person_id, func.max(Meeting.original_date), func.count())
        .join(Meeting, Meeting.id == Attendee.meeting_id)
        .where(
            Meeting.sync_id == meeting.sync_id,
            Meeting.original_date < meeting.original_date,
            Meeting.state.in_(TOOK_PLACE),
            Attendee.part == Part.AGENT,
            Attendee.person_id.is_not(None),
        )
        .group_by(Attendee.person_id)
    )
    return {person_id: (day, count) for person_id, day, count in rows if person_id is not None}


async def facilitated(session: AsyncSession, sync_id: int, until: date) -> Mapping[int, date]:
    """When somebody facilitated last, by inside id, of the meetings up to an original date that took place."""
    rows = await session.execute(
        select(Meeting.facilitator_id, func.max(Meeting.original_date))
        .where(
            Meeting.sync_id == sync_id,
            Meeting.original_date <= until,
            Meeting.state.in_(TOOK_PLACE),
            Meeting.facilitator_id.is_not(None),
        )
        .group_by(Meeting.facilitator_id)
    )
    return {person_id: day for person_id, day in rows if person_id is not None}


async def leads_of(session: AsyncSession, team_ids: Collection[int]) -> Mapping[int, int]:
    """The lead of each of these teams, by inside id; teams without one are absent."""
    rows = await session.execute(
        select(Team.id, Team.lead_id)
        .where(Team.id.in_(sorted(set(team_ids))), Team.lead_id.is_not(None), Team.archived.is_(False))
        .order_by(Team.id)
    )
    return {team_id: lead_id for team_id, lead_id in rows if lead_id is not None}


async def unanswered(session: AsyncSession, actor: Actor, now: datetime) -> Sequence[tuple[Sync, Meeting]]:
    """The meetings to come for whose agenda somebody is asked and has said nothing, the next one first."""
    rows = await session.execute(
        select(Sync, Meeting)
        .join(Meeting, Meeting.sync_id == Sync.id)
        .join(Attendee, Attendee.meeting_id == Meeting.id)
        .where(
            Attendee.person_id == actor.person_id,
            Attendee.answered_at.is_(None),
            Meeting.state == MeetingState.COLLECTING,
            Meeting.starts_at > now,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [(sync, meeting) for sync, meeting in rows]
