"""What the tests of the Slack folder share."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.slack.scene import Scene, open_scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    """An invented Slack for one test."""
    async with open_scene() as opened:
        yield opened
