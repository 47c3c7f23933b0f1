"""One house per module, on SQLite, with everybody in it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.capabilities.setup.rules import READ_MEMBERS
from bot.people.model import Role
from tests.contract.house import House, organisation, quiet


async def furnish(house: House) -> None:
    """Moves everybody in: companies linked, roster imported, rights given, strangers at the door."""
    await house.prepare()
    await house.give("tala", Role.ADMIN, side=True)
    await house.give("hana", Role.ADMIN, side=True)
    await house.give("ines", Role.ADMIN, side=False)
    await house.invite_strangers()
    # What the import, the first sweep and the strangers asked for changes rows in its own time, which no test here is
    # about; a sweep asks for readings itself, so it comes first.
    await quiet(house)
    await house.due_now(READ_MEMBERS)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The whole bot between both stand-ins, with a small organisation in it."""
    path = tmp_path_factory.mktemp("house") / "instep.db"
    shutil.copy(sqlite_template, path)
    async with House(organisation(), database_url=f"sqlite:///{path}") as house:
        await furnish(house)
        yield house


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["sqlite", "postgresql"])
async def either_house(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The same on each engine in turn, for what writes."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("house") / "instep.db"
        shutil.copy(sqlite_template, path)
        url = f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgresql_server")
        url = server.url(server.copied_database(request.getfixturevalue("postgresql_template")))
    async with House(organisation(), database_url=url) as house:
        await furnish(house)
        yield house
