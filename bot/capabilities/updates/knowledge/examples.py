"""Every page of knowledge checks with invented data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.capabilities.updates.knowledge.forms import check_form, choose_language_form, language_form
from bot.capabilities.updates.knowledge.messages import no_check, removed
from bot.capabilities.updates.knowledge.pages import Page, done_page, question_page, tried_page, wrong_page
from bot.capabilities.updates.knowledge.rules import (
    LONGEST_ANSWER,
    LONGEST_ASKED,
    LONGEST_LINE,
    TypedQuestion,
    as_typed,
)
from bot.capabilities.updates.store.knowledge import AtFirst, CheckQuestion, QuestionWords
from bot.capability import Example
from bot.chat.texts import Texts

AMOUNT = CheckQuestion(
    "Up to which amount may you refund yourself?",
    ("Up to €50", "Up to €200", "Any amount"),
    1,
    "Refunds up to €200 are yours to give.",
)
REASON = CheckQuestion(
    "What does the reason “other” need?",
    ("Nothing more", "A sentence"),
    1,
    "Give the reason; other needs a sentence",
)
EVERY_SCRIPT = CheckQuestion(
    "返金の上限はいくらですか · كم الحد الأقصى <!channel> </at>",
    ("200 ユーロ", "٢٠٠ يورو", "<@U123>", "👩🏽‍🚒"),
    0,
    "上司の承認は不要です。 <b>not bold</b>",
)
LONGEST = CheckQuestion(
    "W" * LONGEST_ASKED,
    tuple(f"{number} " + "W" * (LONGEST_ANSWER - 2) for number in range(1, 5)),
    3,
    "W" * LONGEST_LINE,
)
CHECK = (AMOUNT, REASON)
POLISH = QuestionWords(
    "Do jakiej kwoty możesz zwrócić samodzielnie?",
    ("Do 50 €", "Do 200 €", "Dowolną kwotę"),
    "Zwroty do 200 € robisz od razu.",
)


def pages(public_id: str, title: str, t: Texts) -> Iterator[Example]:
    """What an author types, and what whoever presses *Got it* is asked."""
    yield Example("form, knowledge check, empty", check_form([TypedQuestion()], t, draft_id="draft"))
    filled = [as_typed(one) for one in (AMOUNT, EVERY_SCRIPT, LONGEST)]
    yield Example("form, knowledge check, full", check_form(filled, t, draft_id="draft"))
    further = {"pl": {1: POLISH}, "ar": {}}
    chosen = choose_language_form(CHECK, further, ("ar", "pl"), t, draft_id="draft")
    yield Example("form, knowledge check, other languages", chosen)
    yield Example("form, knowledge check in Polish", language_form(CHECK, {1: POLISH}, "pl", t, draft_id="draft"))
    longest = {1: QuestionWords(LONGEST.text, LONGEST.answers, LONGEST.line)}
    yield Example(
        "form, knowledge check in Arabic, full", language_form((LONGEST,), longest, "ar", t, draft_id="draft")
    )
    yield Example("knowledge check, removed", removed(14, 17.0, t))
    yield Example("knowledge check, removed from no channel", removed(0, 0.0, t))
    yield Example("knowledge check, gone", no_check(t))
    for name, page in {
        "first of two": Page(f"{public_id}.1", title, CHECK, 1),
        "every script": Page(f"{public_id}.1", title, (EVERY_SCRIPT,), 1),
        "as long as the form allows": Page(f"{public_id}.1", title, (AMOUNT, REASON, LONGEST), 3),
        "in a language that is missing": Page(
            f"{public_id}.1", title, (replace(AMOUNT, language="en", missing="pl"),), 1
        ),
        "as its author tries it": Page("draft", title, CHECK, 2, trial=True),
    }.items():
        yield Example(f"knowledge check, {name}", question_page(page, t))
        yield Example(f"knowledge check, {name}, wrong", wrong_page(page, page.question.answers[0], t))
    yield Example("knowledge check, done", done_page(title, t("Noted at {time}", time="14:02"), t))
    yield Example("knowledge check, tried to its end", tried_page(Page("draft", title, CHECK, 2, trial=True), t))


def figures(ours: int, one: int, other: int) -> Mapping[str, Sequence[AtFirst]]:
    """How it fares at three sides."""
    return {
        "which question fails": (
            AtFirst(1, 1, ours, 20, 0),
            AtFirst(1, 1, one, 12, 2),
            AtFirst(1, 2, ours, 20, 1),
            AtFirst(1, 2, one, 12, 12),
            AtFirst(1, 2, other, 4, 4),
        ),
        "too few yet": (AtFirst(1, 1, one, 4, 1), AtFirst(1, 1, other, 1, 0)),
    }
