"""One invented organisation on the Teams stand-in, and a bot endpoint that answers as a test wants."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiohttp import web

from adapters.teams.adapter import TeamsPlatform
from adapters.teams.credentials import CachingCredentials, Registration
from adapters.teams.install import build_platform, mount
from adapters.teams.standin import Kind, TeamsStandin
from adapters.teams.standin.records import Channel, Team, Tenant, User
from bot.chat.inbound import NOTHING, Answer, Inbound
from bot.clock import SystemClock
from bot.ports import Address, Installation, StorageUnavailable
from bot.settings import Settings


@dataclass
class Scene:
    """Marlowe & Finch, whose tenant has the bot, and Harborline, whose Mei is in a shared channel of theirs."""

    teams: TeamsStandin
    tenant: Tenant
    partner: Tenant
    registration: Registration
    ada: User
    bo: User
    mei: User
    team: Team
    channel: Channel
    shared: Channel


@dataclass
class Endpoint:
    """A bot that notes what it gets and gives the answer set for it."""

    url: str = ""
    status: int = 200
    body: Any = None
    handler: Callable[[web.Request], Awaitable[web.Response]] | None = None
    got: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    one = Endpoint()

    async def answer(request: web.Request) -> web.Response:
        one.got.append(await request.json())
        one.tokens.append(request.headers.get("Authorization", ""))
        if one.handler is not None:
            return await one.handler(request)
        return (
            web.json_response(one.body, status=one.status) if one.body is not None else web.Response(status=one.status)
        )

    app = web.Application()
    app.router.add_post("/api/messages", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
    yield one
    await runner.cleanup()


@pytest.fixture
async def scene(endpoint: Endpoint) -> AsyncIterator[Scene]:
    async with TeamsStandin() as teams:
        world = teams.world
        tenant, partner = world.add_tenant("Marlowe & Finch"), world.add_tenant("Harborline")
        app = world.add_registration(tenant.id, endpoint.url)
        ada = world.add_user(tenant.id, "Ada Ash", email="ada@marlowe.example")
        bo = world.add_user(tenant.id, "Bo Birch")
        mei = world.add_user(partner.id, "Mei Tan", zone="Asia/Manila")
        team = world.add_team(tenant.id, "Care", members=[ada.id, bo.id])
        channel = world.add_channel(team.id, "refunds")
        world.add_app(app.app_id, team.id)
        shared = world.add_channel(team.id, "with-harborline", kind=Kind.SHARED, members=[ada.id, mei.id])
        world.add_app(app.app_id, shared.id)
        registration = Registration(app.app_id, app.password, tenant.id)
        yield Scene(teams, tenant, partner, registration, ada, bo, mei, team, channel, shared)


@pytest.fixture
async def credentials(scene: Scene) -> AsyncIterator[CachingCredentials]:
    kept = CachingCredentials(login_url=scene.teams.login_url)
    yield kept
    kept.close()


class KeptInstallations:
    """Installations in memory, with the port's behaviour."""

    def __init__(self) -> None:
        self.rows: dict[str, Installation] = {}
        self.away = False

    async def get(self, platform: str, key: str) -> Installation | None:
        if self.away:
            raise StorageUnavailable
        return self.rows.get(key)

    async def all(self, platform: str) -> list[Installation]:
        return list(self.rows.values())

    async def save(self, installation: Installation) -> None:
        self.rows[installation.key] = installation

    async def deactivate(self, platform: str, key: str) -> None:
        self.rows[key] = replace(self.rows[key], active=False, secrets={})


class KeptAddresses:
    """Addresses in memory, with the port's behaviour."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Address] = {}
        self.writes = 0

    async def get(self, platform: str, installation: str, name: str) -> Address | None:
        return self.rows.get((installation, name))

    async def put(self, platform: str, installation: str, name: str, address: Address) -> None:
        self.writes += 1
        self.rows[installation, name] = address

    async def forget(self, platform: str, installation: str, name: str) -> None:
        self.rows.pop((installation, name), None)


@dataclass
class Bot:
    """Instep's Teams side with a dispatch that notes what it gets and gives the answer set for it."""

    scene: Scene
    platform: TeamsPlatform
    installations: KeptInstallations
    addresses: KeptAddresses
    url: str = ""
    got: list[Inbound] = field(default_factory=list)
    answer: Answer | Callable[[Inbound], Answer] = NOTHING
    error: Exception | None = None

    @property
    def installation(self) -> str:
        return f"{self.scene.registration.app_id}/{self.scene.tenant.id}"

    async def receive(self, inbound: Inbound) -> Answer:
        if self.error is not None:
            raise self.error
        self.got.append(inbound)
        return self.answer(inbound) if callable(self.answer) else self.answer


@pytest.fixture
async def bot(scene: Scene) -> AsyncIterator[Bot]:
    settings = Settings(
        instep_mode="development",
        teams_app_id=scene.registration.app_id,
        teams_app_password=scene.registration.password,
        teams_tenant_id=scene.tenant.id,
        teams_login_url=scene.teams.login_url,
        teams_openid_metadata_url=scene.teams.openid_metadata_url,
    )
    installations, addresses, clock = KeptInstallations(), KeptAddresses(), SystemClock()
    platform = build_platform(settings, installations, addresses, clock)
    # Where nothing has come in yet, the public service URL would be used, which no test may reach.
    platform.limits = replace(platform.limits, service_url=scene.teams.service_url)
    await platform.registrations.load()
    made = Bot(scene, platform, installations, addresses)
    app = web.Application()
    mount(app, platform, made.receive, clock)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
    scene.teams.world.point(scene.registration.app_id, made.url)
    yield made
    await platform.close()
    await runner.cleanup()
