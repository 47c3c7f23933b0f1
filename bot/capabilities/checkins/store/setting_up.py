"""Finds check-ins as they are set up, and writes whom they ask."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.checkins.kinds import CheckinState, RunState
from bot.capabilities.checkins.store.checkins import CHECKIN
from bot.capabilities.checkins.store.tables import Checkin, CheckinTeam, Run
from bot.due.tables import Rhythm
from bot.people.access import Actor, Scope
from bot.people.model import Team


async def active_checkins(session: AsyncSession, scope: Scope, actor: Actor) -> Sequence[Checkin]:
    """The check-ins that have not ended, by name; what of them may be seen is for whoever has their sides to say."""
    asked = select(CheckinTeam.checkin_id).join(Team, Team.id == CheckinTeam.team_id).where(scope.where(Team.side_id))
    rows = await session.scalars(
        select(Checkin)
        .where(Checkin.state == CheckinState.ACTIVE)
        .where(
            or_(
                Checkin.id.in_(asked),
                Checkin.audience_id.is_not(None),
                Checkin.occasion != "",
                Checkin.author_id == actor.person_id,
            )
        )
        .order_by(func.lower(Checkin.name), Checkin.id)
    )
    return rows.all()


async def rhythms_of(session: AsyncSession, checkin_ids: Collection[int]) -> Mapping[int, Rhythm]:
    """The rhythm of each of these check-ins that has one."""
    rows = await session.scalars(
        select(Rhythm).where(Rhythm.kind == CHECKIN, Rhythm.subject_id.in_(sorted(checkin_ids)))
    )
    return {rhythm.subject_id: rhythm for rhythm in rows}


async def write_teams(session: AsyncSession, checkin: Checkin, team_ids: Collection[int]) -> None:
    """Has exactly these teams asked."""
    await session.execute(delete(CheckinTeam).where(CheckinTeam.checkin_id == checkin.id))
    session.add_all(CheckinTeam(checkin_id=checkin.id, team_id=one) for one in sorted(set(team_ids)))
    await session.flush()


async def latest_runs(session: AsyncSession, checkin_ids: Collection[int]) -> Mapping[int, Run]:
    """The latest run of each of these check-ins that was held and not taken back."""
    rows = await session.scalars(
        select(Run)
        .where(Run.checkin_id.in_(sorted(checkin_ids)), Run.state.in_((RunState.OPEN, RunState.CLOSED)))
        .order_by(Run.checkin_id, Run.original_date)
    )
    return {run.checkin_id: run for run in rows}


async def unfinished_run(session: AsyncSession, checkin: Checkin) -> Run | None:
    """The latest run that can still be taken back."""
    return await session.scalar(
        select(Run)
        .where(Run.checkin_id == checkin.id, Run.state.in_((RunState.PREPARED, RunState.OPEN)))
        .order_by(Run.original_date.desc())
        .limit(1)
    )
