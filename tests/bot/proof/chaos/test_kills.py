"""Deaths are spread over all points, and planned alike from one seed."""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest

from bot.proof.chaos.kills import LEAVES_DOUBT, RECOVERY, plan
from bot.proof.chaos.orders import POINTS


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("kills", [25, len(POINTS)])
def test_every_point_is_died_at_and_recovery_where_there_is_doubt(kills: int, seed: int) -> None:
    planned = plan(Random(seed), kills)
    points = [death.point for death in planned]
    counted = Counter(points)
    assert len(planned) == kills
    assert set(counted) == set(POINTS)
    assert max(counted.values()) - min(counted.values()) <= 1
    before_recovery = {before for before, point in pairwise(points) if point == RECOVERY}
    assert points[0] != RECOVERY
    assert before_recovery <= {*LEAVES_DOUBT, RECOVERY}
    assert all(0 <= death.part < 1 for death in planned)


def test_a_seed_repeats_the_plan() -> None:
    assert plan(Random(7), 9) == plan(Random(7), 9) != plan(Random(8), 9)
