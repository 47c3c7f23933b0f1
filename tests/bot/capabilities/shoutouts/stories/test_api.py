"""Customers' stories over HTTP: what is taken, what is known, and what nobody is told."""

import io
from typing import Any

import jsonschema
import pytest
from sqlalchemy import select, update

from bot.capabilities.shoutouts.kinds import StoryState
from bot.capabilities.shoutouts.store import CustomerStory
from bot.people.model import Person
from bot.people.tokens import ApiToken, Purpose
from tests.bot.capabilities.shoutouts.stories.conftest import SAID, WORDS, Desk, Program, on_one_database
from tests.bot.capabilities.updates.elsewhere.test_api import error_of
from tests.bot.capabilities.updates.elsewhere.test_api import log as log

RATING = {
    "ticket_id": "208",
    "score": "good",
    "comment": "Awesome support!",
    "assignee_id": "4711",
    "assignee_email": "hugo@harborline.example",
    "requester_name": "Noor",
    "ticket_url": "https://desk.example/agent/tickets/208",
    "rated_at": "2026-11-24T12:00:00Z",
}


async def kept_of(desk: Desk, external_id: str) -> CustomerStory:
    async with desk.database.read() as session:
        found = await session.scalars(select(CustomerStory).where(CustomerStory.external_id == external_id))
        return found.one()


async def id_of(desk: Desk, name: str) -> str:
    async with desk.database.read() as session:
        return (await session.scalars(select(Person.public_id).where(Person.name == name))).one()


async def test_a_story_is_taken_matched_and_known_from_then_on(desk: Desk, program: Program) -> None:
    response = await program.tells(customer="Noor Haddad", score="5/5", said_at="2026-11-24T12:00:00+01:00")
    assert response.status == 200
    story = await kept_of(desk, "r-1")
    taken = {"external_id": "r-1", "id": story.public_id, "person": await id_of(desk, "Hugo")}
    assert await response.json() == {"stories": [{**taken, "state": "taken"}]}
    assert (story.text, story.customer, story.score, story.state) == (WORDS, "Noor", "5/5", StoryState.OFFERED)
    again = await program.tells(text="Other words under the same id")
    assert await again.json() == {"stories": [{**taken, "state": "known"}]}
    assert await desk.count(CustomerStory) == 1
    assert (await kept_of(desk, "r-1")).text == WORDS


@on_one_database
async def test_a_list_is_answered_in_its_order_and_holds_each_story_once(desk: Desk, program: Program) -> None:
    stories = [{**SAID, "external_id": "a"}, {**SAID, "external_id": "b", "agent": {}}, {**SAID, "external_id": "a"}]
    said = (await (await program.ask("POST", "/stories", json=stories)).json())["stories"]
    assert [(one["external_id"], one["state"], bool(one["person"])) for one in said] == [
        ("a", "taken", True),
        ("b", "taken", False),
        ("a", "known", True),
    ]
    assert await desk.count(CustomerStory) == 2


@on_one_database
async def test_the_same_key_and_body_give_the_same_answer(desk: Desk, program: Program) -> None:
    first, second = await program.tells("once"), await program.tells("once")
    assert await first.read() == await second.read()
    assert (await error_of(await program.tells("once", text="Else"), 409))["code"] == "key_reused"
    assert (await error_of(await program.tells(None), 400))["code"] == "key_missing"
    assert await desk.count(CustomerStory) == 1


@on_one_database
async def test_personal_data_is_masked_before_it_is_kept_and_no_body_is_logged(
    desk: Desk, program: Program, log: io.StringIO
) -> None:
    await program.tells(
        text="Call me at +44 20 7946 0018 or noor@example.com, she was great", customer="noor@example.com"
    )
    await program.tells(external_id="r-2", text="\0 noor@example.com")
    story = await kept_of(desk, "r-1")
    assert "7946" not in story.text + story.customer
    assert "noor@" not in story.text + story.customer
    assert "she was great" in story.text
    assert "7946" not in log.getvalue()
    assert "noor@" not in log.getvalue()


@on_one_database
async def test_a_token_of_another_purpose_and_one_of_an_agent_bring_in_nothing(desk: Desk, program: Program) -> None:
    for person, purpose, code in (
        ("Ines", Purpose.UPDATES, "wrong_purpose"),
        ("Ines", Purpose.RECEIPTS, "wrong_purpose"),
        ("Bo", Purpose.STORIES, "not_allowed"),
    ):
        await program.has_token(person, purpose)
        assert (await error_of(await program.tells(), 403))["code"] == code
        response = await program.ask("POST", "/stories/zendesk", None, json={**RATING, "score": "bad"})
        assert (await error_of(response, 403))["code"] == code
    await program.has_token("Ines", Purpose.STORIES)
    assert (await error_of(await program.ask("POST", "/updates", json={}), 404))["code"] == "not_found"
    assert await desk.count(CustomerStory) == 0


