"""What makes a knowledge check: what may be asked, what is wrong with it, and which figures may be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.capabilities.updates import markdown
from bot.capabilities.updates.rules import as_text, too_long
from bot.capabilities.updates.store.knowledge import AtFirst, CheckQuestion, FurtherCheck, QuestionWords
from bot.chat.form import Values
from bot.chat.texts import Texts

MOST_QUESTIONS = 3
FEWEST_ANSWERS, MOST_ANSWERS = 2, 4

LONGEST_ASKED = 150
"""Characters of a question: what can be read at a glance on a phone."""

LONGEST_ANSWER = 60
"""Characters of an answer, which stands on a button: Teams shows so many in full (adaptivecards.io/explorer), Slack 75
(docs.slack.dev/reference/block-kit/block-elements/button-element)."""

LONGEST_LINE = 300
"""Characters of the line of the update that says so."""

FEWEST_SHOWN = 5
"""People of a side who have answered a question before their figure is shown: among fewer, each could be told."""


@dataclass(frozen=True)
class TypedQuestion:
    """What stands in the form of one question. `answers` is one per line, `right` the number of the right one."""

    text: str = ""
    answers: str = ""
    right: str = ""
    line: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The answers as they will stand on buttons."""
        return tuple(one for line in self.answers.splitlines() if (one := " ".join(line.split())))

    @property
    def place(self) -> int | None:
        """The place of the right answer, from 0; None where none was chosen that there is."""
        place = int(self.right) - 1 if self.right in numbers() else None
        return place if place is not None and place < len(self.lines) else None


def numbers() -> tuple[str, ...]:
    """The numbers of answers as a form's choice carries them."""
    return tuple(str(number) for number in range(1, MOST_ANSWERS + 1))


def typed(values: Values, count: int) -> tuple[TypedQuestion, ...]:
    """What came in of so many questions."""
    return tuple(
        TypedQuestion(
            text=" ".join(as_text(values.get(f"question_{number}")).split()),
            answers=as_text(values.get(f"answers_{number}")),
            right=as_text(values.get(f"right_{number}")),
            line=" ".join(as_text(values.get(f"line_{number}")).split()),
        )
        for number in range(1, count + 1)
    )


def read_question(text: str) -> TypedQuestion:
    """A question as files and programs write it: in its first line, below it the answers, each after a `-`, the right
    one after a `+`, and after a `>` the line of the update that says so."""
    found: dict[str, list[str]] = {"": [], "-": [], "+": [], ">": []}
    answers: list[str] = []
    right = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        mark = line[0] if line[0] in found else ""
        said = line.removeprefix(mark).strip()
        found[mark].append(said)
        if mark in ("-", "+"):
            answers.append(said)
            right = str(len(answers)) if mark == "+" and not right else right
    several = len(found["+"]) > 1
    return TypedQuestion(" ".join(found[""]), "\n".join(answers), "" if several else right, " ".join(found[">"]))


def as_typed(question: CheckQuestion) -> TypedQuestion:
    """A question as its form shows it."""
    return TypedQuestion(question.text, "\n".join(question.answers), str(question.right + 1), question.line)


def question_of(form: TypedQuestion) -> CheckQuestion | None:
    """The question that was typed; None for one without a right answer."""
    place = form.place
    return None if place is None else CheckQuestion(form.text, form.lines, place, form.line)


def mistakes(forms: Sequence[TypedQuestion], t: Texts) -> Mapping[str, str]:
    """What is wrong with what was typed, by field."""
    found: dict[str, str] = {}
    for number, form in enumerate(forms, 1):
        if not form.text:
            found[f"question_{number}"] = t("Write the question.")
        elif len(form.text) > LONGEST_ASKED:
            found[f"question_{number}"] = too_long(len(form.text), LONGEST_ASKED, t)
        if wrong := _wrong_answers(form.lines, t):
            found[f"answers_{number}"] = wrong
        elif not form.right:
            found[f"right_{number}"] = t("Choose which answer is right.")
        elif form.place is None:
            found[f"right_{number}"] = t("There are {n} answers. Choose one of them.", n=len(form.lines))
        if not form.line:
            found[f"line_{number}"] = t("Copy the line of the update that says so.")
        elif len(form.line) > LONGEST_LINE:
            found[f"line_{number}"] = too_long(len(form.line), LONGEST_LINE, t)
    return found


