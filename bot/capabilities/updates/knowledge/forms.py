"""The pages on which an author types a knowledge check, and gives it in further languages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.capabilities.updates.knowledge.messages import given_in
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
from bot.capabilities.updates.store.knowledge import CheckQuestion, FurtherCheck, QuestionWords
from bot.chat import languages
from bot.chat.form import ChoiceField, Field, Form, FormButton, Option, Show, TextField
from bot.chat.message import Body, Context, ListBlock, Paragraph, Tone, plain
from bot.chat.texts import Texts

CHECK = "updates.check"
SEE_CHECK = "updates.see_check"
SAVE_CHECK = "updates.save_check"
ADD_QUESTION = "updates.add_question"
DROP_QUESTION = tuple(f"updates.drop_question_{number}" for number in range(1, MOST_QUESTIONS + 1))
"""The buttons that take a question out, in their order."""

DROP_CHECK = "updates.drop_check"
CHECK_LANGUAGES = "updates.check_languages"
CHOOSE_CHECK_LANGUAGE = "updates.choose_check_language"
SAVE_CHECK_LANGUAGE = "updates.save_check_language"


def check_form(forms: Sequence[TypedQuestion], t: Texts, *, draft_id: str) -> Form:
    """The page with so many questions; submitting it keeps them with the draft."""
    about = t("Got it asks these first. A wrong answer shows the right one with your line, and can be repeated.")
    parts: list[Field | FormButton | Show] = [Show(Context(plain(about)))]
    for number, form in enumerate(forms, 1):
        parts += _fields(number, form, t)
        parts.append(FormButton(t("Remove question {number}", number=number), DROP_QUESTION[number - 1], Tone.DANGER))
    if len(forms) < MOST_QUESTIONS:
        parts.append(FormButton(t("Add a question"), ADD_QUESTION))
    if len(forms) > 1:
        parts.append(FormButton(t("Remove all questions"), DROP_CHECK, Tone.DANGER))
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


def choose_language_form(
    check: Sequence[CheckQuestion], further: FurtherCheck, others: Sequence[str], t: Texts, *, draft_id: str
) -> Form:
    """In which of the draft's further languages the check is given next."""
    options = tuple(Option(one, languages.name(one)) for one in others)
    return Form(
        action=CHOOSE_CHECK_LANGUAGE,
        title=t("Knowledge check"),
        parts=(
            Show(Context(plain(given_in(check, further, others, t)))),
            ChoiceField(
                "language",
                t("Language"),
                options,
                value=(others[0],),
                hint=t("Each team is asked in its own language; who has none is asked in the first, and told so."),
            ),
            FormButton(t("Back"), BACK),
        ),
        submit=t("Go on"),
        object_id=draft_id,
        locale=t.locale,
    )


def language_form(
    check: Sequence[CheckQuestion], words: Mapping[int, QuestionWords], language: str, t: Texts, *, draft_id: str
) -> Form:
    """The questions in one further language, each under what it says in the first; what stays empty stays that."""
    parts: list[Field | FormButton | Show] = []
    for number, question in enumerate(check, 1):
        one = words.get(number) or QuestionWords("", (), "")
        answers = ListBlock(
            tuple(plain(answer, bold=at == question.right) for at, answer in enumerate(question.answers))
        )
        asked = Paragraph(plain(question.text, bold=True))
        parts.append(Show(Body((asked, answers, Paragraph(plain(question.line))))))
        form = TypedQuestion(one.text, "\n".join(one.answers), "", one.line)
        hint = t("{n} answers in the same order, one on each line.", n=len(question.answers))
        parts += [
            replace(field, required=False, placeholder="", hint=hint if field.lines else "")
            for field in _fields(number, form, t)
            if isinstance(field, TextField)
        ]
    parts.append(FormButton(t("Back"), BACK))
    return Form(
        action=SAVE_CHECK_LANGUAGE,
        title=languages.name(language),
        parts=tuple(parts),
        submit=t("Keep it"),
        object_id=draft_id,
        state=language,
        locale=t.locale,
    )
