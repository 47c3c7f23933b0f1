"""Finds figures, and what they are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.capabilities.syncs.store.tables import Metric, MetricValue
from bot.delivery.rows import rows_hit
from bot.people.access import Scope
from bot.people.model import Team

Key = tuple[int, int, int, date]
"""Of which metric, side and team (0: the whole side) a figure is, by inside id, and the day it ends with."""


@dataclass(frozen=True)
class Chosen:
    """Figures of a metric: of a side or of all, by inside id, and from one day to another or of all days."""

    metric_id: int
    side_id: int | None = None
    first: date | None = None
    last: date | None = None

    def where(self) -> Sequence[ColumnElement[bool]]:
        """Which rows these are."""
        return [
            MetricValue.metric_id == self.metric_id,
            *([MetricValue.side_id == self.side_id] if self.side_id is not None else []),
            *([MetricValue.day >= self.first] if self.first else []),
            *([MetricValue.day <= self.last] if self.last else []),
        ]


async def metrics(session: AsyncSession) -> Sequence[Metric]:
    """All of them, by name."""
    return (await session.scalars(select(Metric).order_by(func.lower(Metric.name)))).all()


async def metrics_by_word(session: AsyncSession) -> dict[str, Metric]:
    """All of them, by their names in whatever case."""
    return {one.name.casefold(): one for one in await metrics(session)}


async def brought(
    session: AsyncSession, scope: Scope, metric_ids: Collection[int], first: date, last: date
) -> Mapping[Key, MetricValue]:
    """What is known of some days of the sides within scope."""
    rows = await session.scalars(
        select(MetricValue).where(
            MetricValue.metric_id.in_(sorted(metric_ids)),
            MetricValue.day.between(first, last),
            scope.where(MetricValue.side_id),
        )
    )
    return {(row.metric_id, row.side_id, row.team_id, row.day): row for row in rows}


async def of_days(session: AsyncSession, scope: Scope, days: Collection[date]) -> Sequence[MetricValue]:
    """All figures of these days of the sides within scope, by day."""
    rows = await session.scalars(
        select(MetricValue)
        .where(MetricValue.day.in_(sorted(set(days))), scope.where(MetricValue.side_id))
        .order_by(MetricValue.day, MetricValue.id)
    )
    return rows.all()


async def latest(
    session: AsyncSession, scope: Scope, until: date, at_most: int, known_at: datetime, known_day: date
) -> Sequence[MetricValue]:
    """The latest figures up to a day, so many of each metric, side and team, by day.

    With the one that was the latest at the instant `known_at` among those brought by then, and on `known_day`.
    """
    found: dict[int, MetricValue] = {}
    for condition, many in (
        (MetricValue.day <= until, at_most),
        ((MetricValue.day <= until) & (MetricValue.brought_at <= known_at), 1),
        (MetricValue.day <= known_day, 1),
    ):
        found |= {row.id: row for row in await _latest(session, scope, condition, many)}
    return sorted(found.values(), key=lambda row: (row.day, row.id))


async def _latest(
    session: AsyncSession, scope: Scope, condition: ColumnElement[bool], at_most: int
) -> Sequence[MetricValue]:
    place = (
        func.row_number()
        .over(
            partition_by=(MetricValue.metric_id, MetricValue.side_id, MetricValue.team_id),
            order_by=MetricValue.day.desc(),
        )
        .label("place")
    )
    ranked = select(MetricValue.id, place).where(condition, scope.where(MetricValue.side_id)).subquery()
    rows = await session.scalars(
        select(MetricValue).join(ranked, ranked.c.id == MetricValue.id).where(ranked.c.place <= at_most)
    )
    return rows.all()


async def counted(session: AsyncSession, scope: Scope) -> Mapping[int, tuple[int, date]]:
    """How many figures there are of each metric, by inside id, and the last of their days."""
    rows = await session.execute(
        select(MetricValue.metric_id, func.count(), func.max(MetricValue.day))
        .where(scope.where(MetricValue.side_id))
        .group_by(MetricValue.metric_id)
    )
    return {metric_id: (count, last) for metric_id, count, last in rows}


async def teams_by_word(session: AsyncSession, scope: Scope) -> Mapping[tuple[int, str], int]:
    """The teams within scope, by side and name in whatever case."""
    rows = await session.execute(
        select(Team.side_id, Team.name, Team.id).where(scope.where(Team.side_id), Team.archived.is_(False))
    )
    return {(side_id, name.casefold()): team_id for side_id, name, team_id in rows}


async def team_names(session: AsyncSession, team_ids: Collection[int]) -> Mapping[int, str]:
    """What some teams are called, by inside id."""
    rows = await session.execute(select(Team.id, Team.name).where(Team.id.in_(sorted(set(team_ids)))))
    return {row.id: row.name for row in rows}


async def count_of(session: AsyncSession, scope: Scope, chosen: Chosen) -> int:
    """How many figures within scope these are."""
    counting = select(func.count(MetricValue.id)).where(*chosen.where(), scope.where(MetricValue.side_id))
    return await session.scalar(counting) or 0


async def delete_of(session: AsyncSession, scope: Scope, chosen: Chosen) -> None:
    """Deletes these of the figures within scope."""
    await session.execute(
        delete(MetricValue).where(*chosen.where(), scope.where(MetricValue.side_id)),
        execution_options={"synchronize_session": False},
    )


async def delete_brought_before(session: AsyncSession, instant: datetime) -> int:
    """Deletes the figures that were brought in before an instant; says how many."""
    return await rows_hit(session, delete(MetricValue).where(MetricValue.brought_at < instant))
