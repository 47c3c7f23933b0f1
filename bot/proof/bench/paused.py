"""One lane paused by its platform in the middle of a release: it keeps still, and the other goes on."""

import asyncio
import time

from bot.proof.bench.bars import Bar, Findings, Say, none_bar
from bot.proof.bench.broadcast import broadcast, rested
from bot.proof.bench.crowd import crowd
from bot.proof.bench.windows import POST
from bot.proof.organisation import Platform
from bot.proof.stage import Stage

SIZE = 400
RUNS = 3

PAUSE = 30
"""Seconds that the platform asks for with its refusal."""

UNDER_WAY = 1.0
"""Seconds after the first refusal in which calls that were made before it may still arrive."""

TOPOLOGY = (
    "one Slack workspace and one Teams tenant, half of the channels each; SQLite; one bot process; every post on Slack "
    f"is answered 429 with Retry-After {PAUSE}; real time"
)


async def measure(say: Say) -> Findings:
    """RUNS broadcasts to SIZE channels, one after the other, while the lane on Slack is paused."""
    say(f"{SIZE} channels {RUNS} times, with Slack asking for {PAUSE} s of silence …")
    async with Stage(crowd(SIZE)) as stage:
        await stage.prepare()
        await rested(stage)
        await stage.slack.add_fault("rate_limited", times=None, retry_after=str(PAUSE))
        began = time.monotonic()
        runs = [
            await broadcast(stage, SIZE, f"Bench beside a pause, run {number}", on={Platform.TEAMS})
            for number in range(1, RUNS + 1)
        ]
        await asyncio.sleep(began + PAUSE - time.monotonic())
        too_early = await _too_early(stage)
    in_line = tuple(one.share_in_line for one in runs)
    rates = tuple(1 / one.ratio for one in runs)
    bars = (
        Bar("rate on Teams ÷ what its pace allows, Slack paused", "×", 0.95, rates, (), in_line, at_least=True),
        none_bar(f"posts on Slack within the {PAUSE} s it asked for", too_early, in_line),
    )
    return Findings(bars, TOPOLOGY)


async def _too_early(stage: Stage) -> int:
    """How many posts Slack got before the pause was over, as far as it has lasted."""
    calls = [one for one in await stage.slack.calls() if one["method"] == POST]
    refused = min(one["monotonic"] for one in calls if one["http"] == 429)
    return sum(refused + UNDER_WAY < one["monotonic"] < refused + PAUSE for one in calls)
