from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.calendar import (
    DaysOff,
    InvalidCalendar,
    Shift,
    Stint,
    WorkingHours,
    acknowledge_by,
    current_shift,
    format_days_off,
    format_stints,
    next_shift,
    on_shift,
    parse_dates,
    parse_stints,
    read_working_hours,
    shifts,
)

ZONES = ["UTC", "Europe/London", "America/New_York", "Asia/Manila", "Australia/Lord_Howe", "Asia/Beirut"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def shift(start: str, end: str) -> Shift:
    return Shift(at(start), at(end))


OFFICE = read_working_hours(
    "Mon-Fri 09:00-17:00; Sat 10:00-14:00",
    zone="Europe/London",
    country="GB",
    region="ENG",
    days_off="2026-12-24",
)
NIGHT = read_working_hours("Sun-Thu 22:00-06:00", zone="Asia/Manila")


@pytest.mark.parametrize(
    ("hours", "instant", "works"),
    [
        (OFFICE, "2026-11-24 08:59", False),
        (OFFICE, "2026-11-24 09:00", True),
        (OFFICE, "2026-11-24 16:59", True),
        (OFFICE, "2026-11-24 17:00", False),
        (OFFICE, "2026-11-28 10:30", True),
        (OFFICE, "2026-11-28 14:30", False),
        (OFFICE, "2026-11-29 10:30", False),
        (OFFICE, "2026-07-01 08:30", True),
        (OFFICE, "2026-12-24 10:00", False),
        (OFFICE, "2026-12-25 10:00", False),
        (OFFICE, "2026-12-28 10:00", False),
        (OFFICE, "2026-12-29 10:00", True),
        (NIGHT, "2026-11-22 13:59", False),
        (NIGHT, "2026-11-22 14:00", True),
        (NIGHT, "2026-11-22 21:59", True),
        (NIGHT, "2026-11-22 22:00", False),
        (NIGHT, "2026-11-26 21:00", True),
        (NIGHT, "2026-11-27 15:00", False),
    ],
)
def test_people_are_on_shift_in_their_hours_only(hours: WorkingHours, instant: str, works: bool) -> None:
    assert on_shift(hours, at(instant)) is works
    assert (current_shift(hours, at(instant)) is not None) is works


def test_a_night_keeps_its_hours_when_the_holiday_is_the_morning_after() -> None:
    hours = read_working_hours("Sun-Sat 22:00-06:00", zone="Europe/London", days_off="2026-11-25")
    assert on_shift(hours, at("2026-11-25 05:00"))
    assert not on_shift(hours, at("2026-11-25 23:00"))
    assert not on_shift(hours, at("2026-11-26 05:00"))


def test_a_night_shift_is_shorter_or_longer_when_the_clocks_change() -> None:
    hours = read_working_hours("Mon-Sun 22:00-06:00", zone="Europe/London")
    assert current_shift(hours, at("2026-03-28 23:00")) == shift("2026-03-28 22:00", "2026-03-29 05:00")
    assert current_shift(hours, at("2026-10-24 23:00")) == shift("2026-10-24 21:00", "2026-10-25 06:00")


def test_a_shift_inside_the_hour_that_the_clocks_skip_does_not_take_place() -> None:
    hours = read_working_hours("Sun 01:10-01:50", zone="Europe/London")
    assert next_shift(hours, at("2026-03-26 00:00")) == shift("2026-04-05 00:10", "2026-04-05 00:50")


def test_the_next_shift_starts_after_the_instant_even_during_a_shift() -> None:
    assert next_shift(OFFICE, at("2026-11-24 08:00")) == shift("2026-11-24 09:00", "2026-11-24 17:00")
    assert next_shift(OFFICE, at("2026-11-24 09:00")) == shift("2026-11-25 09:00", "2026-11-25 17:00")
    assert next_shift(OFFICE, at("2026-12-23 18:00")) == shift("2026-12-29 09:00", "2026-12-29 17:00")


def test_two_stints_a_day_are_two_shifts() -> None:
    hours = read_working_hours("Mon 13:00-17:00; Mon 09:00-12:00", zone="UTC")
    assert list(islice(shifts(hours, at("2026-11-23 00:00")), 3)) == [
        shift("2026-11-23 09:00", "2026-11-23 12:00"),
        shift("2026-11-23 13:00", "2026-11-23 17:00"),
        shift("2026-11-30 09:00", "2026-11-30 12:00"),
    ]


def test_round_the_clock_leaves_no_moment_out() -> None:
    hours = read_working_hours("Mon-Sun 00:00-24:00", zone="America/New_York")
    assert all(on_shift(hours, at("2026-11-01 00:00") + timedelta(minutes=30 * step)) for step in range(100))


def test_hours_without_a_day_have_no_shift() -> None:
    hours = WorkingHours("UTC", ())
    assert not on_shift(hours, at("2026-11-24 12:00"))
    assert next_shift(hours, at("2026-11-24 12:00")) is None
    assert acknowledge_by(hours, at("2026-11-24 12:00")) is None
    assert acknowledge_by(hours, at("2026-11-24 12:00"), at("2026-11-25 12:00")) == at("2026-11-25 12:00")


@pytest.mark.parametrize(
    ("released", "wanted", "deadline"),
    [
        ("2026-11-24 07:00", None, "2026-11-24 11:00"),
        ("2026-11-24 12:00", None, "2026-11-25 11:00"),
        ("2026-11-24 12:00", "2026-11-24 14:00", "2026-11-25 11:00"),
        ("2026-11-24 12:00", "2026-11-27 14:00", "2026-11-27 14:00"),
        ("2026-11-27 18:00", None, "2026-11-28 12:00"),
    ],
)
def test_people_have_until_two_hours_into_their_next_shift_or_longer(
    released: str, wanted: str | None, deadline: str
) -> None:
    assert acknowledge_by(OFFICE, at(released), at(wanted) if wanted else None) == at(deadline)


def test_a_short_shift_ends_the_time_to_acknowledge() -> None:
    hours = read_working_hours("Mon-Fri 09:00-10:30", zone="UTC")
    assert acknowledge_by(hours, at("2026-11-24 07:00")) == at("2026-11-24 10:30")


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        on_shift(OFFICE, datetime(2026, 11, 24, 12))


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("Mon-Fri 09:00-17:00; Sat 10:00-14:00", "Mon-Fri 09:00-17:00; Sat 10:00-14:00"),
        ("sunday-thursday 22:00 – 6:00;", "Sun-Thu 22:00-06:00"),
        ("Mon,Wed,Fri 08:30-12:00;Mon,Wed,Fri 13:00-17:30", "Mon,Wed,Fri 08:30-12:00; Mon,Wed,Fri 13:00-17:30"),
        ("Fri - Mon 12:00-24:00", "Fri-Mon 12:00-24:00"),
        ("Sat,Sun 00:00-24:00", "Sat,Sun 00:00-24:00"),
        ("Tue-Mon 08:00-20:00", "Mon-Sun 08:00-20:00"),
    ],
)
def test_working_hours_are_read_and_written(text: str, again: str) -> None:
    assert format_stints(parse_stints(text)) == again
    assert parse_stints(again) == parse_stints(text)


