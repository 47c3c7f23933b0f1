"""A file of check-ins says what is wrong with its line."""

import pytest

from bot.capabilities.checkins.setting_up.file import read_checkins
from bot.people.refusal import Refused


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Line 1: write a list of checkins"),
        ("- name: A\n  colour: red", "Line 2, field colour: There is no such field."),
        ("- name: A\n  threshold: many", "Line 2, field threshold: Write a whole number."),
        ("- name: A\n  reminds: perhaps", "Line 2, field reminds: Write true or false."),
        ("- name: A\n- name: a", "Line 2, field name: “a” stands in line 1 already."),
        ("- questions: [a]", "Line 1, field name: The field is missing."),
        ("- name: 'A", "cannot be read as YAML"),
    ],
)
def test_a_file_says_what_is_wrong_with_its_line(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_checkins(text.encode())
