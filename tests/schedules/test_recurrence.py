from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.calendar import (
    ClockRepeated,
    ClockSkipped,
    DaysOff,
    HolidayMoved,
    HolidayRule,
    HolidaySkipped,
    InvalidCalendar,
    Occurrence,
    Recurrence,
    comes_daily,
    occurrences,
    occurrences_from,
)

DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def weekly(weekday: str = "TU", **others: object) -> Recurrence:
    parts: dict[str, object] = {"starts": date(2026, 1, 1), "at": time(10), "zone": "Europe/London"}
    return Recurrence(f"FREQ=WEEKLY;BYDAY={weekday}", **(parts | others))  # type: ignore[arg-type]


# --- one rule at a time ----------------------------------------------------------------------------------------------


def test_the_instants_follow_the_clocks_of_the_zone() -> None:
    found = occurrences(weekly("SU", at=time(1, 30)), at("2026-03-20 00:00"))
    assert list(islice(found, 3)) == [
        Occurrence(date(2026, 3, 22), at("2026-03-22 01:30")),
        Occurrence(date(2026, 3, 29), at("2026-03-29 01:00"), (ClockSkipped(time(1, 30)),)),
        Occurrence(date(2026, 4, 5), at("2026-04-05 00:30")),
    ]


def test_a_time_shown_twice_runs_the_first_time_and_says_so() -> None:
    found = next(occurrences(weekly("SU", at=time(1, 30)), at("2026-10-25 00:00")))
    assert found == Occurrence(date(2026, 10, 25), at("2026-10-25 00:30"), (ClockRepeated(time(1, 30)),))


def test_an_occurrence_at_the_very_instant_is_included_and_an_earlier_one_is_not() -> None:
    assert next(occurrences(weekly(), at("2026-11-24 10:00"))).original_date == date(2026, 11, 24)
    assert next(occurrences(weekly(), at("2026-11-24 10:01"))).original_date == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("zone", "wall", "since"),
    [("Pacific/Kiritimati", time(0, 30), "2026-11-24 10:30"), ("Pacific/Pago_Pago", time(23, 30), "2026-11-25 10:30")],
)
def test_far_zones_lose_no_date(zone: str, wall: time, since: str) -> None:
    found = next(occurrences(Recurrence("FREQ=DAILY", date(2026, 1, 1), wall, zone), at(since)))
    assert found.instant == at(since)


def test_a_rule_starts_and_ends_where_it_says() -> None:
    rule = Recurrence("FREQ=DAILY;UNTIL=20261203", date(2026, 12, 1), time(9), "UTC")
    assert [one.original_date.day for one in occurrences(rule, at("2020-01-01 00:00"))] == [1, 2, 3]
    rule = Recurrence("FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", date(2026, 11, 1), time(9), "UTC")
    assert [one.original_date for one in occurrences(rule, at("2026-12-01 00:00"))] == [
        date(2026, 12, 25),
        date(2027, 1, 29),
    ]


GB = DaysOff("GB", "ENG")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (HolidayRule.RUN, Occurrence(date(2026, 12, 25), at("2026-12-25 10:00"))),
        (HolidayRule.SKIP, Occurrence(date(2026, 12, 25), None, (HolidaySkipped("Christmas Day"),))),
        (
            HolidayRule.NEXT_WORKING_DAY,
            Occurrence(
                date(2026, 12, 25), at("2026-12-29 10:00"), (HolidayMoved("Christmas Day", date(2026, 12, 29)),)
            ),
        ),
        (
            HolidayRule.PREVIOUS_WORKING_DAY,
            Occurrence(
                date(2026, 12, 25), at("2026-12-24 10:00"), (HolidayMoved("Christmas Day", date(2026, 12, 24)),)
            ),
        ),
    ],
)
def test_a_holiday_keeps_skips_or_moves_the_occurrence(rule: HolidayRule, expected: Occurrence) -> None:
    found = occurrences(weekly("FR", on_holiday=rule, days_off=GB), at("2026-12-20 00:00"))
    assert next(found) == expected
    assert next(found).original_date == date(2027, 1, 1)