@given(
    st.lists(
        st.builds(
            Stint,
            st.frozensets(st.integers(0, 6), min_size=1),
            st.times().map(lambda t: t.replace(second=0, microsecond=0)),
            st.times().map(lambda t: t.replace(second=0, microsecond=0)),
        ).filter(lambda stint: stint.start != stint.end),
        min_size=1,
        max_size=4,
    ).map(tuple)
)
def test_any_working_hours_survive_being_written_down(stints: tuple[Stint, ...]) -> None:
    assert parse_stints(format_stints(stints)) == stints


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "are empty"),
        (" ; ", "are empty"),
        ("9-5", "“9-5” is not understood"),
        ("Mon-Fri", "“Mon-Fri” is not understood"),
        ("Mon-Fri 09:00-17:00 Sat 10:00-14:00", "is not understood"),
        ("Mon-Fri 9am-5pm", "is not understood"),
        ("Lun-Ven 09:00-17:00", "“Lun” is not a day of the week"),
        ("Mon--Fri 09:00-17:00", "is not a day of the week"),
        ("Mon-Fri 09:00-25:00", "“25:00” is not a time"),
        ("Mon-Fri 24:00-06:00", "“24:00” is not a time"),
        ("Mon-Fri 09:60-17:00", "“09:60” is not a time"),
        ("Mon-Fri ٠٩:00-17:00", "is not a time"),
        ("Mon-Fri 09:00-09:00", "starts and ends at the same time"),
        ("Mon " * 200, "more than 500 characters"),
    ],
)
def test_unclear_working_hours_are_refused_by_their_part(text: str, says: str) -> None:
    with pytest.raises(InvalidCalendar, match=says):
        parse_stints(text)


