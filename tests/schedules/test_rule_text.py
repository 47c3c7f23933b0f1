"""What recurs, as people say it."""

from datetime import date, datetime, time

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from schedules.calendar import InvalidCalendar, Recurrence, Said, format_rule, read_rule

TODAY = date(2026, 11, 24)

SAYINGS = [
    ("every day", "FREQ=DAILY", "every day"),
    ("Every weekday.", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every working day"),
    ("every Tuesday", "FREQ=WEEKLY;BYDAY=TU", "every Tuesday"),
    ("each friday, mon, and wed", "FREQ=WEEKLY;BYDAY=MO,WE,FR", "every Monday, Wednesday and Friday"),
    ("weekly on Tuesdays", "FREQ=WEEKLY;BYDAY=TU", "every Tuesday"),
    (
        "every 2 weeks on Monday and Thursday",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
        "every 2 weeks on Monday and Thursday",
    ),
    ("every other Thursday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "every 2 weeks on Thursday"),
    ("first Monday of the month", "FREQ=MONTHLY;BYDAY=1MO", "first Monday of the month"),
    ("the second and last Friday of every month", "FREQ=MONTHLY;BYDAY=2FR,-1FR", "second and last Friday of the month"),
    ("last working day of the month", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "last working day of the month"),
    ("on the 15th of each month", "FREQ=MONTHLY;BYMONTHDAY=15", "15th of the month"),
    ("last day of the month", "FREQ=MONTHLY;BYMONTHDAY=-1", "last day of the month"),
    ("first Tuesday of the quarter", "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY=1TU", "first Tuesday of the quarter"),
    (
        "last working day of every quarter",
        "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "last working day of the quarter",
    ),
    ("every Tuesday 10 times", "FREQ=WEEKLY;BYDAY=TU;COUNT=10", "every Tuesday 10 times"),
    ("every Tuesday until 31 March 2027", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270331", "every Tuesday until 2027-03-31"),
]


@pytest.mark.parametrize(("text", "rule", "words"), SAYINGS)
def test_what_is_said_is_understood_and_said_back(text: str, rule: str, words: str) -> None:
    assert read_rule(text, TODAY) == Said(rule)
    assert format_rule(rule) == words
    assert read_rule(words, TODAY).rule == rule


def test_it_may_say_from_when_on_in_either_order() -> None:
    wanted = Said("FREQ=WEEKLY;BYDAY=MO;UNTIL=20270628", date(2027, 1, 4))
    assert read_rule("every Monday from 2027-01-04 until 28 June 2027", TODAY) == wanted
    assert read_rule("every Monday until 28 June 2027 from 4 Jan 2027", TODAY) == wanted


@pytest.mark.parametrize("words", ["on 25 Nov", "once on 25 November", "Once, on 2026-11-25."])
def test_one_day_alone_is_said_with_on(words: str) -> None:
    assert read_rule(words, TODAY) == Said("FREQ=DAILY;COUNT=1", date(2026, 11, 25))


def test_a_day_without_its_year_is_the_next_one_and_today_is_one() -> None:
    for words, day in (("24 Nov", TODAY), ("25 Nov", date(2026, 11, 25)), ("23 Nov", date(2027, 11, 23))):
        assert read_rule(f"every day from {words}", TODAY) == Said("FREQ=DAILY", day)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not understood"),
        ("on 3", "not understood"),
        ("on 25 Nov 2099", "more than five years ahead"),
        ("now and then", "“now and then” is not understood. Write it like"),
        ("every 0 weeks on Monday", "not understood"),
        ("every 53 weeks on Monday", "not understood"),
        ("every 2 Mondays", "not understood"),
        ("every weeks", "not understood"),
        ("32nd of the month", "not understood"),
        ("fifth Monday of the month", "not understood"),
        ("every Tuesday 0 times", "1 to 999 times"),
        ("every Tuesday until soon", "“soon” is not a date"),
        ("every Tuesday until 2026-11-01", "ends before it starts"),
        ("every Tuesday from 2027-02-01 until 2027-01-01", "ends before it starts"),
        ("every Tuesday from 9999-12-29", "more than five years ahead"),
        ("every Tuesday until 2027-01-01 3 times", "either until when or how many times"),
        ("every " + "Tuesday and " * 30, "not understood"),
    ],
)
def test_what_cannot_be_is_refused_with_what_may_be_said(text: str, says: str) -> None:
    with pytest.raises(InvalidCalendar, match=says):
        read_rule(text, TODAY)


def test_a_rule_without_words_stands_as_it_is() -> None:
    for rule in ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1", "FREQ=MONTHLY;BYDAY=1MO,2TU", "FREQ=MONTHLY;BYMONTHDAY=1,15"):
        assert format_rule(rule) == rule


@given(st.text(alphabet="every ofthmonday 1273,and-lastworkingquarter", max_size=60))
def test_whatever_is_typed_is_a_rule_that_can_be_run_or_a_plain_sentence(text: str) -> None:
    try:
        said = read_rule(text, TODAY)
    except InvalidCalendar as refused:
        assert str(refused)[0] in "“STW" and str(refused).endswith(".")
        return
    Recurrence(said.rule, TODAY, time(10), "Europe/London")
    assert next(iter(rrulestr(said.rule, dtstart=datetime(2026, 11, 24))))
    assert read_rule(format_rule(said.rule), TODAY).rule == said.rule
