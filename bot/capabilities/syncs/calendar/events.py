"""A sync as events of a calendar (RFC 5545): its rule, and each occurrence that is not where the rule has it."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vDuration, vRecur

from bot.capabilities.syncs.calendar.zones import spelled_out
from schedules.calendar import Recurrence, occurrences_from

PRODUCT = "-//Instep//Instep//EN"

ASK_AGAIN = timedelta(hours=1)
"""How often a calendar that has subscribed is asked to look again."""

ZONES_AHEAD = 6
"""Years after the last occurrence that is looked at for which changes of the clocks are spelled out."""

MOST_COUNTED = 5_000
"""Dates of a rule that ends after a number of times; one with more is written without an end, and read again anyway."""

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """One sync for a calendar.

    `occurrences` are by the original date that the rule yields, None for one that does not take place; they are all up
    to the original date `last`. `again` are the second times of an event, by the same dates, each called `again_name`:
    they follow from the first ones, and from no rule. `sequence` goes up whenever the sync or its rhythm is changed,
    `changed_at` with it.
    """

    uid: str
    host: str
    name: str
    description: str
    url: str
    minutes: int
    recurrence: Recurrence
    occurrences: Mapping[date, datetime | None]
    last: date
    sequence: int
    changed_at: datetime
    ended: bool = False
    again: Mapping[date, datetime] = field(default_factory=dict)
    again_name: str = ""


def calendar_of(title: str, entries: Sequence[Entry]) -> bytes:
    """All of them as one file, with every zone that it names."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _clean(title))
    calendar.add("x-wr-calname", _clean(title))
    calendar.add("refresh-interval", vDuration(ASK_AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN))
    events = [event for entry in entries for event in _events(entry)]
    years: dict[str, list[int]] = {}
    for entry in entries:
        earliest = min(entry.occurrences, default=entry.recurrence.starts)
        years.setdefault(entry.recurrence.zone, []).extend((earliest.year, entry.last.year))
    for zone, some in sorted(years.items()):
        calendar.add_component(spelled_out(zone, min(some) - 1, max(some) + ZONES_AHEAD))
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(entry: Entry) -> Iterator[Event]:
    recurrence = entry.recurrence
    if entry.ended:
        for turn in range(len(recurrence.turns) + 1):
            event = _event(entry, _uid(entry, turn), _local(entry, recurrence.starts, turn))
            event.add("status", "CANCELLED")
            yield event
        return
    if not entry.occurrences:
        return
    for day, second in sorted(entry.again.items()):
        uid = f"{entry.uid}-again-{day:%Y%m%d}@{entry.host}"
        named = replace(entry, name=entry.again_name)
        yield _confirmed(_event(named, uid, _written(second, recurrence.zone)))
    first = min(day for day in entry.occurrences)
    dates = _dates(recurrence, first, entry.last)
    for turn in range(len(recurrence.turns) + 1):
        own = [day for day in dates if recurrence.time_on(day) == _times(recurrence)[turn]]
        yield from _series(entry, turn, own)
    by_rule = set(dates)
    for day, instant in sorted(entry.occurrences.items()):
        if day not in by_rule and instant is not None:
            uid = f"{entry.uid}-{day:%Y%m%d}@{entry.host}"
            yield _confirmed(_event(entry, uid, _written(instant, recurrence.zone)))


def _series(entry: Entry, turn: int, dates: Sequence[date]) -> Iterator[Event]:
    """What recurs at one time of day: the rule from the first date that takes place, and all that differs from it."""
    taking_place = [day for day in dates if entry.occurrences.get(day) is not None]
    if not taking_place:
        return
    begins = taking_place[0]
    uid = _uid(entry, turn)
    master = _confirmed(_event(entry, uid, _local(entry, begins, turn)))
    master.add("rrule", vRecur.from_ical(_rule(entry.recurrence, turn, begins)))
    moved = []
    for day in dates:
        if day < begins:
            continue
        plain, instant = _local(entry, day, turn), entry.occurrences.get(day)
        if instant is None:
            master.add("exdate", plain)
        elif plain.astimezone(UTC) != instant:
            event = _confirmed(_event(entry, uid, _written(instant, entry.recurrence.zone)))
            event.add("recurrence-id", plain)
            moved.append(event)
    yield master
    yield from moved


def _rule(recurrence: Recurrence, turn: int, begins: date) -> str:
    """The rule of one of the times that take turns, from a date of it on."""
    parts = dict(part.split("=", 1) for part in recurrence.rule.split(";"))
    turns = len(recurrence.turns) + 1
    if turns > 1:
        parts["INTERVAL"] = str(int(parts.get("INTERVAL", "1")) * turns)
    if "BYWEEKNO" in parts and "BYDAY" not in parts:
        # Every day of these weeks, and not the weekday of the first one alone, as other readers have it.
        parts["BYDAY"] = ",".join(WEEKDAYS)
    if "UNTIL" in parts:
        until = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").replace(tzinfo=ZoneInfo(recurrence.zone))
        parts["UNTIL"] = f"{until.replace(hour=23, minute=59, second=59).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if "COUNT" in parts:
        at = _times(recurrence)[turn]
        rest = islice(_dates_from(recurrence, begins), MOST_COUNTED + 1)
        left = sum(recurrence.time_on(day) == at for day in rest)
        del parts["COUNT"]
        if left <= MOST_COUNTED:
            parts["COUNT"] = str(left)
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _dates(recurrence: Recurrence, first: date, last: date) -> list[date]:
    """The dates that the rule yields from one to another."""
    found = []
    for day in _dates_from(recurrence, first):
        if day > last:
            break
        found.append(day)
    return found


def _dates_from(recurrence: Recurrence, first: date) -> Iterator[date]:
    return (one.original_date for one in occurrences_from(recurrence, first))


def _times(recurrence: Recurrence) -> tuple[time, ...]:
    return recurrence.at, *recurrence.turns


def _local(entry: Entry, day: date, turn: int) -> datetime:
    """The local time that the rule has on a date, as a calendar reads it."""
    return datetime.combine(day, _times(entry.recurrence)[turn], ZoneInfo(entry.recurrence.zone))


def _written(instant: datetime, zone: str) -> datetime:
    """An instant as local time; as UTC where the clocks show that time twice, and this is the second."""
    local = instant.astimezone(ZoneInfo(zone))
    return instant.astimezone(UTC) if local.fold else local


def _uid(entry: Entry, turn: int) -> str:
    return f"{entry.uid}{f'-{turn + 1}' if turn else ''}@{entry.host}"


def _confirmed(event: Event) -> Event:
    event.add("status", "CONFIRMED")
    return event


def _event(entry: Entry, uid: str, starts: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.sequence)
    event.add("dtstart", starts)
    event.add("duration", timedelta(minutes=entry.minutes))
    event.add("summary", _clean(entry.name))
    event.add("description", _clean(entry.description, lines=True))
    if _is_address(entry.url):
        event.add("url", entry.url)
        event.add("location", entry.url)
    return event


def _is_address(url: str) -> bool:
    """Whether this can stand in a calendar as an address: a calendar opens what it is given."""
    return url.lower().startswith(("https://", "http://")) and url.isascii() and url.isprintable() and " " not in url


def _clean(text: str, *, lines: bool = False) -> str:
    """Text without characters that no calendar shows; line breaks only where there may be several lines."""
    return "".join(
        one if one == "\n" and lines else " " if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") else one
        for one in text
    )
