"""The words of answers: on buttons, in forms, and read back."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.checkins.kinds import Ask
from bot.capabilities.checkins.questions import Question
from bot.chat.texts import Texts

NUMBERS = (Ask.SCALE_5, Ask.SCALE_10)
"""What is answered with a number."""

SHORT = 24
"""Characters of a choice that a button holds on a telephone of 360 px; longer ones are numbered."""


@dataclass(frozen=True)
class Choice:
    """One of the choices: what its button shows, what a screen reader says, and both where there is room."""

    value: int
    label: str
    spoken: str = ""
    whole: str = ""

    @property
    def written(self) -> str:
        """As it stands in a form, and where an answer is read back."""
        return self.whole or self.label


def choices(question: Question, t: Texts) -> Sequence[Choice]:
    """What can be chosen, in the order in which it is shown; of several choices, by their places."""
    match question.ask:
        case Ask.SMILEYS:
            return _smileys(t)
        case Ask.SCALE_5:
            return [_number(value, 5, t("{n} of {most}", n=value, most=5), t) for value in range(1, 6)]
        case Ask.SCALE_10:
            return [_number(value, 10, t("{n} of {most}", n=value, most=10), t) for value in range(11)]
        case Ask.YES_NO:
            return [Choice(1, t("Yes")), Choice(0, t("No"))]
        case Ask.ONE_OF | Ask.SEVERAL_OF:
            texts = question.choices_in(t.locale)
            if any(len(one) > SHORT for one in texts) and question.ask is Ask.ONE_OF:
                return [Choice(value, t.number(value + 1), text, text) for value, text in enumerate(texts)]
            return [Choice(value, text) for value, text in enumerate(texts)]
        case Ask.TEXT:
            return ()


def is_numbered(question: Question, t: Texts) -> bool:
    """Whether its choices are too long for buttons, so that they are listed above them."""
    return question.ask is Ask.ONE_OF and any(one.whole for one in choices(question, t))


def scale_line(question: Question, t: Texts) -> str:
    """What the ends of a scale of numbers mean; nothing for the others."""
    match question.ask:
        case Ask.SCALE_5:
            return t("1 is the lowest, 5 the highest.")
        case Ask.SCALE_10:
            return t("0 is the lowest, 10 the highest.")
        case _:
            return ""


def value_words(question: Question, value: int, t: Texts) -> str:
    """What was chosen, as it is read back."""
    if question.ask is Ask.SEVERAL_OF:
        return t.names([one.written for one in choices(question, t) if value >> one.value & 1])
    return next((one.written for one in choices(question, t) if one.value == value), "")


def _smileys(t: Texts) -> Sequence[Choice]:
    words = {5: t("Very good"), 4: t("Good"), 3: t("So-so"), 2: t("Bad"), 1: t("Very bad")}
    faces = {5: "😀", 4: "🙂", 3: "😐", 2: "🙁", 1: "😣"}
    return [Choice(value, faces[value], said, f"{faces[value]} {said}") for value, said in words.items()]


def _number(value: int, most: int, spoken: str, t: Texts) -> Choice:
    return Choice(value, t.number(value), spoken, spoken)
