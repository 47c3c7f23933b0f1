"""Catch-ups with invented data, for the gallery and the contract tests."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.capabilities.updates.catching_up import messages
from bot.capabilities.updates.catching_up.messages import Item, Page
from bot.capabilities.updates.knowledge import examples as knowledge
from bot.capabilities.updates.messages import Facts
from bot.capability import Example, HeldBack
from bot.chat.message import Button
from bot.chat.texts import Texts

FRIDAY = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
ZONE = "Asia/Manila"


def examples(some: Sequence[Facts], t: Texts) -> Iterator[Example]:
    """All of them, about the same few updates."""
    first, *_ = some
    ten = tuple(Item(some[number % len(some)], noted=number > 7) for number in range(messages.MOST))
    story = "Stayed an hour past the end of the shift to get a wheelchair order through."
    held = HeldBack(t("{what}: {story}", what="Ines", story=story), Button(t("Read it"), "updates.waiting"))
    noted = t("Noted at {time}", time="08:58")
    asking = Item(replace(first, check=knowledge.CHECK))
    for name, page in {
        "one": Page((Item(first),), 0, 0, FRIDAY),
        "one that is known and holds by now": Page((Item(first, noted=True),), 0, 0, FRIDAY),
        "some": Page(tuple(Item(facts) for facts in some), 0, 0, FRIDAY),
        "200, the first page": Page(ten, 0, 190, FRIDAY),
        "200, the last page": Page(ten, 190, 0, FRIDAY),
        "a new member": Page(ten[:2], 0, 0, None),
        "one noted in it": Page((Item(first, noted=True, ahead=True), ten[1], ten[2]), 0, 0, FRIDAY, noted),
        "all noted but those that ask": Page((ten[8], asking), 0, 0, FRIDAY, messages.got_all(1, 1, "08:58", t)),
        "withdrawn meanwhile": Page((Item(first, withdrawn=True), ten[1]), 0, 0, FRIDAY),
        "with questions": Page((Item(first),), 0, 0, FRIDAY, questions=2),
        "questions alone": Page((), 0, 0, FRIDAY, questions=1),
        "something else alone": Page((), 0, 0, FRIDAY, others=(held,)),
        "with much else": Page((Item(first),), 0, 0, FRIDAY, questions=1, others=(held,) * 12),
    }.items():
        yield Example(f"catch-up, {name}", messages.catch_up(page, t, ZONE))
    waiting = Button(t("What waits for me"), "updates.waiting")
    yield Example("catch-up, nothing changed", messages.nothing(0, waiting, t), "on demand alone")
    yield Example("catch-up, nothing new", messages.nothing(3, waiting, t), "on demand alone")
    yield Example("catch-up at shift start", messages.at_shift_start(t, on=True))
    yield Example("no catch-up at shift start", messages.at_shift_start(t, on=False))
    yield Example("catch up, neither on nor off", messages.on_or_off("maybe", t))
