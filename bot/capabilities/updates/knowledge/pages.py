"""The pages of a knowledge check as people answer it: one question each, one tap an answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.updates.forms import NOTE
from bot.capabilities.updates.knowledge.messages import in_another_language
from bot.capabilities.updates.knowledge.rules import MOST_ANSWERS, not_quoted
from bot.capabilities.updates.messages import READ, Facts
from bot.capabilities.updates.store.knowledge import CheckQuestion
from bot.chat.form import Field, Form, FormButton, Show
from bot.chat.message import Alert, Body, Context, Headline, Paragraph, Part, Quote, Tone, plain
from bot.chat.texts import Texts

ANSWER_CHECK = "updates.answer_check"
TRY_CHECK = "updates.try_check"
ASK_AGAIN = "updates.ask_again"
BACK = "updates.check_back"
CHOOSE = tuple(f"updates.choose_{number}" for number in range(1, MOST_ANSWERS + 1))
"""The buttons of a question's answers, in their order."""


@dataclass(frozen=True)
class Page:
    """Where somebody stands in a check: at which question, from 1. `trial`: its author looks at it, nothing is kept.

    `misquoted` are the questions whose line does not stand in the update.
    """

    object_id: str
    title: str
    check: tuple[CheckQuestion, ...]
    number: int
    trial: bool = False
    misquoted: tuple[int, ...] = ()

    @property
    def question(self) -> CheckQuestion:
        return self.check[self.number - 1]


def page_of(facts: Facts, asked: int, number: int) -> Page:
    """The page of one question for whoever presses *Got it*; what they answer belongs to the version that asked."""
    misquoted = not_quoted(facts.check, facts.changed, facts.tell_customers)
    return Page(f"{facts.public_id}.{asked}", facts.title, facts.check, number, misquoted=misquoted)


def number_in(state: str, check: Sequence[CheckQuestion]) -> int | None:
    """The question that a form says it asks; None for what no form of this check says."""
    return next((number for number in range(1, len(check) + 1) if state == str(number)), None)


def chosen(action: str, question: CheckQuestion) -> int | None:
    """The place of the answer that a button stands for, from 0; None where the question has none there."""
    place = CHOOSE.index(action)
    return place if place < len(question.answers) else None


def question_page(page: Page, t: Texts) -> Form:
    """One question with its answers as buttons."""
    answers = zip(page.question.answers, CHOOSE, strict=False)
    return _form(page, _asked(page, t), [FormButton(answer, action) for answer, action in answers], t)


def wrong_page(page: Page, chosen: str, t: Texts) -> Form:
    """After a wrong answer: the right one, the line that says so, and the way back to the question."""
    question = page.question
    not_this = Alert(plain(t("Not “{answer}”.", answer=chosen)), Tone.DANGER)
    right = Body((Paragraph(plain(question.answers[question.right], bold=True)),), label=t("The right answer"))
    said = Quote(question.line, "" if page.number in page.misquoted else t("the update"))
    return _form(page, [*_asked(page, t), not_this, right, said], [FormButton(t("Ask me again"), ASK_AGAIN)], t)


def done_page(title: str, said: str, t: Texts) -> Form:
    """The end: that it is noted, or why nothing is asked any more."""
    of = [Body((Paragraph(plain(title, bold=True)),))] if title else []
    parts: list[Part] = [*of, Body((Paragraph(plain(said)),))]
    return Form(
        action=NOTE,
        title=t("Knowledge check"),
        parts=tuple(Show(part) for part in parts),
        submit="",
        close=t("Close"),
        locale=t.locale,
    )


def tried_page(page: Page, t: Texts) -> Form:
    """The end of an author's trial."""
    said = t("That was the last question. Whoever has answered all of them right has noted the update.")
    return _form(page, [Body((Paragraph(plain(said)),))], [], t)


def _asked(page: Page, t: Texts) -> list[Part]:
    asked = Body((Paragraph(plain(page.question.text, bold=True)),))
    return [asked, *in_another_language(page.question, t)]


def _form(page: Page, parts: list[Part], buttons: list[FormButton], t: Texts) -> Form:
    place = t("Question {number} of {n}", number=page.number, n=len(page.check))
    shown: list[Field | FormButton | Show] = [Show(Headline(page.title)), Show(Context(plain(place)))]
    if page.trial:
        shown.append(Show(Context(plain(t("As agents will see it. Nothing of this is kept.")))))
    shown += [Show(part) for part in parts]
    shown += buttons
    shown.append(FormButton(t("Back"), BACK) if page.trial else FormButton(t("Read the update"), READ))
    return Form(
        action=TRY_CHECK if page.trial else ANSWER_CHECK,
        title=t("Knowledge check"),
        parts=tuple(shown),
        submit="",
        close=t("Close"),
        object_id=page.object_id,
        state=str(page.number),
        locale=t.locale,
    )
