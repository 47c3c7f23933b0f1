"""Updates as files: what is read, and where what is wrong stands."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capabilities.updates.elsewhere.answers import Says
from bot.capabilities.updates.elsewhere.asked import Correction, NewUpdate
from bot.capabilities.updates.elsewhere.file import UpdateFile
from bot.capabilities.updates.elsewhere.file import read_file as read
from bot.capabilities.updates.elsewhere.writing import file_of
from bot.people.refusal import Refused

WHOLE = """---
title: "Refunds: no supervisor needed"
audience: Everyone
owner: ines@marlowe.example
effective_from: 2026-11-24T14:00:00+01:00
acknowledge_by: 2026-11-25 09:00Z
urgent: yes
playbook: https://playbook.example/refunds
until_answered: "Use the old rule: promise a call back."
answerers: [ada@marlowe.example, slack/T1/U2]
remind_before: 30
check:
- |
  Up to which amount?
  - Up to €50
  + Up to €200
  > Up to €200.
tell_customers: |
  I can refund this now.
  It takes three days.
---

Up to **€200**.

---

- nothing else changes
"""


def read_file(data: bytes) -> UpdateFile[NewUpdate]:
    return read(data, NewUpdate)


def test_a_whole_file_is_read_as_it_stands() -> None:
    found = read_file(WHOLE.encode())
    asked = found.asked
    assert (asked.title, asked.audience, asked.urgent) == ("Refunds: no supervisor needed", "Everyone", True)
    assert asked.effective_from == datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
    assert asked.acknowledge_by == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    assert asked.tell_customers == "I can refund this now.\nIt takes three days.\n"
    assert asked.changed.strip() == "Up to **€200**.\n\n---\n\n- nothing else changes"
    assert asked.until_answered == "Use the old rule: promise a call back."
    assert (asked.answerers, asked.remind_before) == (["ada@marlowe.example", "slack/T1/U2"], 30)
    assert asked.check == ["Up to which amount?\n- Up to €50\n+ Up to €200\n> Up to €200.\n"]
    assert (found.lines["title"], found.lines["urgent"], found.lines["changed"]) == (2, 7, 23)


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
        ("title: A\naudience: B\nremind_before: 7", "Line 4, field remind_before: Write one of 0, 15, 30, 60, 120."),
        ("title: A\naudience: B\nremind_before: soon", "Line 4, field remind_before: Write a whole number."),
        (f"title: A\naudience: B\nremind_before: {'9' * 5000}", "Line 4, field remind_before: Write a whole number."),
        ("title: A\naudience: B\nanswerers:\n- [C]", "Line 4, field answerers: Write one text"),
        ('title: A\naudience: B\nanswerers:\n- "C\\0"', "Line 4, field answerers: Take out the character NUL"),
        ('title: "A\\ud800"\naudience: B', "Line 2, field title: Take out the half of a character"),
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
    for kind in (NewUpdate, Correction):
        try:
            read(data, kind)
        except Refused as refused:
            assert str(refused)


def test_a_correction_holds_what_is_different_alone() -> None:
    text = b"---\nversion: 2\nnote: Limit raised\nask_again: yes\nacknowledge_by:\ntell_customers:\n---\n"
    asked = read(text, Correction).asked
    assert (asked.version, asked.note, asked.ask_again) == (2, "Limit raised", True)
    given = {"version", "note", "ask_again", "acknowledge_by", "tell_customers"}
    assert asked.model_fields_set == given and asked.acknowledge_by is None and asked.tell_customers == ""
    assert (read(text + b"Up to 300.\n", Correction).asked.changed or "").strip() == "Up to 300."


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("note: A", "Line 1: The field version is missing"),
        ("note: A\nversion: 0", "Line 3, field version: Input should be greater than or equal to 1"),
        (
            "note: A\nversion: 1\naudience: B",
            "Line 4, field audience: There is no such field. Known are: version, note",
        ),
    ],
)
def test_what_is_wrong_with_a_correction_is_named_with_line_and_field(head: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        read(f"---\n{head}\n---\n".encode(), Correction)
    assert str(refused.value).startswith(says) and str(refused.value).endswith("Nothing was done.")


@pytest.mark.parametrize(
    "text", ["a\nb", "a\u2028b", "a\u0085\nb", "- a: 'b'\r\n> c", "---\na", "\u202eno", "null", "#1 \ufeff"]
)
def test_what_is_written_to_be_corrected_is_read_as_it_stands(text: str) -> None:
    says = Says(
        version=3,
        note="",
        title="Refunds: now",
        changed="---\n> quoted",
        tell_customers=text,
        effective_from=datetime(2026, 11, 24, 14, 0, tzinfo=UTC),
        acknowledge_by=None,
        playbook="",
        until_answered=text,
        remind_before=30,
        language="en",
        languages={},
    )
    asked = read(file_of("abc", says).encode(), Correction).asked
    assert (asked.version, asked.title, (asked.changed or "").strip()) == (3, says.title, says.changed)
    assert (asked.tell_customers, asked.until_answered) == (text, text)
    assert (asked.effective_from, asked.remind_before) == (says.effective_from, 30)
