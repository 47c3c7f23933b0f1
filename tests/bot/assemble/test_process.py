"""One process: it serves what it can, and says what it cannot."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from adapters.slack.standin import SlackStandin
from bot.assemble.process import Process
from bot.capabilities.setup import ensure_standing_work
from bot.clock import system_clocks
from bot.delivery.sender import SenderOptions
from bot.migrations.upgrade import upgrade
from bot.proof.processes import free_port
from bot.settings import Settings, SettingsError
from bot.storage.errors import DatabaseUnreachable
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database, Session, WrittenMeanwhile

KEY = "a-key-for-tests-that-is-long-enough-to-pass"
ENOUGH = 20.0


def settings_for(slack_port: int, port: int, token: str) -> Settings:
    return Settings(
        slack_bot_token=SecretStr(token),
        slack_signing_secret=SecretStr("signing-secret"),
        slack_api_url=f"http://127.0.0.1:{slack_port}/api/",
        instep_mode="development",
        instep_port=port,
    )


@asynccontextmanager
async def running(settings: Settings, folder: Path) -> AsyncIterator[asyncio.Task[None]]:
    url = f"sqlite:///{folder / 'instep.db'}"
    await upgrade(url)
    stop = asyncio.Event()
    async with Database(url, Keyring([KEY])) as database:
        process = Process(settings, database, system_clocks(), SenderOptions(), ask_again=0.05)
        task = asyncio.create_task(process.run(stop))
        try:
            yield task
        finally:
            stop.set()
            await asyncio.wait([task])


async def answer(address: str, status: int) -> dict[str, object]:
    """What a page says once it answers with this status."""
    async with aiohttp.ClientSession() as http, asyncio.timeout(ENOUGH):
        while True:
            try:
                async with http.get(address) as response:
                    if response.status == status:
                        return dict(await response.json())
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.02)


@pytest.fixture
async def slack() -> AsyncIterator[tuple[SlackStandin, str]]:
    """Slack with one workspace, and the token of our app there."""
    async with SlackStandin() as standin:
        installed = standin.world.install_app(standin.world.add_workspace("Marlowe & Finch"))
        yield standin, installed["token"]


def port_of(standin: SlackStandin) -> int:
    return int(standin.origin.rpartition(":")[2])


async def test_a_platform_that_is_away_at_the_start_stops_nothing_else_and_is_asked_again(
    slack: tuple[SlackStandin, str], tmp_path: Path
) -> None:
    standin, token = slack
    port = free_port()
    standin.add_fault("status", method="auth.test", status=503, times=1_000_000)
    async with running(settings_for(port_of(standin), port, token), tmp_path):
        unready = await answer(f"http://127.0.0.1:{port}/readyz", 503)
        assert "Slack could not be reached" in str(unready["problems"])
        await answer(f"http://127.0.0.1:{port}/healthz", 200)
        standin.desk.faults.clear()
        assert (await answer(f"http://127.0.0.1:{port}/readyz", 200))["ready"]


async def test_a_refusal_that_comes_late_is_shown_and_what_serves_goes_on(
    slack: tuple[SlackStandin, str], tmp_path: Path
) -> None:
    standin, token = slack
    port = free_port()
    standin.add_fault("status", method="auth.test", status=503, times=1)
    standin.add_fault("error", method="auth.test", error="invalid_auth", times=1_000_000)
    async with running(settings_for(port_of(standin), port, token), tmp_path):
        async with asyncio.timeout(ENOUGH):
            while "does not accept" not in str(await answer(f"http://127.0.0.1:{port}/readyz", 503)):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await answer(f"http://127.0.0.1:{port}/healthz", 200)


async def test_a_database_that_is_away_when_a_platform_is_asked_again_ends_nothing(
    slack: tuple[SlackStandin, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    standin, token = slack
    port = free_port()
    standin.add_fault("status", method="auth.test", status=503, times=1)
    away: list[Exception] = [DatabaseUnreachable("away"), WrittenMeanwhile("INSERT", None, Exception("deadlock"))]

    async def ensured(session: Session, now: datetime) -> None:
        if away:
            raise away.pop()
        await ensure_standing_work(session, now)

    monkeypatch.setattr("bot.assemble.process.ensure_standing_work", ensured)
    async with running(settings_for(port_of(standin), port, token), tmp_path) as task:
        assert (await answer(f"http://127.0.0.1:{port}/readyz", 200))["ready"]
        assert not away and not task.done()


async def test_a_start_that_waits_for_another_which_waits_for_it_begins_anew(
    slack: tuple[SlackStandin, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    standin, token = slack
    port = free_port()
    deadlocks = [WrittenMeanwhile("INSERT", None, Exception("deadlock detected"))] * 2

    async def ensured(session: Session, now: datetime) -> None:
        if deadlocks:
            raise deadlocks.pop()
        await ensure_standing_work(session, now)

    monkeypatch.setattr("bot.assemble.process.ensure_standing_work", ensured)
    async with running(settings_for(port_of(standin), port, token), tmp_path) as task:
        assert (await answer(f"http://127.0.0.1:{port}/readyz", 200))["ready"]
        assert not deadlocks and not task.done()


async def test_a_token_that_slack_refuses_is_said_at_once(slack: tuple[SlackStandin, str], tmp_path: Path) -> None:
    settings = settings_for(port_of(slack[0]), free_port(), "xoxb-of-nobody")
    async with running(settings, tmp_path) as task:
        with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN"):
            await asyncio.wait_for(asyncio.shield(task), ENOUGH)


async def test_a_port_in_use_is_said_with_what_to_do(slack: tuple[SlackStandin, str], tmp_path: Path) -> None:
    settings = Settings(instep_mode="development", instep_port=port_of(slack[0]))
    async with running(settings, tmp_path) as task:
        with pytest.raises(SettingsError, match="INSTEP_PORT"):
            await asyncio.wait_for(asyncio.shield(task), ENOUGH)
