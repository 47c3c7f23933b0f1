"""One invented organisation on the Teams stand-in, and a bot endpoint that answers as a test wants."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from adapters.teams.credentials import CachingCredentials, Registration
from adapters.teams.standin import Kind, TeamsStandin
from adapters.teams.standin.records import Channel, Team, Tenant, User


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
