"""A manager and a lead on the stage, and the form of a sync as they fill it in."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat.form import Form
from bot.people.model import Person
from tests import desk as desks
from tests.bot.capabilities.syncs.conftest import Stage
from tests.desk import EVERYBODY


class Desk(desks.Desk):
    """Short ways to fill in the form of a sync."""

    command = "sync new"
    name = "Care weekly"

    async def person(self, name: str) -> str:
        async with self.stage.database.read() as session:
            return (await session.scalars(select(Person.public_id).where(Person.name == name))).one()

    async def filled(
        self, form: Form, teams: Sequence[str] = EVERYBODY, people: Sequence[str] = (), **values: Any
    ) -> dict[str, Any]:
        """What comes in of the form with these teams and people, and otherwise as it is."""
        if people:
            values.setdefault("facilitators", tuple([await self.person(one) for one in people]))
        return await super().filled(form, teams, **values)


@pytest.fixture
async def desk(stage: Stage) -> Desk:
    made = Desk(stage)
    await made.furnish()
    return made
