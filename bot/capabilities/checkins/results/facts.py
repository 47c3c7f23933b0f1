"""The results of a run as one person may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.protecting.nodes import Level
from bot.capabilities.checkins.questions import Question
from bot.capabilities.checkins.results.counting import Measure, Tally
from bot.drawing import FEWEST_IN_A_TREND


@dataclass(frozen=True)
class Rate:
    """People who answered at least one question, of the people who were reached, in a part; `title` is "" of all."""

    level: Level
    title: str
    answered: int
    reached: int


@dataclass(frozen=True)
class PartResult:
    """What was answered in a part, and last time (None: not known, or not shown then).

    `trend` is its figure each time that the same was asked, the oldest first and this one last; None: not shown then.
    """

    level: Level
    title: str
    tally: Tally
    before: Tally | None = None
    trend: tuple[float | None, ...] = ()

    @property
    def has_trend(self) -> bool:
        """Whether there are figures enough for a trend to be seen."""
        return sum(one is not None for one in self.trend) >= FEWEST_IN_A_TREND


@dataclass(frozen=True)
class QuestionResult:
    """A question: the parts that are shown, coarsest first, and how many that these eyes may see are hidden.

    `wrote` counts the people who wrote something (of all, or of the side of whoever looks), and `words` are that,
    shuffled, where it was asked for; `words_hidden`: some did, but too few to be shown. `picture` is the address of the
    trend, where there is one.
    """

    place: int
    question: Question
    measure: Measure
    parts: tuple[PartResult, ...]
    hidden: int = 0
    wrote: int = 0
    words: tuple[str, ...] = ()
    words_hidden: bool = False
    picture: str = ""

    def drawn(self) -> Sequence[PartResult]:
        """The parts whose trends are drawn beside one another: the sides; with one of them alone, it and the whole.

        Whoever sees no side has the first part that they see.
        """
        sides = [part for part in self.parts if part.level is Level.SIDE and part.has_trend]
        first = [part for part in self.parts[:1] if part.level is not Level.SIDE and part.has_trend]
        if len(sides) > 1:
            return sides
        return first if [part.trend for part in sides] == [part.trend for part in first] else [*sides, *first]


@dataclass(frozen=True)
class Results:
    """A run as it stands; without questions as long as it is open. Of all its people, `rested` were not asked."""

    key: str
    name: str
    mode: Mode
    threshold: int
    closes_at: datetime
    closed: bool
    rates: tuple[Rate, ...]
    rested: int = 0
    questions: Sequence[QuestionResult] = ()
