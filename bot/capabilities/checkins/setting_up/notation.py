"""The questions of a check-in as somebody types them, one in a line, and back.

    smileys: Did you have the information you needed this week?
    smileys, alert 1-2: How was your week?
    if 1 is 1-2: text: What was missing?
    one of: Which shift suits you? | Early | Late | Night
    es: ¿Qué turno te conviene? | Mañana | Tarde | Noche

A line begins with its kind. `if QUESTION is ANSWERS:` before it has it asked only after these answers to an earlier
question: numbers or a range of a scale, `yes` or `no`, or choices by their words or their numbers (from 1). `, alert
ANSWERS` after its kind has these answers told at once where they have names, else pointed out with the results. A line
that begins with a language says the question before it once more, its choices too.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from bot.capabilities.checkins.kinds import Ask
from bot.capabilities.checkins.questions import (
    ALERTING,
    FEWEST_CHOICES,
    LONGEST_CHOICE,
    LONGEST_QUESTION,
    MOST,
    MOST_CHOICES,
    RANGE,
    After,
    Question,
)
from bot.chat.texts import Texts, translated

LONGEST = 3000
"""Characters of all questions together: what a field of several lines holds on every platform."""

KINDS: Mapping[str, Ask] = MappingProxyType(
    {
        "1-5": Ask.SCALE_5,
        "0-10": Ask.SCALE_10,
        "smileys": Ask.SMILEYS,
        "yes/no": Ask.YES_NO,
        "one of": Ask.ONE_OF,
        "several of": Ask.SEVERAL_OF,
        "text": Ask.TEXT,
    }
)
"""How each kind is typed."""

CHOOSING = (Ask.ONE_OF, Ask.SEVERAL_OF)
"""The kinds whose choices are written down."""

_ALSO = {"1–5": "1-5", "0–10": "0-10", "yes / no": "yes/no", "yes-no": "yes/no", "smiley": "smileys"}
_TYPED = {ask: typed for typed, ask in KINDS.items()}
_AFTER = re.compile(r"if\s+(?:question\s+)?(?P<place>\d)\s+is\s+(?P<answers>[^:]+):\s*(?P<rest>.*)", re.I | re.ASCII)
_ALERT = re.compile(r"(?P<kind>[^,]+),\s*alert\b(?P<answers>.*)", re.I)
_SPAN = re.compile(r"(\d{1,2})\s*(?:-|–|to)\s*(\d{1,2})", re.ASCII)
_YES, _NO = "yes", "no"


class Unclear(Exception):
    """A line that cannot be a question, by its number from 1, and what to do about it."""

    def __init__(self, line: int, says: str) -> None:
        super().__init__(says)
        self.line = line


def read_questions(text: str, t: Texts) -> tuple[Question, ...]:
    """What somebody typed; raises Unclear."""
    found: list[Question] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = " ".join(line.split())
        if not words:
            continue
        language, _, wording = words.partition(":")
        if language.strip().casefold() in translated():
            if not found:
                raise Unclear(number, t("Write the question itself first, and in other languages below it."))
            found[-1] = _with_language(found[-1], language.strip().casefold(), wording, number, t)
            continue
        if len(found) == MOST:
            raise Unclear(number, t("A check-in has up to {n} questions. Take this one out.", n=MOST))
        found.append(_question(words, found, number, t))
    if not found:
        raise Unclear(1, t("Write at least one question, for instance “smileys: How was your week?”."))
    return tuple(found)


def write_questions(questions: Sequence[Question]) -> str:
    """Questions as `read_questions` reads them."""
    lines = []
    for one in questions:
        before = _condition(one.after, questions) if one.after is not None else ""
        marked = f", alert {_said(one.alerts, one)}" if one.alerts else ""
        lines.append(f"{before}{_TYPED[one.ask]}{marked}: {' | '.join((one.text, *one.choices))}")
        lines += [f"{language}: {' | '.join(words)}" for language, words in sorted(one.other_languages.items())]
    return "\n".join(lines)


def _question(words: str, before: Sequence[Question], line: int, t: Texts) -> Question:
    after = None
    if found := _AFTER.fullmatch(words):
        after, words = _after(found["place"], found["answers"], before, line, t), found["rest"]
    typed, colon, rest = words.partition(":")
    kind, alerts = typed.casefold(), None
    if marked := _ALERT.fullmatch(typed):
        kind, alerts = marked["kind"].casefold(), marked["answers"]
    kind = " ".join(kind.split())
    ask = KINDS.get(_ALSO.get(kind, kind))
    if ask is None or not colon:
        says = "Begin the line with a kind and a colon. The kinds are: {kinds}."
        raise Unclear(line, t(says, kinds=", ".join(KINDS)))
    text, *choices = _parts(rest)
    _check_text(text, line, t)
    if choices and ask not in CHOOSING:
        says = "Only “one of” and “several of” have choices. Take out what stands after the bar (|)."
        raise Unclear(line, t(says))
    if ask in CHOOSING:
        _check_choices(choices, line, t)
    question = Question(ask, text, tuple(choices), after)
    return replace(question, alerts=_alerts(alerts, question, line, t)) if alerts is not None else question


def _alerts(answers: str, question: Question, line: int, t: Texts) -> tuple[int, ...]:
    if question.ask not in ALERTING:
        says = "Only one answer that is tapped can alert, so no text and not several. Take “alert” out of this line."
        raise Unclear(line, t(says))
    values = tuple(sorted(_values_of(answers, question, line, t)))
    if len(values) == len(question.values()):
        raise Unclear(line, t("Every answer to this would alert. Name only those that somebody has to look at."))
    return values


def _parts(words: str) -> list[str]:
    return [one.strip() for one in words.split("|")]


def _check_text(text: str, line: int, t: Texts) -> None:
    if not text:
        raise Unclear(line, t("Write the question after the colon."))
    if len(text) > LONGEST_QUESTION:
        raise Unclear(line, t("A question has up to {n} characters. Shorten it.", n=LONGEST_QUESTION))


def _check_choices(choices: Sequence[str], line: int, t: Texts) -> None:
    if not FEWEST_CHOICES <= len(choices) <= MOST_CHOICES:
        says = "Write {least} to {most} choices after the question, with a bar (|) before each."
        raise Unclear(line, t(says, least=FEWEST_CHOICES, most=MOST_CHOICES))
    if not all(choices):
        raise Unclear(line, t("A choice is empty. Write it after its bar (|), or take the bar out."))
    if any(len(one) > LONGEST_CHOICE for one in choices):
        raise Unclear(line, t("A choice has up to {n} characters. Shorten it.", n=LONGEST_CHOICE))
    if len({one.casefold() for one in choices}) < len(choices):
        raise Unclear(line, t("A choice stands there twice. Write each once."))


def _with_language(question: Question, language: str, words: str, line: int, t: Texts) -> Question:
    text, *choices = _parts(words)
    _check_text(text, line, t)
    if language in question.other_languages:
        raise Unclear(line, t("This language stands there twice for the same question. Take one out."))
    if len(choices) != len(question.choices):
        says = "Write as many choices as in the line of the question itself: {n}."
        raise Unclear(line, t(says, n=len(question.choices)))
    if choices:
        _check_choices(choices, line, t)
    wording = {**question.other_languages, language: (text, *choices)}
    return replace(question, other_languages=wording)


# --- follow-ups -------------------------------------------------------------------------------------------------------


def _after(place: str, answers: str, before: Sequence[Question], line: int, t: Texts) -> After:
    """After which answers to which earlier question."""
    number = int(place)
    if not 1 <= number <= len(before):
        says = "After “if” comes the number of a question above it, counted from 1."
        raise Unclear(line, t(says))
    question = before[number - 1]
    if question.ask is Ask.TEXT:
        raise Unclear(line, t("Nothing can be asked after certain words. Choose a question that has answers to tap."))
    return After(number, tuple(sorted(_values_of(answers, question, line, t))))


def _values_of(answers: str, question: Question, line: int, t: Texts) -> set[int]:
    """The values of answers with commas between them."""
    return {value for word in answers.split(",") for value in _values(word.strip(), question, line, t)}


def _values(word: str, question: Question, line: int, t: Texts) -> list[int]:
    known = _answers(question)
    if (value := known.get(word.casefold())) is not None:
        return [value]
    if (span := _SPAN.fullmatch(word)) and question.ask not in (Ask.YES_NO, *CHOOSING):
        low, high = int(span[1]), int(span[2])
        if low <= high and low in RANGE[question.ask] and high in RANGE[question.ask]:
            return list(range(low, high + 1))
    says = "“{word}” is no answer to the question that it names. Its answers are: {answers}."
    raise Unclear(line, t(says, word=word, answers=", ".join(_named(question))))


def _answers(question: Question) -> dict[str, int]:
    """The value of each answer by how it can be typed."""
    if question.ask is Ask.YES_NO:
        return {_YES: 1, _NO: 0}
    if question.ask in CHOOSING:
        numbered = {str(place): place - 1 for place in range(1, len(question.choices) + 1)}
        return {**numbered, **{one.casefold(): place for place, one in enumerate(question.choices)}}
    return {str(value): value for value in RANGE[question.ask]}


def _named(question: Question) -> Sequence[str]:
    if question.ask is Ask.YES_NO:
        return (_YES, _NO)
    if question.ask in CHOOSING:
        return question.choices
    return [str(value) for value in RANGE[question.ask]]


def _condition(after: After, questions: Sequence[Question]) -> str:
    question = questions[after.place - 1]
    return f"if {after.place} is {_said(after.values, question)}: "


def _said(values: Sequence[int], question: Question) -> str:
    if question.ask is Ask.YES_NO:
        return ", ".join(_YES if one else _NO for one in values)
    if question.ask in CHOOSING:
        return ", ".join(_choice(one, question) for one in values)
    if len(values) > 1 and list(values) == list(range(values[0], values[-1] + 1)):
        return f"{values[0]}-{values[-1]}"
    return ", ".join(map(str, values))


def _choice(place: int, question: Question) -> str:
    """A choice by its words, or by its number where the words would be read as something else."""
    words = question.choices[place]
    plain = not any(one in words for one in ":,") and _answers(question).get(words.casefold()) == place
    return words if plain else str(place + 1)
