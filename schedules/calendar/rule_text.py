"""What recurs, as people say it, and back.

    every day                         every working day                    every Tuesday
    every Mon, Wed and Fri            every 2 weeks on Monday              every other Thursday
    first Monday of the month         second and last Friday of the month  last working day of the month
    15th of the month                 last day of the month                first Tuesday of the quarter
    … from 2027-01-04                 … until 31 March 2027                … 10 times
    on 24 November

A quarter is one of the calendar's. What stands behind is an RRULE; `format_rule` says those that can be said so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from schedules.calendar.until_text import read_date
from schedules.calendar.wall import InvalidCalendar

LONGEST_RULE = 120
"""Characters that are read at most."""

MOST_WEEKS = 52
MOST_TIMES = 999

FARTHEST_AHEAD = timedelta(days=5 * 366)
"""A day after that is a slip, and calendars end with the year 9999."""

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FULL = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = {full[:length].lower(): number for number, full in enumerate(_FULL) for length in (3, 4, 9)}
_PLACES = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
_PLACE = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
_COUNTS = {"other": 2, "two": 2, "second": 2, "three": 3, "third": 3, "four": 4, "fourth": 4}
_WORKING = "BYDAY=MO,TU,WE,TH,FR"
_QUARTERS = {"first": "1,4,7,10", "last": "3,6,9,12"}
_EXAMPLES = "Write it like “every Tuesday”, “every 2 weeks on Monday and Thursday” or “last working day of the month”."

ONCE = "FREQ=DAILY;COUNT=1"
"""The rule of what comes on one day alone, the one on which it starts."""

_STARTING = {"from": True, "starting": True, "until": False, "till": False}
_CLAUSE = re.compile(rf"\s*,?\s+({'|'.join(_STARTING)})\s+")
_COUNTED = re.compile(r"\s*,?\s+(?P<count>\d{1,4})\s+times?$", re.ASCII)
_ONE_DAY = re.compile(r"(?:once,?\s+)?on\s+(?P<day>.*\d.*)")
_AMOUNT = rf"\d{{1,3}}|{'|'.join(_COUNTS)}"
_EVERY = re.compile(rf"(?:every|each|weekly on)\s+(?:(?P<count>{_AMOUNT})\s+)?(?P<rest>.+)", re.ASCII)
_WEEKS = re.compile(r"weeks?(?:\s+on\s+(?P<days>.+))?")
_OF = re.compile(r"(?:on\s+)?(?:the\s+)?(?P<what>.+?)\s+of\s+(?:the|a|each|every)\s+(?P<span>month|quarter)")
_DATE = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+day)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    """A recurrence as it was said: its RRULE, and from which day on, if that was said too."""

    rule: str
    starts: date | None = None


def read_rule(text: str, today: date) -> Said:
    """What somebody means who says it on `today`; raises `InvalidCalendar` with what may be said."""
    words = " ".join(text.lower().split()).rstrip(".!") if len(text) <= LONGEST_RULE else ""
    if (found := _ONE_DAY.fullmatch(words)) and (day := read_date(found["day"], today)) is not None:
        check_ahead(day, today)
        return Said(ONCE, day)
    limits = ""
    if found := _COUNTED.search(words):
        count = int(found["count"])
        if not 1 <= count <= MOST_TIMES:
            raise InvalidCalendar(f"“{found['count']} times” is not possible: say 1 to {MOST_TIMES} times.")
        words, limits = words[: found.start()], f";COUNT={count}"
    words, *clauses = _CLAUSE.split(words)
    dates = {_STARTING[word]: _date(said, today) for word, said in zip(clauses[::2], clauses[1::2], strict=True)}
    starts, ends = dates.get(True), dates.get(False)
    if starts is not None:
        check_ahead(starts, today)
    if ends is not None and limits:
        raise InvalidCalendar("Say either until when or how many times, not both.")
    if ends is not None and ends < (starts or today):
        raise InvalidCalendar("This ends before it starts. Choose a later end.")
    rule = _rule(words)
    if rule is None:
        raise InvalidCalendar(f"“{text.strip()[:LONGEST_RULE]}” is not understood. {_EXAMPLES}")
    return Said(rule + limits + (f";UNTIL={ends:%Y%m%d}" if ends else ""), starts)


def check_ahead(day: date, today: date) -> None:
    """Raises `InvalidCalendar` for a day too far ahead for anything to begin, to be moved there or to wait for it."""
    if day - today > FARTHEST_AHEAD:
        raise InvalidCalendar("This is more than five years ahead. Choose an earlier day.")


def format_rule(rule: str) -> str:
    """A rule in words, such that `read_rule` reads the same; as it is, where there are no words for it."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    end = parts.pop("UNTIL", "")
    count = parts.pop("COUNT", "")
    words = _words(parts)
    if words is None:
        return rule
    if end:
        words += f" until {end[:4]}-{end[4:6]}-{end[6:8]}"
    if count:
        words += f" {count} {'time' if count == '1' else 'times'}"
    return words


def _date(words: str, today: date) -> date:
    day = read_date(words, today)
    if day is None:
        raise InvalidCalendar(f"“{words}” is not a date. Write it like 2027-03-31 or 31 March 2027.")
    return day


