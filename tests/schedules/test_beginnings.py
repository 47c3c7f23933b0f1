"""When a working day begins, over changes of the clocks, days off, nights and unknown hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.calendar import morning, next_beginning, read_working_hours

NINE = time(9)
ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo", "Asia/Manila")


@pytest.mark.parametrize(
    ("hours", "zone", "day", "begins"),
    [
        ("Mon-Fri 09:00-17:00", "Europe/London", "2026-11-24", "2026-11-24 09:00"),
        ("Mon-Fri 09:00-17:00", "Asia/Manila", "2026-11-24", "2026-11-24 01:00"),
        ("Mon-Fri 09:00-17:00", "Europe/London", "2026-11-21", "2026-11-23 09:00"),
        ("Sun-Thu 22:00-06:00", "Asia/Manila", "2026-11-24", "2026-11-24 14:00"),
        ("Mon-Fri 13:00-17:00; Mon-Fri 08:00-12:00", "Europe/London", "2026-11-24", "2026-11-24 08:00"),
        ("Mon-Sun 00:00-24:00", "Asia/Manila", "2026-11-24", "2026-11-24 01:00"),
        ("Mon-Sun 01:30-09:00", "Europe/London", "2026-03-29", "2026-03-29 01:00"),
        ("Mon-Sun 01:30-09:00", "Europe/London", "2026-10-25", "2026-10-25 00:30"),
    ],
)
def test_a_morning_is_the_start_of_the_first_shift_of_the_day_or_of_the_next_one(
    hours: str, zone: str, day: str, begins: str
) -> None:
    found = morning(read_working_hours(hours, zone=zone), zone, date.fromisoformat(day), NINE)
    assert found.instant == datetime.fromisoformat(begins).replace(tzinfo=UTC)


def test_a_public_holiday_has_no_morning() -> None:
    hours = read_working_hours("Mon-Fri 09:00-17:00", zone="Asia/Manila", country="PH")
    found = morning(hours, "Asia/Manila", date(2026, 11, 30), NINE)
    assert found.local == datetime(2026, 12, 1, 9)


def test_a_time_that_the_clocks_skip_or_repeat_is_told() -> None:
    hours = read_working_hours("Mon-Sun 01:30-09:00", zone="Europe/London")
    assert morning(hours, "Europe/London", date(2026, 3, 29), NINE).reading.skipped
    assert morning(hours, "Europe/London", date(2026, 10, 25), NINE).reading.repeated


@pytest.mark.parametrize("hours", ["", "Mon-Sun 00:00-24:00"])
def test_where_no_hours_tell_the_usual_hour_does(hours: str) -> None:
    known = read_working_hours(hours, zone="Asia/Manila") if hours else None
    found = morning(known, "Asia/Manila", date(2026, 11, 24), NINE)
    assert found.instant == datetime(2026, 11, 24, 1, tzinfo=UTC)
    assert not found.by_hours
    after = datetime(2026, 11, 24, 1, tzinfo=UTC)
    assert next_beginning(known, "Asia/Manila", after, NINE).instant == after + timedelta(days=1)


def test_whose_work_begins_at_this_very_moment_begins_next_the_day_after() -> None:
    hours = read_working_hours("Mon-Fri 09:00-17:00", zone="Europe/London")
    nine = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert next_beginning(hours, "Europe/London", nine, NINE).instant == nine + timedelta(days=1)


@given(
    zone=st.sampled_from(ZONES),
    days=st.integers(0, 730),
    start=st.integers(0, 23 * 60 + 59),
    known=st.booleans(),
    weekdays=st.sampled_from(["Mon-Sun", "Mon-Fri", "Sat", "Sun-Thu"]),
)
def test_a_morning_of_any_zone_is_its_local_time_on_a_working_day(
    zone: str, days: int, start: int, known: bool, weekdays: str
) -> None:
    at = time(start // 60, start % 60)
    day = date(2026, 1, 1) + timedelta(days=days)
    text = f"{weekdays} {at:%H:%M}-{(start + 240) // 60 % 24:02}:{start % 60:02}"
    hours = read_working_hours(text, zone=zone) if known else None
    found = morning(hours, zone, day, at)
    assert found.local.time() == at
    assert day <= found.local.date() < day + timedelta(days=7)
    shown = found.instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if found.reading.skipped:
        assert shown > found.local
        assert shown.time() != at
    else:
        assert shown == found.local
    if not known:
        assert found.local.date() == day


@given(zone=st.sampled_from(ZONES), minutes=st.integers(0, 730 * 1440), known=st.booleans())
def test_the_next_beginning_is_later_and_none_lies_between(zone: str, minutes: int, known: bool) -> None:
    after = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    hours = read_working_hours("Mon-Sun 02:00-10:00", zone=zone) if known else None
    found = next_beginning(hours, zone, after, time(2))
    assert after < found.instant <= after + timedelta(hours=25)
    assert next_beginning(hours, zone, found.instant - timedelta(seconds=1), time(2)).instant == found.instant
