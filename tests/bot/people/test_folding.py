"""Names are looked for as people type them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.people.folding import folded, found_by, words_sought


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Sólveig", "solveig"),
        ("Ørsted", "orsted"),
        ("Łukasz Żak", "lukasz zak"),
        ("GROẞ Straße", "gross strasse"),
        ("O’Brien-Dela_Cruz", "o brien dela cruz"),
        ("İpek Işık", "ipek isik"),
        ("b.reyes@harborline.example", "b reyes harborline example"),
        ("山田 太郎", "山田 太郎"),
    ],
)
def test_a_name_is_found_without_its_marks(written: str, typed: str) -> None:
    assert folded(written) == folded(typed) == f" {typed}"


def test_of_an_email_only_what_tells_people_apart_is_looked_for() -> None:
    assert found_by("Bo Reyes", "Sam", "b.reyes@harborline.example") == " bo reyes sam b"
    assert words_sought("@Bo b.reyes@harborline") == ["bo", "b", "reyes"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=40))
def test_what_is_folded_stays_and_holds_letters_and_digits_alone(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert all(word.isalnum() for word in once.split())
