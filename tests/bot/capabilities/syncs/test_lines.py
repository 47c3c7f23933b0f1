"""What people wrote on several lines, as one line of a list."""

import pytest

from bot.capabilities.syncs.lines import name_first, on_one_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Macros are slow", "Macros are slow"),
        ("Macros  are\tslow\nPhone lines drop", "Macros are slow / Phone lines drop"),
        ("\n Macros are slow \r\n\n \nPhone lines drop\n", "Macros are slow / Phone lines drop"),
        ("", ""),
    ],
)
def test_what_stood_on_lines_of_their_own_stays_apart(text: str, line: str) -> None:
    assert on_one_line(text) == line


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("care weekly: Waive the fee", "Care weekly", "Waive the fee"),
        ("care Weekly waive", "Care weekly", "waive"),
        ("Care about them", "Care", "about them"),
        ("Careful with refunds", "", "Careful with refunds"),
        ("CARE", "Care", ""),
    ],
)
def test_the_longest_name_that_words_begin_with_is_taken_out(text: str, name: str, rest: str) -> None:
    assert name_first(text, ["Care", "Care weekly"]) == (name, rest)


def test_where_a_colon_must_follow_a_word_that_is_a_name_stays() -> None:
    assert name_first("Care about them", ["Care"], ends=(":",)) == ("", "Care about them")
    assert name_first("Care: about them", ["Care"], ends=(":",)) == ("Care", "about them")
