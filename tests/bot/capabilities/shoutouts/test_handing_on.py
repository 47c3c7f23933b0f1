"""What waited for a lead or manager who left is told to whoever came after them, in their own hours and once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.capabilities.shoutouts.handing_on import DAILY, LOOK
from bot.delivery.budget import PER_SHIFT
from bot.delivery.tables import BudgetSpent
from bot.due.tables import DueState
from bot.people.model import Person, PersonState
from tests.bot.capabilities.shoutouts.conftest import Stage
from tests.bot.capabilities.shoutouts.test_mail import EVENING, MORNING, held_back, office_hours
from tests.bot.capabilities.shoutouts.test_reporting import decide, letters, report
from tests.bot.capabilities.shoutouts.test_telling import led_by

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NEXT_MORNING = MORNING + timedelta(days=1)


async def begin(stage: Stage) -> None:
    """What every start of the process puts down."""
    async with stage.database.write() as session:
        for one in stage.offers.capabilities:
            if one.standing:
                await one.standing(session, stage.calendar.now())


async def spent(stage: Stage, who: str) -> int:
    """Direct messages that were counted for somebody."""
    async with stage.database.read() as session:
        theirs = select(func.sum(BudgetSpent.messages)).join(Person, Person.id == BudgetSpent.person_id)
        return await session.scalar(theirs.where(Person.name == who)) or 0


async def led(stage: Stage, public_id: str) -> set[str]:
    return set(await stage.cards(await stage.kept(public_id), slot="lead"))


async def thanks_in_the_evening(stage: Stage) -> str:
    """Ada is thanked when her lead, Bo, is at home, and has left by the next morning: Ines leads them then."""
    await led_by(stage, "Care", "Bo")
    await office_hours(stage)
    await begin(stage)
    kept = await stage.give("Hana", "Ada")
    await stage.change(Person, "Bo", state=PersonState.LEFT)
    await led_by(stage, "Care", "Ines")
    return kept.public_id


async def test_the_work_waits_once_however_often_the_process_starts_and_again_when_it_is_done(stage: Stage) -> None:
    await begin(stage)
    stage.calendar.instant += timedelta(hours=1)
    await begin(stage)
    assert [one.state for one in await stage.waiting_work(LOOK)] == [DueState.WAITING]
    await stage.until(stage.calendar.instant + DAILY)
    assert [one.state for one in await stage.waiting_work(LOOK)] == [DueState.DONE, DueState.WAITING]


async def test_who_leads_now_hears_in_their_hours_and_once_of_what_the_lead_before_was_not_told(stage: Stage) -> None:
    kept = await thanks_in_the_evening(stage)
    await stage.until(NEXT_MORNING - timedelta(minutes=1))
    assert await led(stage, kept) == set()
    await stage.until(NEXT_MORNING)
    assert await led(stage, kept) == {"Ines"}
    await stage.until(NEXT_MORNING + timedelta(days=3))
    assert await led(stage, kept) == {"Ines"}
    assert await spent(stage, "Ines") == 1


async def test_what_is_above_the_budget_of_who_leads_now_is_in_their_catch_up_and_not_tried_again(stage: Stage) -> None:
    kept = await thanks_in_the_evening(stage)
    async with stage.database.write() as session:
        ines = (await session.scalars(select(Person.id).where(Person.name == "Ines"))).one()
        session.add(BudgetSpent(person_id=ines, shift_start=NEXT_MORNING, messages=PER_SHIFT))
    await stage.until(NEXT_MORNING + timedelta(days=2))
    assert await led(stage, kept) == set()
    assert await spent(stage, "Ines") == PER_SHIFT
    assert [button.object_id for _, button in await held_back(stage, "Ines")] == [kept]


async def test_what_the_lead_before_was_spared_and_has_not_read_is_handed_on(stage: Stage) -> None:
    await led_by(stage, "Care", "Bo")
    await office_hours(stage)
    await begin(stage)
    kept = await stage.give("Hana", "Ada")
    async with stage.database.write() as session:
        bo = (await session.scalars(select(Person.id).where(Person.name == "Bo"))).one()
        session.add(BudgetSpent(person_id=bo, shift_start=MORNING, messages=PER_SHIFT))
    await stage.until(MORNING)
    assert len(await held_back(stage, "Bo")) == 1
    await led_by(stage, "Care", "Ines")
    await stage.until(NEXT_MORNING)
    assert await led(stage, kept.public_id) == {"Ines"}


async def test_what_the_lead_before_was_told_is_not_told_again(stage: Stage) -> None:
    await led_by(stage, "Care", "Bo")
    await office_hours(stage)
    await begin(stage)
    kept = await stage.give("Hana", "Ada")
    await stage.until(MORNING)
    assert await led(stage, kept.public_id) == {"Bo"}
    await led_by(stage, "Care", "Ines")
    await stage.until(NEXT_MORNING + timedelta(hours=1))
    assert await led(stage, kept.public_id) == {"Bo"}


@pytest.mark.parametrize(("days", "told"), [(13, {"Ines"}), (14, set())])
async def test_what_is_no_news_any_more_is_handed_on_to_nobody(stage: Stage, days: int, told: set[str]) -> None:
    await led_by(stage, "Care", "Bo")
    posted = stage.calendar.instant
    await stage.change(Person, "Bo", away_until=posted + timedelta(days=60))
    kept = await stage.give("Hana", "Ada")
    stage.calendar.instant = posted + timedelta(days=days - 1, minutes=1)
    await begin(stage)
    await led_by(stage, "Care", "Ines")
    await stage.until(posted + timedelta(days=days, minutes=1))
    assert await led(stage, kept.public_id) == told


async def test_an_open_report_comes_once_to_who_decides_now_if_nobody_who_was_told_still_does(stage: Stage) -> None:
    await decide(stage, "Bo")
    await begin(stage)
    kept = await stage.give("Ines", "Luz")
    await report(stage, "Leo", kept)
    await decide(stage, "Ada")
    await stage.until(stage.calendar.instant + DAILY)
    assert set(await letters(stage)) == {"Bo"}
    await stage.change(Person, "Bo", state=PersonState.LEFT)
    for _ in range(3):
        await stage.until(stage.calendar.instant + DAILY)
        assert set(await letters(stage)) == {"Bo", "Ada"}
    assert await spent(stage, "Ada") == 1


async def test_a_report_waits_for_the_day_of_who_decides_now(stage: Stage) -> None:
    await decide(stage, "Bo")
    kept = await stage.give("Ines", "Luz")
    await office_hours(stage)
    await report(stage, "Leo", kept)
    await begin(stage)
    await stage.change(Person, "Bo", state=PersonState.LEFT)
    await decide(stage, "Ada")
    await stage.until(EVENING + DAILY + timedelta(minutes=1))
    assert await letters(stage) == {}
    await stage.until(NEXT_MORNING)
    assert set(await letters(stage)) == {"Ada"}
