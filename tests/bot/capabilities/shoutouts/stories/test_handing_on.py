"""A story that was offered to a lead who leads the agent no more comes to whoever does now, and once."""

from datetime import timedelta

from sqlalchemy import select

from bot.capabilities.shoutouts.handing_on import DAILY
from bot.capabilities.shoutouts.stories.telling import REMIND_AFTER, REMINDER
from bot.people.model import DeskIdentity, Person, PersonState
from tests.bot.capabilities.shoutouts.stories.conftest import Desk, on_one_database
from tests.bot.capabilities.shoutouts.test_handing_on import begin, spent
from tests.bot.capabilities.shoutouts.test_telling import led_by


async def praises_ines(desk: Desk) -> None:
    """The help desk knows Ines, whom Ada leads, as 4713."""
    async with desk.database.write() as session:
        ines = (await session.scalars(select(Person.id).where(Person.name == "Ines"))).one()
        session.add(DeskIdentity(person_id=ines, system="zendesk", agent_id="4713"))


@on_one_database
async def test_after_the_reminder_a_story_still_comes_once_to_who_leads_now(desk: Desk) -> None:
    await praises_ines(desk)
    await begin(desk)
    story = await desk.take(agent={"id": "4713"})
    await desk.until(desk.calendar.instant + REMIND_AFTER + timedelta(hours=1))
    assert set(await desk.told(story)) == set(await desk.told(story, REMINDER)) == {"Ada"}
    await desk.change(Person, "Ada", state=PersonState.LEFT)
    await led_by(desk, "Care", "Bo")
    for _ in range(3):
        await desk.until(desk.calendar.instant + DAILY)
        assert set(await desk.told(story)) == {"Ada", "Bo"}
    assert set(await desk.told(story, REMINDER)) == {"Ada"}
    assert await spent(desk, "Bo") == 1
    await desk.presses("Bo", story, "Pass on privately")
    assert (await desk.said(story.public_id)).decided_by_id is not None


@on_one_database
async def test_who_leads_now_and_was_reminded_is_not_told_besides(desk: Desk) -> None:
    await praises_ines(desk)
    await begin(desk)
    story = await desk.take(agent={"id": "4713"})
    await desk.until(desk.calendar.instant + REMIND_AFTER - timedelta(hours=1))
    await led_by(desk, "Care", "Bo")
    await desk.until(desk.calendar.instant + 2 * DAILY)
    assert set(await desk.told(story)) == {"Ada"}
    assert set(await desk.told(story, REMINDER)) == {"Bo"}


@on_one_database
async def test_a_story_that_was_decided_is_handed_on_to_nobody(desk: Desk) -> None:
    await praises_ines(desk)
    await begin(desk)
    story = await desk.take(agent={"id": "4713"})
    await desk.presses("Ada", story, "Not this one")
    await led_by(desk, "Care", "Bo")
    await desk.until(desk.calendar.instant + 2 * DAILY)
    assert set(await desk.told(story)) == {"Ada"}
