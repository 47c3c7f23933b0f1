"""Bots under chaos, as whoever conducts it sees them: begun to order, signalled, and waited for."""

import asyncio
import json
import os
import signal
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import aiohttp

from bot.proof.chaos.orders import Order
from bot.proof.hands import until
from bot.proof.processes import PATIENCE, Process, own_environment
from bot.proof.steps import expect

READY_WITHIN = 30.0
"""Seconds."""

MORTALS = ("-m", "bot.proof.chaos.mortals")
"""The program whose processes are begun; tests put one of their own in its place, to break what it runs."""


class Bot:
    """One running bot."""

    def __init__(self, host: Process, pid: int) -> None:
        self._host = host
        self.pid = pid
        self._ending = asyncio.create_task(self._end())

    async def ended(self) -> int:
        """Its exit code once it has ended, or the number of the signal below zero."""
        return await asyncio.shield(self._ending)

    @property
    def running(self) -> bool:
        return not self._ending.done()

    async def ready(self, port: int) -> None:
        """Wait until it serves on its port; one that begins without a database says so and ends, as it should."""
        async with aiohttp.ClientSession() as http:

            async def look() -> bool:
                expect(self.running, "a bot that starts", self.told())
                try:
                    async with http.get(f"http://127.0.0.1:{port}/readyz") as response:
                        return response.status == 200
                except aiohttp.ClientError:
                    return False

            await until(look, "the bot to be ready", READY_WITHIN)

    def signal(self, number: signal.Signals) -> None:
        """SIGKILL, SIGSTOP, SIGCONT, SIGTERM …, if it is still there."""
        if self.running:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once, also if it was stopped in its tracks."""
        self.signal(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to stop, as an operator does, and kill it after PATIENCE; gives its exit code."""
        self.signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(PATIENCE):
                return await self.ended()
        except TimeoutError:
            self.kill()
            return await self.ended()

    def told(self) -> str:
        """The end of what it and those before it have logged."""
        return self._host.told()

    async def _end(self) -> int:
        return int((await _answer(self._host))["ended"])


class Hosts:
    """The processes that bots are forked from, one bot at a time each; more are started as they are needed."""

    def __init__(self, stack: AsyncExitStack, folder: Path, program: Sequence[str] = MORTALS) -> None:
        self._stack = stack
        self._folder = folder
        self._program = program
        self._idle: list[Process] = []
        self._hosts = 0

    async def begin(self, order: Order) -> tuple[Process, Bot]:
        """Start a bot; its host is to be given back once it has ended."""
        host = self._idle.pop() if self._idle else await self._start()
        await host.tell(order.as_line())
        return host, Bot(host, int((await _answer(host))["pid"]))

    def give_back(self, host: Process) -> None:
        """The host's bot has ended."""
        self._idle.append(host)

    async def _start(self) -> Process:
        self._hosts += 1
        host = Process(
            self._program,
            log=self._folder / f"bots-{self._hosts}.log",
            environment=own_environment(),
            reads_output=True,
        )
        await self._stack.enter_async_context(host)
        await _answer(host)
        return host


async def _answer(host: Process) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(await host.line())
    return answer
