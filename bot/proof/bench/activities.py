"""Activities of Teams that a core handles, beside what botbuilder's stock adapter handles; both check the token."""

import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

from adapters.teams.standin import TeamsStandin
from bot.proof.bench.bars import Bar, Findings, Say
from bot.proof.bench.listener import Task
from bot.proof.processes import Process, own_environment
from bot.proof.steps import expect
from bot.proof.world import TEAMS_PASSWORD

CONNECTIONS = 16
RUNS = 3
SECONDS = 3.0

TOPOLOGY = f"{CONNECTIONS} connections; each bot in a process of its own; a mention in a channel, which each drops"


@dataclass(frozen=True)
class Scene:
    """What both bots are told: an activity, its token, and what they are configured with."""

    task: Task
    activity: Mapping[str, Any]
    token: str

    def listener(self, *, stock: bool, folder: Path) -> Process:
        """The process of one bot; its first line is its address."""
        task = json.dumps(asdict(replace(self.task, stock=stock)))
        return Process(
            ["-m", "bot.proof.bench.listener", task],
            log=folder / "listener.log", environment=own_environment(), reads_output=True,
        )  # fmt: skip

    async def tell(self, http: aiohttp.ClientSession, url: str, number: int, token: str = "") -> int:
        """Send the activity under a number of its own; gives the status."""
        body = json.dumps({**self.activity, "id": str(number)}).encode()
        headers = {"Authorization": f"Bearer {token or self.token}", "Content-Type": "application/json"}
        async with http.post(url, data=body, headers=headers) as response:
            return response.status


@asynccontextmanager
async def scene(folder: Path) -> AsyncIterator[Scene]:
    """A channel of a partner's team, in which somebody mentions the bot."""
    async with TeamsStandin() as teams:
        world = teams.world
        tenant = world.add_tenant("Harborline")
        app = world.add_registration(tenant.id, "http://127.0.0.1:9/", password=TEAMS_PASSWORD)
        user = world.add_user(tenant.id, "Harborline 1")
        team = world.add_team(tenant.id, "Harborline agents", members=[user.id])
        channel = world.add_channel(team.id, "desk")
        world.add_app(app.app_id, team.id)
        turn = await teams.people.mention(user.id, channel.id, "who am i", app_id=app.app_id)
        task = Task(
            False, app.app_id, TEAMS_PASSWORD, tenant.id, teams.openid_metadata_url, teams.login_url,
            f"sqlite:///{folder}/instep.db",
        )  # fmt: skip
        yield Scene(task, turn.activity, teams.tokens.inbound(app.app_id, teams.service_url))


async def measure(say: Say) -> Findings:
    """The ratio of what each handles in a second of a processor's time."""
    ours, stock = [], []
    with tempfile.TemporaryDirectory(prefix="instep-") as name:
        folder = Path(name)
        async with scene(folder) as one, aiohttp.ClientSession() as http:
            for number in range(1, RUNS + 1):
                say(f"run {number} of {RUNS} …")
                ours.append(await _handled(http, one, one.listener(stock=False, folder=folder)))
                stock.append(await _handled(http, one, one.listener(stock=True, folder=folder)))
    ratios = tuple(mine / theirs for mine, theirs in zip(ours, stock, strict=True))
    return Findings(
        (Bar("Teams activities per core ÷ those of the stock adapter", "×", 3.0, ratios, (), (0.0,), at_least=True),),
        TOPOLOGY,
        (f"in a second of a processor's time: ours {median(ours):.0f}, the stock adapter {median(stock):.0f}",),
    )


async def _handled(http: aiohttp.ClientSession, one: Scene, process: Process) -> float:
    """Activities in a second of a processor's time, once the bot has the keys."""
    handled = 0

    async def tell() -> None:
        nonlocal handled
        handled += 1
        status = await one.tell(http, url, handled)
        expect(status in (200, 201, 202), "the activity to be taken", f"status {status}")

    async def tell_on(until: float) -> None:
        while time.monotonic() < until:
            await tell()

    async with process:
        url = await process.line()
        await tell()
        used, before = process.used(), handled
        async with asyncio.TaskGroup() as tasks:
            for _ in range(CONNECTIONS):
                tasks.create_task(tell_on(time.monotonic() + SECONDS))
        # Where nobody counts what a process uses, it had a processor for itself.
        return (handled - before) / (process.used() - used or SECONDS)