@pytest.mark.parametrize(
    "text",
    ["Mon-Fri 09:00-17:00; Fri 16:00-20:00", "Sun 22:00-06:00; Mon 05:00-09:00", "Mon 09:00-10:00; Mon 09:00-11:00"],
)
def test_overlapping_hours_are_refused(text: str) -> None:
    with pytest.raises(InvalidCalendar, match=r"overlap on (Fri at 16:00|Mon at 05:00|Mon at 09:00)"):
        read_working_hours(text, zone="UTC")


def test_days_off_are_read_and_written() -> None:
    days = parse_dates(" 2026-12-24, 2026-12-31;2027-01-02 ")
    assert days == {date(2026, 12, 24), date(2026, 12, 31), date(2027, 1, 2)}
    assert parse_dates(format_days_off(days)) == days
    with pytest.raises(InvalidCalendar, match=r"“24\.12\.2026” is not a date"):
        parse_dates("24.12.2026")


@pytest.mark.parametrize(
    ("country", "region", "says"),
    [
        ("XX", "", "no holiday calendar"),
        ("GB", "BY", "has no region “BY”"),
        ("", "BY", "needs a country"),
        ("PH", "1", "Leave it"),
    ],
)
def test_an_unknown_country_or_region_is_refused(country: str, region: str, says: str) -> None:
    with pytest.raises(InvalidCalendar, match=says):
        DaysOff(country, region)


def test_a_day_off_says_what_it_is() -> None:
    days = DaysOff("GB", "SCT", frozenset({date(2026, 12, 24), date(2026, 12, 25)}))
    assert days.name_of(date(2026, 12, 25)) == "Christmas Day"
    assert days.name_of(date(2026, 11, 30)) == "Saint Andrew's Day"
    assert days.name_of(date(2026, 12, 24)) == "Day off"
    assert days.name_of(date(2026, 12, 23)) is None
    assert DaysOff("GB", "ENG").name_of(date(2026, 11, 30)) is None


@settings(max_examples=60)
@given(
    zone=st.sampled_from(ZONES),
    start=st.integers(0, 47),
    length=st.integers(1, 48),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    since=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)),
)
def test_shifts_never_overlap_and_agree_with_on_shift(
    zone: str, start: int, length: int, weekdays: frozenset[int], since: datetime
) -> None:
    opens = time(start // 2, start % 2 * 30)
    closes = (datetime(2026, 1, 1, opens.hour, opens.minute) + timedelta(minutes=30 * length)).time()
    hours = WorkingHours(zone, (Stint(weekdays, opens, closes),))
    now = since.replace(tzinfo=UTC)
    found = list(islice(shifts(hours, now), 8))
    assert found[0].end > now
    for this, following in pairwise(found):
        assert this.start < this.end <= following.start
    for one in found:
        assert on_shift(hours, one.start)
        assert current_shift(hours, one.end - timedelta(seconds=1)) == one
        assert next_shift(hours, one.start - timedelta(seconds=1)) == one
