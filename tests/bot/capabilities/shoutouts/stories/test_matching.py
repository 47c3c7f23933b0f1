"""Whom a customer praises: by help-desk id, login or alias, and never by name."""

from typing import Any

import pytest
from sqlalchemy import select, update

from bot.capabilities.shoutouts.store.brought import Agent, Told, praised
from bot.people.access import EVERYTHING, Scope
from bot.people.model import DeskIdentity, Person, PersonState
from tests.bot.capabilities.shoutouts.stories.conftest import Desk, on_one_database

CASES = [
    ("the id of the help desk", "zendesk", {"agent_id": "4711"}, "Hugo"),
    ("the id written in other letters of the system", "zendesk", {"agent_id": "4712"}, "Leo"),
    ("the id of another system", "freshdesk", {"agent_id": "4711"}, None),
    ("a login that is the help desk's id", "zendesk", {"login": "4712"}, "Leo"),
    ("a login that is a mail address", "zendesk", {"login": "LEO@lumenara.example"}, "Leo"),
    ("a mail address that two people have", "zendesk", {"login": "care@example.com"}, None),
    ("the alias in that help desk", "zendesk", {"alias": "sam"}, "Hugo"),
    ("the alias of another help desk", "freshdesk", {"alias": "Sam"}, None),
    ("the alias of a person", "freshdesk", {"alias": "Max"}, "Leo"),
    ("an alias that two people have", "zendesk", {"alias": "Kim"}, None),
    ("a name", "zendesk", {"alias": "Hugo"}, None),
    ("an unknown id beside a known alias", "zendesk", {"agent_id": "1", "alias": "Max"}, "Leo"),
    ("an id before an alias", "zendesk", {"agent_id": "4711", "alias": "Max"}, "Hugo"),
    ("nothing", "zendesk", {}, None),
    ("somebody who has left", "zendesk", {"agent_id": "4713"}, None),
    ("hostile text", "zendesk", {"alias": "%' OR 1=1 --"}, None),
]


@pytest.fixture
async def crowded(desk: Desk) -> Desk:
    """Ada and Bo are both Kim to customers, Hana and Luz share a mailbox, and Bo's old id is of somebody who left."""
    async with desk.database.write() as session:
        people = {one.name: one for one in await session.scalars(select(Person))}
        for name in ("Ada", "Bo"):
            people[name].alias = "Kim"
        for name in ("Hana", "Luz"):
            people[name].email = "care@example.com"
        gone = Person(side_id=people["Bo"].side_id, name="Gone", state=PersonState.LEFT, created_at=desk.calendar.now())
        session.add(gone)
        await session.flush()
        session.add(DeskIdentity(person_id=gone.id, system="zendesk", agent_id="4713"))
    return desk


async def test_whom_a_customer_praises_is_found_by_what_the_help_desk_says(crowded: Desk) -> None:
    told = [Told(system, f"r-{place}", "!", Agent(**words)) for place, (_, system, words, _) in enumerate(CASES)]
    async with crowded.database.read() as session:
        found = await praised(session, EVERYTHING, told)
    assert {case[0]: one.name if one else None for case, one in zip(CASES, found, strict=True)} == {
        case[0]: case[3] for case in CASES
    }


@on_one_database
async def test_an_alias_counts_as_unique_among_those_whom_the_asker_may_see(crowded: Desk) -> None:
    async with crowded.database.read() as session:
        hugo = (await session.scalars(select(Person).where(Person.name == "Hugo"))).one()
        scope = Scope(frozenset({hugo.side_id}))
        told = [Told("zendesk", "1", "!", Agent("4711")), Told("zendesk", "2", "!", Agent("4712"))]
        found = await praised(session, scope, told)
    assert [one.name if one else None for one in found] == ["Hugo", None]


@on_one_database
async def test_the_roster_may_write_a_system_in_capitals(desk: Desk) -> None:
    async with desk.database.write() as session:
        await session.execute(update(DeskIdentity).values(system="Zendesk"))
    story: Any = await desk.take(system="ZENDESK")
    assert story.person_id is not None
