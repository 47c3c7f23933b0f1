from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from schedules.calendar import InvalidCalendar, instant_of, read_clock, zone_named


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        ("Europe/London", "2026-07-01 09:00", "2026-07-01 08:00"),
        ("Europe/London", "2026-03-29 00:59", "2026-03-29 00:59"),
        ("Europe/London", "2026-03-29 01:00", "2026-03-29 01:00"),
        ("Europe/London", "2026-03-29 01:30", "2026-03-29 01:00"),
        ("Europe/London", "2026-03-29 02:00", "2026-03-29 01:00"),
        ("Europe/London", "2026-10-25 01:30", "2026-10-25 00:30"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"),
        ("Asia/Kathmandu", "2026-01-01 06:00", "2026-01-01 00:15"),
        ("Asia/Beirut", "2026-03-29 00:30", "2026-03-28 22:00"),
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 10:00"),
    ],
)
def test_a_local_time_is_one_instant(zone: str, local: str, instant: str) -> None:
    expected = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert instant_of(datetime.fromisoformat(local), ZoneInfo(zone)) == expected


def test_a_gap_of_odd_seconds_ends_at_the_first_whole_minute_after() -> None:
    # Monrovia left its offset of -00:44:30 on 7 January 1972 at midnight (tz database).
    monrovia = ZoneInfo("Africa/Monrovia")
    assert instant_of(datetime(1972, 1, 7, 0, 20), monrovia) == datetime(1972, 1, 7, 0, 45, tzinfo=UTC)


def test_a_time_with_a_zone_is_no_wall_clock_time() -> None:
    with pytest.raises(TypeError):
        instant_of(datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo("Europe/London"))


def test_skipped_and_repeated_times_are_told_apart() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert read_clock(datetime(2026, 3, 29, 2, 30), berlin).skipped
    assert not read_clock(datetime(2026, 3, 29, 3, 0), berlin).skipped
    assert read_clock(datetime(2026, 10, 25, 2, 30), berlin).repeated
    assert not read_clock(datetime(2026, 10, 25, 3, 0), berlin).repeated


@pytest.mark.parametrize(
    "name",
    [
        *("", "Europe", "Europe/Atlantis", "../etc/passwd", "\0", "London time"),
        *("localtime", "posixrules", "Factory", "posix/Europe/London", "right/Europe/London"),
        *("x" * 5000, "a/" * 2500),
    ],
)
def test_what_is_no_zone_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(InvalidCalendar, match="is not a time zone") as caught:
        zone_named(name)
    assert len(str(caught.value)) < 200
