"""The digest goes out by itself once somebody resumes it: at each team's own time, once, as it is decided in chat."""

from collections.abc import AsyncIterator, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.capabilities.rhythms import RHYTHMS
from bot.capabilities.shoutouts.back.planning import begin
from bot.capabilities.shoutouts.store import DIGEST
from bot.capability import Capability
from bot.chat.inbound import Answer
from bot.clock import Clocks, SystemClock
from bot.delivery.tables import Copy
from bot.due.opening import open_due
from bot.due.tables import DueState, DueWork, Rhythm
from bot.people.model import Role, Team
from bot.storage.sessions import Database
from schedules.runner import Ticker
from tests.bot.capabilities.shoutouts import conftest
from tests.bot.capabilities.shoutouts.test_coverage import grant
from tests.bot.capabilities.shoutouts.test_digest import a_week, digests
from tests.bot.capabilities.shoutouts.test_kills import on_one_database, runs
from tests.stage import furnish

THURSDAY = datetime(2026, 11, 26, tzinfo=UTC)


class Stage(conftest.Stage):
    """With what recurs on it, and a ticker."""

    def capabilities(self) -> list[Capability]:
        return [*super().capabilities(), RHYTHMS]

    async def goes_out(self, rule: str = "every Thursday", at: str = "15:00") -> None:
        """Bo, a manager, has it go out so."""
        await self.decided("Change the time", rule=rule, at=at, on_holiday=("run",))
        await self.press("Bo", self.button(await self.looked_at(), "Resume"))

    async def looked_at(self) -> Any:
        return (await self.command("Bo", "rhythms digest")).message

    async def filled_in(self, label: str, **values: Any) -> Answer:
        """Bo fills the form, to see what comes of it."""
        form = (await self.press("Bo", self.button(await self.looked_at(), label))).form
        assert form is not None
        return await self.submit("Bo", form, **values)

    async def refused(self, label: str, field: str, **values: Any) -> str:
        """What stands at a field that cannot be so."""
        errors = (await self.filled_in(label, **values)).errors
        assert errors is not None
        return errors.by_field[field]

    async def decided(self, label: str, **values: Any) -> Answer:
        """Bo fills the form, looks at what comes of it, and decides."""
        preview = (await self.filled_in(label, **values)).form
        assert preview is not None
        return await self.submit("Bo", preview)

    async def runs(self, instants: Iterable[datetime]) -> None:
        """A process that looks for what is due at these instants alone."""
        ticker = Ticker(self.database, self.offers, self.platforms, Clocks(self.calendar, SystemClock()))
        for instant in instants:
            self.calendar.instant = instant
            await ticker.tick()

    async def works(self) -> list[tuple[str, DueState, datetime]]:
        async with self.database.read() as session:
            rows = await session.scalars(select(DueWork).where(DueWork.kind == DIGEST).order_by(DueWork.due_at))
            return [(row.for_whom, row.state, row.due_at) for row in rows]

    async def rhythm(self) -> Rhythm:
        async with self.database.read() as session:
            return (await session.scalars(select(Rhythm))).one()


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Marlowe & Finch in #care on Slack, Harborline in a Slack Connect channel, Lumenara on Teams; a process began."""
    stage = Stage(database)
    await furnish(stage)
    async with database.write() as session:
        await begin(session, stage.calendar.now())
    yield stage


async def test_nothing_goes_out_until_somebody_resumes_it_and_looks_after_it(stage: Stage) -> None:
    await a_week(stage)
    assert "Paused until somebody resumes it." in stage.shown(await stage.looked_at())
    await stage.until(THURSDAY + timedelta(days=8))
    assert await stage.works() == []
    await stage.press("Bo", stage.button(await stage.looked_at(), "Resume"))
    text = stage.shown(await stage.looked_at())
    assert "Takes place: every Friday at 15:00 of each team's own time." in text
    assert "Bo looks after it." in text
    assert "Fri 11 Dec, 15:00\n" in text and "(UTC)" not in text


async def test_a_second_process_begins_no_second_one(stage: Stage) -> None:
    await a_week(stage)
    await stage.goes_out()
    async with stage.database.write() as session:
        await begin(session, stage.calendar.now())
    rhythm = await stage.rhythm()
    assert (rhythm.rule, rhythm.paused_until) == ("FREQ=WEEKLY;BYDAY=TH", None)


async def test_it_goes_out_by_itself_at_the_time_of_each_teams_own_wall_once(stage: Stage) -> None:
    await a_week(stage)
    await stage.goes_out()
    await stage.until(THURSDAY + timedelta(hours=14))
    assert set(await digests(stage)) == {"harbor"}
    due = {for_whom: at for for_whom, _, at in await stage.works()}
    assert due["zone:Asia/Manila"] == THURSDAY + timedelta(hours=7)
    assert due["zone:Europe/London"] == THURSDAY + timedelta(hours=15)
    assert due["zone:America/Bogota"] == THURSDAY + timedelta(hours=20)
    await stage.until(THURSDAY + timedelta(days=1, hours=14))
    assert set(await digests(stage)) == {"care", "harbor", "lumen"}
    assert len({at for _, _, at in await stage.works()}) == 3, "no other one is near"
    async with stage.database.read() as session:
        assert len((await session.scalars(select(Copy).where(Copy.subject_kind == DIGEST))).all()) == 3


