"""Activities of Teams that a core handles, beside what botbuilder's stock adapter handles; both check the token."""

import asyncio
import json
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, replace
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


async def measure(say: Say) -> Findings:
    """The ratio of what each handles in a second of a processor's time."""
    with tempfile.TemporaryDirectory(prefix="instep-") as folder:
        async with TeamsStandin() as teams, aiohttp.ClientSession() as http:
            world = teams.world
            tenant = world.add_tenant("Harborline")
            app = world.add_registration(tenant.id, "http://127.0.0.1:9/", password=TEAMS_PASSWORD)
            user = world.add_user(tenant.id, "Harborline 1")
            team = world.add_team(tenant.id, "Harborline agents", members=[user.id])
            channel = world.add_channel(team.id, "desk")
            world.add_app(app.app_id, team.id)
            activity = (await teams.people.mention(user.id, channel.id, "who am i", app_id=app.app_id)).activity
            token = teams.tokens.inbound(app.app_id, teams.service_url)
            task = Task(
                False, app.app_id, TEAMS_PASSWORD, tenant.id, teams.openid_metadata_url, teams.login_url,
                f"sqlite:///{folder}/instep.db",
            )  # fmt: skip
            ours, stock = [], []
            for number in range(1, RUNS + 1):
                say(f"run {number} of {RUNS} …")
                ours.append(await _handled(http, task, token, activity, Path(folder)))
                stock.append(await _handled(http, replace(task, stock=True), token, activity, Path(folder)))
    ratios = tuple(mine / theirs for mine, theirs in zip(ours, stock, strict=True))
    return Findings(
        (Bar("Teams activities per core ÷ those of the stock adapter", "×", 3.0, ratios, (), (0.0,), at_least=True),),
        TOPOLOGY,
        (f"in a second of a processor's time: ours {median(ours):.0f}, the stock adapter {median(stock):.0f}",),
    )


async def _handled(
    http: aiohttp.ClientSession, task: Task, token: str, activity: Mapping[str, Any], folder: Path
) -> float:
    """Activities in a second of a processor's time, once the bot has the keys."""
    process = Process(
        ["-m", "bot.proof.bench.listener", json.dumps(asdict(task))],
        log=folder / "listener.log", environment=own_environment(), reads_output=True,
    )  # fmt: skip
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json; charset=utf-8"}
    handled = 0

    async def send(number: int) -> None:
        body = json.dumps({**activity, "id": str(number)}).encode()
        async with http.post(url, data=body, headers=headers) as response:
            expect(response.status in (200, 201, 202), "the activity to be taken", f"status {response.status}")

    async def send_on(until: float) -> None:
        nonlocal handled
        while time.monotonic() < until:
            handled += 1
            await send(handled)

    async with process:
        url = await process.line()
        await send(0)
        used = process.used()
        async with asyncio.TaskGroup() as tasks:
            for _ in range(CONNECTIONS):
                tasks.create_task(send_on(time.monotonic() + SECONDS))
        # Where nobody counts what a process uses, it had a processor for itself.
        return handled / (process.used() - used or SECONDS)
