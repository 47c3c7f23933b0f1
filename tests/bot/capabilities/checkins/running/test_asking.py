"""People are asked at the time of the check-in by their own clocks, at work, once, and reminded once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.capabilities.checkins.kinds import Mode, Path, RunState
from bot.capabilities.checkins.store.tables import Asked, Checkin, Run, Silence
from bot.capabilities.checkins.subjects import CHANNEL, CHANNEL_REMINDER, GROUP, PROMPT, REMINDER
from bot.delivery.budget import PER_SHIFT, Budget
from bot.delivery.outbox import Subject
from bot.delivery.tables import Copy, Delivery, State, TargetKind
from bot.people.model import ChatIdentity, Person, PersonState, Team
from bot.ports import Cause
from tests.bot.capabilities.checkins.conftest import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

IN_MANILA = datetime(2026, 11, 25, 7, tzinfo=UTC)
IN_LONDON = datetime(2026, 11, 25, 15, tzinfo=UTC)
IN_BOGOTA = datetime(2026, 11, 25, 20, tzinfo=UTC)
CLOSES = IN_LONDON + timedelta(days=3)


async def person_id(stage: Stage, name: str) -> int:
    async with stage.database.read() as session:
        return (await session.scalars(select(Person.id).where(Person.name == name))).one()


async def silence(stage: Stage, checkin: Checkin, name: str, until: datetime | None = None) -> None:
    """Somebody has stopped or snoozed it."""
    person = await person_id(stage, name)
    async with stage.database.write() as session:
        session.add(Silence(checkin_id=checkin.id, person_id=person, until=until))


async def asked_run(stage: Stage, *teams: str, **others: object) -> tuple[Checkin, Run]:
    """A check-in whose people have all been asked."""
    checkin = await stage.set_up(*teams, **others)  # type: ignore[arg-type]
    await stage.at(IN_BOGOTA)
    return checkin, await stage.run(checkin)


async def test_everybody_is_asked_at_that_time_of_their_own_day_and_it_closes(stage: Stage) -> None:
    checkin = await stage.set_up()
    await stage.at(IN_MANILA - timedelta(minutes=1))
    run = await stage.run(checkin)
    assert run.state is RunState.PREPARED
    assert await stage.sent(run) == {}
    await stage.at(IN_MANILA)
    assert set(await stage.sent(run)) == {"Hana", "Hugo"}
    assert (await stage.run(checkin)).state is RunState.OPEN
    await stage.at(IN_LONDON)
    assert set(await stage.sent(run)) == {"Hana", "Hugo", "Ines", "Ada", "Bo"}
    await stage.at(IN_BOGOTA)
    assert {row.asked_at for row in (await stage.asked(run)).values()} == {IN_MANILA, IN_LONDON, IN_BOGOTA}
    await stage.deliver()
    await stage.at(CLOSES)
    assert len(await stage.sent(run)) == 7
    assert (await stage.run(checkin)).state is RunState.CLOSED
    assert len(await stage.runs(checkin)) == 1


async def test_a_run_keeps_what_it_was_frozen_with(stage: Stage) -> None:
    checkin = await stage.set_up("Care", threshold=7)
    await stage.at(IN_LONDON - timedelta(hours=1))
    await stage.change(Checkin, "Weekly pulse", threshold=3, mode=Mode.ANONYMOUS, questions=[])
    await stage.join("Care", "Cleo")
    await stage.at(IN_LONDON)
    run = await stage.run(checkin)
    assert (run.threshold, run.mode, len(run.questions)) == (7, Mode.NAMED, 1)
    assert set(await stage.sent(run)) == {"Ines", "Ada", "Bo"}, "whoever joins later is asked the next time"


async def test_who_is_not_at_work_at_that_time_is_asked_in_their_nearest_shift(stage: Stage) -> None:
    await stage.change(Team, "Care", working_hours="Mon-Fri 06:00-14:00")
    await stage.change(Team, "Harbor", working_hours="Mon-Fri 22:00-06:00")
    await stage.change(Team, "Lumen", working_hours="Thu 09:00-17:00")
    checkin = await stage.set_up()
    await stage.at(CLOSES - timedelta(hours=1))
    asked = await stage.asked(await stage.run(checkin))
    assert asked["Ines"].asked_at == datetime(2026, 11, 25, 13, 30, tzinfo=UTC), "before she goes"
    assert asked["Hana"].asked_at == datetime(2026, 11, 25, 14, tzinfo=UTC), "as her night begins"
    assert asked["Luz"].asked_at == datetime(2026, 11, 26, 14, tzinfo=UTC), "on her next day"


async def test_a_week_from_sunday_to_thursday_is_asked_when_it_begins(stage: Stage) -> None:
    await stage.change(Team, "Harbor", working_hours="Sun-Thu 09:00-17:00")
    checkin = await stage.set_up("Harbor", rule="FREQ=WEEKLY;BYDAY=FR")
    await stage.at(datetime(2026, 11, 30, tzinfo=UTC))
    assert (await stage.asked(await stage.run(checkin)))["Hana"].asked_at == datetime(2026, 11, 29, 1, tzinfo=UTC)


async def test_whose_hours_nobody_knows_is_asked_at_that_time(stage: Stage) -> None:
    await stage.change(Team, "Care", working_hours="")
    checkin = await stage.set_up("Care")
    await stage.at(IN_LONDON)
    assert set(await stage.sent(await stage.run(checkin))) == {"Ines", "Ada", "Bo"}


async def test_who_is_on_holiday_or_away_is_asked_after_it_or_not_at_all_and_is_not_missing(stage: Stage) -> None:
    await stage.change(Team, "Care", working_hours="Mon-Fri 09:00-17:00")
    await stage.change(Person, "Ada", away_until=datetime(2026, 11, 26, 12, tzinfo=UTC))
    await stage.change(Person, "Bo", away_until=datetime(2026, 12, 24, tzinfo=UTC))
    checkin = await stage.set_up("Care")
    await stage.at(CLOSES - timedelta(hours=1))
    run = await stage.run(checkin)
    asked = await stage.asked(run)
    assert set(asked) == {"Ines", "Ada"}
    assert asked["Ada"].asked_at == datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert [(one["why"], one["people"]) for one in run.left_out] == [("off", 1)]
    assert [one.asked for one in await stage.groups(run)] == [2]


async def test_the_same_time_on_the_wall_over_a_change_of_the_clocks(stage: Stage) -> None:
    stage.calendar.instant = datetime(2027, 3, 23, 8, tzinfo=UTC)
    checkin = await stage.set_up("Care", "Harbor")
    await stage.at(datetime(2027, 3, 24, 23, tzinfo=UTC))
    await stage.deliver()
    await stage.at(datetime(2027, 3, 31, 23, tzinfo=UTC))
    before, after = await stage.runs(checkin)
    assert {one.asked_at for one in (await stage.asked(before)).values()} == {
        datetime(2027, 3, 24, 7, tzinfo=UTC),
        datetime(2027, 3, 24, 15, tzinfo=UTC),
    }
    assert {one.asked_at for one in (await stage.asked(after)).values()} == {
        datetime(2027, 3, 31, 7, tzinfo=UTC),
        datetime(2027, 3, 31, 14, tzinfo=UTC),
    }


async def test_whoever_stopped_or_snoozed_it_is_counted_and_not_asked(stage: Stage) -> None:
    checkin = await stage.set_up("Care")
    await silence(stage, checkin, "Ada")
    await silence(stage, checkin, "Bo", until=IN_LONDON - timedelta(days=1))
    await stage.at(IN_LONDON)
    run = await stage.run(checkin)
    assert set(await stage.sent(run)) == {"Ines", "Bo"}
    assert run.silenced == 1


async def test_whoever_stops_it_or_leaves_after_it_was_frozen_is_not_asked(stage: Stage) -> None:
    checkin = await stage.set_up("Care")
    await stage.at(IN_LONDON - timedelta(hours=1))
    await silence(stage, checkin, "Ada")
    await stage.change(Person, "Bo", state=PersonState.LEFT)
    await stage.at(IN_LONDON)
    run = await stage.run(checkin)
    assert set(await stage.sent(run)) == {"Ines"}
    assert [name for name, row in (await stage.asked(run)).items() if row.asked_at is None] == ["Ada", "Bo"]


async def test_who_cannot_be_messaged_shares_a_button_in_the_channel_of_their_team(stage: Stage) -> None:
    await stage.out_of_reach("Hana", "Hugo", "Bo")
    checkin, run = await asked_run(stage)
    shown = await stage.sent(run, CHANNEL)
    assert set(shown) == {"harbor", "care"}
    assert "2 people here" in stage.shown(shown["harbor"])
    assert {name for name, row in (await stage.asked(run)).items() if row.path is Path.CHANNEL} == {
        "Hana",
        "Hugo",
        "Bo",
    }
    assert "Bo" not in await stage.sent(run)
    assert all(row.asked_at for row in (await stage.asked(run)).values())
    assert checkin.id == run.checkin_id


async def test_what_is_above_the_budget_of_a_shift_joins_the_catch_up(stage: Stage) -> None:
    ines = await person_id(stage, "Ines")
    async with stage.database.write() as session:
        start = IN_LONDON.replace(hour=0)
        for number in range(PER_SHIFT):
            await Budget(session, IN_LONDON).allows(ines, start, Subject("other", number))
    _, run = await asked_run(stage, "Care")
    assert set(await stage.sent(run)) == {"Ada", "Bo"}
    async with stage.database.read() as session:
        assert [one.slot for one in await Budget(session, IN_LONDON).spared(ines)] == [PROMPT]


@pytest.mark.parametrize(("mode", "reminded"), [(Mode.NAMED, {"Ada"}), (Mode.ANONYMOUS, {"Ines", "Ada"})])
async def test_reminders_go_once_to_who_is_missing_or_where_nobody_knows_to_all(
    stage: Stage, mode: Mode, reminded: set[str]
) -> None:
    await stage.change(Team, "Care", working_hours="Mon-Fri 09:00-17:00")
    checkin, run = await asked_run(stage, "Care", mode=mode, threshold=3)
    await silence(stage, checkin, "Bo")
    async with stage.database.write() as session:
        ines = select(Person.id).where(Person.name == "Ines").scalar_subquery()
        await session.execute(update(Asked).where(Asked.person_id == ines).values(answered_at=IN_LONDON))
        if mode is Mode.ANONYMOUS:
            await session.execute(update(Asked).values(answered_at=None))
    await stage.at(datetime(2026, 11, 26, 8, 59, tzinfo=UTC))
    assert await stage.sent(run, REMINDER) == {}
    await stage.at(CLOSES)
    assert set(await stage.sent(run, REMINDER)) == reminded
    assert all(row.remind_at is None for row in (await stage.asked(run)).values())
    (group,) = await stage.groups(run)
    assert GROUP in await stage.stale()
    ended = await stage.redrawn(group, slot=REMINDER)
    assert set(ended) == reminded and all("is closed" in one for one in ended.values())


async def test_over_a_weekend_a_reminder_comes_before_people_go_home(stage: Stage) -> None:
    await stage.change(Team, "Care", working_hours="Mon-Fri 09:00-17:00")
    checkin = await stage.set_up("Care", rule="FREQ=WEEKLY;BYDAY=FR")
    await stage.at(datetime(2026, 11, 27, 15, tzinfo=UTC))
    run = await stage.run(checkin)
    assert len(await stage.sent(run)) == 3
    await stage.at(datetime(2026, 11, 27, 16, 59, tzinfo=UTC))
    assert await stage.sent(run, REMINDER) == {}, "two hours are left to them"
    await stage.at(datetime(2026, 11, 30, 15, tzinfo=UTC))
    assert len(await stage.sent(run, REMINDER)) == 3


async def test_whoever_was_asked_late_after_a_standstill_is_not_reminded_in_the_same_breath(stage: Stage) -> None:
    checkin = await stage.set_up("Care")
    await stage.at(IN_LONDON - timedelta(hours=1))
    # Nothing runs until more than half of the time is over.
    stage.calendar.instant = IN_LONDON + timedelta(hours=40)
    await stage.ahead(minutes=10)
    run = await stage.run(checkin)
    assert len(await stage.sent(run)) == 3
    assert await stage.sent(run, REMINDER) == {}
    await stage.at(CLOSES)
    assert len(await stage.sent(run, REMINDER)) == 3


async def test_nobody_is_reminded_where_the_organiser_does_not_want_it_or_no_time_is_left(stage: Stage) -> None:
    silent = await stage.set_up("Care", reminds=False, name="Silent")
    short = await stage.set_up("Care", open_minutes=180, name="Short")
    await stage.at(CLOSES)
    for checkin in (silent, short):
        run = await stage.run(checkin)
        assert len(await stage.sent(run)) == 3
        assert await stage.sent(run, REMINDER) == {}


async def test_a_channel_is_reminded_once_while_anybody_is_missing_and_nobody_can_say_who(stage: Stage) -> None:
    await stage.join("Harbor", "Cleo", reachable=False)
    await stage.out_of_reach("Hana", "Hugo", "Ines", "Bo", "Ada", "Luz", "Leo")
    _, run = await asked_run(stage)
    async with stage.database.write() as session:
        of_care = select(Person.id).where(Person.name.in_(("Ines", "Bo", "Ada", "Cleo")))
        await session.execute(update(Asked).where(Asked.person_id.in_(of_care)).values(took_part=True))
    await stage.at(CLOSES)
    ((channel, reminder),) = (await stage.sent(run, CHANNEL_REMINDER)).items()
    assert channel == "harbor", "all have answered in one; where two are asked, one would know of the other"
    assert "for those here" in stage.shown(reminder) and "people" not in stage.shown(reminder).split("Open until")[0]


async def test_after_a_downtime_whoever_is_off_shift_is_asked_when_they_are_back(stage: Stage) -> None:
    await stage.change(Team, "Care", working_hours="Mon-Fri 09:00-17:00")
    checkin = await stage.set_up("Care", "Lumen")
    await stage.at(IN_LONDON - timedelta(minutes=1))
    stage.calendar.instant = IN_LONDON + timedelta(hours=4)
    await stage.tick()
    run = await stage.run(checkin)
    assert await stage.sent(run) == {}, "it is evening in London, and not yet three in Bogota"
    await stage.at(CLOSES - timedelta(hours=1))
    asked = await stage.asked(run)
    assert len(await stage.sent(run)) == 5
    assert asked["Ines"].asked_at == datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert asked["Luz"].asked_at == IN_BOGOTA


async def test_only_whom_it_reached_counts_as_asked_once_it_is_closed(stage: Stage) -> None:
    await stage.out_of_reach("Hana", "Hugo", "Leo")
    _, run = await asked_run(stage)
    await stage.deliver(failing={"harbor": Cause.CHANNEL_ARCHIVED})
    async with stage.database.write() as session:
        of_ada = select(ChatIdentity.id).where(ChatIdentity.user_id == "U-Ada").scalar_subquery()
        copy = select(Copy.id).where(Copy.target_kind == TargetKind.PERSON, Copy.target_id == of_ada)
        await session.execute(
            update(Delivery).where(Delivery.copy_id.in_(copy.scalar_subquery())).values(state=State.FAILED)
        )
    await stage.at(CLOSES)
    reached = {name for name, row in (await stage.asked(run)).items() if row.asked_at}
    assert reached == {"Ines", "Bo", "Luz", "Leo"}


async def test_what_was_not_sent_by_the_close_is_not_sent_any_more(stage: Stage) -> None:
    _, run = await asked_run(stage, "Care")
    await stage.at(CLOSES)
    async with stage.database.read() as session:
        of_prompts = select(Delivery.state).join(Copy, Copy.id == Delivery.copy_id).where(Copy.subject_kind == GROUP)
        assert set(await session.scalars(of_prompts)) == {State.CANCELLED}
    assert [row.asked_at for row in (await stage.asked(run)).values()] == [None, None, None]
