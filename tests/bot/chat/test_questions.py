"""What reads like a question, in whatever language it is asked."""

import pytest

from bot.chat.questions import reads_like_question


@pytest.mark.parametrize(
    "text",
    [
        "Does this hold for gift cards too?",
        "gift cards? my customer has two",
        "¿Vale para tarjetas de regalo?",
        "ギフトカードも対象ですか？",
        "هل يشمل هذا بطاقات الهدايا؟",
        "Ինչպե՞ս ենք դա անում",
        "> Up to €200.\nAlso for vouchers?",
        "see https://wiki.example/refunds?page=2 - is that still right?",
    ],
)
def test_a_question_is_known_by_its_mark(text: str) -> None:
    assert reads_like_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Got it, thank you!",
        "how do I do that",
        "??",
        "Hm?",
        "see https://wiki.example/refunds?page=2",
        "> Does this hold for gift cards too?\nYes it does.",
        "1 + 1 = 2?",
    ],
)
def test_thanks_reactions_addresses_and_what_others_asked_are_none(text: str) -> None:
    assert not reads_like_question(text)
