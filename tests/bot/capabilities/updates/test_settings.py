"""The audience that is chosen beforehand is one that is there."""

from typing import Any

import pytest

from bot.capabilities.updates import settings as updates
from bot.people import settings
from bot.people.refusal import Refused


async def test_an_audience_that_is_not_there_is_refused(stage: Any) -> None:
    registry = {spec.name: spec for spec in updates.ALL}
    now = stage.calendar.now()
    async with stage.database.write() as session:
        with pytest.raises(Refused, match=r"^There is no audience called “Nobody”\. Make it first, or write"):
            await settings.change(session, None, registry, "updates.audience", "Nobody", now)
        assert await updates.default_audience(session) == ""
        await settings.change(session, None, registry, "updates.audience", " everyone ", now)
        assert await updates.default_audience(session) == "Everyone"
        await settings.change(session, None, registry, "updates.audience", "", now)
        assert await updates.default_audience(session) == ""
