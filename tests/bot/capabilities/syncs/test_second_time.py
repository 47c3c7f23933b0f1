"""An event has a second time for those whose hours the first misses: both are one event."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import recurring_ical_events
from icalendar import Calendar

from bot.capabilities.syncs.calendar.events import calendar_of
from bot.capabilities.syncs.calendar.occurring import Reading, entry_of
from bot.capabilities.syncs.during import buttons
from bot.capabilities.syncs.kinds import MeetingState, Template
from bot.capabilities.syncs.second_time import second_time, suits_second
from bot.capabilities.syncs.store.tables import Meeting, Reply, Sync
from bot.chat.message import Button
from bot.chat.texts import Texts
from bot.people.model import Team
from schedules.calendar import read_working_hours
from tests.bot.capabilities.syncs.conftest import Stage

FIRST = datetime(2026, 11, 25, 15, tzinfo=UTC)
SECOND = datetime(2026, 11, 26, 3, tzinfo=UTC)
"""15:00 and 03:00 in London: 23:00 and 11:00 in Manila."""

INVITED = FIRST - timedelta(hours=4)
URL = "https://videos.example.com/demo"

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("first", "again_at", "zone", "second"),
    [
        (FIRST, time(3), "Europe/London", SECOND),
        (FIRST, time(22), "Europe/London", FIRST.replace(hour=22)),
        (FIRST, time(15), "Europe/London", FIRST + timedelta(days=1)),
        # The clocks go back and forth in the night between.
        (datetime(2026, 10, 24, 14, tzinfo=UTC), time(3), "Europe/London", datetime(2026, 10, 25, 3, tzinfo=UTC)),
        (datetime(2027, 3, 27, 15, tzinfo=UTC), time(1, 30), "Europe/London", datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (FIRST, None, "Europe/London", None),
    ],
)
def test_the_second_time_is_the_next_one_on_the_wall(
    first: datetime, again_at: time | None, zone: str, second: datetime | None
) -> None:
    assert second_time(first, again_at, zone) == second


@pytest.mark.parametrize(
    ("hours", "suits"),
    [
        ("Mon-Fri 09:00-18:00", True),
        ("Mon-Fri 09:00-12:00; Mon-Fri 20:00-23:59", False),
        ("Mon-Fri 12:00-18:00", False),
        ("Mon-Fri 09:00-11:30", False),
        ("", False),
    ],
    ids=["the second alone", "both", "neither", "not to its end", "nobody knows"],
)
def test_whose_hours_the_second_time_fits(hours: str, suits: bool) -> None:
    known = read_working_hours(hours, zone="Asia/Manila") if hours else None
    assert suits_second(known, FIRST.replace(minute=0), SECOND, 45) is suits


async def invited(stage: Stage, **others: object) -> tuple[Sync, Meeting]:
    """A demo to which people were invited; Manila works by day, and misses the first time."""
    await stage.change(Team, "Harbor", working_hours="Mon-Fri 09:00-18:00")
    await stage.change(Team, "Care", working_hours="Mon-Fri 09:00-18:00")
    sync = await stage.set_up(
        "Care",
        "Harbor",
        template=Template.DEMO,
        again_at=time(3),
        agenda_before=4 * 60,
        sections=[],
        owner="Ines",
        **others,
    )
    await stage.at(INVITED)
    return sync, await stage.meeting(sync)


async def press(stage: Stage, who: str, action: str, meeting: Meeting) -> str:
    answer = await stage.press(who, Button("", action, meeting.public_id))
    return stage.shown(answer.message)


@on_one_database
async def test_each_team_is_told_the_time_that_fits_its_hours(stage: Stage) -> None:
    _, meeting = await invited(stage)
    cards = await stage.cards(meeting)
    care, harbor = stage.shown(cards["care"]), stage.shown(cards["harbor"])
    assert "Weekly sync · Wed 25 Nov" in care
    assert "15:00 London" in care
    assert "Once more, for whoever cannot come then: 03:00 London on Thu 26 Nov." in care
    assert "Weekly sync · Thu 26 Nov" in harbor
    assert "11:00 Manila" in harbor
    assert "This is its second time, in your hours. The first is 15:00 London on Wed 25 Nov" in harbor


@on_one_database
async def test_coming_is_to_the_time_that_fits_and_the_other_can_be_chosen(stage: Stage) -> None:
    _, meeting = await invited(stage)
    coming = await stage.press("Hana", Button("", buttons.COMING, meeting.public_id))
    assert "You are coming: Weekly sync, Thu 26 Nov, 11:00, which is its second time." in stage.shown(coming.message)
    assert "You are coming: Weekly sync, Wed 25 Nov, 15:00." in await press(stage, "Ada", buttons.COMING, meeting)
    card = (await stage.redrawn(meeting))["care"]
    assert "of them to the second time" in card
    assert "of them to the second time: Harborline 1\n" in card, "a zero says nothing"
    await stage.press("Hana", stage.button(coming.message, "Rather Wed 25 Nov, 23:00"))
    card = (await stage.redrawn(meeting))["care"]
    assert "Coming: Internal 1 · Harborline 1 · 2 in all" in card
    assert "of them to the second time" not in card
    for who in ("Hana", "Ada"):
        await press(stage, who, buttons.NOT_COMING, meeting)
    assert "Coming:" not in (await stage.redrawn(meeting))["care"]
    assert await stage.count(Reply) == 2


@on_one_database
async def test_people_can_come_until_the_second_begins_and_then_no_more(stage: Stage) -> None:
    _, meeting = await invited(stage)
    await stage.at(FIRST + timedelta(hours=2))
    assert "\nComing\n" in (await stage.redrawn(meeting))["harbor"]
    assert "its second time" in await press(stage, "Ada", buttons.COMING, meeting)
    await stage.at(SECOND)
    redrawn = (await stage.redrawn(meeting))["harbor"]
    assert "Add recording" in redrawn
    assert "\nComing\n" not in redrawn


@on_one_database
async def test_one_recording_goes_to_whoever_asked_for_it_at_either_time(stage: Stage) -> None:
    _, meeting = await invited(stage)
    await press(stage, "Hana", buttons.NOT_COMING, meeting)
    await press(stage, "Ada", buttons.NOT_COMING, meeting)
    await stage.at(FIRST + timedelta(hours=1))
    form = (await stage.press("Ines", Button("", buttons.ADD_RECORDING, meeting.public_id))).form
    assert form is not None
    assert "2 people get it" in stage.shown((await stage.submit("Ines", form, url=URL)).message)


@on_one_database
async def test_it_is_open_until_after_the_second_time(stage: Stage) -> None:
    _, meeting = await invited(stage)
    for hours, state in ((20, MeetingState.OPEN), (48, MeetingState.CLOSED)):
        await stage.at(FIRST + timedelta(hours=hours))
        async with stage.database.read() as session:
            assert (await session.get_one(Meeting, meeting.id)).state is state


@on_one_database
async def test_a_calendar_has_both_times_of_each(stage: Stage) -> None:
    sync, _ = await invited(stage)
    async with stage.database.read() as session:
        found = await entry_of(session, sync, Reading(INVITED, Texts(), "instep.example"))
    assert found is not None
    calendar = Calendar.from_ical(calendar_of("Syncs", [found]))
    events = recurring_ical_events.of(calendar).between(date(2026, 11, 24), date(2026, 12, 4))
    starts = sorted((one["DTSTART"].dt.astimezone(UTC), str(one["SUMMARY"])) for one in events)
    assert starts == [
        (FIRST, "Weekly sync"),
        (SECOND, "Weekly sync (second time)"),
        (FIRST + timedelta(days=7), "Weekly sync"),
        (SECOND + timedelta(days=7), "Weekly sync (second time)"),
    ]