def test_a_moved_occurrence_is_found_after_its_original_date_has_passed() -> None:
    rule = weekly("FR", on_holiday=HolidayRule.NEXT_WORKING_DAY, days_off=GB)
    assert next(occurrences(rule, at("2026-12-28 00:00"))).original_date == date(2026, 12, 25)


def test_a_move_never_lands_on_or_passes_another_occurrence() -> None:
    rule = Recurrence(
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", date(2026, 1, 1), time(10), "UTC", HolidayRule.NEXT_WORKING_DAY, GB
    )
    found = takewhile(lambda one: one.original_date < date(2026, 12, 31), occurrences(rule, at("2026-12-24 00:00")))
    assert [(one.original_date.day, one.instant and one.instant.day) for one in found] == [
        (24, 24),
        (25, None),
        (28, None),
        (29, 29),
        (30, 30),
    ]


@pytest.mark.parametrize("weeks", [1, 15, 16, 17, 32, 64])
def test_a_move_meets_what_comes_before_it_wherever_a_rule_is_read_from(weeks: int) -> None:
    monday_off = date(2026, 12, 28)
    before = {"starts": monday_off - weeks * 7 * DAY, "on_holiday": HolidayRule.PREVIOUS_WORKING_DAY, "days_off": GB}
    assert next(occurrences_from(weekly("MO,FR", **before), monday_off)).instant is None
    alone = next(occurrences_from(weekly("MO", **before), monday_off))
    assert (alone.original_date, alone.instant) == (monday_off, at("2026-12-24 10:00"))


def test_a_holiday_longer_than_two_weeks_skips() -> None:
    away = DaysOff(extra=frozenset(date(2026, 8, 1) + number * DAY for number in range(31)))
    rule = weekly("TU", on_holiday=HolidayRule.NEXT_WORKING_DAY, days_off=away)
    found = list(islice(occurrences(rule, at("2026-08-01 00:00")), 5))
    assert [one.instant for one in found[:3]] == [None, None, None]
    assert found[4].instant == at("2026-09-01 09:00")


