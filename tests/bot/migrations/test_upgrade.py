"""Migrations, on both databases: all of a step or nothing, and never from a newer release."""

import asyncio
import logging
import re
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

import bot
from bot.migrations import all_metadata
from bot.migrations.upgrade import check_version, current, differences, head, upgrade
from bot.storage.errors import DatabaseNotReady, DatabaseTooNew, DatabaseUnreachable, MigrationFailed
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database

KEYRING = Keyring(["k"])

FIRST = """
op.create_table("side", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text))
op.create_table("team", sa.Column("side_id", sa.Integer, sa.ForeignKey("side.id", name="fk", ondelete="CASCADE")))
"""
RENAME = """
with op.batch_alter_table("side") as side:
    side.alter_column("name", new_column_name="title", nullable=False)
"""
BROKEN = """
op.create_table("more", sa.Column("id", sa.Integer))
op.execute("INSERT INTO side (id, name) VALUES (2, 'half done')")
op.execute("SELECT * FROM nowhere")
"""
KILLED = """
import os, signal
op.create_table("more", sa.Column("id", sa.Integer))
os.kill(os.getpid(), signal.SIGKILL)
"""
UPGRADE = """
import asyncio, sys
from pathlib import Path
from bot.migrations.upgrade import upgrade
asyncio.run(upgrade(sys.argv[1], Path(sys.argv[2])))
"""
ORPHAN = 'op.execute("DELETE FROM side")'

Steps = Callable[..., Path]


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    """Write migrations with the given bodies into a folder of their own."""

    def write(*bodies: str) -> Path:
        folder = tmp_path / f"{len(bodies)} steps"
        (folder / "versions").mkdir(parents=True)
        for number, body in enumerate(bodies, start=1):
            lines = [
                "import sqlalchemy as sa",
                "from alembic import op",
                f"revision = 'r{number}'",
                f"down_revision = {f'r{number - 1}' if number > 1 else None!r}",
                "def upgrade():",
                *(f"    {line}" for line in body.strip().splitlines()),
            ]
            (folder / "versions" / f"r{number}.py").write_text("\n".join(lines))
        return folder

    return write


async def fill(url: str) -> None:
    async with Database(url, KEYRING) as database, database.write() as session:
        await session.execute(text("INSERT INTO side VALUES (1, 'Harborline')"))
        await session.execute(text("INSERT INTO team VALUES (1)"))


async def count(url: str, table: str) -> int:
    async with Database(url, KEYRING) as database, database.read() as session:
        found = await session.scalar(text(f"SELECT count(*) FROM {table}"))
        assert isinstance(found, int)
        return found


async def test_the_steps_lead_to_the_tables_of_the_program(empty_database_url: str) -> None:
    assert await upgrade(empty_database_url) == (None, head())
    assert await differences(empty_database_url) == []


async def test_an_upgrade_is_done_once(empty_database_url: str, steps: Steps) -> None:
    folder = steps(FIRST)
    assert await upgrade(empty_database_url, folder) == (None, "r1")
    await fill(empty_database_url)
    assert await upgrade(empty_database_url, folder) == ("r1", "r1")
    assert await current(empty_database_url) == "r1"
    assert await count(empty_database_url, "side") == 1


async def test_each_step_is_logged(empty_database_url: str, steps: Steps, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "bot.migrations"):
        await upgrade(empty_database_url, steps(FIRST, RENAME))
    assert [line.getMessage() for line in caplog.records if line.name == "bot.migrations"] == [
        "The tables are brought to r1",
        "The tables are brought to r2",
    ]


async def test_a_table_that_is_changed_keeps_the_rows_that_point_to_it(empty_database_url: str, steps: Steps) -> None:
    await upgrade(empty_database_url, steps(FIRST))
    await fill(empty_database_url)
    assert await upgrade(empty_database_url, steps(FIRST, RENAME)) == ("r1", "r2")
    assert await count(empty_database_url, "team") == 1


async def test_a_failed_step_leaves_everything_as_it_was_and_says_so(empty_database_url: str, steps: Steps) -> None:
    await upgrade(empty_database_url, steps(FIRST))
    await fill(empty_database_url)
    with pytest.raises(MigrationFailed, match=r"could not be brought from r1 to r3 and is as it was before"):
        await upgrade(empty_database_url, steps(FIRST, RENAME, BROKEN))
    assert await current(empty_database_url) == "r1"
    assert await count(empty_database_url, "side WHERE name = 'Harborline'") == 1


async def test_a_process_killed_in_the_middle_leaves_everything_as_it_was(
    empty_database_url: str, steps: Steps
) -> None:
    await upgrade(empty_database_url, steps(FIRST))
    await fill(empty_database_url)
    folder = steps(FIRST, RENAME, KILLED)
    command = [sys.executable, "-c", UPGRADE, empty_database_url, str(folder)]
    process = await asyncio.create_subprocess_exec(*command)
    assert await process.wait() == -signal.SIGKILL
    assert await current(empty_database_url) == "r1"
    assert await count(empty_database_url, "side WHERE name = 'Harborline'") == 1


async def test_a_step_that_leaves_rows_pointing_nowhere_is_rolled_back(tmp_path: Path, steps: Steps) -> None:
    url = f"sqlite:///{tmp_path / 'instep.db'}"
    await upgrade(url, steps(FIRST))
    await fill(url)
    with pytest.raises(MigrationFailed, match="rows of team point to rows of side that are gone"):
        await upgrade(url, steps(FIRST, ORPHAN))
    assert await count(url, "side") == 1


async def test_a_database_of_a_newer_release_is_refused_untouched(empty_database_url: str, steps: Steps) -> None:
    await upgrade(empty_database_url, steps(FIRST, RENAME))
    older = steps(FIRST)
    for refused in (upgrade, check_version):
        with pytest.raises(DatabaseTooNew, match=r"was last used by a newer release of Instep \(r2\): install"):
            await refused(empty_database_url, older)
    assert await current(empty_database_url) == "r2"


async def test_a_database_that_was_not_upgraded_says_how_to(empty_database_url: str, steps: Steps) -> None:
    folder = steps(FIRST)
    with pytest.raises(DatabaseNotReady, match=r"[Rr]un `instep db upgrade`"):
        await check_version(empty_database_url, folder)
    await upgrade(empty_database_url, folder)
    await check_version(empty_database_url, folder)


async def test_a_database_that_is_away_is_said_to_be() -> None:
    with pytest.raises(DatabaseUnreachable):
        await upgrade("postgresql://bot@127.0.0.1:1/instep")


def test_no_table_is_forgotten() -> None:
    root = Path(bot.__file__).parent
    modules = [path for path in root.rglob("*.py") if "migrations" not in path.parts]
    named = {name for path in modules for name in re.findall(r'__tablename__ = "(\w+)"', path.read_text())}
    assert named == set(all_metadata().tables)
