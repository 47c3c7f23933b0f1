"""A thousand channels through the whole bot in real time, in one organisation after the other, beside a control."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.proof.bench.bare import Bare
from bot.proof.bench.bars import Bar, Findings, Say, none_bar, percent_bar
from bot.proof.bench.broadcast import Measured, broadcast, rested
from bot.proof.bench.crowd import crowd
from bot.proof.evidence import refusals
from bot.proof.stage import Stage

SIZE = 1_000
ORGANISATIONS = 3

TOPOLOGY = (
    "three bots one after the other, each with one Slack workspace and one Teams tenant, half of the channels each; "
    "SQLite; the control posts to as many channels of its own at the same time; real time"
)


@dataclass(frozen=True)
class Run:
    """One broadcast, the control's beside it, and how many calls were refused for their pace."""

    ours: Measured
    control: Measured
    refused: Mapping[str, int]


async def measure(say: Say) -> Findings:
    """One broadcast to SIZE channels in each of ORGANISATIONS."""
    say(f"{ORGANISATIONS} × {SIZE:,} channels: building them, then about two minutes of posting, three times …")
    runs = [await _run() for _ in range(ORGANISATIONS)]
    ours = [run.ours for run in runs]
    refused = sum((Counter(run.refused) for run in runs), Counter[str]())
    in_line = tuple(one.share_in_line for one in ours)
    bars = (
        Bar(
            f"elapsed ÷ the least that the paces allow, {SIZE:,} channels",
            "×",
            1.05,
            tuple(one.ratio for one in ours),
            tuple(run.control.ratio for run in runs),
            in_line,
            least=1.0,
        ),
        percent_bar(
            f"between sides on one platform ÷ elapsed, {SIZE:,} channels",
            2,
            [one.on_one_platform / one.elapsed for one in ours],
            in_line,
        ),
        percent_bar(
            f"between platforms beyond what is forced ÷ elapsed, {SIZE:,} channels",
            2,
            [one.unforced for one in ours],
            in_line,
        ),
        none_bar(f"calls refused for their pace, {SIZE:,} channels", refused.total(), in_line),
    )
    notes = tuple(f"refused for pace: {count} × {method}" for method, count in refused.items())
    return Findings(bars, TOPOLOGY, notes)


async def _run() -> Run:
    async with Stage(crowd(SIZE)) as stage:
        await stage.prepare()
        async with Bare(stage.world, SIZE) as bare:
            await rested(stage)
            ours, control = await asyncio.gather(
                broadcast(stage, SIZE, "Bench of a thousand"), bare.post(SIZE, "Control of a thousand")
            )
        return Run(ours, control, await refusals(stage.world))
