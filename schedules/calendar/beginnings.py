"""When a working day begins: the start of a team's shift on a local day, or after an instant."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from schedules.calendar.hours import WorkingHours
from schedules.calendar.wall import Reading, read_clock, zone_named

DAYS_AHEAD = 14
"""How far ahead a beginning is looked for; after longer leaves than that, any morning is as good as another."""

_DAY = timedelta(days=1)


class Beginning(NamedTuple):
    """A local time at which work begins, and what the clocks make of it. `by_hours` false: nobody knows the hours."""

    local: datetime
    reading: Reading
    by_hours: bool

    @property
    def instant(self) -> datetime:
        return self.reading.instant


def morning(hours: WorkingHours | None, zone: str, day: date, otherwise: time) -> Beginning:
    """The start of the working day on a local day, or of the next one on which these people work.

    It is `otherwise` in `zone` where nobody knows their hours, where they work round the clock, or not for a while.
    """
    for ahead in range(DAYS_AHEAD):
        if found := next(_on(hours, day + ahead * _DAY), None):
            return found
    return _at(datetime.combine(day, otherwise), zone, by_hours=False)


def next_beginning(hours: WorkingHours | None, zone: str, after: datetime, otherwise: time) -> Beginning:
    """The first start of work after an instant, by the same rules as `morning`."""
    # A day back: the local date may be behind the UTC one.
    first = after.astimezone(UTC).date() - _DAY
    for ahead in range(DAYS_AHEAD):
        for found in _on(hours, first + ahead * _DAY):
            if found.instant > after:
                return found
    each = (_at(datetime.combine(first + ahead * _DAY, otherwise), zone, by_hours=False) for ahead in range(4))
    return next(found for found in each if found.instant > after)


def _on(hours: WorkingHours | None, day: date) -> Iterator[Beginning]:
    """The starts of work on a local day, in order; none where people are there round the clock."""
    if hours is None:
        return
    if hours.rota.covers(day):
        zone = zone_named(hours.zone)
        starts = [shift.start.astimezone(zone) for shift in hours.rota.planned]
        yield from (_exactly(start) for start in starts if start.date() == day)
        return
    if hours.days_off.name_of(day) is not None:
        return
    for stint in sorted(hours.stints, key=lambda one: one.start):
        if day.weekday() in stint.weekdays and stint.start != stint.end:
            yield _at(stint.on(day)[0], hours.zone, by_hours=True)


def _at(local: datetime, zone: str, *, by_hours: bool) -> Beginning:
    return Beginning(local, read_clock(local, zone_named(zone)), by_hours)


def _exactly(start: datetime) -> Beginning:
    """A start that a rota gives as an instant, whichever of two equal times of the clock it is."""
    local = start.replace(tzinfo=None, fold=0)
    return Beginning(local, Reading(start.astimezone(UTC), skipped=False, repeated=start.fold == 1), by_hours=True)
