"""`instep people data` and `instep people erase`: what somebody may ask for of what is kept of them."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import Result

from bot.capabilities.shoutouts.store import CustomerStory
from bot.capabilities.shoutouts.stories.asked import NewAgent, NewStory
from bot.capabilities.shoutouts.stories.taking import take
from bot.clock import system_clocks
from bot.delivery.outbox import Outbox
from bot.people.access import EVERYTHING
from bot.people.model import AuditEntry, Person, PersonState
from bot.people.refusal import Refused
from bot.people.sides import make_internal_side
from bot.storage.sessions import Database

GROUPS = ()
WORDS = "Bo stayed until the wheelchair was booked."

Instep = Callable[..., Result]
Inside = Callable[[], Database]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def who(bo: None, inside: Inside) -> str:
    """The id of Bo, whom a customer has praised."""

    async def write() -> str:
        clocks = system_clocks()
        async with inside() as database, database.write() as session:
            person = (await session.scalars(select(Person).where(Person.name == "Bo"))).one()
            person.email = person.email or "bo@example.com"
            side = await make_internal_side(session, clocks.calendar.now())
            story = NewStory(system="survey", external_id="s-1", text=WORDS, agent=NewAgent(login=person.email))
            await take(session, Outbox(session, clocks), EVERYTHING, side.id, [story], clocks.calendar.now())
            return person.public_id

    return asyncio.run(write())


def kept(inside: Inside) -> tuple[list[str], list[str], list[str]]:
    """Names of people, words of customers, and what the trail says was done with people."""

    async def look() -> tuple[list[str], list[str], list[str]]:
        async with inside() as database, database.read() as session:
            people = await session.scalars(select(Person.name).where(Person.state != PersonState.ERASED))
            words = await session.scalars(select(CustomerStory.text))
            done = await session.scalars(select(AuditEntry.action).where(AuditEntry.action.endswith("_person")))
            return list(people), list(words), list(done)

    return asyncio.run(look())


def test_a_person_gets_all_that_is_kept_of_them(instep: Instep, inside: Inside, who: str) -> None:
    told = json.loads(instep("people", "data", who).output)
    assert told["person"][0]["name"] == "Bo"
    assert WORDS in str(told)
    assert instep("people", "data", who, "--out", "bo.json").output == "Written to bo.json.\n"
    assert json.loads(Path("bo.json").read_text()) == told
    assert kept(inside)[2] == ["export_person"] * 2


def test_whoever_is_erased_is_shown_first_and_leaves_neither_name_nor_words(
    instep: Instep, inside: Inside, who: str
) -> None:
    asked = instep("people", "erase", who, answer="n\n")
    assert "Erase Bo? This cannot be undone" in asked.output and "stories" in asked.output
    assert "Bo" in kept(inside)[0]
    assert "Erased." in instep("people", "erase", who, answer="y\n").output
    people, words, done = kept(inside)
    assert ("Bo" in people, words, done) == (False, [""], ["erase_person"])
    with pytest.raises(Refused, match="There is nobody"):
        instep("people", "erase", who, "--yes")
