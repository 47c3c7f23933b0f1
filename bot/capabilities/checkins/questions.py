"""The questions of a check-in, as they are kept (JSON) and as they are asked.

What is chosen is a whole number: 1 to 5 for `scale_5` and `smileys` (5 is the best), 0 to 10 for `scale_10`, 1 (yes) or
0 (no) for `yes_no`, the place of the choice (from 0) for `one_of`, the sum of 2 to the power of each place for
`several_of`. `text` has words and no number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from bot.capabilities.checkins.kinds import Ask

FEWEST, MOST = 1, 5
"""Questions of a check-in, those included that are asked only after certain answers."""

LONGEST_QUESTION = 200
LONGEST_CHOICE = 60
FEWEST_CHOICES, MOST_CHOICES = 2, 8
LONGEST_ANSWER = 1000
"""Characters of a free answer."""

ALERTING = frozenset({Ask.SCALE_5, Ask.SCALE_10, Ask.SMILEYS, Ask.YES_NO, Ask.ONE_OF})
"""Kinds of which single answers can alert: one is given, and it is chosen."""

RANGE: Mapping[Ask, range] = {
    Ask.SCALE_5: range(1, 6),
    Ask.SCALE_10: range(11),
    Ask.SMILEYS: range(1, 6),
    Ask.YES_NO: range(2),
}
"""What can be chosen, where the kind alone says so."""


@dataclass(frozen=True)
class After:
    """Asked only of whom the question at this place (from 1, an earlier one) was answered with one of these values.

    Of several choices, `values` are the places (from 0), and one of them that was ticked is enough.
    """

    place: int
    values: tuple[int, ...]


@dataclass(frozen=True)
class Question:
    """One question. `text` and `choices` are in the language of whoever wrote them; `other_languages` by locale.

    A locale's own wording is its text followed by its choices, all of them or none. `alerts` are the values of which
    whoever looks after it wants to hear: at once where answers have names, else with the results.
    """

    ask: Ask
    text: str
    choices: tuple[str, ...] = ()
    after: After | None = None
    other_languages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    alerts: tuple[int, ...] = ()

    def said(self, locale: str) -> str:
        """The question in a language, or as it was written."""
        return self._wording(locale)[0]

    def choices_in(self, locale: str) -> tuple[str, ...]:
        """Its choices in a language, or as they were written."""
        return self._wording(locale)[1:]

    def values(self) -> range:
        """What can be chosen; empty for free text."""
        if self.ask is Ask.ONE_OF:
            return range(len(self.choices))
        if self.ask is Ask.SEVERAL_OF:
            return range(1, 2 ** len(self.choices))
        return RANGE.get(self.ask, range(0))

    def is_low(self, value: int | None) -> bool:
        """Whether an answer is one of those that alert."""
        return value in self.alerts

    def fingerprint(self) -> str:
        """Says that two questions ask the same, whichever check-in they stand in: their kind and their words."""
        words = (self.text, *self.choices)
        return "|".join([self.ask, *(" ".join(one.casefold().split()).strip(" ?.!") for one in words)])

    def _wording(self, locale: str) -> tuple[str, ...]:
        for known in (locale, locale.partition("_")[0]):
            if known in self.other_languages:
                return self.other_languages[known]
        return (self.text, *self.choices)


@dataclass(frozen=True)
class Given:
    """What was answered to a question: what was chosen, and words; with neither it was passed over."""

    value: int | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return self.value is not None or bool(self.text)


def applies(questions: Sequence[Question], place: int, values: Mapping[int, int | None]) -> bool:
    """Whether the question at a place is asked of somebody, after the values that they gave by place.

    What was asked after an answer that is no longer given is not asked any more.
    """
    after = questions[place - 1].after
    if after is None:
        return True
    value = values.get(after.place)
    if value is None or not applies(questions, after.place, values):
        return False
    if questions[after.place - 1].ask is Ask.SEVERAL_OF:
        return any(value >> choice & 1 for choice in after.values)
    return value in after.values


_QUESTIONS = TypeAdapter(tuple[Question, ...])


def kept(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Questions as the database keeps them."""
    found: list[dict[str, Any]] = _QUESTIONS.dump_python(tuple(questions), mode="json")
    return found


def read(stored: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """What `kept` wrote."""
    return _QUESTIONS.validate_python(list(stored))
