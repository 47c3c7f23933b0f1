"""One lane paused by its platform in the middle of a release: it keeps still, and the other goes on."""

import asyncio
from dataclasses import dataclass

from bot.proof.bench.bars import Bar, Findings, Say, none_bar
from bot.proof.bench.broadcast import Measured, broadcast, rested
from bot.proof.bench.crowd import crowd
from bot.proof.bench.windows import POST
from bot.proof.organisation import Platform
from bot.proof.stage import Stage

SIZE = 400
ORGANISATIONS = 3

PAUSE = 30
"""Seconds that the platform asks for with its refusal."""

UNDER_WAY = 1.0
"""Seconds after the first refusal in which calls that were made before it may still arrive."""

TOPOLOGY = (
    "three bots at once, each with one Slack workspace and one Teams tenant, half of the channels each; SQLite; every "
    f"post on Slack is answered 429 with Retry-After {PAUSE}; real time"
)


@dataclass(frozen=True)
class Run:
    """How Teams fared while Slack was paused, and how many posts Slack got before the pause was over."""

    teams: Measured
    too_early: int


async def measure(say: Say) -> Findings:
    """One broadcast to SIZE channels in each of ORGANISATIONS while the lane on Slack is paused."""
    say(f"{ORGANISATIONS} × {SIZE} channels at once, with Slack asking for {PAUSE} s of silence …")
    runs = await asyncio.gather(*(_run() for _ in range(ORGANISATIONS)))
    in_line = tuple(run.teams.share_in_line for run in runs)
    rates = tuple(1 / run.teams.ratio for run in runs)
    bars = (
        Bar("rate on Teams ÷ what its pace allows, Slack paused", "×", 0.95, rates, (), in_line, at_least=True),
        none_bar(f"posts on Slack within the {PAUSE} s it asked for", sum(run.too_early for run in runs), in_line),
    )
    return Findings(bars, TOPOLOGY)


async def _run() -> Run:
    async with Stage(crowd(SIZE)) as stage:
        await stage.prepare()
        await rested(stage)
        await stage.slack.add_fault("rate_limited", times=None, retry_after=str(PAUSE))
        teams = await broadcast(stage, SIZE, "Bench beside a pause", on={Platform.TEAMS})
        await asyncio.sleep(PAUSE - teams.elapsed)
        calls = [one for one in await stage.slack.calls() if one["method"] == POST]
        refused = min(one["monotonic"] for one in calls if one["http"] == 429)
        return Run(teams, sum(refused + UNDER_WAY < one["monotonic"] < refused + PAUSE for one in calls))
