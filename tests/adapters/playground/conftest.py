"""Both stand-ins with somebody on each, a backstage that notes what it is asked, and the page's server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.playground import Feed, NotPossible, NotReady, Playground
from adapters.slack.standin import RemoteSlack, SlackStandin
from adapters.teams.standin import TeamsStandin
from adapters.teams.standin.remote import RemoteTeams

TOKEN = "the-key-of-this-start"
STEPS = [{"title": "An organisation moves in", "state": "done"}, {"title": "Instep starts", "state": "doing"}]


@dataclass
class Backstage:
    """Answers with what it was asked, so that the tests see what got through."""

    slack: RemoteSlack
    teams: RemoteTeams
    ready: bool = True
    asked: list[Any] = field(default_factory=list)

    def platforms(self) -> tuple[RemoteSlack, RemoteTeams]:
        if not self.ready:
            raise NotReady("Instep starts …", STEPS)
        return self.slack, self.teams

    async def world(self) -> dict[str, Any]:
        self.platforms()
        return {"organisation": {"name": "Marlowe & Finch"}}

    async def now(self) -> dict[str, Any]:
        return {"bot": "up"}

    async def deliveries(self) -> dict[str, Any]:
        return {"deliveries": [], "gaps": []}

    async def move_time(self, to: str) -> dict[str, Any]:
        self.asked.append(to)
        if to == "yesterday":
            raise NotPossible("there is no such time to go to")
        return {"said": "It is now tomorrow."}

    async def set_break(self, id: str, on: bool, channel: str) -> dict[str, Any]:
        self.asked.append((id, on, channel))
        return {"breaks": []}

    async def tour(self, action: str, step: str) -> dict[str, Any]:
        self.asked.append((action, step))
        return {"tour": []}

    async def reset(self) -> None:
        self.asked.append("reset")


@dataclass
class House:
    """What a test acts with; `page` has the cookie, `stranger` has nothing."""

    playground: Playground
    backstage: Backstage
    feed: Feed
    slack: SlackStandin
    teams: TeamsStandin
    page: aiohttp.ClientSession
    stranger: aiohttp.ClientSession
    care: str
    ana: str
    ben: str
    mei: str
    chat: str

    async def get(self, path: str) -> tuple[int, Any]:
        async with self.page.get(f"{self.playground.origin}{path}") as response:
            return response.status, await response.json()

    async def post(self, path: str, body: Any) -> tuple[int, Any]:
        async with self.page.post(f"{self.playground.origin}{path}", json=body) as response:
            return response.status, await response.json()

    async def act(self, platform: str, verb: str, **arguments: Any) -> tuple[int, Any]:
        return await self.post("/api/act", {"platform": platform, "verb": verb, **arguments})


@asynccontextmanager
async def open_house(built: Path) -> AsyncIterator[House]:
    """Everything, for as long as the block lasts; the feed follows both stand-ins."""
    async with (
        SlackStandin(pace_enforced=False) as slack,
        TeamsStandin() as teams,
        RemoteSlack(slack.origin) as slack_there,
        RemoteTeams(teams.url) as teams_there,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as page,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as stranger,
    ):
        team = slack.world.add_workspace("Marlowe & Finch")
        slack.world.install_app(team)
        ana, ben = slack.world.add_user(team, "Ana Duarte"), slack.world.add_user(team, "Ben Osei")
        tenant = teams.world.add_tenant("Harborline")
        registration = teams.world.add_registration(tenant.id, "http://127.0.0.1:9/")
        mei = teams.world.add_user(tenant.id, "Mei Tan")
        teams.world.add_app(registration.app_id, mei.id)
        feed, backstage = Feed(), Backstage(slack_there, teams_there)
        async with (
            Playground(backstage, feed, port=0, token=TOKEN) as playground,
            feed.following(slack=slack_there.changes, teams=teams_there.changes),
        ):
            async with page.get(playground.url) as early:
                assert early.status == 503, "the page's files are not there yet"
            playground.show(built)
            async with page.get(playground.url) as entered:
                assert entered.status == 200
            yield House(
                playground,
                backstage,
                feed,
                slack,
                teams,
                page,
                stranger,
                slack.world.add_channel(team, "care", members=[ana, ben]),
                ana,
                ben,
                mei.id,
                teams.world.personal_chat(registration.app_id, mei.id).id,
            )


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """The page's files, and one beside their folder."""
    folder = tmp_path / "built"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Instep</title>")
    (folder / "main.js").write_text("export {};")
    (tmp_path / "secret.txt").write_text("a secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
async def house(built: Path) -> AsyncIterator[House]:
    async with open_house(built) as opened:
        yield opened
