"""An oracle for the calendar: rhythms found by looking at every day, and their instants by reading clocks.

It shares nothing with `schedules.calendar`, nor with the library by which that reads rules: clocks are watched minute
by minute around each change and at every midnight otherwise, and a day belongs to a rhythm if its plain words say so.
"""

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from random import Random
from zoneinfo import ZoneInfo, available_timezones

FIRST, LAST = date(2020, 1, 1), date(2030, 1, 1)
"""Ten years in which several countries gave up changing their clocks, began again, or took another offset."""

AROUND = timedelta(hours=48)
"""On both sides of a change, every minute is read."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_HOUR, _DAY, _MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


class Clock:
    """What the clocks of a zone showed, as somebody notes who watches them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._zone = ZoneInfo(name)
        self._shown: dict[datetime, datetime] = {}
        self._watched: list[datetime] = []
        self._midnights: dict[date, datetime] = {}
        for change in changes(name):
            for minutes in range(-AROUND // _MINUTE, AROUND // _MINUTE):
                instant = change + minutes * _MINUTE
                self._shown.setdefault(self._reads(instant), instant)
        self._watched = sorted(self._shown)
        self._close = {local.date() for change in changes(name) for local in self._near(change)}

    def when(self, day: date, at: time) -> datetime:
        """When they first showed that local time, or where they leapt over it the first minute after."""
        local = datetime.combine(day, at)
        if day not in self._close:
            return self._midnight(day) + timedelta(hours=at.hour, minutes=at.minute)
        return self._shown.get(local) or self._shown[self._watched[bisect.bisect(self._watched, local)]]

    def leapt(self, day: date, at: time) -> bool:
        """Whether they never showed that local time."""
        return day in self._close and datetime.combine(day, at) not in self._shown

    def _near(self, change: datetime) -> Iterator[datetime]:
        return (self._reads(change) + hours * _HOUR for hours in (-20, -4, 0, 4, 20))

    def _midnight(self, day: date) -> datetime:
        """Far from any change, clocks are as far from UTC at midnight as in its neighbourhood; that is looked at."""
        if day not in self._midnights:
            midnight = datetime.combine(day, time())
            near = midnight.replace(tzinfo=UTC)
            instant = near - (self._reads(near) - midnight)
            assert self._reads(instant) == midnight, (self.name, day)
            self._midnights[day] = instant
        return self._midnights[day]

    def _reads(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone).replace(tzinfo=None)


@cache
def changes(name: str) -> Sequence[datetime]:
    """The minutes, in UTC, at which clocks of a zone change in those ten years; no zone does so twice in one day."""
    zone, found = ZoneInfo(name), []
    instant = datetime.combine(FIRST, time(), UTC) - 3 * _DAY
    before = instant.astimezone(zone).utcoffset()
    while instant < datetime.combine(LAST, time(), UTC) + 3 * _DAY:
        instant += _DAY
        if (after := instant.astimezone(zone).utcoffset()) != before:
            minutes = (instant - _DAY + number * _MINUTE for number in range(1, 24 * 60 + 1))
            found.append(next(one for one in minutes if one.astimezone(zone).utcoffset() != before))
            before = after
    return found


def one_zone_per_rule() -> Sequence[str]:
    """A zone for each distinct history of clocks in those years: when they change, and how far they are from UTC."""
    found: dict[object, str] = {}
    for name in sorted(available_timezones()):
        zone, changed = ZoneInfo(name), changes(name)
        instants = [datetime.combine(FIRST, time(), UTC), *changed]
        found.setdefault(tuple((one, one.astimezone(zone).utcoffset()) for one in instants), name)
    return sorted(found.values())


@dataclass(frozen=True)
class Words:
    """A rhythm as people say it: every `every` weeks (or months) on `days`, or the `nth` of them (-1: the last).

    `nth` 0: each of them. `last_working_day`: the last of Monday to Friday of its month.
    """

    starts: date
    at: time
    days: frozenset[int] = frozenset()
    every: int = 1
    monthly: bool = False
    nth: int = 0
    last_working_day: bool = False
    until: date | None = None
    times: int | None = None

    @property
    def rule(self) -> str:
        """The same as a recurrence rule, for whoever is to be judged."""
        names = [WEEKDAYS[day] for day in sorted(self.days)]
        interval = f";INTERVAL={self.every}" if self.every > 1 else ""
        if self.last_working_day:
            text = f"FREQ=MONTHLY{interval};BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
        elif self.monthly:
            text = f"FREQ=MONTHLY{interval};BYDAY={','.join(f'{self.nth}{name}' for name in names)}"
        else:
            text = f"FREQ=WEEKLY{interval};BYDAY={','.join(names)}"
        text += f";UNTIL={self.until:%Y%m%d}" if self.until else ""
        return text + (f";COUNT={self.times}" if self.times else "")

    @cached_property
    def dates(self) -> Sequence[date]:
        """Every day that is one, found by looking at each."""
        found = []
        for number in range(min((self.until or LAST) + _DAY, LAST).toordinal() - self.starts.toordinal()):
            day = self.starts + number * _DAY
            if self._on(day):
                found.append(day)
        return found if self.times is None else found[: self.times]

    def _on(self, day: date) -> bool:
        if self.last_working_day:
            rest = [day + more * _DAY for more in range(1, 4)]
            last = day.weekday() < 5 and all(one.month != day.month or one.weekday() > 4 for one in rest)
            return last and self._month(day)
        if day.weekday() not in self.days:
            return False
        if not self.monthly:
            monday, first = (one.toordinal() - one.weekday() for one in (day, self.starts))
            return (monday - first) // 7 % self.every == 0
        if self.nth < 0:
            return (day + 7 * _DAY).month != day.month and self._month(day)
        return 7 * (self.nth - 1) < day.day <= 7 * self.nth and self._month(day)

    def _month(self, day: date) -> bool:
        months = day.year * 12 + day.month - self.starts.year * 12 - self.starts.month
        return months % self.every == 0


def drawn(random: Random, count: int) -> Iterator[Words]:
    """Rhythms of all kinds, half of them in the small hours, when clocks change."""
    for _ in range(count):
        starts = FIRST + random.randrange(1000) * _DAY
        hour = random.randrange(4) if random.random() < 0.5 else random.randrange(24)
        at = time(hour, random.choice((0, 0, 15, 30, 45, random.randrange(60))))
        until = starts + random.randrange(1, 2600) * _DAY if random.random() < 0.2 else None
        times = random.randrange(1, 200) if until is None and random.random() < 0.2 else None
        days = frozenset(random.sample(range(7), random.choice((1, 1, 2, 3, 5, 7))))
        one = frozenset(random.sample(range(7), 1))
        match random.choice(("weekly", "weeks", "nth", "working", "quarter")):
            case "weekly":
                yield Words(starts, at, days, until=until, times=times)
            case "weeks":
                yield Words(starts, at, days, every=random.randrange(2, 6), until=until, times=times)
            case "nth":
                nth = random.choice((1, 2, 3, 4, -1))
                yield Words(starts, at, one, monthly=True, nth=nth, until=until, times=times)
            case "working":
                yield Words(starts, at, last_working_day=True, until=until, times=times)
            case _:
                nth = random.choice((1, 2, -1))
                yield Words(starts, at, one, every=3, monthly=True, nth=nth, until=until, times=times)
