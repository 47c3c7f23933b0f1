"""The whole bot under load, on a small scale: what is measured is there, and the judge counts what arrived."""

import math

import pytest

from bot.proof.bench.bare import Bare
from bot.proof.bench.crowd import audience_of, crowd
from bot.proof.bench.enlarge import enlarge
from bot.proof.bench.history import add_closed
from bot.proof.bench.load import FEW, MANY, TITLE, UNPACED, drain, judge, thirds
from bot.proof.stage import Stage
from bot.proof.steps import Unexpected

CHANNELS, CLOSED = 20, 200


async def test_an_enlarged_audience_drains_while_commands_are_answered() -> None:
    async with Stage(crowd(FEW, MANY), settings=UNPACED) as stage:
        await stage.prepare()
        await stage.slack.enforce_pace(False)
        await stage.teams.enforce_pace(False)
        await drain(stage, FEW, FEW, [f"{TITLE}, the first"])
        await enlarge(stage, audience_of(MANY), CHANNELS)
        async with stage.database() as database:
            await add_closed(database, CLOSED)
        seen = await drain(stage, MANY, CHANNELS, [f"{TITLE}, large {number}." for number in (1, 2)])
        await judge(stage, FEW + 2 * CHANNELS)
        with pytest.raises(Unexpected):
            await judge(stage, FEW + 2 * CHANNELS + 1)
        async with Bare(stage.world, 4) as bare:
            calls = bare.calls("Control")
    assert seen.acknowledged and max(seen.acknowledged) < math.inf
    assert min(seen.resident) > 0 and seen.used > 0
    assert len({call["body"].get("channel", call["url"]) for call in calls}) == 4


@pytest.mark.parametrize("count", [3, 4, 300])
def test_each_command_counts_in_one_third(count: int) -> None:
    judged = thirds([number / 1000 for number in range(count)])
    assert len(judged) == 3
    assert list(judged) == sorted(judged)
    assert judged[-1] >= count - 2
