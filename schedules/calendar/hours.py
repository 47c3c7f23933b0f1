"""Working hours of a team or person, and the shifts they make."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from schedules.calendar.days_off import DaysOff
from schedules.calendar.rota import NO_ROTA, Rota, Shift
from schedules.calendar.wall import InvalidCalendar, instant_of, zone_named

FAR = 400
"""Days looked ahead for a next shift: a year and a month, so that a yearly season of work is still found."""

TIME_TO_READ = timedelta(hours=2)
"""How far into their next shift people have time to acknowledge."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stint:
    """The same local times on several weekdays (0 is Monday). An end not after the start is on the next day."""

    weekdays: frozenset[int]
    start: time
    end: time

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Naive local start and end of the stint that starts on that day."""
        start = datetime.combine(day, self.start)
        end = datetime.combine(day, self.end)
        return start, end if self.end > self.start else end + _DAY


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When people work: local times in an IANA zone, without the days off; a person's own rota wins over both.

    A shift over midnight belongs to the day on which it starts: a holiday takes away the shift that starts on it, not
    the hours of the night before. Raises `InvalidCalendar` for an unknown zone and for stints that overlap.
    """

    zone: str
    stints: tuple[Stint, ...]
    days_off: DaysOff = field(default_factory=DaysOff)
    rota: Rota = NO_ROTA

    def __post_init__(self) -> None:
        zone_named(self.zone)
        _refuse_overlaps(self.stints)


def shifts(hours: WorkingHours, since: datetime) -> Iterator[Shift]:
    """The shifts that end after `since`, in order, lazily, up to `FAR` days ahead."""
    since = _utc(since)
    own = hours.rota.laid_over(_usual_shifts(hours, since))
    return (shift for shift in own if since < shift.end)


def _usual_shifts(hours: WorkingHours, since: datetime) -> Iterator[Shift]:
    if not hours.stints:
        return
    zone = zone_named(hours.zone)
    # Two days back: a shift that began yesterday may still run, and a local date may differ from the UTC one.
    first = since.astimezone(zone).date() - 2 * _DAY
    for number in range(FAR):
        day = first + number * _DAY
        if hours.rota.covers(day) or hours.days_off.name_of(day) is not None:
            continue
        for start, end in sorted(stint.on(day) for stint in hours.stints if day.weekday() in stint.weekdays):
            shift = Shift(instant_of(start, zone), instant_of(end, zone))
            # Both ends in a gap of the clocks: nobody can work such a shift.
            if since < shift.end and shift.start < shift.end:
                yield shift


def current_shift(hours: WorkingHours, instant: datetime) -> Shift | None:
    """The shift that `instant` lies in."""
    shift = next(shifts(hours, instant), None)
    return shift if shift and shift.start <= instant else None


def on_shift(hours: WorkingHours, instant: datetime) -> bool:
    """Whether people with these hours work at `instant`."""
    return current_shift(hours, instant) is not None


def next_shift(hours: WorkingHours, after: datetime) -> Shift | None:
    """The first shift that starts after `after`; None if there is none within `FAR` days."""
    return next((shift for shift in shifts(hours, after) if shift.start > after), None)


def acknowledge_by(hours: WorkingHours, released: datetime, wanted: datetime | None = None) -> datetime | None:
    """Until when someone with these hours has time: two hours into the first shift that starts after the release.

    A shorter shift ends it earlier, the author's `wanted` later. None where neither a shift nor a wish gives a time.
    """
    shift = next_shift(hours, released)
    if shift is None:
        return None if wanted is None else _utc(wanted)
    deadline = min(shift.start + TIME_TO_READ, shift.end)
    return deadline if wanted is None else max(deadline, _utc(wanted))


def has_worked(hours: WorkingHours, since: datetime, now: datetime) -> bool:
    """Whether people with these hours were at work at any moment from `since` to `now`."""
    shift = next(shifts(hours, since), None)
    return shift is not None and shift.start <= now


def remind_at(hours: WorkingHours, released: datetime, deadline: datetime, before: timedelta) -> datetime | None:
    """When to remind somebody: `before` ahead of the deadline, or where they are not at work then, before they go home.

    Where no shift begins as early as that, at the start of their first one before the deadline. Always at work, after
    the release and before the deadline; None where there is no such instant.
    """
    wanted, deadline = _utc(deadline) - before, _utc(deadline)
    found: datetime | None = None
    for shift in shifts(hours, released):
        start = max(shift.start, _utc(released))
        if start >= deadline or (start > wanted and found is not None):
            break
        if start > wanted:
            return start
        found = wanted if wanted < shift.end else max(start, shift.end - before)
    return found


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise TypeError("an instant needs a zone")
    return instant.astimezone(UTC)


def _refuse_overlaps(stints: tuple[Stint, ...]) -> None:
    # Any week will do, taken twice, since Sunday's stint may reach into Monday.
    monday = date(2024, 1, 1)
    week = (monday + number * _DAY for number in range(14))
    taken = sorted(stint.on(day) for day in week for stint in stints if day.weekday() in stint.weekdays)
    for (_, end), (start, _) in pairwise(taken):
        if start < end:
            raise InvalidCalendar(
                f"Working hours overlap on {start:%a at %H:%M}: let each time stand in one part only."
            )
