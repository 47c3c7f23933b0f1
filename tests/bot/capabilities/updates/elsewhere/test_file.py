"""Updates as files: what is read, and where what is wrong stands."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capabilities.updates.elsewhere.file import read_file
from bot.people.refusal import Refused

WHOLE = """---
title: "Refunds: no supervisor needed"
audience: Everyone
owner: ines@marlowe.example
effective_from: 2026-11-24T14:00:00+01:00
acknowledge_by: 2026-11-25 09:00Z
urgent: yes
playbook: https://playbook.example/refunds
tell_customers: |
  I can refund this now.
  It takes three days.
---

Up to **€200**.

---

- nothing else changes
"""


def test_a_whole_file_is_read_as_it_stands() -> None:
    found = read_file(WHOLE.encode())
    asked = found.asked
    assert (asked.title, asked.audience, asked.urgent) == ("Refunds: no supervisor needed", "Everyone", True)
    assert asked.effective_from == datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
    assert asked.acknowledge_by == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    assert asked.tell_customers == "I can refund this now.\nIt takes three days.\n"
    assert asked.changed.strip() == "Up to **€200**.\n\n---\n\n- nothing else changes"
    assert (found.lines["title"], found.lines["urgent"], found.lines["changed"]) == (2, 7, 14)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    assert read_file(b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode()).asked == read_file(WHOLE.encode()).asked


def test_a_title_that_looks_like_a_number_or_a_date_stays_a_text() -> None:
    assert read_file(b"---\ntitle: 2026-11-24\naudience: 7\n---\nNew.").asked.title == "2026-11-24"


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("title: A\naudience: B\ncolour: red", "Line 4, field colour: There is no such field"),
        ("title: A\naudience: B\nchanged: C", "Line 4, field changed: There is no such field"),
        ("title: A\naudience: B\neffective_from: tomorrow", "Line 4, field effective_from: Write a date and time"),
        ("title: A\naudience: B\neffective_from: 2026-11-24T14:00", "Line 4, field effective_from: Write a date"),
        ("title: A\n\n# quite\naudience: B\nurgent: perhaps", "Line 6, field urgent: Write true or false"),
        ("title: A\ntitle: B", "Line 3, field title: This field stands here twice"),
        ("title:\n- A", "Line 2, field title: Write one text"),
        ("title: A", "Line 1: The field audience is missing"),
        ("title: a: b", "Line 2: This cannot be read as YAML"),
        ("- title", "Line 2: Write each field as"),
        ("title: &a [*a]\naudience: B", "Line 2"),
        ("", "Line 1: The field title is missing"),
    ],
)
def test_what_is_wrong_is_named_with_line_and_field(head: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        read_file(f"---\n{head}\n---\nNew.\n".encode())
    assert str(refused.value).startswith(says) and str(refused.value).endswith("Nothing was done.")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"Just text.", "Line 1: Begin the file with a line of ---"),
        (b"---\ntitle: A\n", "Line 1: The front matter has no end"),
        (b"---\ntitle: A\n\xff", "Line 3: It is not UTF-8 there"),
        (b"---\n" + b"x" * 70_000, "The file is larger"),
    ],
)
def test_what_is_no_such_file_is_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_file(data)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"---\n{text}\n---\n".encode()))
def test_no_file_makes_it_stumble(data: bytes) -> None:
    try:
        read_file(data)
    except Refused as refused:
        assert str(refused)
