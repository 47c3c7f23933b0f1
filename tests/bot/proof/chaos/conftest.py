"""What tests of chaos share: hosts to fork bots from, and where scratch databases are made."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.proof.chaos.bots import Hosts
from bot.proof.chaos.rounds import Postgresql
from bot.proof.postgresql import PostgresqlServer


@pytest.fixture
async def hosts(tmp_path: Path) -> AsyncIterator[Hosts]:
    async with AsyncExitStack() as stack:
        yield Hosts(stack, tmp_path)


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Postgresql]:
    """A server that may be stopped in the middle, and that forgets nothing when it crashes."""
    with PostgresqlServer({"fsync": "off"}) as server:
        yield Postgresql(server.url("postgres"), server)
