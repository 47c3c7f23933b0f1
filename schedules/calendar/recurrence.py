"""Recurrence: an RRULE in local dates with a zone and a holiday rule, as instants in UTC.

The rule yields naive local dates and each is localised on its own, so that a change of the clocks neither doubles nor
loses one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from dateutil.rrule import rrule, rrulestr

from schedules.calendar.days_off import DaysOff, HasDaysOff
from schedules.calendar.wall import InvalidCalendar, Reading, read_clock, zone_named

FARTHEST_MOVE = 14
"""Days that a holiday can move an occurrence at most; longer holidays skip it."""

LONGEST_RULE = 200
"""Characters that a rule may have."""

_DAY = timedelta(days=1)
_AT_ONCE = 16
"""Days, weeks, months or years of which a rule is read from its beginning; what is later is reached in one stride."""

_REPEATS = 400
"""Years after which the calendar repeats itself, weekdays and all."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_WORKING_DAYS = 5
"""Of a week: whatever comes on so many days of it comes every working day."""

_LIMITS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"})
_FILTERS = frozenset({"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS"})
_RULE = re.compile(r"[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*")
_FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})


class HolidayRule(StrEnum):
    """What becomes of an occurrence whose day is a day off."""

    RUN = "run"
    SKIP = "skip"
    NEXT_WORKING_DAY = "next_working_day"
    PREVIOUS_WORKING_DAY = "previous_working_day"


@dataclass(frozen=True, slots=True)
class ClockSkipped:
    """The clocks go forward over the wanted time, so it runs at the first minute after."""

    wanted: time


@dataclass(frozen=True, slots=True)
class ClockRepeated:
    """The clocks show the wanted time twice, and it runs the first time."""

    wanted: time


@dataclass(frozen=True, slots=True)
class HolidayMoved:
    """The original date is a day off, so it runs on another day."""

    holiday: str
    to: date


@dataclass(frozen=True, slots=True)
class HolidaySkipped:
    """The original date is a day off, and there is no occurrence for it."""

    holiday: str


