"""Words as they are found: alike on both databases, whatever anybody types."""

from hypothesis import given
from hypothesis import strategies as st

from bot.storage.full_text import LONGEST_WORD, words_of


def test_words_have_neither_case_nor_accents_nor_marks() -> None:
    assert words_of("Rückgabe über €50: “sofort”, RÜCKGABE!") == ["ruckgabe", "uber", "50", "sofort", "ruckgabe"]
    assert words_of("e-mail o'clock under_score") == ["e", "mail", "o", "clock", "under", "score"]


def test_what_is_written_without_spaces_is_taken_sign_by_sign() -> None:
    assert words_of("返金refund") == ["返", "金", "refund"]


@given(st.text(max_size=200))
def test_no_word_holds_anything_but_letters_and_figures(said: str) -> None:
    for word in words_of(said):
        assert 0 < len(word) <= LONGEST_WORD and "'" not in word and '"' not in word and " " not in word


@given(st.text(max_size=200))
def test_words_of_words_are_the_same_words(said: str) -> None:
    assert words_of(" ".join(words_of(said))) == words_of(said)
