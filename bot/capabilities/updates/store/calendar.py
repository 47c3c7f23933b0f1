"""What goes out when, and to which teams: for the calendar, and for warning of too many."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.planning import UpdatePlan
from bot.capabilities.updates.store.tables import Update, UpdateState
from bot.people.access import Actor
from bot.people.audiences import all_audiences
from bot.people.model import Audience, AudienceChannel, AudienceTeam, ChannelTeam, Team


@dataclass(frozen=True)
class Sent:
    """An update that goes, or went, to an audience at an instant."""

    update_id: int
    audience_id: int
    at: datetime


async def in_calendar(
    session: AsyncSession, actor: Actor, until: datetime, *, at_most: int
) -> Sequence[tuple[Update, UpdatePlan]]:
    """What goes out before an instant to audiences that an actor may see, and their own; soonest first."""
    rows = await session.execute(
        select(Update, UpdatePlan)
        .join(UpdatePlan, UpdatePlan.update_id == Update.id)
        .where(
            UpdatePlan.next_at < until,
            Update.state.in_((UpdateState.PLANNED, UpdateState.PUBLISHED)),
            or_(Update.author_id == actor.person_id, Update.audience_id.in_(await _seen(session, actor))),
        )
        .order_by(UpdatePlan.next_at, Update.id)
        .limit(at_most)
    )
    return [(known, plan) for known, plan in rows]


async def sent_between(session: AsyncSession, actor: Actor, since: datetime, until: datetime) -> Sequence[Sent]:
    """What was published in a time, and what of that which an actor may know is planned for it."""
    published = await session.execute(
        select(Update.id, Update.audience_id, Update.published_at).where(
            Update.state == UpdateState.PUBLISHED, Update.published_at >= since, Update.published_at < until
        )
    )
    planned = await session.execute(
        select(Update.id, Update.audience_id, UpdatePlan.next_at)
        .join(UpdatePlan, UpdatePlan.update_id == Update.id)
        .where(
            Update.state == UpdateState.PLANNED,
            UpdatePlan.next_at >= since,
            UpdatePlan.next_at < until,
            or_(Update.author_id == actor.person_id, Update.audience_id.in_(await _seen(session, actor))),
        )
    )
    return [Sent(*row) for row in (*published, *planned)]


async def _seen(session: AsyncSession, actor: Actor) -> list[int]:
    return [one.audience.id for one in await all_audiences(session, actor.scope)]


async def teams_in(session: AsyncSession, audience_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
    """The teams of these audiences, by the audience."""
    ids = sorted(set(audience_ids))
    found: dict[int, set[int]] = {one: set() for one in ids}
    everyone = await session.scalars(select(Audience.id).where(Audience.id.in_(ids), Audience.everyone.is_(True)))
    if whole := everyone.all():
        teams = set(await session.scalars(select(Team.id).where(Team.archived.is_(False))))
        found.update({one: set(teams) for one in whole})
    named = select(AudienceTeam.audience_id, AudienceTeam.team_id).where(AudienceTeam.audience_id.in_(ids))
    of_channels = (
        select(AudienceChannel.audience_id, ChannelTeam.team_id)
        .join(ChannelTeam, ChannelTeam.channel_id == AudienceChannel.channel_id)
        .where(AudienceChannel.audience_id.in_(ids))
    )
    for audience_id, team_id in (*await session.execute(named), *await session.execute(of_channels)):
        found[audience_id].add(team_id)
    return {one: frozenset(teams) for one, teams in found.items()}
