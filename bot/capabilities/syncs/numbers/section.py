"""*Numbers* on the agenda: for each figure the sides that take part, as far as whoever reads it may see them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.capabilities.syncs.numbers import messages, settings
from bot.capabilities.syncs.numbers.defining import PERCENT
from bot.capabilities.syncs.numbers.figures import TREND, Standing, Value, of_sides, standing, whole
from bot.capabilities.syncs.numbers.messages import Known, Row
from bot.capabilities.syncs.numbers.trends import Trends
from bot.capabilities.syncs.store import metrics
from bot.capabilities.syncs.store.tables import Metric, MetricValue
from bot.capability import AgendaAsked, Context
from bot.chat.inbound import Answer, Command, Press
from bot.chat.message import Part
from bot.people.access import EVERYTHING
from bot.people.model import SideKind
from bot.people.sides import all_sides
from bot.people.viewpoint import Viewpoint
from bot.storage.sessions import Session

LOOKED_BACK = timedelta(days=7)
"""Against what a figure is compared that somebody looks up for themselves."""


@dataclass(frozen=True)
class Numbers:
    """Shows figures; `trends` makes the addresses of pictures, None where Instep has no address."""

    trends: Trends | None

    async def section(self, session: Session, asked: AgendaAsked) -> Sequence[Part]:
        """The section of a sync's agenda; nothing where there are no figures that may be seen there."""
        names = {side.side_id: side.name for side in asked.resolved.sides}
        rows = await rows_for(session, names, asked.viewpoint, asked.since, asked.until, asked.zone)
        return messages.parts(await self._illustrated(session, rows), asked.t)

    async def by_words(self, context: Context, inbound: Command | Press) -> Answer:
        """`/sync numbers`: all figures that whoever asks may see, for them alone."""
        sides = await all_sides(context.session, EVERYTHING)
        internal = next((side.id for side in sides if side.kind is SideKind.INTERNAL), None)
        viewpoint = Viewpoint(frozenset({context.actor.side_id}), internal=internal)
        if context.actor.provisional:
            viewpoint = Viewpoint(frozenset())
        since = context.now - LOOKED_BACK
        names = {side.id: side.name for side in sides}
        found = await rows_for(context.session, names, viewpoint, since, context.now, context.zone)
        rows = await self._illustrated(context.session, found)
        return Answer(message=messages.listed(rows, since.astimezone(ZoneInfo(context.zone)).date(), context.t))

    async def _illustrated(self, session: Session, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows with pictures of their trends, where the organisation wants them and the platforms can see them."""
        if self.trends is None or not self.trends.is_public or not await settings.draws_trends(session):
            return rows
        return [replace(row, picture=self.trends.address(row.metric_id, _own(row))) for row in rows]


def _own(row: Row) -> list[tuple[int, Standing]]:
    """What each side has as a whole: of single teams there is no picture."""
    return [(one.latest.side_id, one) for _, one in row.sides if not one.latest.team_id]


async def rows_for(
    session: Session, names: Mapping[int, str], viewpoint: Viewpoint, since: datetime, until: datetime, zone: str
) -> list[Row]:
    """What a viewpoint sees of the figures of these sides, by inside id: those that have any, by name of the metric."""
    since_day, until_day = (one.astimezone(ZoneInfo(zone)).date() for one in (since, until))
    values = _by_metric(await metrics.latest(session, EVERYTHING, until_day, TREND, since, since_day))
    # Of a side that brings figures every day those are its latest days alone: who else has one of a day is asked apart.
    days = {one.day for some in values.values() for one in some if one.side_id in names}
    of_days = _by_metric(await metrics.of_days(session, EVERYTHING, days))
    brought_by = {value.team_id for some in values.values() for value in some}
    names_of = _Names(names, await metrics.team_names(session, brought_by))
    found = []
    for metric in await metrics.metrics(session):
        everybody = _everybody(of_days.get(metric.id, ()))
        row = _row(metric, values.get(metric.id, []), everybody, names_of, viewpoint, since, since_day)
        if row.sides or row.whole is not None:
            found.append(row)
    return found


@dataclass(frozen=True)
class _Names:
    """The sides that are looked at and all teams, by inside id."""

    sides: Mapping[int, str]
    teams: Mapping[int, str]


def _by_metric(rows: Iterable[MetricValue]) -> Mapping[int, Sequence[Value]]:
    found: dict[int, list[Value]] = {}
    for one in rows:
        value = Value(one.side_id, one.team_id, one.day, one.value, one.weight, one.brought_at)
        found.setdefault(one.metric_id, []).append(value)
    return found


def _everybody(values: Iterable[Value]) -> Mapping[date, Collection[int]]:
    """All sides that have a figure of a day."""
    found: dict[date, set[int]] = {}
    for one in of_sides(values):
        found.setdefault(one.day, set()).add(one.side_id)
    return found


def _row(
    metric: Metric,
    values: Sequence[Value],
    everybody: Mapping[date, Collection[int]],
    names: _Names,
    viewpoint: Viewpoint,
    since: datetime,
    since_day: date,
) -> Row:
    by_side: dict[int, list[Value]] = {}
    for one in of_sides(values):
        by_side.setdefault(one.side_id, []).append(one)
    standings = {
        side: found for side in names.sides if (found := standing(by_side.get(side, []), since, since_day)) is not None
    }
    together = whole(standings, viewpoint, everybody, percentage=metric.unit == PERCENT) if standings else None
    shown: list[tuple[str, Standing]] = []
    # Whoever reads looks for their own side first.
    for side, name in sorted(names.sides.items(), key=lambda item: item[0] not in viewpoint.sides):
        if not viewpoint.sees_figures_of(side):
            continue
        if side in standings:
            shown.append((name, standings[side]))
            continue
        by_team: dict[int, list[Value]] = {}
        for one in values:
            if one.side_id == side:
                by_team.setdefault(one.team_id, []).append(one)
        for team, some in sorted(by_team.items(), key=lambda item: names.teams.get(item[0], "")):
            if (found := standing(some, since, since_day)) is not None:
                shown.append((f"{name}, {names.teams.get(team, '')}".rstrip(", "), found))
    known = Known(metric.name, metric.unit, metric.better, metric.decimals)
    return Row(known, together, tuple(shown), metric.id)
