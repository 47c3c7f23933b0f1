"""Bars: what a measurement must not exceed, beside what a bare control of the same layout reached in the same run."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

BUSY_FROM = 0.25
"""Share of the time for which the bot may stand in line for a processor before a run says nothing about it."""


class Verdict(StrEnum):
    """`busy`: the control itself missed half the bar, or we missed it while others had the processors."""

    MET = "met"
    MISSED = "missed"
    BUSY = "machine too busy"


@dataclass(frozen=True)
class Bar:
    """Medians over runs, ours and the control's, against a bar in the same unit.

    `least` is the best that can be: 0, or 1 for a ratio; the half of the bar is counted from there. `in_line` is for
    which share of each run other programs had the processors that the bot was waiting for. `at_least`: the bar is a
    floor. A ratio whose lower part was measured in the same run is its own control and has no `control_runs`.
    """

    name: str
    unit: str
    bar: float
    runs: tuple[float, ...]
    control_runs: tuple[float, ...]
    in_line: tuple[float, ...]
    least: float = 0.0
    at_least: bool = False

    @property
    def measured(self) -> float:
        return median(self.runs)

    @property
    def control(self) -> float | None:
        return median(self.control_runs) if self.control_runs else None

    @property
    def verdict(self) -> Verdict:
        half = self.least + (self.bar - self.least) / 2
        if self.control is not None and self.control > half:
            return Verdict.BUSY
        if self.measured >= self.bar if self.at_least else self.measured <= self.bar:
            return Verdict.MET
        return Verdict.BUSY if median(self.in_line) > BUSY_FROM else Verdict.MISSED

    def as_json(self) -> dict[str, object]:
        """One entry of the result; without our figure where the machine was too busy."""
        told = self.verdict is not Verdict.BUSY
        return {
            "name": self.name,
            "unit": self.unit,
            "bar": self.bar,
            "at_least": self.at_least,
            "measured": round(self.measured, 4) if told else None,
            "runs": [round(one, 4) for one in self.runs] if told else None,
            "control": None if self.control is None else round(self.control, 4),
            "in_line": round(median(self.in_line), 4),
            "verdict": str(self.verdict),
        }


def percent_bar(name: str, most: float, shares: Sequence[float], in_line: Sequence[float]) -> Bar:
    """Shares of a whole that was measured in the same run must be at most so many percent."""
    return Bar(name, "%", most, tuple(share * 100 for share in shares), (), tuple(in_line))


def none_bar(name: str, count: int, in_line: Sequence[float]) -> Bar:
    """Something must not have happened even once, in all runs together."""
    return Bar(name, "", 0.0, (float(count),), (), tuple(in_line))


@dataclass(frozen=True)
class Findings:
    """What one measure found: its bars, over which topology, and what else was seen, one sentence each."""

    bars: tuple[Bar, ...]
    topology: str
    notes: tuple[str, ...] = ()


Say = Callable[[str], None]
Measure = Callable[[Say], Awaitable[Findings]]


def exit_code(bars: Sequence[Bar]) -> int:
    """0 if all bars are met, 1 if one is missed, 75 (sysexits' "try again later") if the machine was too busy."""
    verdicts = {bar.verdict for bar in bars}
    if Verdict.MISSED in verdicts:
        return 1
    return 75 if Verdict.BUSY in verdicts else 0
