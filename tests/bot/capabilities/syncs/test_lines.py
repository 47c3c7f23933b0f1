"""What people wrote on several lines, as one line of a list."""

import pytest

from bot.capabilities.syncs.lines import on_one_line


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
