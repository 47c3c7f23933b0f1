"""What becomes of somebody's answers by a tap, or by a form: pure rules, the same with and without a name."""

from collections.abc import Mapping
from dataclasses import replace

from bot.capabilities.checkins.answering.facts import BY_FORM, FIRST, PromptFacts
from bot.capabilities.checkins.questions import Given

Answers = Mapping[int, Given]


def after_tap(facts: PromptFacts, place: int, value: int) -> Answers | None:
    """The answers after a button; None for one that answers nothing that is asked of them."""
    if place not in facts.asks():
        return None
    question = facts.questions[place - 1]
    if question.ask in BY_FORM or value not in question.values():
        return None
    known = facts.given.get(place, Given())
    return pruned(facts, {**facts.given, place: replace(known, value=value)})


def after_skip(facts: PromptFacts, place: int) -> Answers | None:
    """The answers after *Skip*; None where that question cannot be passed over. What was answered stays."""
    if place in facts.given and place in facts.asks():
        return facts.given
    return {**facts.given, place: Given()} if facts.can_pass(place) else None


def pruned(facts: PromptFacts, given: Answers) -> Answers:
    """Without what is not asked after these answers; a word stays, and that something was passed over."""
    asks = replace(facts, given=given).asks()
    return {
        place: one
        for place, one in sorted(given.items())
        if place in asks or (one and place == FIRST and facts.takes_word)
    }
