"""An action as people type it."""

from datetime import UTC, date, datetime

import pytest

from bot.capabilities.syncs.during.action_words import read_action, without_name
from bot.chat.inbound import Mentioned, MentionedKind

NOW = datetime(2026, 11, 25, 15, tzinfo=UTC)
"""A Wednesday."""

HANA = Mentioned("@Hana", MentionedKind.PERSON)


@pytest.mark.parametrize(
    ("text", "what", "until"),
    [
        ("@Hana rewrite the macro by Friday", "rewrite the macro", date(2026, 11, 27)),
        ("@Hana: rewrite it, by 24 Dec", "rewrite it", date(2026, 12, 24)),
        ("@Hana sort them by hand until tomorrow", "sort them by hand", date(2026, 11, 26)),
        ("@Hana do it by today", "do it", date(2026, 11, 25)),
        ("@Hana sort them by hand", "sort them by hand", None),
        ("@Hana rewrite the macro", "rewrite the macro", None),
        ("@Hana", "", None),
    ],
)
def test_what_is_no_day_is_part_of_what_is_to_be_done(text: str, what: str, until: date | None) -> None:
    found = read_action(text, [HANA], NOW, "Europe/London")
    assert (found.who, found.what, found.until) == (HANA, what, until)


@pytest.mark.parametrize(
    ("what", "name", "rest"),
    [
        ("Ana Lim ask finance", "Ana Lim", "ask finance"),
        ("ana: ask finance", "Ana Lim", "ask finance"),
        ("Anabel ask finance", "Ana Lim", None),
        ("Ana", "Ana Lim", ""),
    ],
)
def test_a_name_is_taken_off_whole_or_by_its_first_word(what: str, name: str, rest: str | None) -> None:
    assert without_name(what, name) == rest
