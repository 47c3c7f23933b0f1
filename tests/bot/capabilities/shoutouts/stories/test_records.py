"""How long stories are kept, and what a person may take along."""

from datetime import timedelta

from sqlalchemy import select

from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.store import STORY, CustomerStory
from bot.capabilities.shoutouts.stories.messages import STORIES
from bot.delivery.budget import Budget
from bot.people import audience
from bot.people.model import Person
from tests.bot.capabilities.shoutouts.stories.conftest import WORDS, Desk, on_one_database


async def test_what_no_shoutout_was_made_of_goes_after_half_a_year(desk: Desk) -> None:
    turned, begun = await desk.take("r-1"), await desk.take("r-2")
    await desk.take("r-3", agent={})
    form = (await desk.presses("Hana", turned, "Turn into a shoutout")).form
    assert form is not None
    preview = (await desk.submit("Hana", form, **await desk.filled("Hugo", quote=WORDS))).form
    assert preview is not None
    await desk.submit("Hana", preview)
    await desk.presses("Hana", begun, "Turn into a shoutout")
    [capability] = [one for one in desk.offers.capabilities if one.name == "shoutouts"]
    assert capability.retention is not None
    for days, left in ((179, 3), (181, 1)):
        async with desk.database.write() as session:
            await capability.retention(session, desk.calendar.now() + timedelta(days=days))
        assert await desk.count(CustomerStory) == left
    assert (await desk.kept(form.object_id)).story_id == turned.id


@on_one_database
async def test_what_the_budget_held_back_is_one_line_of_the_catch_up(desk: Desk) -> None:
    for number in range(8):
        await desk.take(f"r-{number}")
    async with desk.database.read() as session:
        hana = (await session.scalars(select(Person).where(Person.name == "Hana"))).one()
        [reader] = await audience.readers_called(session, [hana.id], desk.calendar.now())
        spared = await Budget(session, desk.calendar.now()).spared(hana.id)
        lines = await desk.offers.spared["customer_story"](session, reader, spared, desk.calendar.now())
    assert [(one.text, one.button.action) for one in lines] == [
        (f"{len(spared)} stories from customers wait for your word.", STORIES)
    ]


@on_one_database
async def test_a_person_can_take_along_what_customers_said_of_them_and_be_forgotten(desk: Desk) -> None:
    story = await desk.take(text="Hugo was lovely")
    assert story.person_id is not None
    [capability] = [one for one in desk.offers.capabilities if one.name == "shoutouts"]
    assert capability.export_person is not None and capability.erase_person is not None
    async with desk.database.write() as session:
        exported = await capability.export_person(session, story.person_id)
        await capability.erase_person(session, story.person_id)
    assert [one["text"] for one in exported["customer_stories"]] == ["Hugo was lovely"]
    kept = await desk.said(story.public_id)
    assert (kept.text, kept.agent_id, kept.person_id, kept.state) == ("", "", None, StoryState.DECLINED)
    assert "lovely" not in desk.shown(await desk.listed("Ines"))
    assert {"What a customer said here was erased, and is no longer kept."} == {
        line for text in (await desk.redrawn(story, STORY)).values() for line in text.splitlines()
    }
    assert STORY in await desk.stale()
    answer = await desk.presses("Hana", story, "Turn into a shoutout")
    assert "no such story" in desk.shown(answer.message)
    again = await desk.take(text="Hugo was lovely")
    assert (again.id, again.text) == (story.id, "")


@on_one_database
async def test_what_came_as_a_page_writes_it_is_masked_and_kept_as_people_read_it(desk: Desk) -> None:
    story = await desk.take(text="She&#39;s great, write to anna&#64;example.com &amp; say so.")
    assert story.text == "She's great, write to ••• & say so."
