"""The process is killed at every named point: nothing is lost, nothing is doubled unseen."""

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat.message import say
from bot.delivery.tables import Lane, Policy
from tests.bot.delivery.conftest import SLACK
from tests.bot.delivery.memory_platform import MemoryPlatform

POINTS = ("before_claim", "mid_claim", "after_claim", "mid_post", "after_answer", "mid_receipt", "during_recovery")
ROOT = Path(__file__).parents[3]


class Senders:
    """Senders as processes of their own, one after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.delivery.killed_sender"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    async def run(self, url: str, ledger: Path, point: str, findable: bool) -> int:
        """The exit status of a sender, or the number of the signal that killed it, below zero."""
        return await asyncio.wait_for(asyncio.to_thread(self._run, url, ledger, point, findable), 30)

    def _run(self, *asked: object) -> int:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write("\t".join(map(str, asked)) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.strip().lstrip("-").isdigit():
                return int(line)
        raise AssertionError("the senders' process has ended")

    def close(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def senders() -> Iterator[Senders]:
    started = Senders()
    yield started
    started.close()


async def twelve_posts(desk):
    desk.channels.clear()
    await desk.add_side("marlowe", "slack", SLACK, 12)
    return await desk.publish(desk.posts(say("The limit is €50"), "marlowe"))


@pytest.mark.parametrize("findable", [True, False], ids=["look-up", "no look-up"])
@pytest.mark.parametrize("point", POINTS)
async def test_a_kill_loses_nothing_and_doubles_nothing_unseen(senders, desk, database_url, tmp_path, point, findable):
    ledger = tmp_path / "ledger"
    await twelve_posts(desk)
    if point == "during_recovery":
        assert await senders.run(database_url, ledger, "after_claim", findable) == -signal.SIGKILL
    assert await senders.run(database_url, ledger, point, findable) == -signal.SIGKILL
    assert await senders.run(database_url, ledger, "never", findable) == 0
    receipt = await desk.receipt()
    assert receipt.promised == receipt.delivered + receipt.failed + receipt.unconfirmed == 12
    assert receipt.failed == 0
    posted = Counter(one.channel for one in MemoryPlatform(ledger=ledger).posted)
    assert set(posted) == {line.conversation for line in receipt.lines}, "nothing is lost"
    doubled = {channel for channel, times in posted.items() if times > 1}
    if findable:
        assert not doubled
        assert receipt.unconfirmed == 0
    else:
        assert doubled <= {line.conversation for line in receipt.lines if line.doubtful}, "every doubt is flagged"
        assert receipt.unconfirmed == len([line for line in receipt.lines if line.attempts > 1])


async def test_at_most_once_doubles_nothing_and_flags_what_may_be_lost(senders, desk, database_url, tmp_path):
    ledger = tmp_path / "ledger"
    await twelve_posts(desk)
    await desk.set(Lane, {"policy": Policy.AT_MOST_ONCE})
    assert await senders.run(database_url, ledger, "after_answer", findable=False) == -signal.SIGKILL
    assert await senders.run(database_url, ledger, "never", findable=False) == 0
    receipt = await desk.receipt()
    posted = Counter(one.channel for one in MemoryPlatform(ledger=ledger).posted)
    assert set(posted.values()) == {1}
    lost = {line.conversation for line in receipt.lines} - set(posted)
    assert lost <= {line.conversation for line in receipt.lines if line.doubtful}
    assert receipt.unconfirmed >= 1
    assert receipt.delivered + receipt.unconfirmed == 12
