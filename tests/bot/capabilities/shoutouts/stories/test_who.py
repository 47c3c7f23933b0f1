"""A story that matches nobody: a human says who it was, once or for the next time too."""

import pytest
from sqlalchemy import select

from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.stories.messages import CHOSEN, REMEMBER, WHO
from bot.chat.form import Form
from bot.chat.inbound import FormSubmitted, Press
from bot.people.model import DeskIdentity
from tests.bot.capabilities.shoutouts.stories.conftest import WORDS, Desk, on_one_database

NO_CHOICE = ("", (), None, True)
"""What a field holds in which nobody was chosen."""


async def form_for(desk: Desk, who: str) -> Form:
    """*Choose who it was* on the oldest story that nobody knows."""
    form = (await desk.press(who, desk.button(await desk.listed(who), "Choose who it was"))).form
    assert form is not None
    return form


async def test_whoever_is_chosen_has_their_lead_told_and_is_remembered(desk: Desk) -> None:
    story = await desk.take("r-1", agent={"id": "900", "alias": "Robin"})
    further = await desk.take("r-2", agent={"id": "900"})
    other = await desk.take("r-3", agent={"id": "901"})
    assert story.state is StoryState.UNMATCHED
    assert not await desk.told(story)
    form = await form_for(desk, "Ines")
    assert "The tool says “Robin” and “900”." in str(form.parts)
    answer = await desk.submit("Ines", form, person=await desk.person("Luz"))
    assert "It goes to whoever leads Luz." in desk.shown(answer.message)
    assert (await desk.said(story.public_id)).state is StoryState.OFFERED
    done = await desk.press("Ines", desk.button(answer.message, "Remember for next time"))
    assert "So does 1 story that has waited." in desk.shown(done.redraw)
    assert (await desk.said(further.public_id)).state is StoryState.OFFERED
    assert (await desk.said(other.public_id)).state is StoryState.UNMATCHED
    async with desk.database.read() as session:
        kept = (await session.scalars(select(DeskIdentity).where(DeskIdentity.agent_id == "900"))).one()
    assert (kept.system, kept.alias) == ("zendesk", "Robin")
    assert (await desk.take("r-4", agent={"id": "900"})).person_id == kept.person_id
    await desk.press("Ines", desk.button(answer.message, "Remember for next time"))
    assert await desk.count(DeskIdentity) == 3


@on_one_database
async def test_nothing_is_offered_to_be_remembered_where_the_tool_named_no_id(desk: Desk) -> None:
    await desk.take(agent={"alias": "Robin"})
    answer = await desk.submit("Ines", await form_for(desk, "Ines"), person=await desk.person("Hugo"))
    assert "Remember" not in desk.shown(answer.message)


@on_one_database
async def test_a_team_and_a_forged_choice_are_refused_at_the_field(desk: Desk) -> None:
    story = await desk.take(agent={})
    form = await form_for(desk, "Ines")
    gone = "They are no longer here. Choose somebody else."
    one = "Choose one person: a customer's words go to their lead."
    for value, says in ((await desk.team("Harbor"), one), ("p:nobody", gone), *((other, one) for other in NO_CHOICE)):
        answer = await desk.submit("Ines", form, person=value)
        assert answer.errors is not None and answer.errors.by_field == {"person": says}
    assert (await desk.said(story.public_id)).state is StoryState.UNMATCHED


@on_one_database
@pytest.mark.parametrize("who", ["Hana", "Luz", "Bo", "Hugo"])
async def test_partners_leads_and_agents_neither_see_nor_match_it(desk: Desk, who: str) -> None:
    story = await desk.take(agent={"id": "900"})
    opened = await desk.send(Press(desk.origin(who), WHO, story.public_id))
    values = {"person": await desk.person("Hana")}
    sent = await desk.send(FormSubmitted(desk.origin(who), CHOSEN, story.public_id, values))
    kept = await desk.send(Press(desk.origin(who), REMEMBER, story.public_id))
    for answer in (opened, sent, kept):
        assert answer.form is None and answer.redraw is None
        assert WORDS not in desk.shown(answer.message)
    assert (await desk.said(story.public_id)).state is StoryState.UNMATCHED
    assert await desk.count(DeskIdentity) == 2


