"""Texts are counted, dated and stretched as their locale asks."""

from datetime import UTC, date, datetime

import pytest

from bot.chat.message import MomentStyle
from bot.chat.texts import PSEUDO_LONG, PSEUDO_RIGHT_TO_LEFT, Texts


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0 channels"), (1, "1 channel"), (2, "2 channels"), (1200, "1,200 channels")]
)
def test_a_count_has_its_singular_and_plural(n: int, said: str) -> None:
    assert Texts().n("{n} channel", "{n} channels", n) == said


def test_a_value_is_never_read_as_a_template() -> None:
    assert Texts()("Owner: {name}", name="{secret}") == "Owner: {secret}"


def test_a_moment_is_said_as_people_say_it() -> None:
    at = datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert Texts().moment(at, "Asia/Manila") == "Tue 24 Nov, 22:00"
    assert Texts().moment(at, "Europe/London", MomentStyle.TIME) == "14:00"
    assert Texts("de").moment(at, "Europe/Berlin", MomentStyle.DATE) == "Di. 24 Nov."


def test_a_day_far_away_is_said_with_its_year() -> None:
    assert Texts().day(date(2026, 12, 24)) == "Thu 24 Dec 2026"


def test_an_unknown_locale_reads_as_english() -> None:
    assert Texts("xx_YY").n("{n} channel", "{n} channels", 1) == "1 channel"
    assert Texts("not a locale").percent(0.94) == "94%"


def test_the_long_locale_is_at_least_forty_per_cent_longer_and_keeps_values() -> None:
    text = Texts(PSEUDO_LONG)("Got it: {count} of {total}", count=12, total=34)
    assert len(text) >= 1.4 * len("Got it: 12 of 34")
    assert "12" in text
    assert "34" in text


def test_the_right_to_left_locale_isolates_its_text() -> None:
    text = Texts(PSEUDO_RIGHT_TO_LEFT)("Got it")
    assert text.startswith("\u2067")
    assert text.endswith("\u2069")


@pytest.mark.parametrize("name", ["Refunds استرداد", "החזרים"])
def test_a_name_that_runs_the_other_way_takes_no_number_after_it_along(name: str) -> None:
    where = Texts().n("{audience}, {n} channel", "{audience}, {n} channels", 3, audience=name)
    assert where == f"\u2068{name}\u2069, 3 channels"
    assert Texts()("To {where}", where=where) == f"To {where}", "kept apart once, however often it is taken in"
    assert Texts().names([name, "Care"]) == f"\u2068{name}\u2069 and Care"


def test_a_latin_name_is_kept_apart_where_the_sentence_runs_from_right_to_left() -> None:
    assert "\u2068Care\u2069" in Texts(PSEUDO_RIGHT_TO_LEFT)("{team}, 3", team="Care")
    assert Texts()("{team}, 3", team="Łódź 返金") == "Łódź 返金, 3"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.0, "under 0.1 s"), (0.05, "0.1 s"), (3.14, "3.1 s"), (59.99, "60 s"), (240, "4 min"), (7200, "2 h")],
)
def test_a_duration_is_said_in_its_largest_unit(seconds: float, said: str) -> None:
    assert Texts().seconds(seconds) == said
