"""`python -m bot.proof.bench.listener TASK`: a bot on Teams that does nothing with what it is told, ours or the stock.

Its first line is the address that it serves, until its input is closed.
"""

import asyncio
import json
import sys
from dataclasses import dataclass

from aiohttp import web

from adapters.teams import install
from bot.chat.inbound import NOTHING, Answer, Inbound
from bot.clock import system_clocks
from bot.migrations.upgrade import upgrade
from bot.proof.bench.stock import mount_stock
from bot.settings import Mode, Settings
from bot.storage.addresses import AddressStore
from bot.storage.installations import InstallationStore
from bot.storage.sealing import Keyring
from bot.storage.sessions import Database


@dataclass(frozen=True)
class Task:
    """Which bot to be, and what it is configured with."""

    stock: bool
    app_id: str
    password: str
    tenant: str
    metadata_url: str
    login_url: str
    database_url: str


async def listen(task: Task) -> None:
    """Serve until standard input ends."""
    await upgrade(task.database_url)
    settings = Settings(
        instep_mode=Mode.DEVELOPMENT,
        teams_app_id=task.app_id,
        teams_app_password=task.password,
        teams_tenant_id=task.tenant,
        teams_openid_metadata_url=task.metadata_url,
        teams_login_url=task.login_url,
    )
    async with Database(task.database_url, Keyring(settings.secret_keys)) as database:
        app = web.Application()
        if task.stock:
            mount_stock(
                app,
                app_id=task.app_id,
                password=task.password,
                tenant=task.tenant,
                metadata_url=task.metadata_url,
            )
        else:
            machine = system_clocks().machine
            platform = install.build_platform(settings, InstallationStore(database), AddressStore(database), machine)
            await platform.registrations.load()
            install.mount(app, platform, _ignore, machine)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        sys.stdout.write(f"http://127.0.0.1:{runner.addresses[0][1]}{install.PATH}\n")
        sys.stdout.flush()
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        await reader.read()
        await runner.cleanup()


async def _ignore(inbound: Inbound) -> Answer:
    return NOTHING


if __name__ == "__main__":
    asyncio.run(listen(Task(**json.loads(sys.argv[1]))))
