"""The digest goes out once a week at the time on each team's wall, whatever the clocks and the machine do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.capabilities.shoutouts.back.leads import TELL_LEAD
from bot.capabilities.shoutouts.back.planning import DAYS, plan
from bot.capabilities.shoutouts.store import DIGEST
from bot.delivery.tables import Copy
from bot.due.tables import DueState, DueWork
from bot.people.model import Person, Team
from bot.storage.sessions import Session
from schedules.runner import Ticker
from tests.bot.capabilities.shoutouts.conftest import Stage
from tests.bot.capabilities.shoutouts.test_coverage import joined, lead
from tests.bot.capabilities.shoutouts.test_digest import a_week, digests

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def first_minute(day: date, at: time, zone: str) -> datetime:
    """The first minute at which the clock on the wall shows that time or, where it skips it, a later one."""
    wanted, place = datetime.combine(day, at), ZoneInfo(zone)
    minute = wanted.replace(tzinfo=UTC) - timedelta(hours=16)
    while minute.astimezone(place).replace(tzinfo=None) < wanted:
        minute += timedelta(minutes=1)
    return minute


async def waiting(session: Session, zone: str) -> DueWork:
    rows = await session.scalars(
        select(DueWork).where(DueWork.kind == DIGEST, DueWork.slot == zone, DueWork.state == DueState.WAITING)
    )
    return rows.one()


@pytest.mark.parametrize(
    ("zone", "day", "at"),
    [
        ("Europe/London", "sunday", time(1, 30)),  # skipped in March, twice in October
        ("America/New_York", "sunday", time(2, 30)),  # skipped in March
        ("Australia/Lord_Howe", "sunday", time(1, 45)),  # half an hour twice in April
        ("Africa/Cairo", "friday", time(0, 0)),  # midnight is skipped in April
    ],
)
async def test_it_is_due_each_week_once_at_the_time_on_the_wall(stage: Stage, zone: str, day: str, at: time) -> None:
    await stage.change(Team, "Care", zone=zone)
    await stage.decide("shoutouts.digest_day", day)
    await stage.decide("shoutouts.digest_time", f"{at:%H:%M}")
    now, found = stage.calendar.instant, []
    async with stage.database.write() as session:
        for _ in range(54):
            await plan(session, now)
            row = await waiting(session, zone)
            found.append((row.original_date, row.due_at))
            row.state, now = DueState.DONE, row.due_at
            await session.flush()
            await session.execute(update(DueWork).where(DueWork.due_at <= now).values(state=DueState.DONE))
    first = found[0][0]
    assert first.weekday() == DAYS.index(day)
    dates = [first + timedelta(weeks=number) for number in range(54)]
    assert found == [(one, first_minute(one, at, zone)) for one in dates]


async def test_two_digests_a_week_apart_are_both_sent_where_the_clocks_change_between_them(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    await stage.decide("shoutouts.digest_day", "thursday")
    await stage.decide("shoutouts.digest_time", "12:00")
    for thursday in (datetime(2027, 3, 25, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)):
        stage.calendar.instant = thursday - timedelta(days=2)
        async with stage.database.write() as session:
            await plan(session, stage.calendar.now())
        await stage.give("Ines", "Ada")
        await stage.until(thursday + timedelta(hours=13))
    async with stage.database.read() as session:
        weeks = (await session.scalars(select(Copy.subject_id).where(Copy.subject_kind == DIGEST).distinct())).all()
    assert {date.fromordinal(week) for week in weeks} == {date(2027, 3, 22), date(2027, 3, 29)}


async def test_a_time_moved_back_on_the_day_of_a_digest_that_is_out_counts_from_the_next_week(stage: Stage) -> None:
    await stage.decide("shoutouts.digest_day", "wednesday")
    await stage.decide("shoutouts.digest_time", "10:00")
    await stage.until(datetime(2026, 11, 25, 11, 0, tzinfo=UTC))
    await stage.decide("shoutouts.digest_time", "15:00")
    async with stage.database.read() as session:
        assert (await waiting(session, "Europe/London")).due_at == datetime(2026, 12, 2, 15, 0, tzinfo=UTC)


async def test_after_weeks_without_a_tick_none_of_the_backlog_goes_out_and_the_next_is_planned(stage: Stage) -> None:
    await a_week(stage)
    await stage.decide("shoutouts.digest_day", "thursday")
    ticker = Ticker(stage.database, stage.offers, stage.platforms, stage.clocks)
    stage.calendar.instant = datetime(2026, 12, 15, 12, 0, tzinfo=UTC)
    await ticker.tick()
    assert await digests(stage) == {}
    rows = await stage.waiting_work(DIGEST)
    assert {one.original_date for one in rows if one.state == DueState.MISSED} == {date(2026, 11, 26)}
    assert {one.original_date for one in rows if one.state == DueState.WAITING} == {date(2026, 12, 17)}


async def test_a_lead_gets_the_digest_when_their_day_begins_once_and_as_long_as_it_is_news(stage: Stage) -> None:
    await a_week(stage)
    await lead(stage, "Care", "Bo")
    await lead(stage, "Lumen", "Leo")
    await stage.change(Team, "Care", working_hours="Mon-Fri 09:00-17:00")
    await joined(stage, "Luz", 9)
    await stage.change(Person, "Leo", working_hours="Mon 09:00-10:00")
    stage.calendar.instant = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    look = (await stage.command("Bo", "shoutout digest")).form
    assert look is not None
    await stage.submit("Bo", look)
    assert set(await digests(stage)) == {"care", "harbor", "lumen"}
    await stage.until(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    assert set(await digests(stage)) == {"care", "harbor", "lumen", "Bo"}
    assert "For Ada." in stage.shown((await digests(stage))["Bo"])
    assert len([one for one in await stage.waiting_work(TELL_LEAD) if one.state == DueState.WAITING]) == 1
    stage.calendar.instant = datetime(2026, 12, 7, 14, 30, tzinfo=UTC)  # two Mondays on, in Leo's hour
    await stage.tick()
    assert "Leo" not in await digests(stage)


async def test_a_lead_who_leads_nobody_any_more_gets_no_digest(stage: Stage) -> None:
    await a_week(stage)
    await lead(stage, "Care", "Bo")
    await stage.change(Team, "Care", working_hours="Mon-Fri 09:00-17:00")
    stage.calendar.instant = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    look = (await stage.command("Bo", "shoutout digest")).form
    assert look is not None
    await stage.submit("Bo", look)
    await stage.change(Team, "Care", lead_id=None)
    await stage.until(datetime(2026, 11, 25, 9, 0, tzinfo=UTC))
    assert set(await digests(stage)) == {"care", "harbor", "lumen"}
