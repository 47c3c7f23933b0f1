"""Processes of their own that send until they kill themselves at a named point, as a power cut would.

Each line of the input makes one, which is quicker than starting Python anew: database URL, ledger file, point ("never":
run until everything is settled), and whether posts can be found, separated by tabs. The answer is how it ended: the
exit status, or the number of the signal below zero.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from sqlalchemy import exists, select

from bot.clock import system_clocks
from bot.delivery.pace import Bucket, MethodPace, PaceRules
from bot.delivery.sender import Hooks, Sender, SenderOptions
from bot.delivery.tables import OPEN, Delivery
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database
from tests.bot.delivery.memory_platform import MemoryPlatform

OPTIONS = SenderOptions(lease=0.7, timeout=0.2, grace=0.25, poll=0.03, at_once=4)
RULES = PaceRules({"posts": Bucket(100, 4)}, {"post": MethodPace("posts")})


async def main(url: str, ledger: Path, point: str, findable: bool) -> None:
    passed = 0

    async def at(name: str) -> None:
        nonlocal passed
        if name == point:
            passed += 1
            # The first time is too early to be interesting: let something be sent before.
            if passed == (1 if point == "during_recovery" else 2):
                os.kill(os.getpid(), signal.SIGKILL)

    platform = MemoryPlatform(findable=findable, ledger=ledger)
    platform.latency = 0.02 if point == "mid_post" else 0.0
    async with Database(url, Keyring(["a-key-for-tests-that-is-long-enough-to-pass"])) as database:
        sender = Sender(database, {"slack": platform}, {"slack": RULES}, system_clocks(), OPTIONS, Hooks(at=at))
        stop = asyncio.Event()
        running = asyncio.create_task(sender.run(stop))
        while not running.done():
            async with database.read() as session:
                if not await session.scalar(select(exists(Delivery.id).where(OPEN))):
                    break
            await asyncio.sleep(0.02)
        stop.set()
        await running


def serve() -> None:
    for line in sys.stdin:
        url, ledger, point, findable = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            asyncio.run(main(url, Path(ledger), point, findable == "True"))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
