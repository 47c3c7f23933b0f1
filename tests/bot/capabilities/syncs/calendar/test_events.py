"""A calendar file read back by an independent reader gives the instants at which Instep meets."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Timezone

from bot.capabilities.syncs.calendar.events import Entry, calendar_of
from bot.capabilities.syncs.calendar.zones import spelled_out
from schedules.calendar import DaysOff, HolidayRule, NamedDays, Recurrence, occurrences

CHANGED = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
ZONES = (
    "Europe/London",
    "America/New_York",
    "Asia/Manila",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/Bogota",
    "UTC",
)
RULES = (
    "FREQ=WEEKLY;BYDAY=WE",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO",
    "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,TU",
    "FREQ=WEEKLY;COUNT=9",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=DAILY;UNTIL=20270214",
    "FREQ=DAILY;COUNT=40",
    "FREQ=MONTHLY;BYDAY=1MO",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1",
    "FREQ=YEARLY;BYWEEKNO=13,44",
    "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU",
)


def entry(recurrence: Recurrence, found: Mapping[date, datetime | None], last: date, **others: Any) -> Entry:
    plain = replace(recurrence, on_holiday=HolidayRule.RUN, days_off=DaysOff())
    return Entry("5f2a", "instep.example", "Weekly sync", "", "", 45, plain, found, last, 3, CHANGED, **others)


def read(data: bytes, since: datetime, until: datetime) -> list[datetime]:
    """The instants that a reader finds, which knows nothing of Instep."""
    calendar = Calendar.from_ical(data)
    found = recurring_ical_events.of(calendar).between(since, until)
    return sorted(one["DTSTART"].dt.astimezone(UTC) for one in found)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_file_gives_the_same_instants_as_the_rhythm(data: st.DataObject) -> None:
    zone = data.draw(st.sampled_from(ZONES))
    starts = date(2026, 1, 1) + timedelta(days=data.draw(st.integers(0, 700)))
    times = data.draw(st.lists(st.times(), min_size=1, max_size=3, unique=True))
    times = [one.replace(second=0, microsecond=0) for one in times]
    # Half of them at the time at which clocks change.
    times[0] = data.draw(st.sampled_from([times[0], time(2, 30), time(1, 30), time(0, 15)]))
    days = data.draw(st.lists(st.integers(0, 300), max_size=6))
    recurrence = Recurrence(
        data.draw(st.sampled_from(RULES)),
        starts,
        times[0],
        zone,
        data.draw(st.sampled_from(list(HolidayRule))),
        DaysOff(own=tuple(NamedDays(starts + timedelta(one), starts + timedelta(one + 2), "Off") for one in days)),
        turns=tuple(dict.fromkeys(one for one in times[1:] if one != times[0])),
    )
    begins = starts + timedelta(days=data.draw(st.integers(-30, 120)))
    last = begins + timedelta(days=366)
    known: dict[date, datetime | None] = {}
    for one in occurrences(recurrence, datetime.combine(begins, time(), UTC)):
        if one.original_date > last:
            break
        known[one.original_date] = one.instant
    for day in data.draw(st.lists(st.sampled_from(sorted(known)), max_size=6)) if known else ():
        by = data.draw(st.sampled_from([None, timedelta(hours=-5), timedelta(days=1, minutes=15)]))
        instant = known[day]
        known[day] = instant + by if instant is not None and by is not None else None
    expected = sorted(one for one in known.values() if one is not None)
    data_ = calendar_of("Syncs", [entry(recurrence, known, last)])
    since = datetime.combine(begins, time(), UTC) - timedelta(days=40)
    until = datetime.combine(last, time(), UTC) - timedelta(days=16)
    assert [one for one in read(data_, since, until) if one < until] == [one for one in expected if one < until]


@pytest.mark.parametrize("zone", ZONES[:-1])
def test_the_zone_in_the_file_has_all_changes_of_its_clocks(zone: str) -> None:
    clock = Timezone.from_ical(spelled_out(zone, 2026, 2028).to_ical()).to_tz(lookup_tzid=False)
    local = datetime(2026, 1, 2)
    while local < datetime(2028, 12, 30):
        own = local.replace(tzinfo=ZoneInfo(zone))
        # What the clocks leave out or show twice is for each reader to take as it does.
        if own.utcoffset() == own.replace(fold=1).utcoffset():
            assert local.replace(tzinfo=clock).utcoffset() == own.utcoffset(), local
        local += timedelta(hours=11)


WEEKLY = Recurrence("FREQ=WEEKLY;BYDAY=WE", date(2026, 11, 4), time(10), "Europe/London")
ONCE = {date(2026, 11, 25): datetime(2026, 11, 25, 10, tzinfo=UTC)}


def test_hostile_words_stay_words_and_lines_are_folded() -> None:
    name = 'Sync, with; a\\ "quote"\r\nBEGIN:VALARM\0 ' + "名前👩‍👩‍👧" * 30
    found = replace(
        entry(WEEKLY, ONCE, date(2027, 11, 1)),
        name=name,
        description="One\nEND:VEVENT\nTwo",
        url="https://meet.example/a\r\nATTENDEE:mailto:x@y.example",
    )
    data = calendar_of(name, [found])
    assert data.count(b"\n") == data.count(b"\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert not [line for line in data.split(b"\r\n") if line.startswith((b"BEGIN:VALARM", b"ATTENDEE", b"URL"))]
    [event] = Calendar.from_ical(data).walk("VEVENT")
    assert event["DESCRIPTION"] == "One\nEND:VEVENT\nTwo"
    assert event["SUMMARY"].startswith('Sync, with; a\\ "quote"')


def test_every_zone_that_is_named_is_there_and_nobody_is_invited() -> None:
    entries = [entry(replace(WEEKLY, zone=zone), ONCE, date(2027, 11, 1)) for zone in ("Europe/London", "Asia/Manila")]
    calendar = Calendar.from_ical(calendar_of("Syncs", entries))
    named = {
        value.params["TZID"]
        for event in calendar.walk("VEVENT")
        for _, value in event.property_items()
        if "TZID" in getattr(value, "params", {})
    }
    assert named == {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    assert b"ATTENDEE" not in calendar.to_ical()
    assert b"ORGANIZER" not in calendar.to_ical()


def test_a_change_goes_on_under_the_same_id_with_a_higher_number() -> None:
    before, after = (entry(WEEKLY, ONCE, date(2027, 11, 1)) for _ in range(2))
    after = replace(after, sequence=4)
    found = [next(iter(Calendar.from_ical(calendar_of("x", [one])).walk("VEVENT"))) for one in (before, after)]
    assert found[0]["UID"] == found[1]["UID"] == "5f2a@instep.example"
    assert [int(one["SEQUENCE"]) for one in found] == [3, 4]
    assert calendar_of("x", [before]) == calendar_of("x", [before])


def test_a_last_day_counts_until_it_is_over_where_the_sync_is() -> None:
    until = replace(WEEKLY, rule="FREQ=WEEKLY;BYDAY=WE;UNTIL=20270630", zone="Asia/Manila")
    events = Calendar.from_ical(calendar_of("x", [entry(until, ONCE, date(2027, 11, 1))])).walk("VEVENT")
    [event] = [one for one in events if "RRULE" in one]
    assert event["RRULE"]["UNTIL"] == [datetime(2027, 6, 30, 15, 59, 59, tzinfo=UTC)]


def test_one_that_ended_is_cancelled() -> None:
    [event] = Calendar.from_ical(calendar_of("x", [entry(WEEKLY, {}, date(2027, 11, 1), ended=True)])).walk("VEVENT")
    assert (event["STATUS"], event["UID"]) == ("CANCELLED", "5f2a@instep.example")