@on_one_database
async def test_a_partners_token_finds_its_own_people_alone(desk: Desk, program: Program) -> None:
    await program.has_token("Hana", Purpose.STORIES)
    for external_id, agent, matched in (
        ("h-1", {"id": "4711"}, True),
        ("h-2", {"id": "4712"}, False),
        ("h-3", {"login": "leo@lumenara.example"}, False),
        ("h-4", {"alias": "Max"}, False),
    ):
        [said] = (await (await program.tells(external_id=external_id, agent=agent)).json())["stories"]
        assert (said["state"], said["person"] is not None) == ("taken", matched)
        assert (await kept_of(desk, external_id)).state is (StoryState.OFFERED if matched else StoryState.UNMATCHED)


async def test_no_side_blocks_or_learns_of_an_id_that_another_has_brought(desk: Desk, program: Program) -> None:
    before = {}
    for person, agent in (("Hana", "4711"), ("Ines", "4712"), ("Luz", "4712"), ("Ada", "4711")):
        await program.has_token(person, Purpose.STORIES)
        first = (await (await program.tells(agent={"id": agent})).json())["stories"][0]
        again = (await (await program.tells(text="Else")).json())["stories"][0]
        before[person] = (first["state"], first["person"] is not None, again["state"], again["id"] == first["id"])
    theirs = ("taken", True, "known", True)
    assert before["Hana"] == before["Ines"] == before["Luz"] == theirs
    assert before["Ada"] == ("known", True, "known", True)
    assert await desk.count(CustomerStory) == 3


@on_one_database
async def test_a_partner_is_told_no_more_once_others_have_matched_what_it_brought(desk: Desk, program: Program) -> None:
    await program.has_token("Hana", Purpose.STORIES)
    taken = await (await program.tells(agent={})).json()
    async with desk.database.write() as session:
        ada = (await session.scalars(select(Person).where(Person.name == "Ada"))).one()
        matched = {"person_id": ada.id, "side_id": ada.side_id, "state": StoryState.OFFERED}
        await session.execute(update(CustomerStory).values(matched))
    [said] = (await (await program.tells(agent={})).json())["stories"]
    assert said == {**taken["stories"][0], "state": "known"}


@on_one_database
async def test_a_token_that_was_revoked_or_made_up_brings_in_nothing(desk: Desk, program: Program) -> None:
    async with desk.database.write() as session:
        await session.execute(update(ApiToken).values(revoked_at=desk.clocks.machine.now()))
    assert (await error_of(await program.tells(), 401))["code"] == "unauthorized"
    program.token = "instep_" + "A" * 43
    assert (await error_of(await program.tells(), 401))["code"] == "unauthorized"
    assert await desk.count(CustomerStory) == 0


