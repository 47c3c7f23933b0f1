"""A manager and a lead on the stage, and the form as they fill it in."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat.form import ChoiceField, Form, SearchField
from bot.chat.inbound import Answer
from bot.people.model import Grant, Person, Role, Team
from tests.bot.capabilities.syncs.conftest import Stage
from tests.stage import typed


class Desk:
    """Short ways to fill in the form of a sync."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    async def team(self, name: str) -> str:
        async with self.stage.database.read() as session:
            return (await session.scalars(select(Team.public_id).where(Team.name == name))).one()

    async def person(self, name: str) -> str:
        async with self.stage.database.read() as session:
            return (await session.scalars(select(Person.public_id).where(Person.name == name))).one()

    async def lead(self, name: str, team: str) -> None:
        async with self.stage.database.write() as session:
            found = (await session.scalars(select(Team).where(Team.name == team))).one()
            found.lead_id = await session.scalar(select(Person.id).where(Person.name == name))

    async def form(self, who: str = "Ines") -> Form:
        answer = await self.stage.command(who, "sync new")
        assert answer.form is not None, answer
        return answer.form

    async def filled(
        self, form: Form, teams: Sequence[str] = ("Care", "Harbor", "Lumen"), people: Sequence[str] = (), **values: Any
    ) -> dict[str, Any]:
        """What comes in of the form with these teams and people, and otherwise as it is."""
        chosen = {part.name: tuple(part.value) for part in form.parts if isinstance(part, ChoiceField)}
        searched: dict[str, Any] = {
            part.name: tuple(option.value for option in part.value)
            for part in form.parts
            if isinstance(part, SearchField)
        }
        if teams:
            searched["teams"] = tuple([await self.team(one) for one in teams])
        if people:
            searched["facilitators"] = tuple([await self.person(one) for one in people])
        return typed(form, **{**chosen, **searched, "name": "Care weekly", **values})

    async def looked_at(self, who: str = "Ines", **values: Any) -> Answer:
        """The look before, or what is wrong."""
        form = await self.form(who)
        return await self.stage.submit(who, form, **await self.filled(form, **values))

    async def set_up(self, who: str = "Ines", **values: Any) -> Answer:
        answer = await self.looked_at(who, **values)
        assert answer.form is not None, answer
        return await self.stage.submit(who, answer.form)


@pytest.fixture
async def desk(stage: Stage) -> Desk:
    """Ines manages everybody, Hana manages Harborline, Luz leads Lumen."""
    async with stage.database.write() as session:
        people = {one.name: one for one in await session.scalars(select(Person))}
        session.add(Grant(person_id=people["Ines"].id, role=Role.MANAGER, side_id=None))
        session.add(Grant(person_id=people["Hana"].id, role=Role.MANAGER, side_id=people["Hana"].side_id))
    made = Desk(stage)
    await made.lead("Luz", "Lumen")
    return made
