from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.calendar import InvalidCalendar, UntilProblem, read_until
from schedules.calendar.until_text import FARTHEST

ZONES = ["UTC", "Europe/London", "America/New_York", "Asia/Manila", "Australia/Lord_Howe", "Asia/Beirut"]
TUESDAY = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


def local(found: datetime | UntilProblem, zone: str = "Europe/London") -> str:
    assert isinstance(found, datetime), found
    return f"{found.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("friday", "Fri 2026-11-27 00:00"),
        ("until friday", "Fri 2026-11-27 00:00"),
        ("until Fri.", "Fri 2026-11-27 00:00"),
        ("monday 14:00", "Mon 2026-11-30 14:00"),
        ("Monday at 2pm", "Mon 2026-11-30 14:00"),
        ("monday, 12 am", "Mon 2026-11-30 00:00"),
        ("next monday", "Mon 2026-11-30 00:00"),
        ("next week", "Mon 2026-11-30 00:00"),
        ("tuesday", "Tue 2026-12-01 00:00"),
        ("tuesday 18:00", "Tue 2026-11-24 18:00"),
        ("tuesday 14:00", "Tue 2026-12-01 14:00"),
        ("tomorrow", "Wed 2026-11-25 00:00"),
        ("tomorrow 9:30", "Wed 2026-11-25 09:30"),
        ("today", "Wed 2026-11-25 00:00"),
        ("today 18:00", "Tue 2026-11-24 18:00"),
        ("18:00", "Tue 2026-11-24 18:00"),
        ("9:00", "Wed 2026-11-25 09:00"),
        ("3 days", "Fri 2026-11-27 00:00"),
        ("for 3 days", "Fri 2026-11-27 00:00"),
        ("a week", "Tue 2026-12-01 00:00"),
        ("2 weeks", "Tue 2026-12-08 00:00"),
        ("6 hours", "Tue 2026-11-24 20:30"),
        ("24 Dec", "Thu 2026-12-24 00:00"),
        ("Thu 24 Dec, 14:00", "Thu 2026-12-24 14:00"),
        ("December 24th", "Thu 2026-12-24 00:00"),
        ("3 Jan", "Sun 2027-01-03 00:00"),
        ("24 November", "Wed 2027-11-24 00:00"),
        ("2026-12-24", "Thu 2026-12-24 00:00"),
        ("2026-12-24 08:15", "Thu 2026-12-24 08:15"),
        ("24.12.", "Thu 2026-12-24 00:00"),
        ("24.12.2026", "Thu 2026-12-24 00:00"),
    ],
)
def test_words_are_read_as_people_mean_them(words: str, meant: str) -> None:
    assert local(read_until(words, TUESDAY, "Europe/London")) == meant


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("", UntilProblem.NOT_UNDERSTOOD),
        ("soon", UntilProblem.NOT_UNDERSTOOD),
        ("fridya", UntilProblem.NOT_UNDERSTOOD),
        ("friday 25:00", UntilProblem.NOT_UNDERSTOOD),
        ("friday 13pm", UntilProblem.NOT_UNDERSTOOD),
        ("12/24", UntilProblem.NOT_UNDERSTOOD),
        ("some days", UntilProblem.NOT_UNDERSTOOD),
        ("friday" * 20, UntilProblem.NOT_UNDERSTOOD),
        ("31 Feb", UntilProblem.NO_SUCH_DAY),
        ("2026-13-01", UntilProblem.NO_SUCH_DAY),
        ("2026-11-01", UntilProblem.PAST),
        ("today 9:00", UntilProblem.PAST),
        ("0 days", UntilProblem.PAST),
        ("2036-01-01", UntilProblem.TOO_FAR),
        ("9999-12-31 23:59", UntilProblem.TOO_FAR),
    ],
)
def test_what_is_no_moment_to_come_says_why(words: str, problem: UntilProblem) -> None:
    assert read_until(words, TUESDAY, "America/New_York" if "9999" in words else "UTC") is problem


def test_a_day_is_the_persons_own() -> None:
    """It is Wednesday already in Manila when it is Tuesday evening in London."""
    late = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    assert local(read_until("tomorrow", late, "Asia/Manila"), "Asia/Manila") == "Thu 2026-11-26 00:00"
    assert local(read_until("tomorrow", late, "Europe/London")) == "Wed 2026-11-25 00:00"


def test_a_day_whose_first_minute_the_clocks_skip_begins_when_they_go_on() -> None:
    before = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
    assert local(read_until("sunday", before, "Asia/Beirut"), "Asia/Beirut") == "Sun 2026-03-29 01:00"


def test_a_zone_that_there_is_not_is_refused() -> None:
    with pytest.raises(InvalidCalendar):
        read_until("friday", TUESDAY, "Mars/Olympus")


@settings(max_examples=150)
@given(
    words=st.one_of(
        st.text(max_size=70),
        st.from_regex(r"(until )?(fri|monday|tomorrow|\d{1,3} days|\d{1,2} dec)( \d{1,2}:\d{2})?", fullmatch=True),
    ),
    now=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(ZONES),
)
def test_whatever_is_typed_is_a_moment_to_come_or_a_reason(words: str, now: datetime, zone: str) -> None:
    found = read_until(words, now, zone)
    assert isinstance(found, UntilProblem) or timedelta() < found - now <= FARTHEST
