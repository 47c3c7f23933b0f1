"""The results of a run as one person may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.protecting.nodes import Level
from bot.capabilities.checkins.questions import Question
from bot.capabilities.checkins.results.counting import Measure, Tally


@dataclass(frozen=True)
class Rate:
    """People who answered at least one question, of the people who were reached, in a part; `title` is "" of all."""

    level: Level
    title: str
    answered: int
    reached: int


@dataclass(frozen=True)
class PartResult:
    """What was answered in a part, and last time (None: not known, or not shown then)."""

    level: Level
    title: str
    tally: Tally
    before: Tally | None = None


@dataclass(frozen=True)
class QuestionResult:
    """A question: the parts that are shown, coarsest first, and how many that these eyes may see are hidden.

    `trend` is the figure of the first part in earlier runs and this one, the oldest first. `wrote` counts
    the people who wrote something (of all, or of the side of whoever looks), and `words` are that, shuffled, where it
    was asked for; `words_hidden`: some did, but too few to be shown.
    """

    place: int
    question: Question
    measure: Measure
    parts: tuple[PartResult, ...]
    hidden: int = 0
    trend: tuple[float, ...] = ()
    wrote: int = 0
    words: tuple[str, ...] = ()
    words_hidden: bool = False


@dataclass(frozen=True)
class Results:
    """A run as it stands; without questions as long as it is open."""

    key: str
    name: str
    mode: Mode
    threshold: int
    closes_at: datetime
    closed: bool
    rates: tuple[Rate, ...]
    rested: int = 0
    silenced: int = 0
    questions: Sequence[QuestionResult] = ()
