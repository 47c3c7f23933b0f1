"""Deaths are spread over all points, and planned alike from one seed."""

from collections import Counter
from itertools import chain, pairwise
from random import Random

import pytest

from bot.proof.chaos import checkins
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


@pytest.mark.parametrize("count", [3, 14])
def test_people_are_asked_over_deaths_among_pages_and_sends(count: int) -> None:
    planned = [*chain.from_iterable(checkins.deaths(count))]
    assert len(planned) - count in (0, 1)
    assert planned[:3] == ["before_checkins.ask", "after_answer", "after_checkins.ask"]
    assert count < len(POINTS) or {*POINTS} <= {*planned}
    assert all(before in LEAVES_DOUBT for before, point in pairwise(planned) if point == RECOVERY)


def test_a_seed_repeats_the_plan() -> None:
    assert plan(Random(7), 9) == plan(Random(7), 9) != plan(Random(8), 9)
