"""The runner's lock: held by one process, let go of by dying."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.errors import DatabaseUnreachable, SecondRunner
from bot.storage.runner_lock import runner_lock
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database

HOLD = """
import sys
from pathlib import Path
from bot.storage.runner_lock import runner_lock
with runner_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "instep.db"


async def write_beside(path: Path) -> None:
    async with Database(f"sqlite:///{path}", Keyring(["k"])) as database, database.write():
        pass


def test_a_missing_folder_is_told_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnreachable, match="does not exist: make it"), runner_lock(tmp_path / "typo" / "i.db"):
        pass
    assert not (tmp_path / "typo").exists()


def test_a_second_runner_is_refused_until_the_first_is_dead(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout and other.stdout.readline() == "held\n"
        with pytest.raises(SecondRunner, match=rf"already runs on {path}: stop the other one first"), runner_lock(path):
            pass
        asyncio.run(write_beside(path))
        other.send_signal(signal.SIGKILL)
    with runner_lock(path):
        pass


def test_the_lock_is_free_again_after_a_failure(path: Path) -> None:
    with pytest.raises(RuntimeError), runner_lock(path):
        raise RuntimeError
    with runner_lock(path):
        pass


def test_postgresql_needs_no_lock() -> None:
    with runner_lock(None), runner_lock(None):
        pass
