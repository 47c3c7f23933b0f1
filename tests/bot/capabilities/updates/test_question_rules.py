"""The pure rules of questions: which are alike, and when an answer is due."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.capabilities.updates.questions.holding import begins, due_after
from bot.capabilities.updates.questions.similarity import ALIKE, likeness, most_alike, words_of
from schedules.calendar import on_shift, read_working_hours, shifts

ASKED = "Does this hold for gift cards too?"
HOURS = read_working_hours("Mon-Fri 09:00-12:00; Mon-Fri 13:00-17:30", zone="Europe/London", country="GB")
NIGHTS = read_working_hours("Mon-Sun 22:00-06:00", zone="Europe/London")


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ("And gift cards?", True),
        ("Which gift card is meant?", True),
        ("Do they hold for a gift?", True),
        ("Does this hold for refunds by mail?", False),
        ("Who pays for it?", False),
        ("", False),
    ],
)
def test_questions_are_alike_by_the_words_they_share(other: str, alike: bool) -> None:
    assert bool(most_alike(ASKED, [other], str, at_most=3)) is alike


def test_scripts_without_spaces_are_compared_as_well() -> None:
    others = ["ギフトカードも返金できますか？", "配送は金曜日ですか？"]
    assert most_alike("ギフトカードは返金できますか", others, str, at_most=3) == others[:1]


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    first, second = words_of(one), words_of(other)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, second) == likeness(second, first)
    if first:
        assert likeness(first, words_of(one.upper().casefold())) >= ALIKE


@given(st.lists(st.text(max_size=30), max_size=20), st.integers(0, 4))
def test_no_more_are_shown_than_asked_for_and_the_most_alike_first(others: list[str], at_most: int) -> None:
    found = most_alike(ASKED, others, str, at_most=at_most)
    rates = [likeness(words_of(ASKED), words_of(one)) for one in found]
    assert len(found) <= at_most
    assert rates == sorted(rates, reverse=True)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))


@given(MOMENTS, st.integers(1, 40), st.sampled_from([HOURS, NIGHTS]))
def test_so_much_working_time_lies_between_begin_and_due(now: datetime, hours: int, working_hours: object) -> None:
    assert working_hours in (HOURS, NIGHTS)
    of = HOURS if working_hours is HOURS else NIGHTS
    start, wanted = begins(of, now), timedelta(hours=hours)
    due = due_after(of, start, wanted)
    assert start >= now
    assert on_shift(of, start)
    worked = timedelta()
    for shift in shifts(of, start):
        if shift.start >= due:
            break
        worked += min(shift.end, due) - max(shift.start, start)
    assert worked == wanted


def test_where_nobody_knows_the_hours_time_itself_counts() -> None:
    now = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    assert begins(None, now) == now
    assert due_after(None, now, timedelta(hours=4)) == now + timedelta(hours=4)


def test_hours_that_never_come_hold_nothing_up() -> None:
    never = read_working_hours("Mon 09:00-09:30", zone="UTC")
    start = begins(never, datetime(2026, 11, 24, 22, 0, tzinfo=UTC))
    assert due_after(never, start, timedelta(hours=400)) == start + timedelta(hours=400)
