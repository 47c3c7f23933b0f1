"""Reading an activity costs a fraction of what botbuilder's own adapter spends on it."""

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from types import SimpleNamespace
from typing import Any

from botbuilder.core import TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from multidict import CIMultiDict

from adapters.teams.gate import Gate
from adapters.teams.install import TurnAdapter
from adapters.teams.turns import Turns
from bot.clock import SystemClock

AT_LEAST = 3.0


class Request:
    """As much of an aiohttp request as both adapters read."""

    method = "POST"
    remote = "127.0.0.1"

    def __init__(self, body: bytes, headers: dict[str, str]) -> None:
        self._body = body
        self.headers = CIMultiDict(headers)
        self.content_length = len(body)
        self.content = self

    async def json(self) -> Any:
        return json.loads(self._body)

    async def iter_chunked(self, size: int) -> AsyncIterator[bytes]:
        yield self._body


class Idle:
    async def on_turn(self, context: TurnContext) -> None:
        return None


async def seconds(times: int, work: Callable[[], Awaitable[Any]]) -> float:
    began = time.process_time()
    for _ in range(times):
        await work()
    return (time.process_time() - began) / times


async def test_a_signed_activity_takes_a_third_of_the_stock_adapters_unsigned_one_at_most(bot) -> None:
    people, world = bot.scene.teams.people, bot.scene.teams.world
    await people.say(bot.scene.bo.id, "hello")
    app_id = bot.scene.registration.app_id
    place = world.place(world.personal_chat(app_id, bot.scene.bo.id).id)
    activity = people._activities.message(world.registration(app_id), bot.scene.bo, place, "hello", addressed=False)
    body = json.dumps(activity).encode()
    token = bot.scene.teams.tokens.inbound(app_id, bot.scene.teams.service_url)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}

    platform, clock = bot.platform, SystemClock()
    gate = Gate(platform.rules, platform.registrations.app_ids, platform.registrations.tenants, clock, platform.limits)
    ours = TurnAdapter(gate, platform.calls, Turns(platform, bot.receive, clock).take)
    config = ConfigurationBotFrameworkAuthentication(SimpleNamespace(APP_ID="", APP_PASSWORD=""))
    stock = CloudAdapter(config)

    async def signed() -> None:
        assert (await ours.process(Request(body, headers))).status == 200

    async def unsigned() -> None:
        assert (await stock.process(Request(body, {"Content-Type": "application/json"}), Idle())).status == 201

    await seconds(5, signed)
    await seconds(3, unsigned)
    assert await seconds(30, unsigned) / await seconds(100, signed) >= AT_LEAST
