"""Figures as they stand, as pure rules: the latest of each side, what changed since last time, and a whole of several.

A whole is a mean by weight. Which wholes a partner may see is stricter here than for counts: nobody can hide in a mean
that one side makes up, nor behind figures of another day.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.people.viewpoint import Figure, Viewpoint

MOST_OF_THE_OTHERS = 0.8
"""Share of the weight beside a reader's own that one side may have: with more, the others' mean is nearly its own."""

TREND = 12
"""Figures that make a trend, the latest ones."""


@dataclass(frozen=True)
class Value:
    """A figure as it was brought; `team_id` 0 is the whole side, `weight` 0 that nobody said how many cases."""

    side_id: int
    team_id: int
    day: date
    value: float
    weight: int
    brought_at: datetime


@dataclass(frozen=True)
class Standing:
    """The latest figure of somebody, what it was last time (None: not known, or the same still) and the way there.

    `dated`: it was known last time already, or is of an earlier day than that, so its day is to be said.
    """

    latest: Value
    before: Value | None
    dated: bool
    trend: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Mean:
    """The figure of several sides together, and what it was last time."""

    value: float
    before: float | None
    day: date
    dated: bool


def of_sides(values: Iterable[Value]) -> list[Value]:
    """The figures of whole sides: as brought, else the mean of its teams where all of them have a weight."""
    by_day: dict[tuple[int, date], list[Value]] = {}
    for one in values:
        by_day.setdefault((one.side_id, one.day), []).append(one)
    found = []
    for (side_id, day), some in sorted(by_day.items(), key=lambda item: item[0][1]):
        whole = next((one for one in some if not one.team_id), None)
        if whole is not None:
            found.append(whole)
        elif all(one.weight for one in some):
            brought_at = max(one.brought_at for one in some)
            found.append(Value(side_id, 0, day, _mean(some), sum(one.weight for one in some), brought_at))
    return found


def standing(values: Sequence[Value], since: datetime, since_day: date) -> Standing | None:
    """Where one side (or team) stands; `since_day` is the local day of `since`. None without any figure.

    What was told last time is the latest that had been brought by then; what was brought all at once later is taken by
    its days.
    """
    ordered = sorted(values, key=lambda one: one.day)
    if not ordered:
        return None
    latest = ordered[-1]
    known = [one for one in ordered if one.brought_at <= since] or [one for one in ordered if one.day <= since_day]
    before = known[-1] if known and known[-1].day < latest.day else None
    still = bool(known) and known[-1].day == latest.day
    return Standing(latest, before, still or latest.day < since_day, tuple(ordered[-TREND:]))


def whole(
    standings: Mapping[int, Standing],
    viewpoint: Viewpoint,
    everybody: Mapping[date, Collection[int]],
    *,
    percentage: bool,
) -> Mean | None:
    """The figure of these sides together, by side; None where there is none, or where this viewpoint may not see it.

    All of them must have one of the same day, each with its weight. `everybody` are all sides of the organisation that
    have a figure, by day: whoever may not see the sides one by one sees the whole of all of that day alone, then as
    last time, since from two wholes with different sides in them the difference could be had. Weights are never shown.
    """
    latest = {side: one.latest for side, one in standings.items()}
    if not _may_show(latest, viewpoint, everybody, percentage=percentage):
        return None
    before = {side: one.before for side, one in standings.items() if one.before is not None}
    known = before.keys() == latest.keys() and _may_show(before, viewpoint, everybody, percentage=percentage)
    return Mean(
        _mean(latest.values()),
        _mean(before.values()) if known else None,
        next(iter(latest.values())).day,
        any(one.dated for one in standings.values()),
    )


def _may_show(
    by_side: Mapping[int, Value], viewpoint: Viewpoint, everybody: Mapping[date, Collection[int]], *, percentage: bool
) -> bool:
    days = {one.day for one in by_side.values()}
    if len(by_side) < 2 or len(days) > 1:
        return False
    if not all(one.weight for one in by_side.values()):
        return False
    if all(viewpoint.sees_figures_of(side) for side in by_side):
        return True
    if by_side.keys() != set(everybody.get(min(days), ())) or not viewpoint.sees_whole(
        _counts(by_side, percentage=percentage)
    ):
        return False
    # Our own people in a partner's channel take nothing from what the partner reads elsewhere.
    others = [one for side, one in by_side.items() if side not in viewpoint.sides - {viewpoint.internal}]
    weight = sum(one.weight for one in others)
    alike = len({one.value for one in others}) == 1
    return not alike and max(one.weight for one in others) <= MOST_OF_THE_OTHERS * weight


def _counts(by_side: Mapping[int, Value], *, percentage: bool) -> dict[int, Figure]:
    """The same as counts, for the rule of who is hidden by whom; what is no percentage is neither nothing nor all."""
    if not percentage:
        return {side: Figure(1, 2) for side in by_side}
    hundredths = {side: round(one.value * one.weight * 1000) for side, one in by_side.items()}
    return {side: Figure(hundredths[side], one.weight * 100 * 1000) for side, one in by_side.items()}


def _mean(values: Collection[Value]) -> float:
    return sum(one.value * one.weight for one in values) / sum(one.weight for one in values)
