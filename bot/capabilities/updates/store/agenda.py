"""What was published in a time, with whom it has reached: for the agenda of a sync, where each viewpoint sees some."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.updates.store.question_tables import Question, QuestionState
from bot.capabilities.updates.store.search import UpdateReach
from bot.capabilities.updates.store.tables import SUBJECT, ExpectedReader, Update, UpdateState
from bot.delivery.tables import Copy, TargetKind
from bot.people.model import ChannelTeam

MOST_READ = 200
"""Updates of one time that are looked at, the newest first."""


@dataclass(frozen=True)
class Published:
    """An update with the sides and teams that it was published to, and its open questions by the side that asks."""

    update: Update
    sides: frozenset[int]
    teams: frozenset[int]
    questions: dict[int, int]


async def published_between(session: AsyncSession, since: datetime, until: datetime) -> Sequence[Published]:
    """What was published in a time and stands, the newest first; who may see which is for the viewpoint to say."""
    found = (
        await session.scalars(
            select(Update)
            .where(Update.state == UpdateState.PUBLISHED, Update.published_at > since, Update.published_at <= until)
            .order_by(Update.published_at.desc(), Update.id.desc())
            .limit(MOST_READ)
        )
    ).all()
    ids = [one.id for one in found]
    sides: dict[int, set[int]] = {one: set() for one in ids}
    teams: dict[int, set[int]] = {one: set() for one in ids}
    questions: dict[int, dict[int, int]] = {one: {} for one in ids}
    reached = await session.execute(
        select(UpdateReach.update_id, UpdateReach.side_id).where(UpdateReach.update_id.in_(ids))
    )
    for update_id, side_id in reached:
        sides[update_id].add(side_id)
    expected = await session.execute(
        select(ExpectedReader.update_id, ExpectedReader.team_id).where(ExpectedReader.update_id.in_(ids)).distinct()
    )
    posted = await session.execute(
        select(Copy.subject_id, ChannelTeam.team_id)
        .join(ChannelTeam, and_(ChannelTeam.channel_id == Copy.target_id, Copy.target_kind == TargetKind.CHANNEL))
        .where(Copy.subject_kind == SUBJECT, Copy.subject_id.in_(ids))
        .distinct()
    )
    for update_id, team_id in [*expected, *posted]:
        teams[update_id].add(team_id)
    counted = await session.execute(
        select(Question.update_id, Question.side_id, func.count())
        .where(Question.update_id.in_(ids), Question.state == QuestionState.OPEN)
        .group_by(Question.update_id, Question.side_id)
    )
    for update_id, side_id, count in counted:
        questions[update_id][side_id] = count
    return [Published(one, frozenset(sides[one.id]), frozenset(teams[one.id]), questions[one.id]) for one in found]