@settings(max_examples=80)
@given(
    rule=st.sampled_from(
        ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "FREQ=MONTHLY;BYMONTHDAY=1,25"]
    ),
    on_holiday=st.sampled_from(HolidayRule),
    country=st.sampled_from(["GB", "PH", "DE", "US"]),
    zone=st.sampled_from(["Europe/London", "Asia/Manila", "America/New_York", "Africa/Cairo"]),
    half_hour=st.integers(0, 47),
    since=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1)),
)
def test_original_dates_and_instants_only_go_forward_and_a_later_start_changes_nothing(
    rule: str, on_holiday: HolidayRule, country: str, zone: str, half_hour: int, since: datetime
) -> None:
    recurrence = Recurrence(
        rule,
        date(2025, 11, 1),
        time(half_hour // 2, half_hour % 2 * 30),
        zone,
        on_holiday,
        DaysOff(country),
    )
    now = since.replace(tzinfo=UTC)
    found = list(islice(occurrences(recurrence, now), 12))
    assert all(this.original_date < following.original_date for this, following in pairwise(found))
    instants = [one.instant for one in found if one.instant]
    assert all(this < following for this, following in pairwise(instants))
    later = instants[2] if len(instants) > 2 else now
    assert [one for one in found if one.instant and one.instant >= later] == [
        one
        for one in takewhile(lambda one: one.original_date <= found[-1].original_date, occurrences(recurrence, later))
        if one.instant
    ]


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("", "is not a recurrence"),
        ("every tuesday", "is not a recurrence"),
        ("RRULE:FREQ=DAILY", "is not a recurrence"),
        ("FREQ=DAILY\nEXDATE:20260101", "is not a recurrence"),
        ("FREQ=HOURLY", "needs FREQ=DAILY"),
        ("INTERVAL=2", "needs FREQ=DAILY"),
        ("FREQ=DAILY;BYHOUR=2", "leave out BYHOUR"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL of 1 or more"),
        ("FREQ=WEEKLY;BYDAY=XX", "is not understood"),
        ("FREQ=DAILY;UNTIL=20261231T000000Z", "is not understood"),
        ("FREQ=DAILY;COUNT=X", "is not understood"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20261231", "ends in two ways"),
        ("FREQ=DAILY;BYMONTHDAY=" + ",".join(["1"] * 100), "is not a recurrence"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "never comes"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", "never comes"),
        ("FREQ=DAILY;INTERVAL=7;BYDAY=MO", "never comes"),
        ("FREQ=MONTHLY;BYDAY=+99MO", "never comes"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6;UNTIL=20991231", "never comes"),
    ],
)
def test_an_unclear_rule_is_refused(rule: str, says: str) -> None:
    with pytest.raises(InvalidCalendar, match=says):
        Recurrence(rule, date(2026, 1, 1), time(10), "UTC")


@settings(max_examples=200)
@given(
    frequency=st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    interval=st.integers(1, 5),
    filters=st.sampled_from(["", "BYDAY=TU", "BYDAY=MO,WE,SU", "BYDAY=1TU,-1FR", "BYMONTHDAY=1,31", "BYMONTH=3,8"]),
    last=st.sampled_from(["", ";WKST=SU", ";UNTIL=20290101", ";COUNT=90", ";BYSETPOS=-1"]),
    starts=st.dates(date(2015, 1, 1), date(2020, 1, 1)),
    days=st.integers(0, 6000),
)
def test_far_from_its_start_a_rule_goes_on_as_if_it_were_read_from_there(
    frequency: str, interval: int, filters: str, last: str, starts: date, days: int
) -> None:
    if (last == ";BYSETPOS=-1" and not filters) or ("1TU" in filters and frequency in ("DAILY", "WEEKLY")):
        last, filters = "", ""
    text = f"FREQ={frequency};INTERVAL={interval}{f';{filters}' if filters else ''}{last}"
    first = datetime.combine(starts + days * DAY, time(), UTC)
    try:
        found = islice(occurrences(Recurrence(text, starts, time(), "UTC"), first), 5)
    except InvalidCalendar as never:
        assert "never comes" in str(never)
        return
    whole = rrulestr(text, dtstart=datetime.combine(starts, time()))
    expected = islice(whole.xafter(first.replace(tzinfo=None), inc=True), 5)
    assert [one.instant for one in found] == [one.replace(tzinfo=UTC) for one in expected]


def test_a_zone_on_the_time_no_working_day_and_a_naive_instant_are_refused() -> None:
    with pytest.raises(InvalidCalendar, match="local one"):
        weekly(at=time(10, tzinfo=UTC))
    with pytest.raises(InvalidCalendar, match="at least one working day"):
        weekly(workdays=frozenset())
    with pytest.raises(TypeError):
        next(occurrences(weekly(), datetime(2026, 1, 1)))


@pytest.mark.parametrize(
    ("rule", "daily"),
    [
        ("FREQ=DAILY", True),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", True),
        ("FREQ=DAILY;BYDAY=SU,MO,TU,WE,TH", True),
        ("FREQ=DAILY;COUNT=10", True),
        ("FREQ=DAILY;INTERVAL=2", False),
        ("FREQ=DAILY;BYMONTHDAY=1", False),
        ("FREQ=WEEKLY;BYDAY=MO,WE", False),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR", False),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", False),
        ("FREQ=WEEKLY", False),
    ],
)
def test_what_comes_every_day_or_every_working_day_is_daily(rule: str, daily: bool) -> None:
    assert comes_daily(rule) is daily
