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


def url_of(request: pytest.FixtureRequest, sqlite_template: Path, folders: pytest.TempPathFactory) -> str:
    """A database of its own, on the engine that a fixture is asked for."""
    if request.param == "sqlite":
        path = folders.mktemp("house") / "instep.db"
        shutil.copy(sqlite_template, path)
        return f"sqlite:///{path}"
    server = request.getfixturevalue("postgresql_server")
    return server.url(server.copied_database(request.getfixturevalue("postgresql_template")))


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["sqlite", "postgresql"])
async def either_house(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The same on each engine in turn, for what writes."""
    url = url_of(request, sqlite_template, tmp_path_factory)
    async with House(organisation(), database_url=url) as house:
        await furnish(house)
        yield house
