"""Kills are spread over all points, and planned alike from one seed."""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest

from bot.proof.chaos.kills import LEAVES_DOUBT, plan
from bot.proof.chaos.mortals import POINTS


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(("deliveries", "kills"), [(10_000, 25), (300, 6)])
def test_every_point_is_killed_at_and_recovery_where_there_is_doubt(deliveries: int, kills: int, seed: int) -> None:
    planned = plan(Random(seed), deliveries, kills)
    points = [kill.point for kill in planned]
    counted = Counter(points)
    assert len(planned) == kills
    assert set(counted) == set(POINTS)
    assert max(counted.values()) - min(counted.values()) <= 1
    before_recovery = {before for before, point in pairwise(points) if point == "during_recovery"}
    assert points[0] != "during_recovery"
    assert before_recovery <= {*LEAVES_DOUBT, "during_recovery"}
    assert 0 < sum(kill.answers for kill in planned) < 0.7 * deliveries


def test_a_seed_repeats_the_plan() -> None:
    assert plan(Random(7), 500, 9) == plan(Random(7), 500, 9) != plan(Random(8), 500, 9)