@on_one_database
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "\u200b\u2060"}, "text"),
        ({"text": "&nbsp; &#1;"}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"system": ""}, "system"),
        ({"external_id": "x" * 201}, "external_id"),
        ({"external_id": True}, "external_id"),
        ({"ticket_url": "javascript:alert(1)"}, "ticket_url"),
        ({"ticket_url": "https://desk.example/1 2"}, "ticket_url"),
        ({"said_at": "2026-11-24T12:00:00"}, "said_at"),
        ({"said_at": "0001-01-01T00:00:00+14:00"}, "said_at"),
        ({"said_at": 5}, "said_at"),
        ({"said_at": "2026-11-24T14:11:00+00:00"}, "said_at"),
        ({"said_at": "2099-11-24T14:00:00+00:00"}, "said_at"),
        ({"agent": {"name": "Hugo"}}, "agent.name"),
        ({"agent": "Hugo"}, "agent"),
        ({"text": ["She was great"]}, "text"),
        ({"text": None}, "text"),
        ({"customer": {"name": "Noor"}}, "customer"),
        ({"alias": "\0"}, "alias"),
        ({"agent": {"alias": "\0"}}, "agent.alias"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(program: Program, fields: Any, field: str) -> None:
    assert (await error_of(await program.tells(**fields), 422))["field"] == field


@on_one_database
async def test_a_ticket_of_too_long_an_id_is_told_how_much_fits(program: Program) -> None:
    response = await program.ask("POST", "/stories/zendesk", None, json={**RATING, "ticket_id": "9" * 41})
    assert (await error_of(response, 422))["fields"] == {"ticket_id": "Up to 40 characters fit."}


@on_one_database
async def test_a_list_is_neither_empty_nor_longer_than_allowed(program: Program) -> None:
    many = [{**SAID, "external_id": str(number)} for number in range(101)]
    for body, says in (
        ([], "Send at least 1."),
        (many, "Send at most 100 at once, not 101."),
        ("x", "Write a list here."),
        (7, "Write a list here."),
        ([{**SAID, "agent": "Hugo"}], "Write a JSON object here."),
    ):
        error = await error_of(await program.ask("POST", "/stories", json=body), 422)
        assert (error["code"], error["message"]) == ("invalid", says)


@on_one_database
async def test_of_a_list_with_one_that_is_wrong_none_is_kept_and_the_field_is_named(
    desk: Desk, program: Program
) -> None:
    stories = [{**SAID, "external_id": "a"}, {"system": "zendesk", "external_id": "b"}, 7]
    assert (await error_of(await program.ask("POST", "/stories", json=stories), 422))["field"] == "1.text"
    assert (await error_of(await program.ask("POST", "/stories", json=stories[::2]), 422))["field"] == "1"
    assert await desk.count(CustomerStory) == 0


@on_one_database
async def test_a_hundred_stories_come_in_at_once(desk: Desk, program: Program) -> None:
    many = [{**SAID, "external_id": str(number), "agent": {}} for number in range(100)]
    assert (await program.ask("POST", "/stories", json=many)).status == 200
    assert await desk.count(CustomerStory) == 100


@on_one_database
async def test_a_good_rating_with_a_comment_becomes_a_story_without_any_key(desk: Desk, program: Program) -> None:
    said = await (await program.ask("POST", "/stories/zendesk", None, json=RATING)).json()
    story = await kept_of(desk, "ticket-208")
    assert said == {
        "external_id": "ticket-208",
        "state": "taken",
        "id": story.public_id,
        "person": await id_of(desk, "Hugo"),
        "note": None,
    }
    assert (story.system, story.text, story.customer) == ("zendesk", "Awesome support!", "Noor")
    again = await (await program.ask("POST", "/stories/zendesk", None, json=RATING)).json()
    assert (again["state"], again["id"]) == ("known", story.public_id)


@on_one_database
@pytest.mark.parametrize(
    "fields",
    [
        {"score": "bad"},
        {"score": "offered"},
        {"comment": ""},
        {"comment": ' "" '},
        {"comment": "\u200b"},
        {"comment": "&nbsp; &#1;"},
        {"comment": None},
    ],
)
async def test_other_ratings_are_no_stories_and_are_not_kept(desk: Desk, program: Program, fields: Any) -> None:
    response = await program.ask("POST", "/stories/zendesk", None, json={**RATING, **fields})
    assert response.status == 200
    assert (await response.json())["state"] == "not_a_story"
    assert await desk.count(CustomerStory) == 0


@on_one_database
async def test_a_rating_is_taken_whatever_its_ticket_link_is_and_the_answer_says_what_became_of_that(
    desk: Desk, program: Program
) -> None:
    for number, (link, kept, says) in enumerate(
        [
            ("desk.example/agent/tickets/208", "https://desk.example/agent/tickets/208", "came without https://"),
            ("http://desk/208", "http://desk/208", None),
            ("javascript:alert(1.5)", "", "taken without it"),
            ("{{ticket.link}}", "", "taken without it"),
            (f"https://desk.example/{'8' * 500}", "", "taken without it"),
        ]
    ):
        rating = {**RATING, "ticket_id": str(number), "ticket_url": link}
        said = await (await program.ask("POST", "/stories/zendesk", None, json=rating)).json()
        assert said["state"] == "taken", link
        assert (await kept_of(desk, f"ticket-{number}")).ticket_url == kept
        assert says in said["note"] if says else said["note"] is None


@on_one_database
async def test_what_is_said_by_a_clock_a_little_ahead_is_taken_and_a_rating_of_the_future_without_its_time(
    desk: Desk, program: Program
) -> None:
    assert (await program.tells(said_at="2026-11-24T14:09:00+00:00")).status == 200
    several = [{"system": "x", "external_id": str(one), "text": "Great."} for one in range(2)]
    several[1]["said_at"] = "2027-01-01T00:00:00Z"
    response = await program.ask("POST", "/stories", json=several)
    assert list((await error_of(response, 422))["fields"]) == ["1.said_at"]
    said = await (
        await program.ask("POST", "/stories/zendesk", None, json={**RATING, "rated_at": "2027-01-01T00:00:00Z"})
    ).json()
    assert said["note"] == "rated_at is still to come, so the rating was taken without it."
    assert (await kept_of(desk, "ticket-208")).said_at is None


@on_one_database
async def test_a_rating_without_agent_or_time_waits_for_a_human(desk: Desk, program: Program) -> None:
    empty = {"assignee_id": "", "assignee_email": "", "rated_at": "", "ticket_url": "", "subject": "passed over"}
    said = await (await program.ask("POST", "/stories/zendesk", None, json={**RATING, **empty})).json()
    assert (said["state"], said["person"]) == ("taken", None)
    assert (await kept_of(desk, "ticket-208")).state is StoryState.UNMATCHED


@on_one_database
async def test_the_description_is_what_is_served(program: Program) -> None:
    described = await (await program.http.get(f"{program.origin}/api/openapi.json")).json()
    operation = described["paths"]["/api/stories"]["post"]
    body = {**operation["requestBody"]["content"]["application/json"]["schema"], "components": described["components"]}
    for good in (SAID, [SAID], {**SAID, "agent": {"id": 4711}, "said_at": "2026-11-24T12:00:00Z"}):
        jsonschema.validate(good, body)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**SAID, "name": "Hugo"}, body)
    answer = {
        **operation["responses"]["200"]["content"]["application/json"]["schema"],
        "components": described["components"],
    }
    jsonschema.validate(await (await program.tells()).json(), answer)
    keyed = [one["name"] for one in operation["parameters"]]
    assert keyed == ["Idempotency-Key"]
    assert described["paths"]["/api/stories/zendesk"]["post"]["parameters"] == []
