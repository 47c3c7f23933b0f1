"""Attendees are the leads, and agents in turn of those who are there; facilitators go round over people and sides."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from bot.capabilities.syncs import facilitating
from bot.capabilities.syncs.collecting import attending
from bot.capabilities.syncs.kinds import MeetingState, Template
from bot.capabilities.syncs.store.syncs import meeting_on
from bot.capabilities.syncs.store.tables import Meeting, Sync
from bot.people.model import ChatIdentity, Membership, Person, PersonState, Team
from bot.storage.sessions import Session
from tests.bot.capabilities.syncs.conftest import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

WEDNESDAY = date(2026, 11, 25)
WEEK = timedelta(days=7)


@asynccontextmanager
async def held(stage: Stage, sync: Sync, week: int = 0) -> AsyncIterator[tuple[Session, Sync, Meeting]]:
    """The meeting of a week, in a transaction of its own."""
    day = WEDNESDAY + week * WEEK
    starts = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
    async with stage.database.write() as session:
        same = await session.get_one(Sync, sync.id)
        yield session, same, await meeting_on(session, same, day, starts, starts - WEEK)


async def attend(stage: Stage, sync: Sync, week: int = 0) -> list[str]:
    """Who attends in a week, in which the meeting takes place."""
    async with held(stage, sync, week) as (session, same, meeting):
        await attending.begin(session, same, meeting, stage.calendar.now())
        meeting.state = MeetingState.OPEN
        people = await attending.attending(session, meeting)
    return [one.name for one in people]


async def leads(stage: Stage, team: str, who: str) -> None:
    async with stage.database.write() as session:
        lead = select(Person.id).where(Person.name == who).scalar_subquery()
        await session.execute(update(Team).where(Team.name == team).values(lead_id=lead))


async def test_the_lead_attends_always_and_agents_in_turn(stage: Stage) -> None:
    await leads(stage, "Care", "Ines")
    sync = await stage.set_up("Care")
    assert [await attend(stage, sync, week) for week in range(3)] == [["Ines", "Ada"], ["Ines", "Bo"], ["Ines", "Ada"]]


async def test_attendees_stay_as_they_were_chosen(stage: Stage) -> None:
    sync = await stage.set_up("Care")
    assert await attend(stage, sync) == ["Ines"]
    await leads(stage, "Care", "Bo")
    assert await attend(stage, sync) == ["Ines"]


async def test_who_is_away_provisional_or_off_that_day_does_not_attend(stage: Stage) -> None:
    sync = await stage.set_up(agents_per_team=3)
    await stage.change(Person, "Ines", away_until=datetime(2026, 11, 26, tzinfo=UTC))
    await stage.change(Person, "Ada", away_until=datetime(2026, 11, 25, 9, tzinfo=UTC))
    await stage.change(Person, "Hana", state=PersonState.PROVISIONAL)
    await stage.change(Person, "Luz", working_hours="Thu-Fri 09:00-17:00")
    async with stage.database.write() as session:
        leo = select(Person.id).where(Person.name == "Leo").scalar_subquery()
        await session.execute(delete(ChatIdentity).where(ChatIdentity.person_id == leo))
        await session.execute(update(ChatIdentity).values(installation_key=""))
    assert await attend(stage, sync) == ["Ada", "Bo", "Hugo"]


async def test_a_night_shift_over_midnight_counts_for_the_day_on_which_it_runs(stage: Stage) -> None:
    await stage.change(Team, "Harbor", working_hours="Wed 22:00-06:00")
    sync = await stage.set_up("Harbor")
    assert await attend(stage, sync) == ["Hana"], "the shift of that Wednesday in Manila"
    await stage.change(Team, "Harbor", working_hours="Mon-Tue 22:00-06:00")
    assert await attend(stage, sync, 1) == []


async def test_a_public_holiday_is_a_day_off(stage: Stage) -> None:
    await stage.change(Team, "Harbor", country="PH", working_hours="")
    sync = await stage.set_up("Harbor")
    assert await attend(stage, sync, 5) == [], "Rizal Day"


async def test_an_event_has_no_attendees(stage: Stage) -> None:
    assert await attend(stage, await stage.set_up(template=Template.DEMO)) == []


async def test_who_left_meanwhile_is_not_expected(stage: Stage) -> None:
    sync = await stage.set_up("Care", agents_per_team=2)
    await attend(stage, sync)
    async with stage.database.write() as session:
        ines = select(Person.id).where(Person.name == "Ines").scalar_subquery()
        await session.execute(update(Membership).where(Membership.person_id == ines).values(until=stage.calendar.now()))
    async with held(stage, sync) as (session, _, meeting):
        people = await attending.attending(session, meeting)
    assert [(one.name, one.expected) for one in people] == [("Ines", False), ("Ada", True)]


async def test_facilitators_alternate_over_sides_and_skip_who_is_away(stage: Stage) -> None:
    sync = await stage.set_up(facilitators=("Ines", "Ada", "Hana"))
    found = []
    for week in range(4):
        async with held(stage, sync, week) as (session, same, meeting):
            meeting.facilitator_id = await facilitating.choose(session, same, meeting, stage.calendar.now())
            meeting.state = MeetingState.OPEN
            following = await facilitating.next_facilitator(session, same, meeting, stage.calendar.now())
            named = await session.get(Person, meeting.facilitator_id or 0)
        found.append((named.name if named else "", following.name if following else ""))
        if week == 1:
            await stage.change(Person, "Hana", away_until=datetime(2027, 1, 1, tzinfo=UTC))
    assert found == [("Ines", "Hana"), ("Hana", "Ada"), ("Ada", "Ines"), ("Ines", "Ada")]


async def test_where_nobody_was_named_the_leads_facilitate_and_where_all_are_away_nobody_does(stage: Stage) -> None:
    await leads(stage, "Harbor", "Hugo")
    sync = await stage.set_up()
    async with held(stage, sync) as (session, same, meeting):
        hugo = await facilitating.choose(session, same, meeting, stage.calendar.now())
        assert hugo is not None
        assert await facilitating.choose(session, same, meeting, stage.calendar.now(), but=[hugo]) is None
