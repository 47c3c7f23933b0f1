"""When somebody is asked and reminded: at the time of the check-in by their own clock, and at work."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.people.audience import Reader
from schedules.calendar import (
    DaysOff,
    InvalidCalendar,
    WorkingHours,
    current_shift,
    instant_of,
    remind_at,
    shifts,
    zone_named,
)

LAST_CALL = timedelta(minutes=30)
"""How long before the end of their shift somebody is asked whose shift is over by the time of the check-in."""

REST = timedelta(hours=2)
"""Whoever was asked less than that ago is not reminded."""

USUAL_MORNING, USUAL_EVENING = time(9), time(18)
"""When somebody is asked late, or reminded, whose hours nobody knows."""

_DAY = timedelta(days=1)


def ask_at(reader: Reader, local: datetime | None, now: datetime, closes: datetime) -> datetime | None:
    """When somebody is asked, for a local time (naive), else as soon as they are at work; None: not before it closes.

    Who is not at work at that time is asked at the nearest of a shift that begins on the same local date, else when
    their next one begins. Who is away, or has had that time already, is asked from when they are back, or from now on.
    """
    zone = _zone(reader)
    since = max(now, reader.away_until) if reader.away and reader.away_until else now
    if local is None:
        local = since.astimezone(zone).replace(tzinfo=None)
    wanted = max(instant_of(local, zone), since)
    hours = reader.hours
    if hours is None:
        found: datetime | None = _on_usual_days(reader, zone, local, wanted)
    else:
        found = _in_shift(hours, zone, local.date(), wanted, since)
    return found if found is not None and found < closes else None


def is_there(reader: Reader, due: datetime, now: datetime) -> bool:
    """Whether somebody can be asked or reminded now of what was due at an instant: nobody is bothered off shift."""
    if reader.away:
        return False
    hours = reader.hours
    if hours is not None:
        return current_shift(hours, now) is not None
    return now - due < REST or _is_usual(now.astimezone(_zone(reader)).time())


def again_at(reader: Reader, asked: datetime, closes: datetime) -> datetime | None:
    """When somebody is reminded: half of the time from when they were asked, or in their shift nearest to it.

    Where that would be at once, as over a weekend that follows, it is later in their hours.
    """
    half = (closes - asked) / 2
    hours = reader.hours
    if hours is None:
        found: datetime | None = asked + half
        local = (asked + half).astimezone(_zone(reader))
        if not _is_usual(local.time()):
            day = local.date() + (_DAY if local.time() >= USUAL_EVENING else timedelta())
            found = instant_of(datetime.combine(day, USUAL_MORNING), _zone(reader))
    else:
        found = remind_at(hours, asked, closes, half)
        if half >= REST and found is not None and found < asked + REST:
            found = _at_work(hours, asked + REST, closes, asked + half)
    return found if found is not None and asked + REST <= found < closes else None


def _at_work(hours: WorkingHours, since: datetime, closes: datetime, wanted: datetime) -> datetime | None:
    """The instant nearest to the wanted one at which somebody is at work and has some time left."""
    found: list[datetime] = []
    for shift in shifts(hours, since):
        start = max(shift.start, since)
        if start >= closes:
            break
        found.append(min(max(wanted, start), max(start, shift.end - LAST_CALL)))
    return min(found, key=lambda one: abs(one - wanted), default=None)


def _in_shift(hours: WorkingHours, zone: ZoneInfo, day: date, wanted: datetime, since: datetime) -> datetime | None:
    before: datetime | None = None
    for shift in shifts(hours, since):
        if shift.start <= wanted < shift.end:
            return wanted
        same_day = shift.start.astimezone(zone).date() == day
        if shift.start > wanted:
            return shift.start if same_day or before is None else before
        if same_day:
            before = max(shift.start, since, shift.end - LAST_CALL)
    return before


def _on_usual_days(reader: Reader, zone: ZoneInfo, local: datetime, wanted: datetime) -> datetime:
    """The wanted instant, or where that is long after the time on their clock or on a day off, the next usual one."""
    there = wanted.astimezone(zone)
    if wanted == instant_of(local, zone) or _is_usual(there.time()):
        found = wanted
    else:
        day = there.date() + (_DAY if there.time() >= USUAL_EVENING else timedelta())
        found = instant_of(datetime.combine(day, USUAL_MORNING), zone)
    days_off = _days_off(reader)
    while days_off is not None and days_off.name_of(found.astimezone(zone).date()) is not None:
        found = instant_of(datetime.combine(found.astimezone(zone).date() + _DAY, local.time()), zone)
    return found


def _is_usual(clock: time) -> bool:
    return USUAL_MORNING <= clock < USUAL_EVENING


def _days_off(reader: Reader) -> DaysOff | None:
    try:
        return DaysOff(reader.country, reader.region, own=reader.own_days)
    except InvalidCalendar:
        return None


def _zone(reader: Reader) -> ZoneInfo:
    try:
        return zone_named(reader.zone)
    except InvalidCalendar:
        # Checked when it was stored; it may since have gone from the tables of zones.
        return zone_named("UTC")
