"""The command `instep` on a database of its own, with somebody there if wanted."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli import roster
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database, Session

KEY = "a-key-for-tests-that-is-long-enough-to-pass"


@pytest.fixture
def inside(database_url: str) -> Callable[[], Database]:
    """Opens the database on which `instep` runs."""
    return lambda: Database(database_url, Keyring([KEY]))


def inside_of(inside: Callable[[], Database], work: Callable[[Session], Any]) -> Any:
    """Does this in a transaction of that database."""

    async def go() -> Any:
        async with inside() as database, database.write() as session:
            return await work(session)

    return asyncio.run(go())


@pytest.fixture
def instep(
    request: pytest.FixtureRequest, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Result]:
    """Runs `instep …` in an empty folder on an empty database: the roster, and the groups that the module names."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("INSTEP_SECRET_KEY", KEY)
    app = typer.Typer()
    groups: tuple[ModuleType, ...] = request.module.GROUPS
    for group in (roster, *groups):
        group.add_to(app)

    def run(*words: str, answer: str = "") -> Result:
        result = CliRunner().invoke(app, words, input=answer)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def bo(instep: Callable[..., Result]) -> None:
    """Bo of Care is there, whom Zendesk calls 4711."""
    Path("teams.csv").write_text("name,side,time_zone\nCare,internal,Europe/London\n")
    Path("people.csv").write_text("name,side,teams,desk\nBo,internal,Care,zendesk/4711\n")
    instep("teams", "import", "teams.csv")
    instep("people", "import", "people.csv")
