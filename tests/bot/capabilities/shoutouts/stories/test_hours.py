"""Messages about stories reach whom they concern in their own hours, and each once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.store import STORY, CustomerStory
from bot.capabilities.shoutouts.store.stories import story_called
from bot.capabilities.shoutouts.stories.asked import NewStory
from bot.capabilities.shoutouts.stories.taking import take
from bot.capabilities.shoutouts.stories.telling import PASSED, TELL, bring
from bot.delivery.outbox import Outbox
from bot.delivery.tables import BudgetSpent, Copy
from bot.due.tables import DueWork
from bot.people.access import EVERYTHING
from bot.people.model import Person, Side, Team
from tests.bot.capabilities.shoutouts.stories.conftest import SAID, Desk, on_one_database
from tests.races import waits

OFFICE = "Mon-Fri 09:00-17:00"


async def copies(desk: Desk) -> int:
    async with desk.database.read() as session:
        count = select(func.count()).select_from(Copy).where(Copy.subject_kind == STORY)
        return await session.scalar(count) or 0


@on_one_database
async def test_after_an_outage_a_lead_is_told_in_the_next_shift_not_at_night(desk: Desk) -> None:
    await desk.change(Team, "Harbor", working_hours=OFFICE)  # Manila: 22:00 now, and the day begins at 01:00 UTC
    story = await desk.take()
    desk.calendar.instant += timedelta(hours=22)
    await desk.tick()
    assert not await desk.told(story)
    await desk.until(desk.calendar.instant + timedelta(hours=12, minutes=59))
    assert not await desk.told(story)
    await desk.until(desk.calendar.instant + timedelta(minutes=2))
    assert set(await desk.told(story)) == {"Hana"}
    await desk.until(desk.calendar.instant + timedelta(days=3))
    assert await copies(desk) == 1


@on_one_database
async def test_whose_hours_nobody_knows_is_told_in_the_morning_and_after_an_outage_in_the_next(desk: Desk) -> None:
    await desk.change(Team, "Harbor", working_hours="")  # Manila: 9:00 there is 01:00 UTC
    story = await desk.take()
    desk.calendar.instant += timedelta(hours=22)
    await desk.tick()
    assert not await desk.told(story)
    await desk.until(desk.calendar.instant + timedelta(hours=12, minutes=59))
    assert not await desk.told(story)
    await desk.until(desk.calendar.instant + timedelta(minutes=2))
    assert set(await desk.told(story)) == {"Hana"}


@on_one_database
async def test_who_was_told_is_not_counted_again_when_the_same_is_matched_anew(desk: Desk) -> None:
    story = await desk.take()
    async with desk.database.write() as session:
        kept = await story_called(session, story.public_id)
        assert kept is not None
        await bring(session, Outbox(session, desk.clocks), [kept], desk.calendar.now())
        assert set(await session.scalars(select(BudgetSpent.messages))) == {1}
    assert await copies(desk) == 1


@on_one_database
async def test_who_leads_no_more_when_the_day_begins_is_not_told(desk: Desk) -> None:
    await desk.change(Team, "Harbor", working_hours=OFFICE)
    story = await desk.take()
    await desk.change(Team, "Harbor", lead_id=None)
    await desk.until(desk.calendar.instant + timedelta(days=1))
    assert not await desk.told(story)


@on_one_database
async def test_what_is_passed_on_reaches_the_agent_when_their_day_begins_and_once(desk: Desk) -> None:
    story = await desk.take()
    await desk.change(Team, "Harbor", working_hours=OFFICE)
    await desk.presses("Hana", story, "Pass on privately")
    assert not await desk.told(story, PASSED)
    await desk.presses("Hana", story, "Pass on privately")
    assert len(await desk.waiting_work(TELL)) == 1
    await desk.until(desk.calendar.instant + timedelta(days=2))
    assert set(await desk.told(story, PASSED)) == {"Hugo"}
    assert await copies(desk) == 2


@on_one_database
async def test_brought_in_twice_and_looked_at_twice_it_is_told_once(desk: Desk) -> None:
    await desk.change(Team, "Harbor", working_hours=OFFICE)
    for _ in range(2):
        story = await desk.take()
    assert len(await desk.waiting_work(TELL)) == 1
    await desk.until(desk.calendar.instant + timedelta(hours=12))
    async with desk.database.write() as session:
        await session.execute(update(DueWork).where(DueWork.kind == TELL).values(state="waiting"))
    await desk.tick()
    assert set(await desk.told(story)) == {"Hana"}
    assert await copies(desk) == 1


async def test_of_two_who_decide_at_once_the_second_is_told_what_the_first_decided(desk: Desk) -> None:
    story = await desk.take()
    async with desk.database.read() as session:
        ines = (await session.scalars(select(Person.id).where(Person.name == "Ines"))).one()
    button = desk.button((await desk.told(story))["Hana"], "Pass on privately")
    async with desk.database.write() as session:
        kept = await story_called(session, story.public_id, lock=True)
        assert kept is not None
        second = asyncio.ensure_future(desk.press("Hana", button))
        await waits(desk.database, second)
        kept.state, kept.decided_by_id = StoryState.DECLINED, ines
    assert "Ines set it aside." in desk.shown((await second).redraw)
    assert (await desk.said(story.public_id)).state is StoryState.DECLINED
    assert not await desk.told(story, PASSED)


class Stumbles(Outbox):
    """Dies before what is asked for the third time."""

    asked = 0

    async def publish(self, *about: object, **options: object) -> None:
        self.asked += 1
        if self.asked > 2:
            raise RuntimeError("the process is killed")
        await super().publish(*about, **options)  # type: ignore[arg-type]


async def test_an_import_that_ends_half_way_leaves_nothing_and_can_be_repeated(desk: Desk) -> None:
    stories = [NewStory.model_validate({**SAID, "external_id": f"r-{number}"}) for number in range(3)]
    async with desk.database.read() as session:
        side = (await session.scalars(select(Side).where(Side.name == "Internal"))).one()
    with pytest.raises(RuntimeError):
        async with desk.database.write() as session:
            await take(session, Stumbles(session, desk.clocks), EVERYTHING, side.id, stories, desk.calendar.now())
    assert (await desk.count(CustomerStory), await copies(desk), await desk.count(DueWork)) == (0, 0, 0)
    for new in (3, 0):
        async with desk.database.write() as session:
            outbox = Outbox(session, desk.clocks)
            kept = await take(session, outbox, EVERYTHING, side.id, stories, desk.calendar.now())
        assert sum(one.new for one in kept) == new
    assert (await desk.count(CustomerStory), await copies(desk), await desk.count(DueWork)) == (3, 3, 3)
