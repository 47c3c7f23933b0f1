"""The calendar can be moved to the next morning, and over the next change of the clocks."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.proof.playground.travel import after_clock_change, in_words, tomorrow

LONDON = ZoneInfo("Europe/London")


def test_tomorrow_is_nine_in_the_morning_of_the_next_local_day() -> None:
    assert tomorrow(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), LONDON) == datetime(2026, 11, 23, 9, tzinfo=UTC)
    late = datetime(2026, 11, 22, 16, tzinfo=UTC)
    assert tomorrow(late, ZoneInfo("Asia/Tokyo")) == datetime(2026, 11, 24, 0, tzinfo=UTC), "there it is Monday"


def test_the_clocks_change_twice_a_year_and_in_some_places_never() -> None:
    spring = after_clock_change(datetime(2026, 11, 22, 12, tzinfo=UTC), LONDON)
    assert spring == datetime(2027, 3, 28, 8, tzinfo=UTC)
    assert spring is not None
    assert in_words(spring, LONDON) == "Sun 28 Mar 2027, 09:00 in London"
    assert after_clock_change(spring, LONDON) == datetime(2027, 10, 31, 9, tzinfo=UTC)
    assert after_clock_change(spring, ZoneInfo("Asia/Kolkata")) is None
