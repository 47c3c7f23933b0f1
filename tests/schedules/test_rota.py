"""A person's own shifts over the hours of their team."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.calendar import (
    Covered,
    DaysOff,
    NamedDays,
    Rota,
    Shift,
    WorkingHours,
    current_shift,
    morning,
    next_beginning,
    next_shift,
    on_shift,
    parse_stints,
    shifts,
)

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In the week of Monday (day 0)."""
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def hours(rota: Rota, text: str = "Mon-Fri 09:00-17:00", *own: NamedDays) -> WorkingHours:
    return WorkingHours("UTC", parse_stints(text) if text else (), DaysOff(own=own), rota)


def first(of: WorkingHours, since: datetime, count: int = 3) -> list[tuple[datetime, datetime]]:
    return [tuple(shift) for shift in islice(shifts(of, since), count)]


TUESDAY = date(2026, 11, 24)
WEDNESDAY = date(2026, 11, 25)
LATE = Rota(covered=(Covered(TUESDAY, WEDNESDAY),), planned=(Shift(at(1, 14), at(1, 22)),))


def test_of_the_days_that_a_rota_covers_it_alone_says_when_somebody_works() -> None:
    assert first(hours(LATE), at(0, 0), 3) == [
        (at(0, 9), at(0, 17)),
        (at(1, 14), at(1, 22)),
        (at(3, 9), at(3, 17)),
    ]
    assert not on_shift(hours(LATE), at(1, 10))
    assert not on_shift(hours(LATE), at(2, 10))


def test_whoever_is_on_the_rota_works_on_a_day_off_of_the_team_and_others_do_not() -> None:
    day_off = NamedDays(TUESDAY, date(2026, 11, 26), "Retreat")
    assert first(hours(LATE, "Mon-Fri 09:00-17:00", day_off), at(0, 20), 2) == [
        (at(1, 14), at(1, 22)),
        (at(4, 9), at(4, 17)),
    ]


def test_a_rota_is_enough_where_nobody_knows_the_hours_of_the_team() -> None:
    assert first(hours(LATE, ""), at(0, 0)) == [(at(1, 14), at(1, 22))]
    assert next_shift(hours(LATE, ""), at(2, 0)) is None


def test_a_night_of_the_team_before_the_covered_days_is_worked_until_the_rota_begins() -> None:
    early = Rota(covered=(Covered(TUESDAY, TUESDAY),), planned=(Shift(at(1, 4), at(1, 12)),))
    assert first(hours(early, "Mon-Fri 22:00-06:00"), at(0, 12)) == [
        (at(0, 22), at(1, 4)),
        (at(1, 4), at(1, 12)),
        (at(2, 22), at(3, 6)),
    ]


def test_a_night_of_the_rota_goes_before_the_teams_next_morning() -> None:
    night = Rota(covered=(Covered(TUESDAY, TUESDAY),), planned=(Shift(at(1, 22), at(2, 10)),))
    assert first(hours(night), at(1, 0), 2) == [(at(1, 22), at(2, 10)), (at(2, 10), at(2, 17))]


def test_what_somebody_said_ends_their_shift_early_and_it_does_not_come_back() -> None:
    said = hours(Rota(said=(Shift(at(0, 9), at(0, 12)),)))
    assert current_shift(said, at(0, 11)) == (at(0, 9), at(0, 12))
    assert not on_shift(said, at(0, 13))
    assert next_shift(said, at(0, 13)) == (at(1, 9), at(1, 17))


def test_what_somebody_said_prolongs_a_shift_of_the_rota_and_one_of_the_team() -> None:
    longer = Rota(LATE.covered, LATE.planned, (Shift(at(1, 14), at(1, 23)), Shift(at(3, 9), at(3, 19))))
    assert current_shift(hours(longer), at(1, 22, 30)) == (at(1, 14), at(1, 23))
    assert current_shift(hours(longer), at(3, 18)) == (at(3, 9), at(3, 19))


def test_hours_between_shifts_that_somebody_said_are_a_shift_besides() -> None:
    assert first(hours(Rota(said=(Shift(at(0, 19), at(0, 21)),))), at(0, 0)) == [
        (at(0, 9), at(0, 17)),
        (at(0, 19), at(0, 21)),
        (at(1, 9), at(1, 17)),
    ]


def test_a_working_day_begins_with_the_rota_on_the_days_that_it_covers() -> None:
    usual = time(9, 30)
    found = next_beginning(hours(LATE), "UTC", at(0, 12), usual)
    assert (found.instant, found.by_hours) == (at(1, 14), True)
    assert next_beginning(hours(LATE), "UTC", at(1, 15), usual).instant == at(3, 9)
    assert morning(hours(LATE), "UTC", WEDNESDAY, usual).instant == at(3, 9)


def test_a_beginning_in_the_hour_that_happens_twice_is_the_very_instant_of_the_rota() -> None:
    # Europe/London, 25 October 2026: 01:30 comes at 00:30 and at 01:30 UTC.
    day = date(2026, 10, 25)
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    rota = Rota((Covered(day, day),), (Shift(second, second + 8 * HOUR),))
    found = morning(WorkingHours("Europe/London", (), rota=rota), "Europe/London", day, time(9))
    assert (found.instant, f"{found.local:%H:%M}", found.reading.repeated) == (second, "01:30", True)


@st.composite
def runs(draw: st.DrawFn, most: int = 6) -> tuple[Shift, ...]:
    """Shifts in order that do not overlap, within the week."""
    edges = sorted(draw(st.lists(st.integers(0, 7 * 24), unique=True, max_size=2 * most)))
    return tuple(Shift(MONDAY + a * HOUR, MONDAY + b * HOUR) for a, b in zip(edges[::2], edges[1::2], strict=False))


@settings(max_examples=100, deadline=None)
@given(planned=runs(), said=runs(), text=st.sampled_from(["", "Mon-Sun 09:00-17:00", "Sun-Thu 22:00-06:00"]))
def test_shifts_come_in_order_without_overlap_and_hold_all_that_was_said(
    planned: tuple[Shift, ...], said: tuple[Shift, ...], text: str
) -> None:
    found = list(islice(shifts(hours(Rota((), planned, said), text), MONDAY), 40))
    assert all(one.end <= following.start for one, following in pairwise(found))
    assert all(one.start < one.end for one in found)
    assert set(said) <= set(found)
    assert said or set(planned) <= set(found)
