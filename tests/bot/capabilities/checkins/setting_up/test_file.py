"""A file of check-ins says what is wrong with its line."""

import pytest

from bot.capabilities.checkins.setting_up.file import read_checkins
from bot.people.refusal import Refused


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- name: A\n  colour: red", "Line 2, field colour: There is no such field."),
        ("- name: A\n  threshold: many", "Line 2, field threshold: Write a whole number."),
        ("- name: A\n  reminds: perhaps", "Line 2, field reminds: Write true or false."),
        ("- name: A\n- name: a", "Line 2, field name: “a” stands in line 1 already."),
        ("- questions: [a]", "Line 1, field name: The field is missing."),
        ("- name: A\n  mode: open", "Line 2, field mode: “open” cannot stand here. Write one of: named, confidential"),
        ("- A", "Line 1: Write each field of a check-in as `name: value`."),
    ],
)
def test_a_file_says_what_is_wrong_with_its_line(text: str, says: str) -> None:
    (found,) = [line for one in read_checkins(text.encode()) for line in one.mistakes({})]
    assert found.startswith(says)


def test_all_that_is_wrong_is_told_in_the_order_of_its_lines_and_of_each_field_once() -> None:
    text = "- name: A\n  threshold: many\n  teams: [Cure]\n  reminds: perhaps\n- colour: red"
    first, second = read_checkins(text.encode())
    assert first.asked is not None and first.asked.teams == ["Cure"] and second.asked is None
    assert [line.partition(":")[0] for line in first.mistakes({"threshold": "Too few.", "teams.0": "None."})] == [
        "Line 2, field threshold",
        "Line 3, field teams",
        "Line 4, field reminds",
    ]
    assert [line.partition(":")[0] for line in second.mistakes({})] == ["Line 5, field colour", "Line 5, field name"]


@pytest.mark.parametrize(
    ("text", "says"), [("", "Line 1: write a list of checkins"), ("- name: 'A", "cannot be read as YAML")]
)
def test_what_is_no_list_is_refused(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_checkins(text.encode())
