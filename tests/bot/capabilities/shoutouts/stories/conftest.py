"""Teams with leads, agents whom a help desk knows, and a program that brings in what customers said."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp import ClientResponse
from sqlalchemy import select

from bot.capabilities.shoutouts.store import STORY, CustomerStory
from bot.capabilities.shoutouts.stories.asked import NewStory
from bot.capabilities.shoutouts.stories.taking import take
from bot.chat.inbound import Answer
from bot.chat.message import Message
from bot.delivery.outbox import CARD, Outbox
from bot.people.access import EVERYTHING, Scope
from bot.people.model import DeskIdentity, Grant, Person, Role, Side, Team
from bot.people.sides import INTERNAL
from bot.people.tokens import Purpose
from tests.bot.capabilities.shoutouts.conftest import Stage
from tests.bot.capabilities.updates.elsewhere import conftest as updates

WORDS = "She stayed on the line until the wheelchair was booked. Thank you!"
SAID = {"system": "zendesk", "external_id": "r-1", "text": WORDS, "agent": {"id": "4711"}}

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what no statement decides."""


class Desk(Stage):
    """With what customers said."""

    async def said(self, public_id: str) -> CustomerStory:
        async with self.database.read() as session:
            found = await session.scalars(select(CustomerStory).where(CustomerStory.public_id == public_id))
            return found.one()

    async def take(self, external_id: str = "r-1", brought_by: str = INTERNAL, **fields: Any) -> CustomerStory:
        """A customer's words come in, from the tool of a side."""
        asked = NewStory.model_validate({**SAID, "external_id": external_id, **fields})
        async with self.database.write() as session:
            outbox = Outbox(session, self.clocks)
            side = (await session.scalars(select(Side).where(Side.name == brought_by))).one()
            scope = EVERYTHING if brought_by == INTERNAL else Scope(frozenset({side.id}))
            [kept] = await take(session, outbox, scope, side.id, [asked], self.calendar.now())
            public_id = kept.story.public_id
        return await self.said(public_id)

    async def told(self, story: CustomerStory, slot: str = CARD) -> Mapping[str, Message]:
        return await self.cards(story, STORY, slot)

    async def presses(self, who: str, story: CustomerStory, label: str) -> Answer:
        """Presses a button on the message that this person got."""
        return await self.press(who, self.button((await self.told(story))[who], label))

    async def listed(self, who: str) -> Message:
        message = (await self.command(who, "shoutout stories")).message
        assert message is not None
        return message


@pytest.fixture
async def desk(stage: Stage) -> Desk:
    """Ada leads Care, Hana leads Harbor, Luz leads Lumen, Ines manages all; Hugo is 4711 and Leo is 4712."""
    async with stage.database.write() as session:
        people = {one.name: one for one in await session.scalars(select(Person))}
        teams = {one.name: one for one in await session.scalars(select(Team))}
        for team, lead in (("Care", "Ada"), ("Harbor", "Hana"), ("Lumen", "Luz")):
            teams[team].lead_id = people[lead].id
        session.add(Grant(person_id=people["Ines"].id, role=Role.MANAGER, side_id=None))
        session.add(DeskIdentity(person_id=people["Hugo"].id, system="zendesk", agent_id="4711", alias="Sam"))
        session.add(DeskIdentity(person_id=people["Leo"].id, system="zendesk", agent_id="4712"))
        people["Leo"].alias, people["Leo"].email = "Max", "leo@lumenara.example"
    desk = Desk(stage.database)
    desk.people = stage.people
    return desk


class Program(updates.Program):
    """A help desk with a token."""

    async def tells(self, key: str | None = "", **fields: Any) -> ClientResponse:
        return await self.ask("POST", "/stories", key, json={**SAID, **fields})


@pytest.fixture
async def program(desk: Desk) -> AsyncIterator[Program]:
    """A program with a token of Ines, who is a manager."""
    async with Program.over(desk) as program:
        await program.has_token(purpose=Purpose.STORIES)
        yield program
