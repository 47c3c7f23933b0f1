"""Which way a text runs, and that nothing in it turns around what stands beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.direction import CLOSER, OPENER, enclosed, from_right_to_left, held
from bot.chat.message import Inline, Link, Mention, Plain, plain

MARKS = "\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\u200f\n"


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        (plain("حتى 200 يورو."), True),
        (plain("2026: שלום"), True),
        (plain("Refund حتى 200"), False),
        (plain("200 €"), False),
        (plain("\u2068ليلى\u2069 has read it."), False),
        ((Mention("ليلى"), Plain(" has read it.")), False),
        ((Plain("\u2067"), Link("שלום", "https://a.example"), Plain("\u2069 ok")), False),
        ((Link("שלום", "https://a.example"), Plain(" ok")), True),
        (plain("\u2067open\nשלום"), True),
    ],
)
def test_a_line_runs_as_its_first_letter_does(spans: Inline, expected: bool) -> None:
    assert from_right_to_left(spans) is expected


def test_a_line_whose_language_is_known_runs_as_the_language_does() -> None:
    assert from_right_to_left(plain("Refund حتى 200"), rtl=True)
    assert not from_right_to_left(plain("حتى"), rtl=False)


def test_each_line_is_held_for_itself() -> None:
    assert held("א\n\nב") == f"{OPENER}א{CLOSER}\n\n{OPENER}ב{CLOSER}"


@given(st.text(alphabet=MARKS + "aא1 ", max_size=40))
def test_whatever_a_text_opens_ends_on_its_line_and_it_closes_nothing_else(text: str) -> None:
    for line in enclosed(text).split("\n"):
        depth = 0
        for character in line:
            assert not "\u202a" <= character <= "\u202e"
            depth += (character in "\u2066\u2067\u2068") - (character == "\u2069")
            assert depth >= 0
        assert depth == 0
    assert enclosed(enclosed(text)) == enclosed(text)
