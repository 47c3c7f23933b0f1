"""Until when, as people say it: a day, a weekday, a date, a time of day, or for how long.

    friday            monday 14:00           tomorrow 9:30          next week
    24 Dec            Dec 24, 14:00          2026-12-24             24.12.2026
    14:00             3 days                 2 weeks                6 hours

A day means its first minute, so that whoever is away until Friday is there on Friday. Days and dates without a year
are the next of that name.
"""

import re
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from schedules.calendar.wall import Reading, read_clock, zone_named

LONGEST_UNTIL = 60
"""Characters that are read at most."""

FARTHEST = timedelta(days=731)
"""Two years: what is said beyond that is a mistyped date."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAY = {word: number for number, day in enumerate(_DAYS) for word in (day, day[:3], day[:4])}
_MONTH = {word: number for words in (_MONTHS, _FULL_MONTHS) for number, word in enumerate(words, 1)} | {"sept": 9}
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}

_LEADING = re.compile(r"^(?:(?:until|till|til|for|to|on)\s+)+")
_TIME = re.compile(
    r"(?:^|[\s,]+)(?:at\s+)?(?:(?P<hour>\d{1,2}):(?P<minute>\d{2})|(?P<short>\d{1,2})(?=\s*[ap]m))\s*(?P<half>[ap]m)?$",
    re.ASCII,
)
_AMOUNT = re.compile(
    rf"(?P<count>\d{{1,3}}|(?:{'|'.join(_COUNTS)})(?=\s))\s*(?P<unit>hours?|h|days?|d|weeks?|w|months?)", re.ASCII
)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_DOTTED = re.compile(r"(?P<day>\d{1,2})\.\s*(?P<month>\d{1,2})\.\s*(?P<year>\d{4})?", re.ASCII)
_DAY_MONTH = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?P<month>[a-z]+)\.?(?:\s+(?P<year>\d{4}))?")
_MONTH_DAY = re.compile(r"(?P<month>[a-z]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s+(?P<year>\d{4}))?")


class UntilProblem(StrEnum):
    """Why words are no moment to come."""

    NOT_UNDERSTOOD = "not_understood"
    NO_SUCH_DAY = "no_such_day"
    PAST = "past"
    TOO_FAR = "too_far"


def read_until(text: str, now: datetime, zone: str) -> datetime | UntilProblem:
    """The UTC instant after `now` that somebody in `zone` means; raises `InvalidCalendar` for an unknown zone."""
    found = read_when(text, now, zone)
    return found if isinstance(found, UntilProblem) else found[1].instant


def read_when(text: str, now: datetime, zone: str) -> tuple[datetime, Reading] | UntilProblem:
    """The same with the naive local time that was meant, and what the clocks make of it."""
    words = " ".join(text.lower().split()).rstrip(".!") if len(text) <= LONGEST_UNTIL else ""
    if re.search(r"\d\.\d{1,2}$", words):
        words += "."
    words = _LEADING.sub("", words)
    place = zone_named(zone)
    today = now.astimezone(place).replace(tzinfo=None)
    local = _local(words, today)
    if isinstance(local, UntilProblem):
        return local
    try:
        found = read_clock(local, place)
    except OverflowError:
        return UntilProblem.TOO_FAR
    if found.instant <= now:
        return UntilProblem.PAST
    return UntilProblem.TOO_FAR if found.instant - now > FARTHEST else (local, found)


def read_date(text: str, today: date) -> date | None:
    """The date that words name (`2027-03-31`, `31 March 2027`, `24 Dec`: the next one, or today); None for others."""
    words = " ".join(text.lower().split()).rstrip("!") if len(text) <= LONGEST_UNTIL else ""
    found = _date(words, today - timedelta(days=1))
    return found if isinstance(found, date) else None


def _local(words: str, now: datetime) -> datetime | UntilProblem:
    """The naive local time that is meant."""
    if not words:
        return UntilProblem.NOT_UNDERSTOOD
    if amount := _AMOUNT.fullmatch(words):
        return _after(amount, now)
    clock = _TIME.search(words)
    at = time()
    if clock is not None:
        read = _clock(clock)
        if read is None:
            return UntilProblem.NOT_UNDERSTOOD
        at, words = read, words[: clock.start()].rstrip(" ,")
    if not words:
        later = datetime.combine(now.date(), at)
        return later if later > now else later + timedelta(days=1)
    named = _named_day(words, now, at)
    if named is not None:
        return datetime.combine(named, at)
    day = _date(words, now.date())
    return datetime.combine(day, at) if isinstance(day, date) else day


def _clock(found: re.Match[str]) -> time | None:
    hour, minute, half = int(found["hour"] or found["short"]), int(found["minute"] or 0), found["half"]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _after(amount: re.Match[str], now: datetime) -> datetime | UntilProblem:
    """So many hours on, or the first minute of the day so many days on, today being the first of them."""
    word, unit = amount["count"], amount["unit"][0]
    count = _COUNTS[word] if word in _COUNTS else int(word)
    if count == 0:
        return UntilProblem.PAST
    if unit == "h":
        return (now + timedelta(hours=count)).replace(second=0, microsecond=0)
    days = count * {"d": 1, "w": 7, "m": 30}[unit]
    return datetime.combine(now.date() + timedelta(days=days), time())


def _named_day(words: str, now: datetime, at: time) -> date | None:
    """Today, tomorrow, a weekday (today's own name only with a time that is still to come), or next week's Monday."""
    today = now.date()
    if words in ("today", "tonight"):
        return today if at != time() else today + timedelta(days=1)
    if words == "tomorrow":
        return today + timedelta(days=1)
    if words == "next week":
        return today + timedelta(days=7 - today.weekday())
    weekday = _WEEKDAY.get(words.removeprefix("next ").removeprefix("this "))
    if weekday is None:
        return None
    ahead = (weekday - today.weekday()) % 7
    if ahead == 0 and datetime.combine(today, at) <= now:
        ahead = 7
    return today + timedelta(days=ahead)


def _date(words: str, today: date) -> date | UntilProblem:
    words = re.sub(r"\s*,\s*", " ", words)
    words = " ".join(word for word in words.split() if word not in _WEEKDAY)
    found = next(
        (match for each in (_ISO, _DOTTED, _DAY_MONTH, _MONTH_DAY) if (match := each.fullmatch(words)) is not None),
        None,
    )
    if found is None:
        return UntilProblem.NOT_UNDERSTOOD
    month = int(found["month"]) if found["month"].isdigit() else _MONTH.get(found["month"])
    if month is None:
        return UntilProblem.NOT_UNDERSTOOD
    day, year = int(found["day"]), found["year"]
    years = (int(year),) if year else (today.year, today.year + 1)
    dates = [each for one in years if (each := _day_of(one, month, day)) is not None]
    if not dates:
        return UntilProblem.NO_SUCH_DAY
    return next((each for each in dates if year or each > today), dates[-1])


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
