import bisect
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo, available_timezones

import pytest
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
    occurrences,
)

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LAST = datetime(2028, 1, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def weekly(weekday: str = "TU", **others: object) -> Recurrence:
    parts: dict[str, object] = {"starts": date(2026, 1, 1), "at": time(10), "zone": "Europe/London"}
    return Recurrence(f"FREQ=WEEKLY;BYDAY={weekday}", **(parts | others))  # type: ignore[arg-type]


# --- every rule of the tz database -----------------------------------------------------------------------------------


def changes(zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The naive local times before and after each change of the offset, found by halving days in which it changed."""

    def local(seconds: float) -> datetime:
        return datetime.fromtimestamp(seconds, zone).replace(tzinfo=None)

    def offset(seconds: float) -> timedelta | None:
        return datetime.fromtimestamp(seconds, zone).utcoffset()

    start = int(FIRST.timestamp())
    for low in range(start, int(LAST.timestamp()), 86_400):
        high = low + 86_400
        if offset(low) == offset(high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
        yield local(low), local(high)


def one_zone_per_rule() -> list[str]:
    """A zone for each distinct way in which local clocks change in the two years."""
    rules: dict[tuple[tuple[datetime, datetime], ...], str] = {}
    for name in sorted(available_timezones()):
        rules.setdefault(tuple(changes(ZoneInfo(name))), name)
    return sorted(rules.values())


def test_every_clock_rule_weekday_and_half_hour_of_two_years_runs_once() -> None:
    """The judge walks UTC in quarters of an hour and notes when each local time is first shown."""
    zones = one_zone_per_rule()
    assert len(zones) >= 15
    doubled = missed = total = skipped = 0
    for name in zones:
        zone = ZoneInfo(name)
        shown: dict[datetime, datetime] = {}
        instant = FIRST - DAY
        while instant < LAST + DAY:
            shown.setdefault(instant.astimezone(zone).replace(tzinfo=None), instant)
            instant += QUARTER
        ordered = sorted(shown)
        for weekday in ("MO", "TU", "WE", "TH", "FR", "SA", "SU"):
            for half_hour in range(48):
                rule = weekly(weekday, at=time(half_hour // 2, half_hour % 2 * 30), zone=name)
                found = list(
                    takewhile(lambda one: one.original_date < date(2028, 1, 1), occurrences(rule, FIRST - DAY))
                )
                dates = [one.original_date for one in found]
                days = (LAST.date() - date(2026, 1, 1)).days
                wanted = [
                    day
                    for day in (date(2026, 1, 1) + number * DAY for number in range(days))
                    if day.weekday() == ("MO", "TU", "WE", "TH", "FR", "SA", "SU").index(weekday)
                ]
                doubled += len(dates) - len(set(dates)) + len(found) - len({one.instant for one in found})
                missed += len(set(wanted) - set(dates))
                total += len(found)
                for one in found:
                    local = datetime.combine(one.original_date, rule.at)
                    if local in shown:
                        assert one.instant == shown[local], (name, local)
                    else:
                        skipped += 1
                        assert one.instant == shown[ordered[bisect.bisect(ordered, local)]], (name, local)
                        assert one.explanation == (ClockSkipped(rule.at),)
    assert (doubled, missed) == (0, 0)
    assert total == len(zones) * 48 * 730
    assert skipped > 50


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
    ],
)
def test_an_unclear_rule_is_refused(rule: str, says: str) -> None:
    with pytest.raises(InvalidCalendar, match=says):
        Recurrence(rule, date(2026, 1, 1), time(10), "UTC")


def test_a_zone_on_the_time_no_working_day_and_a_naive_instant_are_refused() -> None:
    with pytest.raises(InvalidCalendar, match="local one"):
        weekly(at=time(10, tzinfo=UTC))
    with pytest.raises(InvalidCalendar, match="at least one working day"):
        weekly(workdays=frozenset())
    with pytest.raises(TypeError):
        next(occurrences(weekly(), datetime(2026, 1, 1)))
