"""A SQLite file as a power cut would leave it, at a hundred moments of a release: whole, with every receipt in it."""

import asyncio
import random
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.chat.message import say
from tests.bot.delivery.conftest import SLACK, until

COPIES = 100
POSTS = 1500
"""Some hundred a second, so that the release lasts longer than the copying."""

LONGEST_BETWEEN = 0.04
"""Seconds between two copies at the most."""

SEND = """
import asyncio, sys
from pathlib import Path
from tests.bot.delivery.killed_sender import main
asyncio.run(main(sys.argv[1], Path(sys.argv[2]), "never", True))
"""
ROOT = Path(__file__).parents[3]


def acknowledged(path: Path) -> set[str]:
    """The receipts that another reader sees."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as reader:
        return {row[0] for row in reader.execute("SELECT public_id FROM delivery WHERE state = 'sent'")}


def copy_of(path: Path, folder: Path) -> Path:
    folder.mkdir()
    for name in (path.name, f"{path.name}-wal"):
        shutil.copy(path.with_name(name), folder / name)
    return folder / path.name


async def test_a_hundred_copies_of_a_running_release_are_whole_and_miss_no_receipt(desk, tmp_path):
    if desk.database.is_postgresql:
        pytest.skip("PostgreSQL is not copied as a file")
    path = desk.database.path
    await desk.add_side("marlowe", "slack", SLACK, POSTS)
    await desk.publish(desk.posts(say("The limit is €50"), "marlowe"))
    moments = random.Random(3)
    url = desk.database.url.render_as_string()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", SEND, url, str(tmp_path / "ledger"), cwd=ROOT)
    taken: list[tuple[set[str], Path]] = []
    try:

        async def begun():
            return acknowledged(path)

        await until(begun)
        for number in range(COPIES):
            await asyncio.sleep(moments.uniform(0, LONGEST_BETWEEN))
            before = acknowledged(path)
            # Stopped in the middle of whatever it does, so that both files are of one moment.
            process.send_signal(signal.SIGSTOP)
            taken.append((before, copy_of(path, tmp_path / f"copy {number}")))
            process.send_signal(signal.SIGCONT)
        assert process.returncode is None, "the release was over before the last copy"
    finally:
        process.kill()
        await process.wait()
    for before, copy in taken:
        with closing(sqlite3.connect(copy)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
        assert before <= acknowledged(copy)
    counts = [len(before) for before, _ in taken]
    assert counts[0] < counts[-1] < POSTS, "the copies are of a release under way"
