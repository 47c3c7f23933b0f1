"""The playground with the real bot behind it: what is typed on the page reaches it, and its answers reach the page."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from adapters.playground import Feed, Playground
from bot.proof.hands import until
from bot.proof.marlowe import marlowe_and_finch
from bot.proof.playground.theatre import Theatre

Json = dict[str, Any]

pytestmark = pytest.mark.asyncio(loop_scope="module")

BROKEN = """
import os, sys
if "bot.proof.calendar" in sys.orig_argv:
    os.write(2, b"this bot is broken")
    os._exit(3)
"""
"""A `sitecustomize` with which every Python starts but the bot."""


class Page:
    """A page that is open: what it is told, what it asks and does."""

    def __init__(self, http: aiohttp.ClientSession, origin: str, printed: list[str]) -> None:
        self._http = http
        self._origin = origin
        self.printed = printed
        self.events: list[Json] = []
        self.world: Json = {}
        self.failure: Json = {}

    async def listen(self) -> None:
        """Follows the events until it is cancelled."""
        async with self._http.get(f"{self._origin}/api/events", timeout=aiohttp.ClientTimeout(total=None)) as response:
            async for line in response.content:
                if line.startswith(b"data: "):
                    self.events.append(json.loads(line.removeprefix(b"data: ")))

    def told(self, kind: str) -> list[Json]:
        return [event for event in self.events if event.get("kind") == kind]

    async def get(self, path: str) -> Json:
        async with self._http.get(f"{self._origin}/api/{path}") as response:
            assert response.status == 200, await response.text()
            found: Json = await response.json()
            return found

    async def post(self, path: str, **body: Any) -> tuple[int, Json]:
        async with self._http.post(f"{self._origin}/api/{path}", json=body) as response:
            return response.status, await response.json()

    async def has_failed(self) -> bool:
        async with self._http.get(f"{self._origin}/api/world") as response:
            self.failure = await response.json()
            assert response.status == 202
            return bool(self.failure["preparing"]["failed"])

    async def is_ready(self) -> bool:
        async with self._http.get(f"{self._origin}/api/world") as response:
            self.world = await response.json()
            assert response.status == 200 or not self.world["preparing"]["failed"], self.world
            return response.status == 200

    def user(self, key: str, platform: str) -> str:
        person = next(one for one in self.world["people"] if one["key"] == key)
        return str(next(one["user"] for one in person["accounts"] if one["platform"] == platform))

    def channel(self, name: str) -> str:
        return str(next(one["id"] for one in self.world["channels"] if one["name"] == name))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Page]:
    built: Path = tmp_path_factory.mktemp("built")
    (built / "index.html").write_text("<!doctype html><title>Instep</title>")
    (built / "sitecustomize.py").write_text(BROKEN)
    feed, told = Feed(), list[str]()
    theatre = Theatre(marlowe_and_finch(), feed, told=told.append)
    async with (
        Playground(theatre, feed, port=0) as playground,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
    ):
        playground.show(built)
        async with http.get(playground.url) as entered:
            assert entered.status == 200
        made = Page(http, playground.origin, told)
        listening = asyncio.create_task(made.listen())
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("PYTHONPATH", str(built), prepend=os.pathsep)
            playing = asyncio.create_task(theatre.run())
            await until(made.has_failed, "the first try to fail", 60)
        await made.post("reset")
        await until(made.is_ready, "the organisation to move in", 90)
        yield made
        for task in (listening, playing):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_a_start_that_fails_is_said_and_starting_over_mends_it(page: Page) -> None:
    failed = page.failure["preparing"]
    assert [step["state"] for step in failed["steps"]] == ["done", "done", "doing", *["waiting"] * 5]
    assert failed["failed"].startswith("“Instep starts” did not work: `-m bot.proof.calendar ")
    assert "\n" not in failed["doing"]
    assert "this bot is broken" in page.printed[0]
    assert page.printed[-1] == "Ready."


async def test_whoever_moved_the_organisation_in_left_no_form_open(page: Page) -> None:
    assert (await page.get(f"slack/seen?user={page.user('tobias', 'slack')}"))["modal"] is None


async def test_a_command_typed_on_the_page_opens_the_form_of_the_real_bot(page: Page) -> None:
    nora, news = page.user("nora", "slack"), page.channel("product-news")
    status, outcome = await page.post(
        "act", platform="slack", verb="command", user=nora, channel=news, command="/update", text=""
    )
    assert (status, outcome["ok"]) == (200, True), outcome

    async def form() -> Any:
        told = [one for one in page.told("modal") if one["user"] == nora]
        return told and (await page.get(f"slack/seen?user={nora}"))["modal"]

    view = await until(form, "a form")
    assert any(block.get("label", {}).get("text") == "Title" for block in view["blocks"])
    status, outcome = await page.post("act", platform="slack", verb="submit", user=nora, view_id=view["id"], values={})
    assert (status, outcome["ok"]) == (200, False)
    assert "Please complete this required field." in outcome["errors"].values()
    behind = await page.get(f"wire?platform=slack&user={nora}&message={view['id']}")
    assert "views.open" in [one["method"] for one in behind["requests"]]
    assert "xoxb-" not in json.dumps(behind)


async def test_words_on_teams_are_answered_with_a_card_that_is_told_at_once(page: Page) -> None:
    omar = page.user("omar", "teams")
    (chat,) = [one["id"] for one in (await page.get(f"teams/seen?user={omar}"))["chats"] if one["personal"]]
    status, outcome = await page.post("act", platform="teams", verb="say", user=omar, conversation=chat, text="help")
    assert (status, outcome["ok"]) == (200, True), outcome

    async def answer() -> Any:
        told = {one["message"] for one in page.told("message") if one["conversation"] == chat}
        read = (await page.get(f"teams/messages?user={omar}&conversation={chat}"))["messages"]
        return [one for one in read if one["app"] and one["card"] and one["id"] in told]

    (card,) = await until(answer, "an answer in the personal chat")
    behind = await page.get(f"wire?platform=teams&user={omar}&conversation={chat}&message={card['id']}")
    assert [one["method"] for one in behind["requests"]] == ["POST send"]


async def test_a_bot_that_is_killed_is_said_and_comes_back(page: Page) -> None:
    assert (await page.get("now"))["bot"] == "up"
    status, told = await page.post("breaks", id="kill", on=True)
    assert (status, next(one["on"] for one in told["breaks"] if one["id"] == "kill")) == (200, True)
    assert (await page.get("now"))["bot"] == "down"
    ines, news = page.user("ines", "slack"), page.channel("support-emea")
    command = {"platform": "slack", "verb": "command", "user": ines, "channel": news, "command": "/instep"}
    status, answer = await page.post("act", **command, text="help")
    assert (status, answer["error"].startswith("Instep does not answer")) == (502, True)
    _, told = await page.post("breaks", id="kill", on=False)
    assert not next(one["on"] for one in told["breaks"] if one["id"] == "kill"), "it is being mended"

    async def up() -> bool:
        return bool((await page.get("now"))["bot"] == "up")

    await until(up, "the bot to be back", 60)
    kinds = [event.get("kind") for event in page.events]
    assert "breaks" in kinds[len(kinds) - kinds[::-1].index("bot") :], "whether it is broken is looked at again"
    assert (await page.post("act", **command, text="help"))[0] == 200
    assert len(page.told("bot")) >= 4


def bots() -> list[str]:
    """The processes of the bot that this one has started and that are there now."""
    children = (pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split())
    return [pid for pid in children if "bot.proof.calendar" in Path(f"/proc/{pid}/cmdline").read_text()]


async def test_a_bot_that_is_killed_while_it_starts_stays_down_until_it_is_started_again(page: Page) -> None:
    for on in (True, False, True):
        _, told = await page.post("breaks", id="kill", on=on)
        assert next(one["on"] for one in told["breaks"] if one["id"] == "kill") is on
    assert bots() == []
    assert (await page.get("now"))["bot"] == "down"
    await page.post("breaks", id="kill", on=False)

    async def up() -> bool:
        return bool((await page.get("now"))["bot"] == "up")

    await until(up, "the bot to be back", 60)
    assert len(bots()) == 1


async def test_what_is_broken_is_mended_again(page: Page) -> None:
    channel = page.channel("lumenara-night")

    async def on() -> Json:
        return {one["id"]: one["on"] for one in (await page.get("world"))["breaks"]}

    assert set((await on()).values()) == {False}
    for id in ("slack_slow", "teams_429", "archive"):
        await page.post("breaks", id=id, on=True, channel=channel)
    assert await on() == {"slack_slow": True, "teams_429": True, "archive": True, "kill": False}
    amparo = page.user("amparo", "slack")
    seen = (await page.get(f"slack/seen?user={amparo}"))["channels"]
    assert [one["archived"] for one in seen if one["id"] == channel] == [True]
    for id in ("slack_slow", "teams_429", "archive"):
        await page.post("breaks", id=id, on=False, channel=channel)
    assert set((await on()).values()) == {False}
    assert (await page.post("breaks", id="gravity", on=True))[0] == 409
    assert (await page.post("breaks", id="archive", on=True, channel="C404"))[0] == 409


async def test_time_goes_ahead_to_the_next_morning_and_over_the_clock_change(page: Page) -> None:
    before = await page.get("now")
    _, tomorrow = await page.post("time", to="tomorrow")
    assert tomorrow["now"] > before["now"]
    assert "09:00 in London" in tomorrow["said"]
    status, due = await page.post("time", to="due")
    assert (status, due["now"] > tomorrow["now"]) == (200, True)
    _, changed = await page.post("time", to="clock_change")
    ahead = [one["ahead_seconds"] for one in (tomorrow, due, changed)]
    assert ahead == sorted(ahead)
    assert [one["ahead"] for one in changed["moves"]] == ahead
    assert (await page.post("time", to="yesterday"))[0] == 409
    assert len(page.told("clock")) == 3
    assert (await page.get("deliveries"))["gaps"] == []