def typed_further(values: Values, check: Sequence[CheckQuestion]) -> Mapping[int, QuestionWords]:
    """What came in of the questions in a further language; one of which nothing was typed is not among them."""
    found = {}
    for number, form in enumerate(typed(values, len(check)), 1):
        words = QuestionWords(form.text, form.lines, form.line)
        if words.text or words.answers or words.line:
            found[number] = words
    return found


def mistakes_further(words: Mapping[int, QuestionWords], check: Sequence[CheckQuestion], t: Texts) -> Mapping[str, str]:
    """What is wrong with questions in a further language, by field: they ask the same with as many answers."""
    found: dict[str, str] = {}
    for number, one in words.items():
        right = str(check[number - 1].right + 1)
        form = TypedQuestion(one.text, "\n".join(one.answers), right, one.line)
        wrong = {name: says for name, says in mistakes([form], t).items() if not name.startswith("right_")}
        found |= {name.replace("_1", f"_{number}"): says for name, says in wrong.items()}
        if f"answers_{number}" not in found and len(one.answers) != (count := len(check[number - 1].answers)):
            found[f"answers_{number}"] = t("Write {n} answers in the same order, one on each line.", n=count)
    return found


def _wrong_answers(answers: Sequence[str], t: Texts) -> str:
    if not FEWEST_ANSWERS <= len(answers) <= MOST_ANSWERS:
        return t("Write two to four answers, one on each line.")
    if long := next((one for one in answers if len(one) > LONGEST_ANSWER), ""):
        return t(
            "An answer stands on a button, where {allowed} characters fit. Shorten “{beginning}…”.",
            allowed=LONGEST_ANSWER,
            beginning=long[:20],
        )
    if len({one.casefold() for one in answers}) < len(answers):
        return t("Two answers are the same. Change one of them.")
    return ""


def texts_of(check: Sequence[CheckQuestion], further: FurtherCheck) -> tuple[str, ...]:
    """All that people of other sides will read of a check, in whatever language."""
    every: list[CheckQuestion | QuestionWords] = [*check]
    every += [words for by_number in further.values() for words in by_number.values()]
    return tuple(text for one in every for text in (one.text, *one.answers, one.line))


def not_quoted(check: Sequence[CheckQuestion], *texts: str) -> tuple[int, ...]:
    """The numbers of the questions whose line stands in none of these Markdown texts (any more)."""
    said = _plain(" ".join(part for text in texts for part in (markdown.as_text(text), text)))
    return tuple(number for number, one in enumerate(check, 1) if _plain(one.line) not in said)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def first_open(check: Sequence[CheckQuestion], right: frozenset[int]) -> int | None:
    """The number of the first question that somebody does not have right yet; None once they have all."""
    return next((number for number in range(1, len(check) + 1) if number not in right), None)


@dataclass(frozen=True)
class Shown:
    """A figure as it may be shown: `wrong` is None where too few have answered.

    It is never all of them, since that would tell how each of them answered: one less than all may mean all.
    """

    answered: int
    wrong: int | None

    @property
    def nearly_all(self) -> bool:
        """Whether so many were wrong that it may be all."""
        return self.wrong is not None and self.wrong >= self.answered - 1


def shown(figure: AtFirst) -> Shown:
    """What may be shown of one side's figure."""
    if figure.answered < FEWEST_SHOWN:
        return Shown(figure.answered, None)
    return Shown(figure.answered, min(figure.wrong, figure.answered - 1))
