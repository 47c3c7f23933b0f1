"""Which figure is the latest, what it is compared with, and which whole a partner may see."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capabilities.syncs.numbers.figures import Standing, Value, of_sides, standing, whole
from bot.people.model import Sharing
from bot.people.viewpoint import Viewpoint

SUNDAY = date(2026, 11, 22)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
INTERNAL, HARBORLINE, LUMENARA = 1, 2, 3
BY_HARBORLINE = Viewpoint(frozenset({HARBORLINE}), internal=INTERNAL)
INSIDE = Viewpoint(frozenset({INTERNAL}), internal=INTERNAL)


def value(
    amount: float, day: date = SUNDAY, *, side: int = HARBORLINE, team: int = 0, weight: int = 100, late: float = 0
) -> Value:
    return Value(side, team, day, amount, weight, datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(late))


def now_of(amount: float, side: int, weight: int = 100, day: date = SUNDAY) -> Standing:
    return Standing(value(amount, day, side=side, weight=weight), None, dated=False)


def test_a_figure_that_came_late_is_compared_with_the_one_that_was_told() -> None:
    weeks = [value(4.4 + week / 10, SUNDAY - timedelta(weeks=2 - week), late=2) for week in range(3)]
    found = standing(weeks, datetime(2026, 11, 16, 9, tzinfo=UTC), date(2026, 11, 16))
    assert found is not None
    assert found.before is not None
    assert found.latest.value == pytest.approx(4.6)
    assert found.before.value == 4.4


def test_a_history_brought_all_at_once_is_compared_by_its_days() -> None:
    weeks = [value(4.4 + week / 10, SUNDAY - timedelta(weeks=2 - week), late=30) for week in range(3)]
    found = standing(weeks, datetime(2026, 11, 16, 9, tzinfo=UTC), date(2026, 11, 16))
    assert found is not None
    assert found.before is not None
    assert found.before.value == 4.5
    assert not found.dated


def test_a_figure_that_was_told_already_says_its_day_and_no_change() -> None:
    found = standing([value(4.4), value(4.6, SUNDAY - timedelta(weeks=1))], MONDAY, date(2026, 11, 23))
    assert found is not None
    assert (found.before, found.dated) == (None, True)


def test_a_side_is_made_up_of_its_teams_only_where_all_weights_are_known() -> None:
    teams = [value(4.0, team=1, weight=100), value(5.0, team=2, weight=300)]
    assert [one.value for one in of_sides(teams)] == [4.75]
    assert of_sides([teams[0], value(5.0, team=2, weight=0)]) == []
    assert [one.value for one in of_sides([*teams, value(4.1)])] == [4.1]


def three(own: float = 4.0, inside: float = 4.6, other: float = 4.4) -> dict[int, Standing]:
    figures = {INTERNAL: inside, HARBORLINE: own, LUMENARA: other}
    return {side: now_of(amount, side) for side, amount in figures.items()}


EVERYBODY = (INTERNAL, HARBORLINE, LUMENARA)


def test_a_whole_is_the_mean_by_weight() -> None:
    standings = three(own=4.0, inside=5.0, other=4.2) | {HARBORLINE: now_of(4.0, HARBORLINE, 200)}
    for viewpoint in (INSIDE, BY_HARBORLINE):
        found = whole(standings, viewpoint, {SUNDAY: EVERYBODY}, percentage=False)
        assert found is not None
        assert found.value == pytest.approx((5.0 + 2 * 4.0 + 4.2) / 4)
        assert found.before is None


@pytest.mark.parametrize(
    ("standings", "everybody", "percentage"),
    [
        ({side: one for side, one in three().items() if side != LUMENARA}, (INTERNAL, HARBORLINE), False),
        (three(other=0.0, inside=0.0), EVERYBODY, True),
        (three(other=100.0, inside=100.0), EVERYBODY, True),
        (three(other=5.0, inside=5.0), EVERYBODY, False),
        (three() | {LUMENARA: now_of(4.4, LUMENARA, 900)}, EVERYBODY, False),
        (three(), (*EVERYBODY, 4), False),
        (three() | {LUMENARA: now_of(4.4, LUMENARA, 0)}, EVERYBODY, False),
        (three() | {LUMENARA: now_of(4.4, LUMENARA, day=SUNDAY - timedelta(1))}, EVERYBODY, False),
    ],
    ids=[
        "two sides",
        "nothing elsewhere",
        "all elsewhere",
        "alike elsewhere",
        "one side makes it up",
        "further sides have figures",
        "a weight is not known",
        "of another day",
    ],
)
def test_a_whole_that_would_tell_another_partners_figure_is_not_shown(
    standings: dict[int, Standing], everybody: tuple[int, ...], percentage: bool
) -> None:
    assert whole(standings, BY_HARBORLINE, {SUNDAY: everybody}, percentage=percentage) is None


def test_a_whole_is_compared_with_one_of_last_time_only_if_that_was_of_all_sides_too() -> None:
    earlier = SUNDAY - timedelta(7)
    before = {side: now_of(one.latest.value - 0.2, side, day=earlier).latest for side, one in three().items()}
    standings = {side: replace(one, before=before[side]) for side, one in three().items()}
    for of_last_time, compared in ((EVERYBODY, True), ((*EVERYBODY, 4), False)):
        everybody = {SUNDAY: EVERYBODY, earlier: of_last_time}
        found = whole(standings, BY_HARBORLINE, everybody, percentage=False)
        assert found is not None
        assert (found.before is not None) is compared


def test_whoever_sees_each_side_sees_the_whole_of_two() -> None:
    two = {side: one for side, one in three().items() if side != LUMENARA}
    agreed = Viewpoint(frozenset({HARBORLINE}), Sharing.FIGURES, INTERNAL, frozenset({INTERNAL, HARBORLINE}))
    for viewpoint in (INSIDE, agreed):
        assert whole(two, viewpoint, {SUNDAY: EVERYBODY}, percentage=False) is not None
    assert whole(two, Viewpoint(frozenset({HARBORLINE, LUMENARA})), {SUNDAY: EVERYBODY}, percentage=False) is None


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 1000)), min_size=3, max_size=6))
def test_no_whole_that_a_partner_sees_is_within_a_rounding_of_another_sides_figure_by_weight_alone(
    figures: list[tuple[int, int]],
) -> None:
    standings = {side: now_of(float(amount), side, weight) for side, (amount, weight) in enumerate(figures, 1)}
    if whole(standings, BY_HARBORLINE, {SUNDAY: standings.keys()}, percentage=True) is None:
        return
    others = [one.latest for side, one in standings.items() if side != HARBORLINE]
    weight = sum(one.weight for one in others)
    mean = sum(one.value * one.weight for one in others) / weight
    assert 0 < mean < 100
    for one in others:
        # Even with all weights known, what is left beside any one side stays a good part of the mean.
        assert weight - one.weight >= weight * 0.19