@on_one_database
async def test_sent_twice_it_is_matched_once(desk: Desk) -> None:
    story = await desk.take(agent={"id": "900"})
    form = await form_for(desk, "Ines")
    await desk.submit("Ines", form, person=await desk.person("Hugo"))
    again = await desk.submit("Ines", form, person=await desk.person("Luz"))
    assert "settled that already" in desk.shown(again.message)
    assert set(await desk.told(story)) == {"Hana"}


@on_one_database
async def test_what_matches_nobody_can_be_set_aside_and_taken_back(desk: Desk) -> None:
    story = await desk.take(agent={})
    redrawn = (await desk.press("Ada", desk.button(await desk.listed("Ada"), "Not this one"))).redraw
    assert (await desk.said(story.public_id)).state is StoryState.DECLINED
    await desk.press("Ada", desk.button(redrawn, "Undo"))
    assert (await desk.said(story.public_id)).state is StoryState.UNMATCHED


async def test_whoever_said_who_it_was_can_take_it_back_until_it_is_decided(desk: Desk) -> None:
    story = await desk.take(agent={"id": "900"})
    answer = await desk.submit("Ines", await form_for(desk, "Ines"), person=await desk.person("Hugo"))
    assert set(await desk.told(story)) == {"Hana"}
    undo = desk.button(await desk.listed("Ines"), "It was somebody else")
    assert undo == desk.button(answer.message, "It was somebody else")
    assert "You said that this praises Hugo" in desk.shown(await desk.listed("Ines"))
    assert "You said" not in desk.shown(await desk.listed("Ada")) + desk.shown(await desk.listed("Hana"))
    for who in ("Ada", "Hana", "Luz"):
        assert "not for you to say" in desk.shown((await desk.press(who, undo)).message)
    undone = await desk.press("Ines", undo)
    assert "It does not go to whoever leads Hugo." in desk.shown(undone.redraw)
    kept = await desk.said(story.public_id)
    assert (kept.state, kept.person_id, kept.side_id, kept.lead_id) == (StoryState.UNMATCHED, None, None, None)
    assert "customer_story" in await desk.stale()
    assert WORDS not in (await desk.redrawn(story, "customer_story"))["Hana"]
    form = (await desk.press("Ines", desk.button(undone.redraw, "Choose who it was"))).form
    assert form is not None
    await desk.submit("Ines", form, person=await desk.person("Leo"))
    assert set(await desk.told(story)) == {"Hana", "Luz"}
    redrawn = await desk.redrawn(story, "customer_story")
    assert WORDS in redrawn["Luz"] and WORDS not in redrawn["Hana"] and "Leo" not in redrawn["Hana"]
    await desk.presses("Luz", story, "Not this one")
    assert "You said" not in desk.shown(await desk.listed("Ines"))
    assert "settled that already" in desk.shown((await desk.press("Ines", undo)).message)


@on_one_database
async def test_what_a_partner_brought_goes_to_no_other_partner(desk: Desk) -> None:
    story = await desk.take("h-1", "Harborline", agent={"id": "900"})
    ours = await desk.take("o-1", agent={"id": "900"})
    assert "brought in by Harborline" in desk.shown(await desk.listed("Ines"))
    form = await form_for(desk, "Ines")
    refused = await desk.submit("Ines", form, person=await desk.person("Leo"))
    assert refused.errors is not None and "Harborline brought this in" in refused.errors.by_field["person"]
    assert (await desk.said(story.public_id)).state is StoryState.UNMATCHED
    remembered = await desk.submit("Ines", form, person=await desk.person("Hugo"))
    done = await desk.press("Ines", desk.button(remembered.message, "Remember for next time"))
    assert "waited" not in desk.shown(done.redraw)
    assert (await desk.said(ours.public_id)).state is StoryState.UNMATCHED
    assert "brought in" not in desk.shown((await desk.told(story))["Hana"])
