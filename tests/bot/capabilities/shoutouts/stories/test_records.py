"""How long stories are kept, and what a person may take along."""

from datetime import timedelta

from sqlalchemy import delete, select

from bot.capabilities.shoutouts.kinds import ShoutoutState, StoryState
from bot.capabilities.shoutouts.store import STORY, CustomerStory
from bot.capabilities.shoutouts.store.story_records import forget_story
from bot.capabilities.shoutouts.stories.messages import STORIES
from bot.delivery.budget import Budget
from bot.delivery.tables import Stale
from bot.people import audience
from bot.people.access import EVERYTHING
from bot.people.model import Person
from tests.bot.capabilities.shoutouts.stories.conftest import WORDS, Desk, on_one_database


async def made_of(desk: Desk, story: CustomerStory) -> str:
    """A shoutout of Hana's that quotes it whole."""
    form = (await desk.presses("Hana", story, "Turn into a shoutout")).form
    assert form is not None
    filled = await desk.filled("Hugo", quote=story.text, customer=story.customer, ticket=story.ticket_url)
    preview = (await desk.submit("Hana", form, **filled)).form
    assert preview is not None
    await desk.submit("Hana", preview)
    return form.object_id


async def test_after_half_a_year_a_customers_words_are_forgotten_and_messages_say_so(desk: Desk) -> None:
    turned, begun = await desk.take("r-1", customer="Noor"), await desk.take("r-2")
    unmatched = await desk.take("r-3", agent={"alias": "Robin"})
    shoutout = await made_of(desk, turned)
    draft = (await desk.presses("Hana", begun, "Turn into a shoutout")).form
    assert draft is not None
    [capability] = [one for one in desk.offers.capabilities if one.name == "shoutouts"]
    assert capability.retention is not None
    async with desk.database.write() as session:
        await session.execute(delete(Stale))
    for days, left in ((179, 3), (181, 0)):
        async with desk.database.write() as session:
            await capability.retention(session, desk.calendar.now() + timedelta(days=days))
        kept = [await desk.said(one.public_id) for one in (turned, begun, unmatched)]
        assert sum(WORDS in one.text for one in kept) == left
    assert {(one.text, one.customer, one.score, one.ticket_url, one.agent_id, one.alias) for one in kept} == {("",) * 6}
    assert [one.state for one in kept] == [StoryState.TURNED, StoryState.DECLINED, StoryState.DECLINED]
    assert (await desk.kept(shoutout)).quote == WORDS
    assert "Nothing waits" in desk.shown(await desk.listed("Ines"))
    assert STORY in await desk.stale()
    for story in (turned, begun):
        shown = (await desk.redrawn(story, STORY))["Hana"]
        assert set(shown.splitlines()) == {"What a customer said here was erased, and is no longer kept."}
    assert await desk.count(CustomerStory) == 3 and (await desk.take("r-2")).text == ""


async def test_a_customers_wish_to_be_forgotten_reaches_what_quotes_them(desk: Desk) -> None:
    story = await desk.take(customer="Noor", ticket_url="https://desk.example/208")
    other = await desk.take("r-2", customer="Noor")
    shoutout = await made_of(desk, story)
    async with desk.database.write() as session:
        assert await forget_story(session, EVERYTHING, "zendesk", "r-1") == 1
        assert await forget_story(session, EVERYTHING, "zendesk", "r-9") == 0
    kept = await desk.kept(shoutout)
    assert (kept.quote, kept.customer, kept.ticket_url, kept.state) == ("", "", "", ShoutoutState.POSTED)
    assert {"shoutout", STORY} <= await desk.stale()
    assert WORDS not in "".join((await desk.redrawn(kept, "shoutout")).values())
    assert (await desk.said(other.public_id)).text == WORDS


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


@on_one_database
async def test_the_customers_whole_name_is_shortened_in_what_they_said_too(desk: Desk) -> None:
    story = await desk.take(text="Thank you! Noor&nbsp;Haddad", customer="Noor Haddad")
    assert (story.text, story.customer) == ("Thank you! Noor", "Noor")
