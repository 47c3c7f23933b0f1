"""The time given is used for all that there is, and kept."""

from collections import Counter

from bot.proof.chaos.arena import Arena
from bot.proof.chaos.scenario import Engine, Scenario
from bot.proof.chaos.timetable import Timetable

OVERHEAD, PACE = 15.0, 50.0
"""How long the rounds of these tests take: seconds, and deliveries a second besides."""


async def nothing(arena: Arena) -> None:
    """A scenario in which nothing goes wrong."""


SCENARIOS = [Scenario(name, "", nothing) for name in ("a", "b", "c", "d", "e")]
PAIRS = [(scenario, engine) for scenario in SCENARIOS for engine in scenario.engines]


def simulated(seconds: float | None, slow: str = "") -> tuple[list[tuple[str, Engine, int]], float]:
    """What is played, and when it ends."""
    timetable, now, played = Timetable(PAIRS, seconds), 0.0, []
    while turn := timetable.following(now):
        took = turn.size / PACE + OVERHEAD * (10 if turn.scenario.name == slow else 1)
        timetable.took(turn, took)
        now += took
        played.append((turn.scenario.name, turn.engine, turn.size))
    return played, now


def test_without_an_end_everything_is_played_once_at_full_size() -> None:
    played, _ = simulated(None)
    assert played == [(scenario.name, engine, scenario.full) for scenario, engine in PAIRS]


def test_five_minutes_are_used_to_play_all_at_its_smallest() -> None:
    played, ended = simulated(300)
    assert played[: len(PAIRS)] == [(scenario.name, engine, scenario.least) for scenario, engine in PAIRS]
    assert 240 < ended <= 300


def test_an_hour_goes_to_ever_larger_rounds_in_turns() -> None:
    played, ended = simulated(3600)
    turns = Counter((name, engine) for name, engine, _ in played)
    assert max(turns.values()) - min(turns.values()) <= 1
    assert max(size for _, _, size in played) > 5_000
    assert 3000 < ended <= 3600


def test_what_takes_too_long_is_passed_over_for_what_fits() -> None:
    played, ended = simulated(620, slow="a")
    turns = Counter(name for name, _, _ in played)
    assert turns["a"] == 2
    assert turns["e"] > 2
    assert ended <= 620


def test_one_round_is_played_however_short_the_time_is() -> None:
    assert [size for _, _, size in simulated(6)[0]] == [SCENARIOS[0].least]


def test_without_anything_to_play_there_is_no_turn() -> None:
    assert Timetable([], 300).following(0) is None
    assert Timetable([], None).following(0) is None
