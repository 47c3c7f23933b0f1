"""A sync recurs at one instant for all who take part, and is off where all of them are."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from bot.capabilities.syncs import planning
from bot.due.rhythms import upcoming
from bot.due.tables import Rhythm
from bot.people.days_off import OwnDaysOff
from bot.people.model import Team
from schedules.calendar import HolidayRule
from tests.bot.capabilities.syncs.conftest import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

THURSDAY = date(2026, 11, 26)


async def test_a_sync_keeps_its_time_on_the_wall_over_a_change_of_clocks(stage: Stage) -> None:
    stage.calendar.instant = datetime(2027, 3, 15, 8, tzinfo=UTC)
    await stage.set_up(at=time(10))
    async with stage.database.read() as session:
        rhythm = (await session.scalars(select(Rhythm))).one()
        found = await upcoming(session, rhythm, await planning.plan(session, rhythm), stage.calendar.instant, count=3)
    assert [one.instant for one in found] == [
        datetime(2027, 3, 17, 10, tzinfo=UTC),
        datetime(2027, 3, 24, 10, tzinfo=UTC),
        datetime(2027, 3, 31, 9, tzinfo=UTC),
    ]


async def test_a_day_off_moves_it_to_a_day_on_which_all_of_them_work(stage: Stage) -> None:
    async with stage.database.write() as session:
        for name, hours in (("Care", "Mon-Fri 09:00-17:00"), ("Lumen", "Sun-Thu 09:00-17:00")):
            team = (await session.scalars(select(Team).where(Team.name == name))).one()
            team.working_hours = hours
        session.add(OwnDaysOff(name="Moving day", first=THURSDAY, last=THURSDAY, created_at=stage.calendar.instant))
    await stage.set_up("Care", "Lumen", rule="FREQ=WEEKLY;BYDAY=TH", on_holiday=HolidayRule.NEXT_WORKING_DAY)
    async with stage.database.read() as session:
        rhythm = (await session.scalars(select(Rhythm))).one()
        found = await upcoming(session, rhythm, await planning.plan(session, rhythm), stage.calendar.instant, count=1)
    assert [one.instant for one in found] == [datetime(2026, 11, 30, 15, tzinfo=UTC)]
