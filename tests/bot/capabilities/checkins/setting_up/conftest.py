"""A manager and a lead on the stage, and the form of a check-in as they fill it in."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.capabilities.checkins.store.tables import Checkin
from tests import desk as desks
from tests.bot.capabilities.checkins.conftest import Stage


class Desk(desks.Desk):
    """Short ways to fill in the form of a check-in."""

    command = "checkin new"
    name = "Weekly pulse"

    async def wrong(self, field: str, who: str = "Ines", **values: Any) -> str:
        """What is wrong with a field; nothing was set up."""
        answer = await self.looked_at(who, **values)
        assert answer.errors is not None, self.stage.shown(answer.form or answer.message)
        assert await self.stage.count(Checkin) == 0
        return answer.errors.by_field[field]

    async def checkin(self) -> Checkin:
        async with self.stage.database.read() as session:
            return (await session.scalars(select(Checkin))).one()


@pytest.fixture
async def desk(stage: Stage) -> Desk:
    made = Desk(stage)
    await made.furnish()
    return made
