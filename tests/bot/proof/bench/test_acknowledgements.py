"""Publishing while people press, on a small scale: each press is counted, and the judge would tell if one was not."""

from dataclasses import replace

import pytest

from bot.proof.bench.acknowledgements import Pair, bars, busy, judge, pair
from bot.proof.bench.bars import Verdict
from bot.proof.bench.broadcast import Measured
from bot.proof.bench.presses import Pressed
from bot.proof.stage import Stage
from bot.proof.steps import Unexpected

SIZE, AGENTS, A_SECOND = 6, 400, 20


async def test_every_press_during_a_publication_counts_once() -> None:
    async with Stage(busy(SIZE, AGENTS)) as stage:
        await stage.prepare()
        seen = await pair(stage, SIZE, A_SECOND, "Small")
        pressed = seen.pressed
        with pytest.raises(Unexpected, match="counted"):
            await judge(stage, "Small, alone", replace(pressed, acknowledged=pressed.acknowledged + 1))
        with pytest.raises(Unexpected, match="counted"):
            await judge(stage, "Small, alone", replace(pressed, acknowledged=pressed.acknowledged - 1))
    assert seen.during and pressed.acknowledged and not pressed.refused
    assert pressed.acknowledged + pressed.left == AGENTS


def test_fewer_presses_than_were_due_miss_the_bar_and_so_does_a_publication_that_never_began() -> None:
    alone = Measured(16.0, 16.0, 0.0, 0.0, 0.0, 0.0)
    few = Pair(alone, alone, Pressed(1_600, 0, 1, 16.0, 0.01, 0.02), 0.0)
    stuck = Pair(alone, None, Pressed(3_000, 200, 1, 16.0, 2.0, 3.0), 0.0)
    as_fast, enough, none_refused = bars([few] * 3, [few] * 3)
    assert (as_fast.verdict, enough.verdict, none_refused.verdict) == (Verdict.MET, Verdict.MISSED, Verdict.MET)
    as_fast, _, none_refused = bars([stuck] * 3, [few] * 3)
    assert (as_fast.verdict, none_refused.verdict) == (Verdict.MISSED, Verdict.MISSED)
