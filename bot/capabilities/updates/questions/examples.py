"""Every message and form of questions with invented data, for the gallery and the contract tests."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from bot.capabilities.updates import messages as updates
from bot.capabilities.updates.messages import ASK
from bot.capabilities.updates.questions import messages
from bot.capabilities.updates.questions.forms import EVERYONE, LONGEST_QUESTION, answer_form, ask_form, hand_over_form
from bot.capabilities.updates.questions.listing import PAGE
from bot.capabilities.updates.questions.messages import Holding, Line, Who
from bot.capabilities.updates.questions.views import LONGEST_ANSWER_LISTED, LONGEST_QUESTION_LISTED
from bot.capabilities.updates.rules import LONGEST_TEXT
from bot.capability import Example
from bot.chat.message import Button, Tone
from bot.chat.texts import Texts
from bot.delivery.guard import inspect

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
ZONE = "Asia/Manila"
TITLE = "Refunds over €50 no longer need a supervisor"
TEXT = "Does this hold for gift cards too?"
ANSWER = "Yes, for **all** of them:\n\n- paper ones\n- those sent by mail"
UNTIL = "Use the old rule and promise a call back."
INES, HANA = Who("Ines Okafor"), Who("Hana Mina", "Harborline")
EVERY_SCRIPT = "هل يشمل هذا بطاقات الهدايا؟ ギフトカードも？ 👩‍👩‍👧‍👦 <!channel> </at> **"

OPEN = Line("question", TITLE, TEXT, HANA, NOON, due=EVENING, holder=INES, may_answer=True)
ANSWERED = replace(OPEN, answer=ANSWER, for_all=True, may_answer=False, due=None)
LONG = replace(
    OPEN,
    title="Refunds " * 18 + "now",
    text=("why " * LONGEST_QUESTION)[:LONGEST_QUESTION_LISTED],
    answer=("so " * LONGEST_TEXT)[:LONGEST_ANSWER_LISTED],
)


def examples(t: Texts) -> Iterator[Example]:
    """All of them, in one locale."""
    yield from _asking(t)
    yield from _answering(t)
    yield from _lists(t)


def _asking(t: Texts) -> Iterator[Example]:
    one, found = "update.question", inspect("Ask jane@customer.example about 4111 1111 1111 1111.").findings
    offered = Button(t("Ask a question"), ASK, f"update {TEXT}", Tone.PRIMARY, opens_form=True)
    yield Example("question, form", ask_form(TITLE, "", t, object_id=one))
    yield Example("question, form, until answered", ask_form(TITLE, UNTIL, t, object_id=one, text=TEXT))
    similar = (replace(ANSWERED, text="Are gift cards meant?"), replace(OPEN, may_answer=False), LONG)
    yield Example("question, form, asked already", ask_form(TITLE, UNTIL, t, object_id=one, text=TEXT, similar=similar))
    yield Example("question, form, personal data", ask_form(TITLE, "", t, object_id=one, text=TEXT, findings=found))
    yield Example("question, asked", messages.asked(Holding(INES, EVENING), UNTIL, t, ZONE))
    yield Example("question, asked across a wall", messages.asked(Holding(Who(), EVENING), "", t, ZONE))
    yield Example("question, asked out of hours", messages.asked(Holding(INES, EVENING, NOON), UNTIL, t, ZONE))
    yield Example(
        "question, asked out of hours, across a wall", messages.asked(Holding(Who(), EVENING, NOON), "", t, ZONE)
    )
    yield Example("question, asked and nobody there", messages.asked(None, UNTIL, t, ZONE))
    yield Example("question, in other hands", messages.moved(TITLE, TEXT, Holding(INES, EVENING), t, ZONE))
    yield Example("question, offered under a card", messages.offered(TITLE, offered, t))
    each = [Button(title, ASK, f"update {TEXT}", opens_form=True) for title in (TITLE, TITLE * 9)]
    yield Example("question, asked in the thread of a round-up", messages.which(each, t))
    yield Example("question, overheard under a card", messages.overheard(TITLE, TEXT, offered, t))
    yield Example(
        "question, overheard, every script", messages.overheard(EVERY_SCRIPT, f"{EVERY_SCRIPT} " * 40, offered, t)
    )
    yield Example("question, answered", messages.answered(TITLE, TEXT, ANSWER, INES, t))
    yield Example("question, answered, every script", messages.answered(EVERY_SCRIPT, EVERY_SCRIPT, ANSWER, Who(), t))
    yield Example("question, closed", messages.closed(TITLE, [TEXT], 0, t))
    yield Example("questions, closed", messages.closed(TITLE, [TEXT] * 5, 245, t))


def _answering(t: Texts) -> Iterator[Example]:
    found = inspect("Ask jane@customer.example.").findings
    yield Example("question, to its holder", messages.to_answer(OPEN, t, ZONE))
    yield Example("question, to its holder across a wall", messages.to_answer(replace(OPEN, asker=Who()), t, ZONE))
    yield Example(
        "question, to its holder, every script", messages.to_answer(replace(OPEN, text=EVERY_SCRIPT), t, ZONE)
    )
    handed = t("{name} has it now", name=INES.name)
    yield Example("question, handed over", messages.no_longer_yours(TITLE, TEXT, handed, "", t))
    by = messages.by_whom(INES, t)
    yield Example("question, answered by another", messages.no_longer_yours(TITLE, TEXT, by, ANSWER, t))
    yield Example("questions, more wait", messages.more_wait(TITLE, t))
    yield Example("answer, form", answer_form(OPEN, t))
    yield Example(
        "answer, form, others' names and personal data",
        answer_form(OPEN, t, answer=ANSWER, to=EVERYONE, findings=found, names=("Hana", "Harborline")),
    )
    yield Example("answer, form, longest", answer_form(replace(OPEN, text="why " * (LONGEST_QUESTION // 4)), t))
    yield Example("answer, second", messages.answered_by_then(ANSWER, INES, t))
    yield Example("hand over, form", hand_over_form(OPEN, t))
    yield Example("answer, in a channel", messages.for_all(TEXT, ANSWER, INES, t))
    yield Example("answer, in a channel, across a wall", messages.for_all(EVERY_SCRIPT, ANSWER, Who(), t))
    yield Example(
        "answer, in a channel, longest", messages.for_all("why " * (LONGEST_QUESTION // 4), "so " * 833, INES, t)
    )


def _lists(t: Texts) -> Iterator[Example]:
    waits = [messages.open_item(OPEN, t, ZONE)]
    yield Example("waiting, questions", updates.waiting((), 0, t, ZONE, waits, 12))
    closed = replace(OPEN, may_answer=False, closed=True)
    waiting = replace(OPEN, may_answer=False)
    own = (waiting, replace(ANSWERED, title="Vouchers can be joined"), closed)
    yield Example("questions, none", messages.listing((), (), (0, 0), (0, 1), t, ZONE))
    yield Example("questions, one", messages.listing((OPEN,), (), (1, 0), (0, 1), t, ZONE))
    yield Example("questions, own", messages.listing((), own, (0, 0), (0, 1), t, ZONE))
    some = (OPEN, waiting, replace(OPEN, asker=Who(), holder=Who(), may_answer=False), ANSWERED)
    yield Example("questions, some", messages.listing(some, own, (3, 1), (0, 1), t, ZONE))
    longest = (replace(LONG, answer=""),) * PAGE
    yield Example("questions, a page of many", messages.listing(longest, (LONG,) * 3, (505, 200), (1, 118), t, ZONE))
