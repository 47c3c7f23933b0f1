"""`instep bench`: how fast updates go out on this machine, judged by the stand-ins' ledgers, beside a control."""

import asyncio
import json
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.proof.bare import Bare
from bot.proof.bars import Bar, Verdict, exit_code
from bot.proof.broadcast import Measured, broadcast, percentile, rest_seconds
from bot.proof.crowd import crowd
from bot.proof.demo import until_stopped
from bot.proof.evidence import refusals
from bot.proof.stage import Stage

SMALL, LARGE = 20, 100
"""Channels over three sides on both platforms."""

RUNS = 3

Say = Callable[[str], None]


@dataclass(frozen=True)
class Runs:
    """Broadcasts of one size: the bot's, and after each the control's."""

    ours: tuple[Measured, ...]
    control: tuple[Measured, ...]


@dataclass(frozen=True)
class Result:
    """The bars, and how often a platform refused a call for its pace: a bot that keeps the pace is never refused."""

    bars: tuple[Bar, ...]
    refused_for_pace: Mapping[str, int]


def run_bench(*, json_file: Path | None) -> int:
    """Measure, show the table, write the result; gives the exit code of `exit_code`."""
    console = Console(highlight=False)
    began = time.monotonic()
    result = asyncio.run(until_stopped(_bench(lambda line: console.print(Text(line, style="dim")))))
    console.print(_table(result.bars))
    if result.refused_for_pace:
        told = ", ".join(f"{count} × {method}" for method, count in result.refused_for_pace.items())
        console.print(Text(f"Refused for pace: {told}", style="yellow"))
    if json_file:
        json_file.write_text(json.dumps(_as_json(result, time.monotonic() - began), indent=2) + "\n")
    return exit_code(result.bars)


async def _bench(say: Say) -> Result:
    async with Stage(crowd(SMALL, LARGE)) as stage:
        say(f"Starting stand-ins and the bot, with {LARGE} channels over three sides …")
        await stage.prepare()
        async with Bare(stage.world, LARGE) as bare:
            small = await _runs(stage, bare, SMALL, say)
            large = await _runs(stage, bare, LARGE, say)
        refused = await refusals(stage.world)
    return Result((same_minute(small), within_the_pace(large), acknowledged(large)), refused)


async def _runs(stage: Stage, bare: Bare, size: int, say: Say) -> Runs:
    """RUNS broadcasts of each, in turn; while one goes on, the other's pace rests."""
    ours, control = [], []
    for number in range(1, RUNS + 1):
        say(f"{size} channels, run {number} of {RUNS} …")
        await asyncio.sleep(rest_seconds())
        ours.append(await broadcast(stage, size, f"Bench of {size}, run {number}"))
        await asyncio.sleep(rest_seconds())
        title = f"Control of {size}, run {number}"
        control.append(await bare.broadcast(size, title, f"{stage.base_url}/slack/events"))
    return Runs(tuple(ours), tuple(control))


def same_minute(runs: Runs) -> Bar:
    """No side is served first."""
    return Bar(
        f"between the sides' median deliveries, {SMALL} channels",
        "s",
        1.0,
        tuple(one.between_sides for one in runs.ours),
        tuple(one.between_sides for one in runs.control),
        _in_line(runs),
    )


def within_the_pace(runs: Runs) -> Bar:
    """Delivery takes what the paces force, and little more."""
    return Bar(
        f"elapsed ÷ the least that the paces allow, {LARGE} channels",
        "×",
        1.10,
        tuple(one.ratio for one in runs.ours),
        tuple(one.ratio for one in runs.control),
        _in_line(runs),
        least=1.0,
    )


def acknowledged(runs: Runs) -> Bar:
    """Nobody waits for a command because an update goes out."""
    return Bar(
        "a slash command acknowledged meanwhile, p99",
        "ms",
        250.0,
        tuple(percentile(one.acknowledged, 0.99) * 1000 for one in runs.ours),
        tuple(percentile(one.acknowledged, 0.99) * 1000 for one in runs.control),
        _in_line(runs),
    )


def _in_line(runs: Runs) -> tuple[float, ...]:
    return tuple(one.share_in_line for one in runs.ours)


def _table(bars: Sequence[Bar]) -> Table:
    table = Table("what", "bar", "measured", "control", "verdict", title=None, expand=False)
    styles = {Verdict.MET: "green", Verdict.MISSED: "bold red", Verdict.BUSY: "yellow"}
    for bar in bars:
        told = bar.verdict is not Verdict.BUSY
        table.add_row(
            bar.name,
            f"≤ {_figure(bar.bar, bar.unit)}",
            _figure(bar.measured, bar.unit) if told else "–",
            _figure(bar.control, bar.unit),
            Text(bar.verdict, style=styles[bar.verdict]),
        )
    return table


def _figure(value: float, unit: str) -> str:
    return f"{value:.0f} {unit}" if unit == "ms" else f"{value:.2f} {unit}"


def _as_json(result: Result, seconds: float) -> dict[str, object]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "cpus": os.cpu_count(),
            "load": round(os.getloadavg()[0], 2),
        },
        "topology": "one Slack workspace and one Teams tenant, half of the channels each; SQLite; one bot process",
        "runs": RUNS,
        "seconds": round(seconds, 1),
        "refused_for_pace": dict(result.refused_for_pace),
        "bars": [bar.as_json() for bar in result.bars],
    }
