"""Working hours as people write them in a setting or a CSV column, and back.

    Mon-Fri 09:00-17:00; Sat 10:00-14:00
    Sun-Thu 22:00-06:00                      over midnight: each shift belongs to the day on which it starts
    Mon,Wed,Fri 08:30-12:00; Mon,Wed,Fri 13:00-17:30
    Mon-Sun 00:00-24:00                      round the clock

Parts are separated by `;`. A part is weekdays (English, three letters or in full, single, lists with `,`, ranges with
`-` that may pass Sunday), a space, and 24-hour local times. Days off are ISO dates separated by spaces, `,` or `;`.
"""

import re
from collections.abc import Iterable
from datetime import date, time

from schedules.calendar.days_off import DaysOff
from schedules.calendar.hours import Stint, WorkingHours
from schedules.calendar.wall import InvalidCalendar

LONGEST = 500
"""Characters that are read at most; a week's hours take far fewer."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = {name: number for number, full in enumerate(_FULL) for name in (full, full[:3])}
_PART = re.compile(r"(?P<days>[^\d]+?)\s+(?P<start>\d[\d:]*)\s*[-–]\s*(?P<end>\d[\d:]*)")
_TIME = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})", re.ASCII)
_EXAMPLE = "Write them like “Mon-Fri 09:00-17:00; Sat 10:00-14:00”."


def read_working_hours(
    text: str, *, zone: str, country: str = "", region: str = "", days_off: str = ""
) -> WorkingHours:
    """Working hours from texts, as in a row of the teams' CSV; raises `InvalidCalendar` with one plain sentence."""
    return WorkingHours(zone, parse_stints(text), DaysOff(country, region, parse_dates(days_off)))


def parse_stints(text: str) -> tuple[Stint, ...]:
    """The parts of a text of working hours; raises `InvalidCalendar` naming the part that is not understood."""
    if len(text) > LONGEST:
        raise InvalidCalendar(f"Working hours of more than {LONGEST} characters are not read.")
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if not parts:
        raise InvalidCalendar(f"Working hours are empty. {_EXAMPLE}")
    return tuple(_parse_stint(part) for part in parts)


def format_stints(stints: Iterable[Stint]) -> str:
    """The text of working hours, such that `parse_stints` reads the same."""
    return "; ".join(
        f"{_format_days(stint.weekdays)} {stint.start:%H:%M}-{'24:00' if stint.end == time() else f'{stint.end:%H:%M}'}"
        for stint in stints
    )


def parse_dates(text: str) -> frozenset[date]:
    """ISO dates separated by spaces, commas or semicolons; raises `InvalidCalendar` for anything else."""
    return frozenset(_parse_date(word) for word in re.split(r"[\s,;]+", text.strip()) if word)


def format_days_off(days: Iterable[date]) -> str:
    """The text of days off, such that `parse_dates` reads the same."""
    return " ".join(day.isoformat() for day in sorted(days))


def _parse_date(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise InvalidCalendar(f"“{word}” is not a date. Write days off like 2026-12-24.") from None


def _parse_stint(part: str) -> Stint:
    found = _PART.fullmatch(part)
    if found is None:
        raise InvalidCalendar(f"“{part}” is not understood as working hours. {_EXAMPLE}")
    start = _parse_time(found["start"], last=time(23, 59))
    end = time() if found["end"] == "24:00" else _parse_time(found["end"], last=time(23, 59))
    if start == end and found["end"] != "24:00":
        raise InvalidCalendar(f"“{part}” starts and ends at the same time. Round the clock is 00:00-24:00.")
    return Stint(_parse_days(found["days"]), start, end)


def _parse_time(text: str, last: time) -> time:
    found = _TIME.fullmatch(text)
    if found is not None:
        hour, minute = int(found["hour"]), int(found["minute"])
        if hour <= last.hour and minute <= last.minute:
            return time(hour, minute)
    raise InvalidCalendar(f"“{text}” is not a time. Write times from 00:00 to 24:00, like 09:00 or 17:30.")


def _parse_days(text: str) -> frozenset[int]:
    days: set[int] = set()
    for piece in text.split(","):
        first, dash, last = (word.strip() for word in piece.replace("–", "-").partition("-"))
        start = _parse_day(first)
        end = _parse_day(last) if dash else start
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(days)


def _parse_day(word: str) -> int:
    number = _NUMBERS.get(word.lower())
    if number is None:
        raise InvalidCalendar(f"“{word}” is not a day of the week. Use {', '.join(_DAYS[:-1])} or {_DAYS[-1]}.")
    return number


def _format_days(weekdays: frozenset[int]) -> str:
    if len(weekdays) == 7:
        return f"{_DAYS[0]}-{_DAYS[6]}"
    runs: list[list[int]] = []
    # Starting after a free day keeps a range that passes Sunday in one piece.
    free = next(day for day in range(7) if day not in weekdays)
    for day in ((free + step) % 7 for step in range(1, 7)):
        if day not in weekdays:
            continue
        if runs and runs[-1][-1] == (day - 1) % 7:
            runs[-1].append(day)
        else:
            runs.append([day])
    runs.sort()
    return ",".join(
        "-".join(_DAYS[day] for day in (run[0], run[-1])) if len(run) > 2 else ",".join(_DAYS[day] for day in run)
        for run in runs
    )
