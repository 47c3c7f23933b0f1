"""What tests of chaos share: hosts to fork bots from, and where scratch databases are made."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.proof.chaos.bots import Hosts
from bot.proof.chaos.rounds import Postgresql


@pytest.fixture
async def hosts(tmp_path: Path) -> AsyncIterator[Hosts]:
    async with AsyncExitStack() as stack:
        yield Hosts(stack, tmp_path)


@pytest.fixture
def postgresql(postgresql_server: Any) -> Postgresql:
    return Postgresql(postgresql_server.url("postgres"), postgresql_server)
