"""The simulated releases: their figures are those of the paces, and would show an order that serves a side first."""

import pytest

from bot.proof.bench import planned
from bot.proof.bench.bars import Verdict
from bot.proof.bench.broadcast import judged
from bot.proof.bench.planned import Lanes, simulate
from bot.proof.evidence import Posted
from bot.proof.organisation import Platform


async def test_all_bars_are_met_for_every_size() -> None:
    said: list[str] = []
    findings = await planned.measure(said.append)
    assert len(said) == 3
    assert {bar.verdict for bar in findings.bars} == {Verdict.MET}


def test_a_thousand_channels_take_what_slack_takes() -> None:
    assert sum(len(works) for _, works in Lanes(10_000, 10, 2).works.values()) == 10_000
    assert simulate(Lanes(1_000, 1, 1), 0.4).ratio == pytest.approx(1.0, abs=0.01)


def test_the_gaps_of_a_broadcast_are_told_apart() -> None:
    found = [
        *(Posted(Platform.SLACK, "ours", 100.0 + n) for n in range(10)),
        *(Posted(Platform.SLACK, "theirs", 102.0 + n) for n in range(10)),
        *(Posted(Platform.TEAMS, "partner", 100.5) for _ in range(3)),
    ]
    seen = judged(found, 99.0, {"ours": "A", "theirs": "B", "partner": "C"}, ())
    assert (seen.elapsed, seen.on_one_platform, seen.between_sides) == (12.0, 2.0, 6.0)
    assert seen.between_platforms == 5.0
    assert seen.unforced == pytest.approx((5.0 - seen.forced) / 12)
    assert seen.beyond == pytest.approx(12.0 - seen.bound)
