"""The lead's word on a customer's story, and everybody else's who has none."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.capabilities.shoutouts.kinds import ShoutoutState, StoryState
from bot.capabilities.shoutouts.store import CustomerStory, Shoutout
from bot.capabilities.shoutouts.stories.messages import AFTER_ALL, HAND_ON, NOT_THIS, TURN
from bot.capabilities.shoutouts.stories.telling import PASSED, REMINDER
from bot.chat.inbound import HomeOpened, Press
from bot.chat.message import Button
from bot.people.model import ChatIdentity, Grant, Person, PersonState, Team
from tests.bot.capabilities.shoutouts.stories.conftest import WORDS, Desk, on_one_database

TICKET = "https://desk.example/208"


async def test_the_lead_alone_gets_the_customers_words_with_what_to_do(desk: Desk) -> None:
    story = await desk.take(score="5/5", customer="Noor Haddad", ticket_url=TICKET)
    told = await desk.told(story)
    assert set(told) == {"Hana"}
    shown = desk.shown(told["Hana"])
    for part in ("A customer praises Hugo", WORDS, "Noor", "Score 5/5", "Ticket", "Turn into a shoutout"):
        assert part in shown
    assert "Haddad" not in shown


async def test_a_story_turned_into_a_shoutout_is_quoted_and_marked(desk: Desk) -> None:
    story = await desk.take(customer="Noor", ticket_url=TICKET)
    form = (await desk.presses("Hana", story, "Turn into a shoutout")).form
    assert form is not None
    assert "at least" not in str(form), "nothing is wrong yet"
    again = (await desk.presses("Hana", story, "Turn into a shoutout")).form
    assert again is not None and again.object_id == form.object_id
    assert await desk.count(Shoutout) == 1
    values = {part.name: part.value for part in form.parts if hasattr(part, "name")}
    assert (values["quote"], values["customer"], values["ticket"]) == (WORDS, "Noor", TICKET)
    assert [one.label for one in values["people"]] == ["Hugo · Harbor"]
    filled = await desk.filled("Hugo", quote=WORDS, customer="Noor", ticket=TICKET)
    preview = (await desk.submit("Hana", form, **filled)).form
    assert preview is not None
    await desk.submit("Hana", preview)
    kept = await desk.kept(form.object_id)
    assert (kept.state, kept.story_id, kept.quote) == (ShoutoutState.POSTED, story.id, WORDS)
    decided = await desk.said(story.public_id)
    assert decided.state is StoryState.TURNED
    assert "customer_story" in await desk.stale()
    assert "You turned it into a shoutout." in (await desk.redrawn(story, "customer_story"))["Hana"]


@on_one_database
async def test_a_form_that_an_old_message_offers_does_not_open_and_it_says_why(desk: Desk) -> None:
    story = await desk.take()
    turn = desk.button(await desk.listed("Hana"), "Turn into a shoutout")
    await desk.presses("Hana", story, "Not this one")
    answer = await desk.press("Hana", turn)
    assert answer.form is None
    assert "You set it aside. Nothing was changed." in desk.shown(answer.message)
    assert "Undo" in desk.shown(answer.redraw), "what is shown goes on from there"


@on_one_database
async def test_of_two_who_write_at_once_the_first_posts(desk: Desk) -> None:
    story = await desk.take()
    mine = (await desk.presses("Hana", story, "Turn into a shoutout")).form
    turn = Button("", TURN, story.public_id)
    hers = (await desk.press("Ines", turn)).form
    assert mine is not None and hers is not None
    previews = [
        (who, (await desk.submit(who, form, **await desk.filled("Hugo", quote=WORDS))).form)
        for who, form in (("Hana", mine), ("Ines", hers))
    ]
    said = []
    for who, preview in previews:
        assert preview is not None
        said.append(desk.shown((await desk.submit(who, preview)).message))
    assert said[0].startswith("Posted in")
    assert "already" in said[1]
    assert (await desk.kept(hers.object_id)).state is ShoutoutState.DRAFT


@on_one_database
async def test_who_is_no_lead_any_more_posts_nothing_of_it(desk: Desk) -> None:
    story = await desk.take()
    form = (await desk.presses("Hana", story, "Turn into a shoutout")).form
    assert form is not None
    preview = (await desk.submit("Hana", form, **await desk.filled("Hugo", quote=WORDS))).form
    assert preview is not None
    await desk.change(Team, "Harbor", lead_id=None)
    assert "nothing was posted" in desk.shown((await desk.submit("Hana", preview)).message)
    assert (await desk.said(story.public_id)).state is StoryState.OFFERED


@on_one_database
async def test_long_words_are_shortened_to_what_the_form_holds(desk: Desk) -> None:
    story = await desk.take(text="kindness " * 200)
    form = (await desk.presses("Hana", story, "Turn into a shoutout")).form
    assert form is not None
    [quote] = [part.value for part in form.parts if getattr(part, "name", "") == "quote"]
    assert len(quote) <= 1000 and quote.endswith("kindness …")


async def test_passed_on_the_agent_alone_gets_the_words_without_the_ticket(desk: Desk) -> None:
    story = await desk.take(customer="Noor", ticket_url=TICKET)
    redrawn = (await desk.presses("Hana", story, "Pass on privately")).redraw
    assert "You passed it on to Hugo privately." in desk.shown(redrawn)
    told = await desk.told(story, PASSED)
    assert set(told) == {"Hugo"}
    shown = desk.shown(told["Hugo"])
    assert WORDS in shown
    assert "Only you and those who lead you see this." in shown
    assert "Ticket" not in shown
    assert "already" not in shown
    await desk.presses("Hana", story, "Pass on privately")
    assert set(await desk.told(story, PASSED)) == {"Hugo"}


@on_one_database
async def test_passed_on_within_the_organisation_it_has_the_ticket(desk: Desk) -> None:
    await desk.change(Person, "Bo", alias="Kim")
    story = await desk.take(agent={"alias": "Kim"}, ticket_url=TICKET)
    await desk.presses("Ada", story, "Pass on privately")
    assert "Ticket" in desk.shown((await desk.told(story, PASSED))["Bo"])


@on_one_database
async def test_an_agent_who_cannot_be_written_to_is_left_to_the_lead(desk: Desk) -> None:
    async with desk.database.write() as session:
        await session.execute(update(ChatIdentity).where(ChatIdentity.user_id == "U-Hugo").values(installation_key=""))
    story = await desk.take()
    answer = await desk.presses("Hana", story, "Pass on privately")
    assert "Tell them yourself" in desk.shown(answer.message)
    assert (await desk.said(story.public_id)).state is StoryState.OFFERED


@on_one_database
async def test_an_agent_who_left_meanwhile_gets_nothing(desk: Desk) -> None:
    story = await desk.take()
    await desk.change(Person, "Hugo", state=PersonState.LEFT)
    for label in ("Pass on privately", "Turn into a shoutout"):
        assert "no longer here" in desk.shown((await desk.presses("Hana", story, label)).message)
    assert await desk.count(Shoutout) == 0


async def test_a_story_set_aside_can_be_taken_back(desk: Desk) -> None:
    story = await desk.take()
    redrawn = (await desk.presses("Hana", story, "Not this one")).redraw
    assert (await desk.said(story.public_id)).state is StoryState.DECLINED
    back = (await desk.press("Hana", desk.button(redrawn, "Undo"))).redraw
    assert "Turn into a shoutout" in desk.shown(back)
    kept = await desk.said(story.public_id)
    assert (kept.state, kept.decided_by_id, kept.decided_at) == (StoryState.OFFERED, None, None)


@on_one_database
@pytest.mark.parametrize("action", [TURN, HAND_ON, NOT_THIS, AFTER_ALL])
@pytest.mark.parametrize("who", ["Luz", "Hugo", "Ada", "Bo"])
async def test_nobody_else_decides_on_it(desk: Desk, who: str, action: str) -> None:
    story = await desk.take()
    answer = await desk.send(Press(desk.origin(who), action, story.public_id))
    assert answer.form is None and answer.redraw is None
    assert WORDS not in desk.shown(answer.message)
    assert (await desk.said(story.public_id)).state is StoryState.OFFERED


@on_one_database
async def test_nobody_decides_on_praise_of_themselves(desk: Desk) -> None:
    await desk.change(Person, "Hana", alias="Kim")
    story = await desk.take(agent={"alias": "Kim"})
    assert set(await desk.told(story)) == {"Ines"}
    answer = await desk.send(Press(desk.origin("Hana"), TURN, story.public_id))
    assert answer.form is None
    assert WORDS not in desk.shown(await desk.listed("Hana"))


@on_one_database
async def test_without_a_lead_the_managers_of_the_side_are_asked_then_the_organisations(desk: Desk) -> None:
    await desk.change(Team, "Harbor", lead_id=None)
    first = await desk.take("r-1")
    assert set(await desk.told(first)) == {"Ines"}
    async with desk.database.write() as session:
        hana = (await session.scalars(select(Person).where(Person.name == "Hana"))).one()
        session.add(Grant(person_id=hana.id, role="manager", side_id=hana.side_id))
    second = await desk.take("r-2")
    assert set(await desk.told(second)) == {"Hana"}


@on_one_database
async def test_a_lead_is_told_when_their_day_begins(desk: Desk) -> None:
    await desk.change(Team, "Harbor", working_hours="Mon-Fri 09:00-17:00")  # Manila: over since hours
    story = await desk.take()
    assert not await desk.told(story)
    await desk.until(desk.calendar.instant + timedelta(hours=12))
    assert set(await desk.told(story)) == {"Hana"}


@on_one_database
async def test_who_decided_before_the_day_began_is_not_told_any_more(desk: Desk) -> None:
    await desk.change(Team, "Harbor", working_hours="Mon-Fri 09:00-17:00")
    story = await desk.take()
    await desk.press("Hana", desk.button(await desk.listed("Hana"), "Not this one"))
    await desk.until(desk.calendar.instant + timedelta(hours=12))
    assert not await desk.told(story)


@on_one_database
async def test_an_undecided_story_is_reminded_of_once(desk: Desk) -> None:
    story, decided = await desk.take("r-1"), await desk.take("r-2")
    await desk.presses("Hana", decided, "Not this one")
    await desk.until(desk.calendar.instant + timedelta(days=6))
    assert not await desk.told(story, REMINDER)
    await desk.until(desk.calendar.instant + timedelta(days=30))
    assert set(await desk.told(story, REMINDER)) == {"Hana"}
    assert "This is the only reminder." in desk.shown((await desk.told(story, REMINDER))["Hana"])
    assert not await desk.told(decided, REMINDER)


@on_one_database
async def test_above_the_budget_a_lead_gets_no_more_messages_but_finds_all_on_home_and_in_the_list(desk: Desk) -> None:
    stories = [await desk.take(f"r-{number}") for number in range(8)]
    told = [one for one in stories if await desk.told(one)]
    assert 0 < len(told) < 8
    listed = desk.shown(await desk.listed("Hana"))
    assert listed.count("A customer praises Hugo") == 5
    assert "1 to 5 of 8" in listed
    shown = desk.shown((await desk.send(HomeOpened(desk.origin("Hana")))).home)
    assert "8 stories from customers wait for your word" in shown
    assert "stories from customers" not in desk.shown((await desk.send(HomeOpened(desk.origin("Hugo")))).home)


@on_one_database
async def test_the_agent_gets_what_was_passed_on_even_above_the_budget(desk: Desk) -> None:
    stories = [await desk.take(f"r-{number}") for number in range(8)]
    for _ in stories:
        await desk.press("Hana", desk.button(await desk.listed("Hana"), "Pass on privately"))
    await desk.until(desk.calendar.instant + timedelta(days=4))
    assert [set(await desk.told(one, PASSED)) for one in stories] == [{"Hugo"}] * 8


@on_one_database
async def test_the_list_holds_what_each_may_decide_on(desk: Desk) -> None:
    for external_id, agent in (("r-1", {"id": "4711"}), ("r-2", {"id": "4712"}), ("r-3", {"id": "9"})):
        await desk.take(external_id, agent=agent)
    shown = {who: desk.shown(await desk.listed(who)) for who in ("Hana", "Luz", "Ada", "Ines")}
    found = {
        who: ("praises Hugo" in text, "praises Leo" in text, "does not know" in text) for who, text in shown.items()
    }
    assert found == {
        "Hana": (True, False, False),
        "Luz": (False, True, False),
        "Ada": (False, False, True),
        "Ines": (True, True, True),
    }
    refused = (await desk.command("Hugo", "shoutout stories")).message
    assert "go to leads and managers" in desk.shown(refused)
    assert WORDS not in desk.shown(refused)


@on_one_database
async def test_pressed_in_the_list_the_list_goes_on(desk: Desk) -> None:
    await desk.take("r-1")
    await desk.take("r-2", text="The second one")
    redrawn = (await desk.press("Hana", desk.button(await desk.listed("Hana"), "Not this one"))).redraw
    assert redrawn is not None
    shown = desk.shown(redrawn)
    assert f"You set it aside. “{WORDS}”" in shown
    assert "The second one" in shown
    assert shown.count("A customer praises Hugo") == 1
    back = (await desk.press("Hana", desk.button(redrawn, "Undo"))).redraw
    assert desk.shown(back).count("A customer praises Hugo") == 2


@on_one_database
@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script> <!channel> *bold*", "\u202ereversed\u202c 🙌🏽", "a" * 2000, "`x` [x](javascript:1)"],
)
async def test_hostile_words_are_shown_as_they_are(desk: Desk, text: str) -> None:
    story = await desk.take(text=text)
    shown = desk.shown((await desk.told(story))["Hana"])
    assert text in shown
    assert (await desk.count(CustomerStory)) == 1