Reason = ClockSkipped | ClockRepeated | HolidayMoved | HolidaySkipped


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a rule is due.

    `original_date` is the local date the rule yields before holidays and moves (iCalendar's RECURRENCE-ID); `instant`
    is in UTC, None where a holiday takes the occurrence away. `explanation` says what differs from the plain rule.
    """

    original_date: date
    instant: datetime | None
    explanation: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule as data: an RRULE (RFC 5545, without its name) of whole days from `starts` on, at a local time.

    UNTIL is a plain date. `workdays` (0 is Monday) are the weekdays that a move may end on. With `turns` the time
    changes from one period of the rule to the next: `at` first, then these, then `at` again. Raises `InvalidCalendar`.
    """

    rule: str
    starts: date
    at: time
    zone: str
    on_holiday: HolidayRule = HolidayRule.RUN
    days_off: HasDaysOff = field(default_factory=DaysOff)
    workdays: frozenset[int] = frozenset(range(5))
    turns: tuple[time, ...] = ()

    def __post_init__(self) -> None:
        zone_named(self.zone)
        if any(one.tzinfo is not None for one in (self.at, *self.turns)):
            raise InvalidCalendar("The time of a recurrence is a local one, without a zone of its own.")
        if not self.workdays:
            raise InvalidCalendar("A recurrence needs at least one working day in the week.")
        _read(self.rule, self.starts)

    def time_on(self, original_date: date) -> time:
        """The local time of the occurrence of an original date."""
        if not self.turns:
            return self.at
        times = (self.at, *self.turns)
        interval = int(_parts(self.rule).get("INTERVAL", "1"))
        return times[_periods(self.rule, self.starts, original_date) // interval % len(times)]


def occurrences(recurrence: Recurrence, since: datetime) -> Iterator[Occurrence]:
    """The occurrences at or after the instant `since`, by original date, lazily and possibly without end.

    A skipped one counts by the time it would have had.
    """
    if since.tzinfo is None:
        raise TypeError("an instant needs a zone")
    # A move, and the distance between two calendars' dates, bring an earlier original date to or past `since`.
    first = since.astimezone(UTC).date() - (FARTHEST_MOVE + 2) * _DAY
    return (one for one, reading in _read_out(recurrence, first) if reading.instant >= since)


def occurrences_from(recurrence: Recurrence, first: date) -> Iterator[Occurrence]:
    """The occurrences with an original date from `first` on, in order, lazily and possibly without end."""
    return (one for one, _ in _read_out(recurrence, first))


def _read_out(recurrence: Recurrence, first: date) -> Iterator[tuple[Occurrence, Reading]]:
    """The occurrences from an original date on, each with the time it has, or would have had."""
    zone = zone_named(recurrence.zone)
    # Whether a moved one meets another is seen by the days before it.
    rule = _from(recurrence.rule, recurrence.starts, first - FARTHEST_MOVE * _DAY)
    for found in rule.xafter(_midnight(first), inc=True):
        original = found.date()
        day, reasons = _working_day(recurrence, rule, original)
        at = recurrence.time_on(original)
        reading = read_clock(datetime.combine(day or original, at), zone)
        if day is None:
            yield Occurrence(original, None, reasons), reading
            continue
        if reading.skipped:
            reasons = (*reasons, ClockSkipped(at))
        elif reading.repeated:
            reasons = (*reasons, ClockRepeated(at))
        yield Occurrence(original, reading.instant, reasons), reading


def period(rule: str, day: date) -> tuple[date, date]:
    """The first and last day of the period that a day lies in: the day, week from Monday, month, quarter or year.

    A rule yields its occurrences period by period, so a changed one acts from the next period on where the present
    one has had its own.
    """
    parts = _parts(rule)
    match parts["FREQ"]:
        case "DAILY":
            return day, day
        case "WEEKLY":
            monday = day - day.weekday() * _DAY
            return monday, monday + 6 * _DAY
        case "MONTHLY":
            months = 3 if _in_each_quarter(parts.get("BYMONTH", "")) else 1
            first = day.replace(day=1, month=day.month - (day.month - 1) % months)
            return first, (first + 31 * months * _DAY).replace(day=1) - _DAY
        case _:
            return day.replace(month=1, day=1), day.replace(month=12, day=31)


def _in_each_quarter(months: str) -> bool:
    """Whether these are four months, one of each quarter."""
    return sorted((int(month) - 1) // 3 for month in months.split(",") if month) == [0, 1, 2, 3]


def comes_daily(rule: str) -> bool:
    """Whether a rule yields a date on every day, or on every working day, as long as it lasts."""
    parts = _parts(rule)
    days = parts["BYDAY"].split(",") if "BYDAY" in parts else None
    narrowed = parts.keys() & (_FILTERS - {"BYDAY"})
    if narrowed or parts.get("INTERVAL", "1") != "1" or parts["FREQ"] not in ("DAILY", "WEEKLY"):
        return False
    return len(days) >= _WORKING_DAYS if days is not None else parts["FREQ"] == "DAILY"


def _working_day(recurrence: Recurrence, rule: rrule, original: date) -> tuple[date | None, tuple[Reason, ...]]:
    """The day on which an occurrence runs. None passes or joins another: the nearer one stands for both."""
    holiday = None if recurrence.on_holiday is HolidayRule.RUN else recurrence.days_off.name_of(original)
    if holiday is None:
        return original, ()
    day = None if recurrence.on_holiday is HolidayRule.SKIP else _nearest_working_day(recurrence, original)
    if day is None:
        return None, (HolidaySkipped(holiday),)
    first, last = sorted((original, day))
    if len(rule.between(_midnight(first), _midnight(last), inc=True)) > 1:
        return None, (HolidaySkipped(holiday),)
    return day, (HolidayMoved(holiday, day),)


def _nearest_working_day(recurrence: Recurrence, original: date) -> date | None:
    step = _DAY if recurrence.on_holiday is HolidayRule.NEXT_WORKING_DAY else -_DAY
    for distance in range(1, FARTHEST_MOVE + 1):
        day = original + distance * step
        if day.weekday() in recurrence.workdays and recurrence.days_off.name_of(day) is None:
            return day
    return None


@lru_cache(maxsize=16_384)
def _read(text: str, starts: date) -> rrule:
    """The rule, once it was seen to come at least once if nothing ends it."""
    if _RULE.fullmatch(text) is None or len(text) > LONGEST_RULE:
        raise InvalidCalendar(f"“{text[:LONGEST_RULE]}” is not a recurrence. Write it like FREQ=WEEKLY;BYDAY=TU.")
    parts = _parts(text)
    foreign = parts.keys() - _LIMITS - _FILTERS
    if foreign:
        raise InvalidCalendar(f"“{text}” is not a recurrence of whole days: leave out {', '.join(sorted(foreign))}.")
    if parts.get("FREQ") not in _FREQUENCIES:
        raise InvalidCalendar(f"“{text}” needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.")
    if {"COUNT", "UNTIL"} <= parts.keys():
        raise InvalidCalendar(f"“{text}” ends in two ways: leave out COUNT or UNTIL.")
    # With an interval of 0 the library would never come to an end.
    interval = parts.get("INTERVAL", "1")
    if not interval.isdigit() or int(interval) < 1:
        raise InvalidCalendar(f"“{text}” needs an INTERVAL of 1 or more.")
    found = _understood(text, starts)
    endless = ";".join(f"{name}={value}" for name, value in parts.items() if name not in ("COUNT", "UNTIL"))
    if not _ever_comes(endless, starts):
        raise InvalidCalendar(f"“{text}” never comes: no day fits it.")
    return found


def _understood(text: str, starts: date) -> rrule:
    try:
        found = rrulestr(text, dtstart=_midnight(starts))
    except (ValueError, TypeError) as problem:
        raise InvalidCalendar(f"“{text}” is not understood as a recurrence: {problem}.") from problem
    assert isinstance(found, rrule)
    return found


def _ever_comes(text: str, starts: date) -> bool:
    """Whether a rule without an end has any day.

    The library looks for one up to the year 9999. So it is asked in the last years before that, which are like ours:
    it answers soon, where from our years on it would look for seconds.
    """
    late = starts.replace(year=starts.year % _REPEATS + 24 * _REPEATS)
    try:
        return next(iter(_understood(text, late)), None) is not None
    except (ValueError, OverflowError, IndexError):
        return False


@lru_cache(maxsize=16_384)
def _strides(text: str, starts: date, strides: int) -> rrule:
    """The rule from a later beginning on, by so many strides of `_AT_ONCE` periods."""
    rule, parts = _read(text, starts), _parts(text)
    periods = strides * _AT_ONCE * int(parts.get("INTERVAL", "1"))
    # What the rule leaves to its first day must be said once it begins on another one.
    given = parts.keys() & {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"}
    said: dict[str, Any] = {}
    match parts["FREQ"]:
        case "DAILY":
            begins = starts + periods * _DAY
        case "WEEKLY":
            begins = starts - _into_week(parts, starts) * _DAY + periods * 7 * _DAY
            said = {} if given else {"byweekday": starts.weekday()}
        case "MONTHLY":
            years, month = divmod(starts.month - 1 + periods, 12)
            begins = date(starts.year + years, month + 1, 1)
            said = {} if given else {"bymonthday": starts.day}
        case _:
            begins = date(starts.year + periods, 1, 1)
            if not given:
                said = {"bymonthday": starts.day} | ({} if "BYMONTH" in parts else {"bymonth": starts.month})
    return rule.replace(dtstart=_midnight(begins), **said)


def _from(text: str, starts: date, first: date) -> rrule:
    """The rule from some day not after `first` on; one that is counted, from its beginning."""
    parts = _parts(text)
    if "COUNT" in parts or first <= starts:
        return _read(text, starts)
    strides = _periods(text, starts, first) // (_AT_ONCE * int(parts.get("INTERVAL", "1")))
    return _strides(text, starts, strides) if strides else _read(text, starts)


def _periods(text: str, starts: date, day: date) -> int:
    """How many days, weeks, months or years of the rule lie between its first one and that of a day."""
    parts = _parts(text)
    match parts["FREQ"]:
        case "DAILY":
            return (day - starts).days
        case "WEEKLY":
            return ((day - starts).days + _into_week(parts, starts)) // 7
        case "MONTHLY":
            return (day.year - starts.year) * 12 + day.month - starts.month
        case _:
            return day.year - starts.year


def _into_week(parts: Mapping[str, str], day: date) -> int:
    """How many days of its week lie before a day."""
    return (day.weekday() - _WEEKDAYS.index(parts.get("WKST", "MO"))) % 7


@lru_cache(maxsize=16_384)
def _parts(text: str) -> Mapping[str, str]:
    return MappingProxyType(dict(part.split("=") for part in text.split(";")))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