def _rule(words: str) -> str | None:
    if words in ("every day", "each day", "daily"):
        return "FREQ=DAILY"
    if words in ("every working day", "each working day", "every weekday", "each weekday", "on working days"):
        return f"FREQ=WEEKLY;{_WORKING}"
    if found := _OF.fullmatch(words.removeprefix("every ").removeprefix("each ")):
        return _within(found["what"], found["span"])
    if found := _EVERY.fullmatch(words):
        return _weekly(found["count"], found["rest"])
    return None


def _weekly(count: str | None, rest: str) -> str | None:
    """`every COUNT REST`: weeks on some days, or (every other Thursday) the days themselves."""
    weeks = _WEEKS.fullmatch(rest)
    days = _days((weeks["days"] or "") if weeks else rest)
    every = 1 if count is None else _COUNTS.get(count) or int(count)
    if not days or (weeks is None and count is not None and count.isdigit()) or not 1 <= every <= MOST_WEEKS:
        return None
    interval = f"INTERVAL={every};" if every > 1 else ""
    return f"FREQ=WEEKLY;{interval}BYDAY={','.join(_CODES[day] for day in days)}"


def _within(what: str, span: str) -> str | None:
    """`WHAT of the SPAN`."""
    if what in ("last day", "first day"):
        return _spanned(what.partition(" ")[0], span, f"BYMONTHDAY={-1 if what == 'last day' else 1}")
    if what in ("last working day", "first working day"):
        place = what.partition(" ")[0]
        return _spanned(place, span, f"{_WORKING};BYSETPOS={_PLACES[place]}")
    if (found := _DATE.fullmatch(what)) and 1 <= int(found["day"]) <= 31:
        return f"FREQ=MONTHLY;BYMONTHDAY={int(found['day'])}" if span == "month" else None
    *places, last = re.split(r"\s*,\s*|\s+and\s+|\s+", what)
    if last not in _DAY or not places or any(place not in _PLACES for place in places):
        return None
    if span == "quarter" and len(places) > 1:
        return None
    days = ",".join(f"{_PLACES[place]}{_CODES[_DAY[last]]}" for place in places)
    return _spanned(places[0], span, f"BYDAY={days}")


def _spanned(place: str, span: str, filters: str) -> str:
    if span == "month":
        return f"FREQ=MONTHLY;{filters}"
    months = _QUARTERS["last" if _PLACES[place] < 0 else "first"]
    return f"FREQ=MONTHLY;BYMONTH={months};{filters}"


def _days(text: str) -> Sequence[int]:
    words = [word for word in re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s+", text.strip()) if word]
    known = [_DAY.get(word, _DAY.get(word.removesuffix("s"))) for word in words]
    return [] if None in known else sorted({day for day in known if day is not None})


def _words(parts: dict[str, str]) -> str | None:
    """Words for a rule without its end; None where there are none."""
    quarter = {months: place for place, months in _QUARTERS.items()}.get(parts.get("BYMONTH", ""))
    span = "quarter" if quarter else "month"
    match parts:
        case {"FREQ": "DAILY", **rest} if not rest:
            return "every day"
        case {"FREQ": "WEEKLY", "BYDAY": days, **rest} if rest.keys() <= {"INTERVAL"}:
            if f"BYDAY={days}" == _WORKING and not rest:
                return "every working day"
            named = _joined([_FULL[_CODES.index(day)] for day in days.split(",")]) if _plain(days) else ""
            every = f"every {rest['INTERVAL']} weeks on " if rest.get("INTERVAL", "1") != "1" else "every "
            return every + named if named else None
        case {"FREQ": "MONTHLY", "BYMONTHDAY": day, **rest} if _only_quarter(rest, quarter):
            if day in ("1", "-1") and quarter:
                return f"{_PLACE[int(day)]} day of the quarter"
            if day == "-1":
                return "last day of the month"
            return f"{_ordinal(int(day))} of the month" if day.isdigit() and not quarter else None
        case {"FREQ": "MONTHLY", "BYDAY": days, "BYSETPOS": place, **rest} if _only_quarter(rest, quarter):
            known = f"BYDAY={days}" == _WORKING and place in ("1", "-1")
            return f"{_PLACE[int(place)]} working day of the {span}" if known else None
        case {"FREQ": "MONTHLY", "BYDAY": days, **rest} if _only_quarter(rest, quarter):
            found = [re.fullmatch(r"([1-4]|-1)([A-Z]{2})", day) for day in days.split(",")]
            weekdays = {one[2] for one in found if one}
            if None in found or len(weekdays) != 1 or (quarter and len(found) > 1):
                return None
            places = _joined([_PLACE[int(one[1])] for one in found if one])
            return f"{places} {_FULL[_CODES.index(weekdays.pop())]} of the {span}"
    return None


def _only_quarter(rest: dict[str, str], quarter: str | None) -> bool:
    return not rest or (rest.keys() == {"BYMONTH"} and quarter is not None)


def _plain(days: str) -> bool:
    return all(day in _CODES for day in days.split(","))


def _joined(words: Sequence[str]) -> str:
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last


def _ordinal(number: int) -> str:
    ending = "th" if 11 <= number <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
