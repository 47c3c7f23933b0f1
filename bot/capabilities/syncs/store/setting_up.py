"""Finds whom a sync is set up for, and writes what was decided of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.kinds import MeetingState, SyncState
from bot.capabilities.syncs.store.syncs import SYNC
from bot.capabilities.syncs.store.tables import Attendee, Meeting, Sync, SyncFacilitator, SyncTeam
from bot.due.tables import Rhythm
from bot.people.access import Actor, Scope
from bot.people.model import HAVE_LEFT, Person, PersonState, Side, Team
from bot.storage.locking import locked


@dataclass(frozen=True)
class PersonChosen:
    """Somebody, with the name of their side."""

    person_id: int
    public_id: str
    name: str
    side_id: int
    side_name: str
    away_until: datetime | None


async def active_syncs(session: AsyncSession, scope: Scope, actor: Actor) -> Sequence[Sync]:
    """The syncs that have not ended, by name; what of them may be seen is for whoever has their sides to say."""
    mine = select(SyncTeam.sync_id).join(Team, Team.id == SyncTeam.team_id).where(scope.where(Team.side_id))
    rows = await session.scalars(
        select(Sync)
        .where(Sync.state == SyncState.ACTIVE)
        .where(or_(Sync.id.in_(mine), Sync.audience_id.is_not(None), Sync.author_id == actor.person_id))
        .order_by(func.lower(Sync.name), Sync.id)
    )
    return rows.all()


async def people_chosen(session: AsyncSession, scope: Scope, public_ids: Collection[str]) -> Mapping[str, PersonChosen]:
    """Those of these people (public ids) who are within scope and have not left, by public id."""
    found = await _people(session, scope, Person.public_id.in_(sorted(set(public_ids))))
    return {one.public_id: one for one in found}


async def people_of(session: AsyncSession, scope: Scope, person_ids: Collection[int]) -> Mapping[int, PersonChosen]:
    """Those of these people (inside ids) who are within scope and have not left, by inside id."""
    found = await _people(session, scope, Person.id.in_(sorted(set(person_ids))))
    return {one.person_id: one for one in found}


async def _people(session: AsyncSession, scope: Scope, which: ColumnElement[bool]) -> Sequence[PersonChosen]:
    rows = await session.execute(
        select(Person.id, Person.public_id, Person.name, Person.side_id, Side.name, Person.away_until)
        .join(Side, Side.id == Person.side_id)
        .where(scope.where(Person.side_id), Person.state.not_in((*HAVE_LEFT, PersonState.PROVISIONAL)), which)
    )
    return [PersonChosen(*row) for row in rows]


async def rhythms_of(session: AsyncSession, sync_ids: Collection[int]) -> Mapping[int, Rhythm]:
    """The rhythm of each of these syncs."""
    rows = await session.scalars(select(Rhythm).where(Rhythm.kind == SYNC, Rhythm.subject_id.in_(sorted(sync_ids))))
    return {rhythm.subject_id: rhythm for rhythm in rows}


async def sides_of_teams(session: AsyncSession, team_ids: Collection[int]) -> Mapping[int, int]:
    """The side of each team (inside ids), for access to ask about."""
    rows = await session.execute(select(Team.id, Team.side_id).where(Team.id.in_(sorted(set(team_ids)))))
    return {row.id: row.side_id for row in rows}


async def write_teams(session: AsyncSession, sync: Sync, team_ids: Collection[int]) -> None:
    """Has exactly these teams take part."""
    await session.execute(delete(SyncTeam).where(SyncTeam.sync_id == sync.id))
    session.add_all(SyncTeam(sync_id=sync.id, team_id=one) for one in sorted(set(team_ids)))
    await session.flush()


async def write_facilitators(session: AsyncSession, sync: Sync, person_ids: Sequence[int]) -> None:
    """Has exactly these people facilitate, in this order."""
    await session.execute(delete(SyncFacilitator).where(SyncFacilitator.sync_id == sync.id))
    session.add_all(
        SyncFacilitator(sync_id=sync.id, person_id=one, position=at) for at, one in enumerate(dict.fromkeys(person_ids))
    )
    await session.flush()


async def unfinished_meetings(session: AsyncSession, sync: Sync) -> Sequence[Meeting]:
    """The meetings of a sync that have begun and are not closed, locked, by date."""
    rows = await session.scalars(
        locked(
            select(Meeting)
            .where(Meeting.sync_id == sync.id, Meeting.state.in_((MeetingState.COLLECTING, MeetingState.OPEN)))
            .order_by(Meeting.original_date)
        )
    )
    return rows.all()


@dataclass(frozen=True)
class MyPart:
    """What somebody is in the meeting that comes next."""

    facilitates: bool
    attends: bool


async def part_of(session: AsyncSession, actor: Actor, sync: Sync, now: datetime) -> MyPart:
    """What whoever acts is in the next meeting of a sync, as far as that was decided already."""
    meeting = await session.scalar(
        select(Meeting)
        .where(Meeting.sync_id == sync.id, Meeting.starts_at >= now, Meeting.state != MeetingState.LEFT_OUT)
        .order_by(Meeting.starts_at)
        .limit(1)
    )
    if meeting is None:
        return MyPart(facilitates=False, attends=False)
    attends = await session.scalar(
        select(Attendee.id).where(Attendee.meeting_id == meeting.id, Attendee.person_id == actor.person_id)
    )
    return MyPart(meeting.facilitator_id == actor.person_id, attends is not None)


async def next_facilitator_of(session: AsyncSession, sync: Sync, now: datetime) -> int | None:
    """Who facilitates the meeting that comes next, by inside id, where that was decided already."""
    return await session.scalar(
        select(Meeting.facilitator_id)
        .where(Meeting.sync_id == sync.id, Meeting.starts_at >= now, Meeting.state != MeetingState.LEFT_OUT)
        .order_by(Meeting.starts_at)
        .limit(1)
    )


async def last_begun(session: AsyncSession, sync: Sync, now: datetime) -> str:
    """The latest meeting of a sync that has begun and took place, by the id that buttons carry; empty for none."""
    found = await session.scalar(
        select(Meeting.public_id)
        .where(
            Meeting.sync_id == sync.id,
            Meeting.starts_at <= now,
            Meeting.state.in_((MeetingState.OPEN, MeetingState.CLOSED)),
        )
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(1)
    )
    return found or ""
