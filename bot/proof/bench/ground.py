"""Where speed is measured: the target in a process, and for every run a process and a database of its own."""

import json
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

from bot.proof.bench.tasks import Sent, Task
from bot.proof.postgresql import NotInstalled, PostgresqlServer
from bot.proof.processes import Process, own_environment
from bot.proof.steps import expect


@dataclass(frozen=True)
class Run:
    """So many posts, what they took, how many a second came to the target from the first to the last, and for which
    share of the time others had the processor."""

    count: int
    sent: Sent
    arriving: float
    in_line: float

    @property
    def rate(self) -> float:
        """Posts a second."""
        return self.count / self.sent.seconds

    @property
    def cpu(self) -> float:
        """Milliseconds of a processor for each post."""
        return self.sent.cpu / self.count * 1000


class Ground:
    """`async with Ground() as ground:` has a target; `engines` are those that it can make databases on."""

    def __init__(self) -> None:
        self._stack = AsyncExitStack()
        self._made = 0
        self.engines: tuple[str, ...] = ()

    async def __aenter__(self) -> Self:
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="instep-")))
        try:
            self._postgresql = self._stack.enter_context(PostgresqlServer())
            self.engines = ("sqlite", "postgresql")
        except NotInstalled:
            self.engines = ("sqlite",)
        self._http = await self._stack.enter_async_context(aiohttp.ClientSession())
        target = Process(
            ["-m", "bot.proof.bench.target"],
            log=self._folder / "target.log",
            environment=own_environment(),
            reads_output=True,
        )
        self.url = await (await self._stack.enter_async_context(target)).line()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def database_url(self, engine: str) -> str:
        """A database without tables on `sqlite` or `postgresql`."""
        self._made += 1
        if engine == "sqlite":
            return f"sqlite:///{self._folder / f'{self._made}.db'}"
        return self._postgresql.new_database(f"bench{self._made}")

    async def run(self, task: Task) -> Run:
        """Do a task in a process of its own; what the target took must be what the task promised."""
        log = self._folder / "client.log"
        there = replace(task, url=task.url and self.url + task.url)
        arguments = ["-m", "bot.proof.bench.client", json.dumps(asdict(there))]
        async with Process(arguments, log=log, environment=own_environment(), reads_output=True) as client:
            began = time.monotonic()
            sent = Sent(**json.loads(await client.line()))
            in_line = client.stood_in_line() / (time.monotonic() - began)
        if not task.url:
            return Run(task.count, sent, 0.0, in_line)
        taken = await self._taken(task.url.split("/")[2])
        expect(taken["count"] == task.count, f"{task.count} posts at the target", str(taken["count"]))
        return Run(task.count, sent, (task.count - 1) / (taken["last"] - taken["first"]), in_line)

    async def _taken(self, name: str) -> dict[str, Any]:
        async with self._http.get(f"{self.url}/taken/{name}") as response:
            told: dict[str, Any] = await response.json()
            return told
