"""Times that take turns: every period of the rule has the next one, over restarts, skips and changes of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.calendar import (
    DaysOff,
    HolidayRule,
    InvalidCalendar,
    Recurrence,
    format_times,
    occurrences,
    read_times,
)

MONDAY = date(2026, 11, 2)
BEFORE = datetime(2026, 11, 1, tzinfo=UTC)


def in_turn(rule: str, *times: time, starts: date = MONDAY, **others: object) -> Recurrence:
    return Recurrence(rule, starts, times[0], "Europe/London", turns=times[1:], **others)  # type: ignore[arg-type]


def local(recurrence: Recurrence, since: datetime, count: int) -> list[tuple[date, time | None]]:
    zone = ZoneInfo(recurrence.zone)
    return [
        (one.original_date, one.instant.astimezone(zone).time() if one.instant else None)
        for one in islice(occurrences(recurrence, since), count)
    ]


def test_two_times_take_turns_from_week_to_week() -> None:
    found = local(in_turn("FREQ=WEEKLY;BYDAY=MO,TH", time(9), time(17)), BEFORE, 6)
    assert [at for _, at in found] == [time(9), time(9), time(17), time(17), time(9), time(9)]


def test_a_rule_of_every_second_week_still_alternates() -> None:
    found = local(in_turn("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", time(9), time(17), time(23)), BEFORE, 4)
    assert [at for _, at in found] == [time(9), time(17), time(23), time(9)]


def test_a_week_that_is_skipped_keeps_its_turn() -> None:
    off = DaysOff(extra=frozenset({MONDAY + timedelta(days=7)}))
    rule = in_turn("FREQ=WEEKLY;BYDAY=MO", time(9), time(17), on_holiday=HolidayRule.SKIP, days_off=off)
    assert [at for _, at in local(rule, BEFORE, 4)] == [time(9), None, time(9), time(17)]


@given(
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY;BYDAY=1MO", "FREQ=YEARLY"]),
    st.integers(1, 3),
    st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, max_size=3, unique=True),
    st.integers(0, 200),
)
def test_the_turn_is_the_same_wherever_one_begins_to_look(freq: str, every: int, times: list[time], skip: int) -> None:
    rule = Recurrence(f"{freq};INTERVAL={every}", MONDAY, times[0], "UTC", turns=tuple(times[1:]))
    from_the_beginning = list(islice(occurrences(rule, BEFORE), skip + 1))
    last = from_the_beginning[-1]
    assert last.instant is not None
    assert next(occurrences(rule, last.instant)) == last
    assert [one.instant.time() for one in from_the_beginning if one.instant] == [
        times[number % len(times)] for number in range(skip + 1)
    ]


def test_times_are_read_as_they_are_written() -> None:
    assert read_times("9:05") == (time(9, 5),)
    assert read_times("10:00, 17:30 ,23:00") == (time(10), time(17, 30), time(23))
    assert format_times(read_times("9:00,17:00")) == "09:00, 17:00"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Write the time like 10:00"),
        ("10", "Write the time like 10:00"),
        ("10:0", "Write the time like 10:00"),
        ("10:00,", "Write the time like 10:00"),
        ("١٠:00", "Write the time like 10:00"),
        ("24:00", "There is no time 24:00"),
        ("10:00, 10:00", "stands there twice"),
        ("1:00, 2:00, 3:00, 4:00", "At most 3 times"),
    ],
)
def test_what_is_no_time_is_refused_with_what_to_write(typed: str, says: str) -> None:
    with pytest.raises(InvalidCalendar, match=says):
        read_times(typed)
