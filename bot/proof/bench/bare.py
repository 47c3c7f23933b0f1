"""The control: bare clients of both platforms and a bare server, on the same stand-ins, doing as much and no more."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

from adapters.teams.limits import LIMITS as TEAMS_LIMITS
from bot.delivery.pace import LanePlan
from bot.proof.bench.broadcast import Measured, Typist, judged, planned
from bot.proof.bench.crowd import CONNECT, TEAMS, US
from bot.proof.evidence import posts
from bot.proof.organisation import Platform
from bot.proof.steps import fail
from bot.proof.world import TEAMS_PASSWORD, Json, World

NAME = "Control"

TOO_MANY = 429


@dataclass(frozen=True)
class Channel:
    """A channel of the control, by the platform's id."""

    platform: Platform
    id: str
    side: str


class Bare:
    """`async with Bare(world, most) as bare:` builds a workspace and a team of its own on the world's stand-ins, so
    that its paces are not the bot's, with `most` channels; commands are served with a bare 200."""

    def __init__(self, world: World, most: int) -> None:
        self._world = world
        self._most = most
        self._slack: list[Channel] = []
        self._teams: list[Channel] = []
        self._tokens: dict[Platform, str] = {}

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        app = web.Application()
        app.router.add_post("/", acknowledge)
        self._server = web.AppRunner(app, access_log=None)
        await self._server.setup()
        await web.TCPSite(self._server, "127.0.0.1", 0).start()
        await self._build_slack(self._most - self._most // 2)
        await self._build_teams(self._most // 2)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._server.cleanup()
        await self._http.close()

    async def broadcast(self, size: int, title: str, bot_url: str) -> Measured:
        """Post to so many channels, each as early as the paces allow, while somebody types commands to the server.

        The bot at `bot_url` gets its requests again afterwards.
        """
        slack = self._slack[: size - size // 2]
        typist = Typist(self._world, self._user, slack[0].id)
        await self._world.slack.connect_bot(self.url)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(typist.type_on())
                try:
                    seen = await self.post(size, title)
                finally:
                    typist.stop()
        finally:
            await self._world.slack.connect_bot(bot_url)
        return replace(seen, acknowledged=tuple(typist.seconds))

    @property
    def url(self) -> str:
        """Where everything is answered with a bare 200."""
        return f"http://127.0.0.1:{self._server.addresses[0][1]}/"

    async def post(self, size: int, title: str) -> Measured:
        """The same while nobody types anything, so that it can go on beside the bot."""
        slack, teams = self._slack[: size - size // 2], self._teams[: size // 2]
        lanes = planned({Platform.SLACK: len(slack), Platform.TEAMS: len(teams)}).lanes
        began = time.monotonic()
        await asyncio.gather(
            *_paced(self._post_to_slack, slack, title, lanes[Platform.SLACK], began),
            *_paced(self._post_to_teams, teams, title, lanes[Platform.TEAMS], began),
        )
        sides = {one.id: one.side for one in (*slack, *teams)}
        found = await posts(self._world, of=title, names={channel: channel for channel in sides})
        return judged(found, began, sides, ())

    # --- parts --------------------------------------------------------------------------------------------------------

    async def _build_slack(self, count: int) -> None:
        slack = self._world.slack
        home = await slack.world("add_workspace", name=NAME)
        self._tokens[Platform.SLACK] = (await slack.world("install_app", team=home))["token"]
        self._api_url = (await slack.facts())["api_url"]
        self._user = await slack.world("add_user", team=home, name=NAME)
        for number in range(count):
            made = await slack.world("add_channel", team=home, name=f"control-{number:03}", members=[self._user])
            self._slack.append(Channel(Platform.SLACK, str(made), (US, CONNECT)[number % 2]))

    async def _build_teams(self, count: int) -> None:
        teams = self._world.teams
        tenant = (await teams.world("add_tenant", name=NAME))["id"]
        made = await teams.world(
            "add_registration", tenant=tenant, endpoint="http://127.0.0.1:9/", password=TEAMS_PASSWORD
        )
        team = (await teams.world("add_team", tenant=tenant, name=NAME))["id"]
        await teams.world("add_app", app_id=made["app_id"], where=team)
        for number in range(count):
            channel = await teams.world("add_channel", team=team, name=f"control-{number:03}")
            self._teams.append(Channel(Platform.TEAMS, channel["id"], TEAMS))
        form = {
            "grant_type": "client_credentials",
            "client_id": made["app_id"],
            "client_secret": TEAMS_PASSWORD,
            "scope": f"{TEAMS_LIMITS.token_audience}/.default",
        }
        async with self._http.post(f"{teams.login_url}/{tenant}/oauth2/v2.0/token", data=form) as response:
            self._tokens[Platform.TEAMS] = (await response.json())["access_token"]

    def calls(self, text: str) -> list[Json]:
        """A post to each channel, in turn on both platforms, as the url, token and body of a call."""
        chosen = [one for pair in zip(self._slack, self._teams, strict=False) for one in pair]
        return [
            {"url": url, "token": self._tokens[one.platform], "body": body}
            for one in chosen
            for url, body in (self._call(one, text),)
        ]

    def _call(self, to: Channel, text: str) -> tuple[str, Json]:
        if to.platform is Platform.SLACK:
            return f"{self._api_url}chat.postMessage", {"channel": to.id, "text": text}
        url = f"{self._world.teams.url}/teams/v3/conversations/{to.id}/activities"
        return url, {"type": "message", "text": text, "summary": text}

    async def _post_to_slack(self, to: Channel, text: str) -> None:
        url, body = self._call(to, text)
        async with self._http.post(url, json=body, headers=self._bearer(Platform.SLACK)) as response:
            answer = await response.json()
        if response.status == TOO_MANY:
            await self._later(response, self._post_to_slack(to, text))
        elif not answer["ok"]:
            fail("the control to be let through", str(answer["error"]))

    async def _post_to_teams(self, to: Channel, text: str) -> None:
        url, body = self._call(to, text)
        async with self._http.post(url, json=body, headers=self._bearer(Platform.TEAMS)) as response:
            told = await response.text()
        if response.status == TOO_MANY:
            await self._later(response, self._post_to_teams(to, text))
        elif response.status != 201:
            fail("the control to be let through", f"{response.status} {told}")

    async def _later(self, refused: aiohttp.ClientResponse, post: Awaitable[None]) -> None:
        """On a machine too busy to travel evenly even the control is refused; its figure then tells that."""
        await asyncio.sleep(float(refused.headers["Retry-After"]))
        await post

    def _bearer(self, platform: Platform) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[platform]}"}


def _paced(
    post: Callable[[Channel, str], Awaitable[None]],
    channels: Sequence[Channel],
    text: str,
    lane: LanePlan,
    began: float,
) -> Iterator[Awaitable[None]]:
    """One post for each channel, at the instant at which the plan of the lane has it."""

    async def post_at(channel: Channel, at: float) -> None:
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        await post(channel, text)

    for channel, (_, at) in zip(channels, lane.sends, strict=True):
        yield post_at(channel, began + at)


async def acknowledge(request: web.Request) -> web.Response:
    """All that a command needs at the least."""
    await request.read()
    return web.Response()
