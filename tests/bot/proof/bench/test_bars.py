"""The verdict of a bar: met, missed, or nothing said because the machine was too busy."""

import math
from dataclasses import replace

import pytest

from bot.proof.bench.bars import Bar, Verdict, exit_code
from bot.proof.bench.broadcast import bound_of, percentile
from bot.proof.organisation import Platform


def bar(*runs: float, control: float = 1.0, in_line: float = 0.0, limit: float = 1.10) -> Bar:
    return Bar("elapsed", "×", limit, runs, (control,) * len(runs), (in_line,) * len(runs), least=1.0)


def test_the_median_of_the_runs_is_held_against_the_bar() -> None:
    assert bar(1.02, 9.0, 1.10).verdict is Verdict.MET
    assert bar(1.02, 1.11, 1.12).verdict is Verdict.MISSED
    assert bar(1.02, in_line=0.3).verdict is Verdict.MET


def test_a_floor_is_met_from_above_and_a_ratio_is_its_own_control() -> None:
    floor = Bar("throughput ÷ bare", "×", 0.20, (0.1, 0.26, 0.3), (), (0.0,), at_least=True)
    assert floor.verdict is Verdict.MET and floor.as_json()["control"] is None
    assert replace(floor, runs=(0.19,)).verdict is Verdict.MISSED
    assert replace(floor, runs=(0.19,), in_line=(0.5,)).verdict is Verdict.BUSY


@pytest.mark.parametrize("busy", [bar(1.0, control=1.06), bar(1.2, in_line=0.3)])
def test_a_busy_machine_says_nothing_about_us(busy: Bar) -> None:
    told = busy.as_json()
    assert told["verdict"] == "machine too busy"
    assert told["measured"] is None and told["runs"] is None


def test_the_exit_code_tells_a_missed_bar_from_a_busy_machine() -> None:
    met, missed, busy = bar(1.0), bar(2.0), bar(1.0, control=1.09)
    assert [exit_code(bars) for bars in ([met], [met, busy], [met, busy, missed])] == [0, 75, 1]


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = tuple(float(number) for number in range(1, 101))
    assert percentile(values, 0.99) == 99.0
    assert percentile((3.0,), 0.99) == 3.0
    assert percentile((), 0.99) == math.inf


def test_the_bound_is_that_of_the_slower_platform() -> None:
    assert bound_of({Platform.SLACK: 10, Platform.TEAMS: 10}) < 1.0
    assert bound_of({Platform.SLACK: 50, Platform.TEAMS: 50}) == pytest.approx(6.0, abs=0.5)
