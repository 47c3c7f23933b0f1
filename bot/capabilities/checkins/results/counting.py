"""What was answered to a question in one part, and the one figure that says it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.capabilities.checkins.kinds import Ask, Template
from bot.capabilities.checkins.questions import Question

PROMOTERS, DETRACTORS = range(9, 11), range(7)
"""Of 0 to 10: whoever would recommend, and whoever would not (Reichheld, Harvard Business Review, December 2003)."""


class Measure(StrEnum):
    """What the one figure of a question is."""

    AVERAGE = "average"
    ENPS = "enps"
    YES = "yes"
    NONE = "none"


def measure_of(question: Question, template: Template) -> Measure:
    """An average of numbers, eNPS where the check-in began as one, the share of yes; choices have none."""
    match question.ask:
        case Ask.SCALE_10 if template is Template.ENPS:
            return Measure.ENPS
        case Ask.SCALE_5 | Ask.SCALE_10 | Ask.SMILEYS:
            return Measure.AVERAGE
        case Ask.YES_NO:
            return Measure.YES
        case Ask.ONE_OF | Ask.SEVERAL_OF | Ask.TEXT:
            return Measure.NONE


@dataclass(frozen=True)
class Tally:
    """How many people chose what; of several choices a person counts with each, and once in `people`."""

    people: int
    counts: Mapping[int, int] = field(default_factory=dict)

    def figure(self, measure: Measure) -> float | None:
        """An average with one decimal, eNPS (-100 to 100) or the percentage of yes as a whole number.

        It is worked out of the counts beside it and rounded, so it says nothing that they do not.
        """
        if not self.people:
            return None
        match measure:
            case Measure.AVERAGE:
                return round(sum(value * count for value, count in self.counts.items()) / self.people, 1)
            case Measure.ENPS:
                promoters = sum(self.counts.get(value, 0) for value in PROMOTERS)
                detractors = sum(self.counts.get(value, 0) for value in DETRACTORS)
                return float(round(100 * (promoters - detractors) / self.people))
            case Measure.YES:
                return float(round(100 * self.counts.get(1, 0) / self.people))
            case Measure.NONE:
                return None


def tally(question: Question, chosen: Iterable[tuple[int, int]]) -> Tally:
    """Of values and how many people chose each."""
    people, counts = 0, dict[int, int]()
    for value, count in chosen:
        people += count
        places = _ticked(value) if question.ask is Ask.SEVERAL_OF else [value]
        for place in places:
            counts[place] = counts.get(place, 0) + count
    return Tally(people, counts)


def _ticked(value: int) -> list[int]:
    return [place for place in range(value.bit_length()) if value >> place & 1]
