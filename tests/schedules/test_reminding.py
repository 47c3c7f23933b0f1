"""When somebody is reminded, over zones, changes of the clocks and days off."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.calendar import WorkingHours, acknowledge_by, has_worked, on_shift, read_working_hours, remind_at

HOUR = timedelta(hours=1)
OFFICE = read_working_hours("Mon-Fri 09:00-17:00", zone="Europe/London", country="GB", region="ENG")
NIGHT = read_working_hours("Sun-Thu 22:00-06:00", zone="Asia/Manila")
LATE = read_working_hours("Sat-Sun 20:00-04:00", zone="America/New_York", country="US")
SPLIT = read_working_hours("Mon-Sun 08:00-09:00; Mon-Sun 13:00-13:30", zone="Australia/Lord_Howe")
ALL = (OFFICE, NIGHT, LATE, SPLIT)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "released", "wanted", "before", "expected"),
    [
        # Tuesday afternoon: Wednesday's shift begins at nine, the deadline is eleven, the reminder at ten.
        (OFFICE, "2026-11-24 14:00", None, HOUR, "2026-11-25 10:00"),
        # Over the weekend, and over Christmas in England.
        (OFFICE, "2026-11-27 18:00", None, HOUR, "2026-11-30 10:00"),
        (OFFICE, "2026-12-24 18:00", None, HOUR, "2026-12-29 10:00"),
        # The author's own time at night: reminded before they go home the evening before.
        (OFFICE, "2026-11-23 10:00", "2026-11-25 03:00", HOUR, "2026-11-24 16:00"),
        # A shift over midnight: Sunday 22:00 in Manila is 14:00 UTC; its deadline is midnight there.
        (NIGHT, "2026-11-22 10:00", None, HOUR, "2026-11-22 15:00"),
        # Wanted earlier than the shift begins: at its start.
        (OFFICE, "2026-11-24 18:00", None, 3 * HOUR, "2026-11-25 09:00"),
        # A shift shorter than the time to read.
        (SPLIT, "2026-06-01 00:00", None, timedelta(minutes=15), "2026-06-01 02:45"),
    ],
)
def test_a_reminder_comes_in_working_time(
    hours: WorkingHours, released: str, wanted: str | None, before: timedelta, expected: str
) -> None:
    deadline = acknowledge_by(hours, at(released), at(wanted) if wanted else None)
    assert deadline is not None
    assert remind_at(hours, at(released), deadline, before) == at(expected)


@settings(max_examples=150)
@given(
    hours=st.sampled_from(ALL),
    released=st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    wanted=st.none() | st.integers(-48, 24 * 14),
    before=st.integers(1, 480),
)
def test_a_reminder_is_after_the_release_before_the_deadline_and_in_somebodys_shift(
    hours: WorkingHours, released: datetime, wanted: int | None, before: int
) -> None:
    deadline = acknowledge_by(hours, released, released + timedelta(hours=wanted) if wanted is not None else None)
    assert deadline is not None
    reminder = remind_at(hours, released, deadline, timedelta(minutes=before))
    assert reminder is not None
    assert released <= reminder < deadline
    assert on_shift(hours, reminder)
    assert has_worked(hours, released, reminder)
    exact = deadline - timedelta(minutes=before)
    if exact >= released and on_shift(hours, exact):
        assert reminder == exact


@settings(max_examples=100)
@given(
    hours=st.sampled_from(ALL),
    since=st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    minutes=st.integers(0, 60 * 24 * 5),
)
def test_who_has_worked_was_on_shift_at_some_minute_since(hours: WorkingHours, since: datetime, minutes: int) -> None:
    now = since + timedelta(minutes=minutes)
    steps = range(0, minutes + 1, 10)
    seen = any(on_shift(hours, since + timedelta(minutes=step)) for step in steps) or on_shift(hours, now)
    assert has_worked(hours, since, now) is seen
