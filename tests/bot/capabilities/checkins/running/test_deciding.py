"""A run follows what is decided of its rhythm; it can be asked at once, withdrawn, and ended."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.capabilities.checkins import planning
from bot.capabilities.checkins.kinds import CheckinState, Mode, RunState
from bot.capabilities.checkins.running import deciding as running
from bot.capabilities.checkins.store.checkins import checkin_called, run_called
from bot.capabilities.checkins.store.tables import Answer, Ballot, Checkin, Run, Voter
from bot.capabilities.checkins.subjects import REMINDER
from bot.delivery.outbox import Outbox
from bot.delivery.tables import Delivery, State
from bot.due import deciding
from bot.due.deciding import FOR_GOOD
from bot.due.tables import Rhythm
from bot.people.model import Team
from bot.people.refusal import Refused
from bot.storage.sessions import Session
from tests.bot.capabilities.checkins.conftest import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

WEDNESDAY = date(2026, 11, 25)
IN_MANILA = datetime(2026, 11, 25, 7, tzinfo=UTC)
IN_LONDON = datetime(2026, 11, 25, 15, tzinfo=UTC)
PREPARED = IN_MANILA - timedelta(minutes=30)

Decision = Callable[[Session, Rhythm, datetime], Awaitable[object]]


async def decide(stage: Stage, checkin: Checkin, decision: Decision) -> None:
    """Somebody decides something of its rhythm."""
    now = stage.calendar.now()
    async with stage.database.write() as session:
        rhythm = (await session.scalars(select(Rhythm).where(Rhythm.subject_id == checkin.id).with_for_update())).one()
        await decision(session, rhythm, now)
        offer = stage.offers.rhythms[rhythm.kind]
        assert offer.decided is not None
        await offer.decided(session, Outbox(session, stage.clocks), rhythm)


async def skip(session: Session, rhythm: Rhythm, now: datetime) -> None:
    await deciding.skip(session, rhythm, WEDNESDAY, planning.plan, None, now)


async def undo(session: Session, rhythm: Rhythm, now: datetime) -> None:
    await deciding.undo(session, rhythm, WEDNESDAY, planning.plan, now)


async def move(session: Session, rhythm: Rhythm, now: datetime) -> None:
    await deciding.move(session, rhythm, WEDNESDAY, datetime(2026, 11, 26, 17), planning.plan, None, now)


async def pause(session: Session, rhythm: Rhythm, now: datetime) -> None:
    await deciding.pause(session, rhythm, FOR_GOOD, planning.plan, now)


async def resume(session: Session, rhythm: Rhythm, now: datetime) -> None:
    await deciding.resume(session, rhythm, planning.plan, now)


async def withdraw(stage: Stage, run: Run) -> bool:
    async with stage.database.write() as session:
        same = await run_called(session, run.public_id)
        assert same is not None
        return await running.withdraw(session, Outbox(session, stage.clocks), same, stage.calendar.now())


async def end(stage: Stage, checkin: Checkin) -> None:
    async with stage.database.write() as session:
        same = await checkin_called(session, checkin.public_id)
        assert same is not None
        await running.end(session, Outbox(session, stage.clocks), same, stage.calendar.now())


async def send_now(stage: Stage, checkin: Checkin) -> Run:
    async with stage.database.write() as session:
        same = await checkin_called(session, checkin.public_id)
        assert same is not None
        return await running.send_now(session, Outbox(session, stage.clocks), same, stage.calendar.now())


@pytest.mark.parametrize(("away", "back"), [(skip, undo), (pause, resume)])
async def test_a_run_that_is_skipped_or_paused_asks_nobody_and_comes_back_with_its_occurrence(
    stage: Stage, away: Decision, back: Decision
) -> None:
    checkin = await stage.set_up()
    await stage.at(PREPARED)
    assert (await stage.run(checkin)).state is RunState.PREPARED
    await decide(stage, checkin, away)
    assert (await stage.run(checkin)).state is RunState.WITHDRAWN
    await stage.at(IN_MANILA + timedelta(minutes=30))
    assert await stage.sent(await stage.run(checkin)) == {}
    await decide(stage, checkin, back)
    run = await stage.run(checkin)
    assert run.state is RunState.PREPARED
    await stage.at(IN_LONDON + timedelta(hours=5))
    assert len(await stage.sent(run)) == 7
    assert (await stage.asked(run))["Hana"].asked_at == IN_MANILA + timedelta(minutes=30), "that time is over there"


async def test_one_that_is_skipped_when_some_were_asked_is_withdrawn_for_good(stage: Stage) -> None:
    checkin = await stage.set_up()
    await stage.at(IN_MANILA)
    await decide(stage, checkin, skip)
    await decide(stage, checkin, undo)
    await stage.at(IN_LONDON + timedelta(hours=5))
    run = await stage.run(checkin)
    assert run.state is RunState.WITHDRAWN
    assert set(await stage.sent(run)) == {"Hana", "Hugo"}


async def test_whoever_was_not_asked_yet_is_asked_at_the_time_to_which_it_is_moved(stage: Stage) -> None:
    await stage.change(Team, "Lumen", working_hours="Wed-Thu 09:00-18:00")
    checkin = await stage.set_up()
    await stage.at(IN_MANILA)
    await decide(stage, checkin, move)
    await stage.at(datetime(2026, 11, 27, tzinfo=UTC))
    run = await stage.run(checkin)
    asked = await stage.asked(run)
    assert asked["Hana"].asked_at == IN_MANILA, "she has been asked"
    assert asked["Ines"].asked_at == datetime(2026, 11, 26, 17, tzinfo=UTC)
    assert asked["Luz"].asked_at == datetime(2026, 11, 26, 22, tzinfo=UTC)
    assert run.closes_at == datetime(2026, 11, 29, 17, tzinfo=UTC)
    await stage.at(run.closes_at - timedelta(minutes=1))
    assert (await stage.run(checkin)).state is RunState.OPEN
    await stage.at(run.closes_at)
    assert (await stage.run(checkin)).state is RunState.CLOSED


async def test_sent_at_once_it_asks_who_is_at_work_and_the_others_when_they_are(stage: Stage) -> None:
    await stage.change(Team, "Lumen", working_hours="Mon-Fri 10:00-17:00")
    checkin = await stage.set_up(rule="FREQ=YEARLY")
    stage.calendar.instant = datetime(2026, 11, 24, 14, 7, tzinfo=UTC)
    run = await send_now(stage, checkin)
    await stage.tick()
    assert set(await stage.sent(run)) == {"Hana", "Hugo", "Ines", "Ada", "Bo"}
    await stage.ahead(hours=1)
    assert set(await stage.sent(run)) == {"Hana", "Hugo", "Ines", "Ada", "Bo", "Luz", "Leo"}
    with pytest.raises(Refused, match="today already"):
        await send_now(stage, checkin)
    await decide(stage, checkin, pause)
    assert (await stage.run(checkin)).state is RunState.OPEN, "it does not belong to the rhythm"


async def test_a_withdrawn_run_asks_nobody_keeps_no_answer_and_sends_nothing_more(stage: Stage) -> None:
    checkin = await stage.set_up(mode=Mode.ANONYMOUS, threshold=3)
    await stage.at(IN_MANILA)
    run = await stage.run(checkin)
    (group, *_) = await stage.groups(run)
    async with stage.database.write() as session:
        session.add_all(
            [
                Ballot(run_id=run.id, place=1, voter="a", group_id=group.id, value=4),
                Voter(run_id=run.id, voter="b", group_id=group.id),
            ]
        )
    assert await withdraw(stage, run)
    assert not await withdraw(stage, run)
    assert [await stage.count(one) for one in (Answer, Ballot, Voter)] == [0, 0, 0]
    await stage.at(IN_LONDON + timedelta(days=6))
    assert set(await stage.sent(run)) == {"Hana", "Hugo"}
    assert await stage.sent(run, REMINDER) == {}
    async with stage.database.read() as session:
        assert set(await session.scalars(select(Delivery.state))) == {State.CANCELLED}
    assert (await stage.run(checkin)).state is RunState.WITHDRAWN


async def test_a_check_in_that_ended_is_asked_no_more_and_what_is_open_goes_on(stage: Stage) -> None:
    checkin = await stage.set_up()
    await stage.at(IN_MANILA)
    await end(stage, checkin)
    await stage.at(IN_LONDON + timedelta(days=8))
    run = await stage.run(checkin)
    assert len(await stage.runs(checkin)) == 1
    assert run.state is RunState.CLOSED
    assert len(await stage.sent(run)) == 7
    with pytest.raises(Refused, match="has ended"):
        await send_now(stage, checkin)


async def test_one_that_ends_before_anybody_was_asked_asks_nobody(stage: Stage) -> None:
    checkin = await stage.set_up()
    await stage.at(PREPARED)
    await end(stage, checkin)
    await stage.at(IN_LONDON + timedelta(days=1))
    run = await stage.run(checkin)
    assert run.state is RunState.WITHDRAWN
    assert await stage.sent(run) == {}
    async with stage.database.read() as session:
        assert (await session.get_one(Checkin, checkin.id)).state is CheckinState.ENDED