@on_one_database
async def test_the_digest_goes_out_once_however_it_was_killed(stage: Stage) -> None:
    await a_week(stage)
    await stage.goes_out()
    stage.calendar.instant = THURSDAY + timedelta(hours=7)
    async with stage.database.write() as session:
        await open_due(session, stage.offers.planners(), stage.calendar.now())
    await runs(stage, DIGEST)
    assert set(await digests(stage)) == {"harbor"}
    assert sorted(state for _, state, _ in await stage.works()) == [DueState.DONE, *[DueState.WAITING] * 3]


def first_minute(day: date, at: time, zone: str) -> datetime:
    """The first minute at which the clock on the wall shows that time or, where it skips it, a later one."""
    wanted, place = datetime.combine(day, at), ZoneInfo(zone)
    minute = wanted.replace(tzinfo=UTC) - timedelta(hours=16)
    while minute.astimezone(place).replace(tzinfo=None) < wanted:
        minute += timedelta(minutes=1)
    return minute


@on_one_database
@pytest.mark.parametrize(
    ("zone", "day", "at"),
    [
        ("Europe/London", "Sunday", time(1, 30)),  # skipped in March, twice in October
        ("America/New_York", "Sunday", time(2, 30)),  # skipped in March
        ("Australia/Lord_Howe", "Sunday", time(1, 45)),  # half an hour twice in April
        ("Africa/Cairo", "Friday", time(0, 0)),  # midnight is skipped in April
    ],
)
async def test_it_is_due_each_week_once_at_the_time_on_the_wall(stage: Stage, zone: str, day: str, at: time) -> None:
    await grant(stage, "Bo", Role.MANAGER, None)
    await stage.change(Team, "Care", zone=zone)
    await stage.goes_out(f"every {day}", f"{at:%H:%M}")
    async with stage.database.write() as session:
        first = datetime.combine(date(2026, 11, 27 if day == "Friday" else 29), at, UTC)
        for week in range(54):
            await open_due(session, stage.offers.planners(), first + timedelta(weeks=week, hours=3))
    found = [(work.original_date, work.due_at) for work in await stage.waiting_work(DIGEST) if zone in work.for_whom]
    dates = [found[0][0] + timedelta(weeks=number) for number in range(54)]
    assert f"{dates[0]:%A}" == day
    assert found == [(one, first_minute(one, at, zone)) for one in dates]


async def test_two_digests_a_week_apart_are_both_sent_where_the_clocks_change_between_them(stage: Stage) -> None:
    await grant(stage, "Bo", Role.MANAGER, None)
    await stage.decide("shoutouts.audience", "Everyone")
    stage.calendar.instant = datetime(2027, 3, 23, tzinfo=UTC)
    await stage.goes_out("every Thursday", "12:00")
    for thursday in (datetime(2027, 3, 25, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)):
        stage.calendar.instant = thursday - timedelta(days=2)
        await stage.give("Ines", "Ada")
        await stage.until(thursday + timedelta(hours=13))
    async with stage.database.read() as session:
        weeks = (await session.scalars(select(Copy.subject_id).where(Copy.subject_kind == DIGEST).distinct())).all()
    assert {date.fromordinal(week) for week in weeks} == {date(2027, 3, 22), date(2027, 3, 29)}


async def test_a_time_moved_back_on_the_day_of_a_digest_that_is_out_counts_from_the_next_week(stage: Stage) -> None:
    await grant(stage, "Bo", Role.MANAGER, None)
    await stage.goes_out("every Wednesday", "10:00")
    await stage.until(datetime(2026, 11, 25, 16, tzinfo=UTC))
    await stage.decided("Change the time", rule="every Wednesday", at="17:00", on_holiday=("run",))
    await stage.until(datetime(2026, 12, 2, 16, tzinfo=UTC))
    london = [at for for_whom, _, at in await stage.works() if for_whom == "zone:Europe/London"]
    assert london == [datetime(2026, 11, 25, 10, tzinfo=UTC), datetime(2026, 12, 2, 17, tzinfo=UTC)]


async def test_one_moved_into_the_next_week_and_the_next_one_both_go_out(stage: Stage) -> None:
    await a_week(stage)
    await stage.goes_out()
    await stage.decided("Move one", day="2026-11-26", to=datetime(2026, 11, 30, 9, tzinfo=UTC))
    await stage.until(datetime(2026, 12, 1, tzinfo=UTC))
    await stage.give("Ines", "Ada")
    await stage.until(datetime(2026, 12, 5, tzinfo=UTC))
    async with stage.database.read() as session:
        rows = await session.scalars(select(Copy.subject_id).where(Copy.subject_kind == DIGEST).distinct())
        assert len(rows.all()) == 2


