"""The timetable: which scenario is played next, and how large, so that the time given is used and kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from bot.proof.chaos.scenario import Engine, Scenario

FIRST_PACE = 40.0
"""Deliveries a second beyond the smallest round, before a larger one has told better."""

CAUTION = 1.2
"""How much longer than the last one a round may take."""


@dataclass(frozen=True)
class Turn:
    """One round that is to be played."""

    scenario: Scenario
    engine: Engine
    size: int


@dataclass(frozen=True)
class _Tried:
    """The last round of a scenario on a database, in seconds, and how many deliveries more a second adds."""

    size: int
    seconds: float
    pace: float

    def fitting(self, scenario: Scenario, seconds: float) -> int:
        """How many deliveries a round may have that is to take so long; 0 if not even the least."""
        size = self.size + int((seconds / CAUTION - self.seconds) * self.pace)
        return min(scenario.full, size) if size >= scenario.least else 0


class Timetable:
    """Without an end, all pairs once at full size; else all at their smallest, and from then on each as large as fits.

    `ends` is on the clock that `following` is asked with, in seconds. The first round is played however short the time
    is; after that, what does not fit is passed over.
    """

    def __init__(self, pairs: Sequence[tuple[Scenario, Engine]], ends: float | None) -> None:
        self._pairs = pairs
        self._ends = ends
        self._at = 0
        self._tried: dict[tuple[str, Engine], _Tried] = {}
        self._firsts: list[float] = []

    def following(self, now: float) -> Turn | None:
        """The next round; None once all were played, or nothing fits any more."""
        for _ in self._pairs:
            if self._at == len(self._pairs):
                if self._ends is None:
                    return None
                self._at = 0
            scenario, engine = self._pairs[self._at]
            size = scenario.full if self._ends is None else self._size(scenario, engine, self._ends - now)
            self._at += 1
            if size:
                return Turn(scenario, engine, size)
        return None

    def took(self, turn: Turn, seconds: float) -> None:
        """Learn how long a round took."""
        pair, pace = (turn.scenario.name, turn.engine), FIRST_PACE
        if before := self._tried.get(pair):
            more, longer = turn.size - before.size, seconds - before.seconds
            pace = more / longer if more * longer > 0 else before.pace
        else:
            self._firsts.append(seconds)
        self._tried[pair] = _Tried(turn.size, seconds, pace)

    def _size(self, scenario: Scenario, engine: Engine, left: float) -> int:
        if not self._tried:
            return scenario.least
        tried = self._tried.get((scenario.name, engine))
        if tried is None:
            return scenario.least if mean(self._firsts) * CAUTION <= left else 0
        share = left / (len(self._pairs) - self._at)
        return tried.fitting(scenario, share) or (scenario.least if tried.fitting(scenario, left) else 0)
