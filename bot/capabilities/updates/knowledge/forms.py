"""The page on which an author types a knowledge check."""

from collections.abc import Sequence

from bot.capabilities.updates.knowledge.pages import BACK
from bot.capabilities.updates.knowledge.rules import (
    LONGEST_ANSWER,
    LONGEST_ASKED,
    LONGEST_LINE,
    MOST_ANSWERS,
    MOST_QUESTIONS,
    TypedQuestion,
    numbers,
)
from bot.chat.form import ChoiceField, Field, Form, FormButton, Option, Show, TextField
from bot.chat.message import Context, Tone, plain
from bot.chat.texts import Texts

CHECK = "updates.check"
SEE_CHECK = "updates.see_check"
SAVE_CHECK = "updates.save_check"
ADD_QUESTION = "updates.add_question"
DROP_QUESTION = tuple(f"updates.drop_question_{number}" for number in range(1, MOST_QUESTIONS + 1))
"""The buttons that take a question out, in their order."""


def check_form(forms: Sequence[TypedQuestion], t: Texts, *, draft_id: str) -> Form:
    """The page with so many questions; submitting it keeps them with the draft."""
    about = t("Got it asks these first. A wrong answer shows the right one with your line, and can be repeated.")
    parts: list[Field | FormButton | Show] = [Show(Context(plain(about)))]
    for number, form in enumerate(forms, 1):
        parts += _fields(number, form, t)
        parts.append(FormButton(t("Remove question {number}", number=number), DROP_QUESTION[number - 1], Tone.DANGER))
    if len(forms) < MOST_QUESTIONS:
        parts.append(FormButton(t("Add a question"), ADD_QUESTION))
    parts.append(FormButton(t("Back"), BACK))
    return Form(
        action=SAVE_CHECK,
        title=t("Knowledge check"),
        parts=tuple(parts),
        submit=t("Keep the check"),
        object_id=draft_id,
        state=str(len(forms)),
        locale=t.locale,
    )


def _fields(number: int, form: TypedQuestion, t: Texts) -> list[Field]:
    return [
        TextField(
            f"question_{number}",
            t("Question {number}", number=number),
            form.text,
            maximum=LONGEST_ASKED,
            placeholder=t("Up to which amount may you refund yourself?"),
        ),
        TextField(
            f"answers_{number}",
            t("Answers to question {number}", number=number),
            form.answers,
            lines=True,
            maximum=MOST_ANSWERS * 2 * LONGEST_ANSWER,
            hint=t("Two to four, one on each line, up to {n} characters each.", n=LONGEST_ANSWER),
        ),
        ChoiceField(
            f"right_{number}",
            t("Right answer to question {number}", number=number),
            tuple(Option(one, t("Answer {number}", number=int(one))) for one in numbers()),
            value=(form.right,) if form.right in numbers() else (),
        ),
        TextField(
            f"line_{number}",
            t("Line that says so, for question {number}", number=number),
            form.line,
            maximum=LONGEST_LINE,
            hint=t("Copied from the update; shown to whoever errs."),
        ),
    ]