async def test_one_is_skipped_and_kept_after_all(stage: Stage) -> None:
    await a_week(stage)
    await stage.goes_out()
    answer = await stage.decided("Skip one", day="2026-11-26")
    await stage.press("Bo", stage.button(answer.message, "Keep Thursday, 26 November"))
    await stage.decided("Skip one", day="2026-11-26")
    await stage.until(THURSDAY + timedelta(days=2))
    assert await digests(stage) == {}
    await stage.until(THURSDAY + timedelta(days=8))
    done = {at.date() for _, state, at in await stage.works() if state is DueState.DONE}
    assert done == {date(2026, 12, 3)}


async def test_one_is_moved_to_another_time_of_each_teams_own_wall(stage: Stage) -> None:
    await a_week(stage)
    await stage.goes_out()
    await stage.decided("Move one", day="2026-11-26", to=datetime(2026, 11, 27, 9, tzinfo=UTC))
    await stage.until(THURSDAY + timedelta(days=2))
    due = {for_whom: at for for_whom, _, at in await stage.works()}
    assert due["zone:Asia/Manila"] == THURSDAY + timedelta(days=1, hours=1)
    assert due["zone:Europe/London"] == THURSDAY + timedelta(days=1, hours=9)
    assert set(await digests(stage)) == {"care", "harbor", "lumen"}


async def test_what_is_paused_or_changed_when_some_have_it_neither_doubles_nor_loses_it(stage: Stage) -> None:
    await a_week(stage)
    await stage.goes_out()
    await stage.until(THURSDAY + timedelta(hours=8))
    assert set(await digests(stage)) == {"harbor"}
    await stage.decided("Change the time", rule="every Friday", at="10:00", on_holiday=("run",))
    await stage.decided("Pause", until="")
    await stage.until(THURSDAY + timedelta(hours=18))
    assert set(await digests(stage)) == {"harbor"}
    await stage.press("Bo", stage.button(await stage.looked_at(), "Resume"))
    await stage.until(THURSDAY + timedelta(days=2))
    done = [(for_whom, f"{at:%a %H:%M}") for for_whom, state, at in await stage.works() if state is DueState.DONE]
    assert sorted(done) == [
        ("zone:America/Bogota", "Fri 15:00"),
        ("zone:Asia/Manila", "Thu 07:00"),
        ("zone:Europe/London", "Fri 10:00"),
        ("zone:UTC", "Fri 10:00"),
    ]
    assert set(await digests(stage)) == {"care", "harbor", "lumen"}


async def test_more_than_one_a_week_is_refused_at_its_field(stage: Stage) -> None:
    await grant(stage, "Bo", Role.MANAGER, None)
    for rule in ("every day", "every Monday and Thursday"):
        says = await stage.refused("Change the time", "rule", rule=rule, at="15:00", on_holiday=("run",))
        assert "once a week at most" in says
    assert (await stage.rhythm()).rule == "FREQ=WEEKLY;BYDAY=FR"


async def test_after_weeks_of_standstill_the_newest_goes_out_or_is_told_as_missed(stage: Stage) -> None:
    await a_week(stage)
    await stage.goes_out()
    await stage.runs([THURSDAY - timedelta(days=1), THURSDAY + timedelta(days=14, hours=21)])
    assert {(state, at.date()) for _, state, at in await stage.works()} == {
        (DueState.MISSED, date(2026, 11, 26)),
        (DueState.MISSED, date(2026, 12, 3)),
        (DueState.DONE, date(2026, 12, 10)),
    }
    await stage.runs([THURSDAY + timedelta(days=15, hours=10)])
    told = await stage.cards(await stage.rhythm(), kind="rhythm", slot="missed.2026-12-03")
    text = stage.shown(told["Bo"])
    assert "Instep missed “Digest of shoutouts” on Thursday, 26 November and Thursday, 3 December." in text
    assert "The next one is Thu 17 Dec, 15:00 of each team's own time." in text


async def test_on_a_holiday_of_all_teams_of_a_zone_theirs_is_left_out(stage: Stage) -> None:
    await a_week(stage)
    await stage.change(Team, "Harbor", country="PH")
    await stage.goes_out("every Monday")
    await stage.decided("Change the time", rule="every Monday", at="15:00", on_holiday=("skip",))
    stage.calendar.instant = datetime(2026, 11, 28, tzinfo=UTC)
    assert "left out: Bonifacio Day" in stage.shown(await stage.looked_at())
    await stage.until(datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert "zone:Asia/Manila" not in {for_whom for for_whom, _, at in await stage.works() if at.day == 30}
    assert "zone:Europe/London" in {for_whom for for_whom, _, at in await stage.works() if at.day == 30}


async def test_no_partner_sees_or_decides_when_it_goes_out(stage: Stage) -> None:
    await grant(stage, "Bo", Role.MANAGER, None)
    await grant(stage, "Hana", Role.MANAGER, "Harborline")
    assert "Digest" not in stage.shown((await stage.command("Hana", "rhythms")).message)
    resume = stage.button(await stage.looked_at(), "Resume")
    assert "Only its owner" in stage.shown((await stage.press("Hana", resume)).message)
    hana = stage.people["Hana"]
    says = await stage.refused("Hand over", "person", person=f"{hana.platform}/{hana.home}/{hana.user_id}")
    assert "may not see everybody who takes part" in says
