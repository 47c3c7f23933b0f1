"""`instep bench`: what this machine reaches, judged by the stand-ins' ledgers, each figure beside a control."""

import asyncio
import json
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.proof.bench import (
    acknowledgements,
    activities,
    checkins,
    claims,
    corrections,
    directory,
    enqueue,
    even,
    latency,
    load,
    page,
    paused,
    planned,
    replicas,
    rhythms,
    runs,
    search,
    shoutouts,
    speed,
    thousand,
)
from bot.proof.bench.bars import Bar, Findings, Measure, Verdict, exit_code
from bot.proof.processes import until_stopped

MEASURES: Mapping[str, Measure] = {
    "broadcasts": runs.measure,
    "load": load.measure,
    "activities": activities.measure,
    "latency": latency.measure,
    "claims": claims.measure,
    "shoutouts": shoutouts.measure,
    "even": even.measure,
    "thousand": thousand.measure,
    "replicas": replicas.measure,
    "paused": paused.measure,
    "planned": planned.measure,
    "corrections": corrections.measure,
    "acknowledgements": acknowledgements.measure,
    "rhythms": rhythms.measure,
    "enqueue": enqueue.measure,
    "speed": speed.measure,
    "search": search.measure,
    "directory": directory.measure,
    "checkins": checkins.measure,
    "page": page.measure,
}
"""What there is to measure, by the name that `--only` takes, in the order in which it is done."""


@dataclass(frozen=True)
class Measured:
    """What one measure found, and for how many seconds it ran."""

    name: str
    findings: Findings
    seconds: float


def run_bench(*, json_file: Path | None, only: Sequence[str] = ()) -> int:
    """Measure, show the table, write the result; gives the exit code of `exit_code`."""
    console = Console(highlight=False)
    measured = asyncio.run(until_stopped(_bench(console, [name for name in MEASURES if not only or name in only])))
    bars = [bar for one in measured for bar in one.findings.bars]
    console.print(_table(bars))
    for one in measured:
        for note in one.findings.notes:
            console.print(Text(f"{one.name}: {note}", style="yellow"))
    if json_file:
        json_file.write_text(json.dumps(_as_json(measured), indent=2) + "\n")
    return exit_code(bars)


async def _bench(console: Console, names: Sequence[str]) -> list[Measured]:
    measured = []
    for name in names:
        began = time.monotonic()
        findings = await MEASURES[name](partial(_say, console, name))
        measured.append(Measured(name, findings, time.monotonic() - began))
    return measured


def _say(console: Console, name: str, line: str) -> None:
    console.print(Text(f"{name}: {line}", style="dim"))


def _table(bars: Sequence[Bar]) -> Table:
    table = Table("what", "bar", "measured", "control", "verdict", title=None, expand=False)
    styles = {Verdict.MET: "green", Verdict.MISSED: "bold red", Verdict.BUSY: "yellow"}
    for bar in bars:
        told = bar.verdict is not Verdict.BUSY
        table.add_row(
            bar.name,
            f"{'≥' if bar.at_least else '≤'} {_figure(bar.bar, bar.unit)}",
            _figure(bar.measured, bar.unit) if told else "–",
            "–" if bar.control is None else _figure(bar.control, bar.unit),
            Text(bar.verdict, style=styles[bar.verdict]),
        )
    return table


def _figure(value: float, unit: str) -> str:
    return f"{value:.0f} {unit}" if unit in ("ms", "MB") and value >= 10 else f"{value:.2f} {unit}"


def _as_json(measured: Sequence[Measured]) -> dict[str, object]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "cpus": os.cpu_count(),
            "load": round(os.getloadavg()[0], 2),
        },
        "measures": [
            {
                "name": one.name,
                "topology": one.findings.topology,
                "seconds": round(one.seconds, 1),
                "notes": list(one.findings.notes),
                "bars": [bar.as_json() for bar in one.findings.bars],
            }
            for one in measured
        ],
    }
