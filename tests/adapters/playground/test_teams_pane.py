"""The Teams side of the page in a browser: what it draws of cards, hostile ones too, and what it sends of presses."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

import adapters.playground

CHROMIUM = Path("/usr/bin/chromium")
ARGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
BUILT = Path(adapters.playground.__file__).parent / "built"
CHANNEL, CHAT = "19:desk@thread.tacv2", "a:chat"
YASMIN, OMAR = "aad-yasmin", "aad-omar"
PEOPLE_SEARCHED = {"type": "Data.Query", "dataset": "graph.microsoft.com/users?scope=currentContext"}

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs the system's Chromium"),
    pytest.mark.skipif(not (BUILT / "main.js").exists(), reason="needs the built page: make bundle"),
]


def card(*body: Any, actions: tuple[Any, ...] = ()) -> dict[str, Any]:
    return {"type": "AdaptiveCard", "version": "1.5", "lang": "en", "body": list(body), "actions": list(actions)}


def text(words: str) -> dict[str, Any]:
    return {"type": "TextBlock", "text": words, "wrap": True}


def message(number: int, **about: Any) -> dict[str, Any]:
    id = str(1_790_000_000_000 + number)
    nothing: dict[str, Any] = {
        "text": "",
        "summary": "",
        "card": None,
        "edited": False,
        "mentions": [],
        "reactions": {},
    }
    return {"id": id, "thread": id, "author": "", "app": True, **nothing, **about}


def person(key: str, name: str, user: str) -> dict[str, Any]:
    accounts = [{"platform": "teams", "home": "harbor", "user": user}]
    about = {"side": "Harborline", "team": "Care", "role": "agent", "guest": False, "may_only_post": False}
    return {"key": key, "name": name, **about, "accounts": accounts}


WORLD = {
    "preparing": None,
    "organisation": {"name": "Marlowe & Finch", "author": "yasmin", "admin": "yasmin"},
    "sides": [{"name": "Harborline", "internal": False, "platform": "teams"}],
    "teams": [{"name": "Care", "side": "Harborline", "zone": "Africa/Cairo", "lead": "yasmin", "hours": ""}],
    "people": [person("yasmin", "Yasmin Fanar", YASMIN), person("omar", "Omar Marsa", OMAR)],
    "channels": [
        {"platform": "teams", "id": CHANNEL, "name": "Care desk", "side": "Harborline", "kind": "standard"}
        | {"team": "Harborline agents", "members": [YASMIN, OMAR]}
    ],
    "homes": {"harbor": "Harborline"},
    "apps": {"slack": {"bot_users": [], "bot_dm_name": "Instep"}, "teams": {"app_id": "app", "bot": "28:app"}},
    "commands": [],
    "shortcuts": [],
    "teams_commands": [{"title": "help", "description": "What Instep can do"}],
    "extension": [{"id": "update", "title": "Write an update", "context": ["compose", "message"]}],
    "tour": [],
    "breaks": [],
}
NOW = {"now": "2026-11-24T12:00:00+00:00", "zone": "Europe/London", "ahead_seconds": 0, "next_due": None, "bot": "up"}
SEEN = {
    "teams": [
        {"id": "t", "name": "Harborline agents"}
        | {"channels": [{"id": CHANNEL, "name": "Care desk", "kind": "standard", "archived": False}]}
    ],
    "chats": [{"id": CHAT, "personal": True, "name": "Instep"}],
}
DONE = {"ok": True, "said": "", "errors": {}, "dialog": None, "wire": 1}


@dataclass
class House:
    """A server in the place of the playground's own; `answers` are given to acts in turn, which are noted."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    acts: list[dict[str, Any]] = field(default_factory=list)
    listeners: list[asyncio.Queue[str]] = field(default_factory=list)
    acted: asyncio.Condition = field(default_factory=asyncio.Condition)

    def app(self) -> web.Application:
        app = web.Application()
        for path, answer in (("world", WORLD), ("now", NOW), ("teams/seen", SEEN), ("deliveries", {"deliveries": []})):
            app.router.add_get(f"/api/{path}", _always(answer))
        app.router.add_get("/api/teams/messages", self._messages)
        app.router.add_post("/api/act", self._act)
        app.router.add_get("/api/events", self._events)
        app.router.add_get("/", _index)
        app.router.add_static("/", BUILT)
        return app

    def changed(self, id: str) -> None:
        """Tells every page that a message looks different."""
        event = {"platform": "teams", "kind": "message", "conversation": CHANNEL, "message": id, "user": "", "at": ""}
        for listener in self.listeners:
            listener.put_nowait(json.dumps(event))

    async def _messages(self, request: web.Request) -> web.Response:
        ids = request.query.get("ids")
        asked = [one for one in self.messages if ids is None or one["id"] in ids.split(",")]
        return web.json_response({"messages": asked if request.query["conversation"] == CHANNEL else []})

    async def _act(self, request: web.Request) -> web.Response:
        async with self.acted:
            self.acts.append(await request.json())
            self.acted.notify_all()
        return web.json_response(DONE | (self.answers.pop(0) if self.answers else {}))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        listener: asyncio.Queue[str] = asyncio.Queue()
        self.listeners.append(listener)
        with suppress(ConnectionResetError):
            while True:
                await response.write(f"data: {await listener.get()}\n\n".encode())
        return response


@dataclass
class Desk:
    """A page at a channel of Teams, as Yasmin, and the server behind it."""

    house: House
    page: Page
    address: str

    async def show(self, *messages: dict[str, Any]) -> Locator:
        """The Teams side with these messages in the channel."""
        self.house.messages = list(messages)
        await self.page.goto(self.address)
        pane = self.page.locator("[data-test=pane-teams]")
        await pane.locator(".tm-post").first.wait_for()
        return pane

    async def until(self, holds: Callable[[list[dict[str, Any]]], bool]) -> None:
        """Waits until it holds of the acts that came."""
        async with asyncio.timeout(10), self.house.acted:
            await self.house.acted.wait_for(lambda: holds(self.house.acts))


def _always(answer: Any) -> Any:
    async def serve(request: web.Request) -> web.Response:
        return web.json_response(answer)

    return serve


async def _index(request: web.Request) -> web.FileResponse:
    return web.FileResponse(BUILT / "index.html")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGS))
        yield started
        await started.close()


@pytest_asyncio.fixture(loop_scope="module")
async def desk(browser: Browser) -> AsyncIterator[Desk]:
    house = House()
    server = TestServer(house.app(), shutdown_timeout=0.1)
    await server.start_server()
    context = await browser.new_context(viewport={"width": 1200, "height": 900})
    page = await context.new_page()
    yield Desk(house, page, str(server.make_url("/")))
    await context.close()
    await server.close()


async def test_markup_in_a_card_stays_text_and_leads_nowhere(desk: Desk) -> None:
    hostile = "<img src=x onerror='window.pwned=1'><script>window.pwned=1</script> [bad](javascript:window.pwned=1)"
    run = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": hostile}]}
    pane = await desk.show(message(1, card=card(text(hostile), run)), message(2, text=hostile, app=False, author=OMAR))
    assert await pane.locator(".tm-post img, .tm-post script, .tm-post a").count() == 0
    assert await pane.locator(".tm-post").all_inner_texts() != []
    assert "<script>" in await pane.locator(".tm-post .tm-words").inner_text()
    assert await desk.page.evaluate("window.pwned") is None


async def test_a_card_that_cannot_be_drawn_is_shown_as_json_with_the_reason(desk: Desk) -> None:
    pane = await desk.show(
        message(1, card=card({"type": "Hologram"})),
        message(2, card=card(text("From tomorrow")) | {"version": "1.9"}),
    )
    first, second = await pane.locator("[data-test=undrawn]").all_inner_texts()
    assert "Hologram" in first
    assert "up to version 1.5" in second
    assert '"From tomorrow"' in second


async def test_a_picture_is_named_and_fetched_from_nowhere(desk: Desk) -> None:
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    picture = {"type": "Image", "url": "https://instep.example/trend/abc.png", "altText": "The trend of CSAT"}
    pane = await desk.show(message(1, card=card(text("4.2 to 4.7"), picture)))
    await expect(pane.get_by_role("img", name="The trend of CSAT")).to_be_visible()
    assert not [url for url in asked if "instep.example" in url]


async def test_moments_are_shown_in_the_time_of_whoever_looks(desk: Desk) -> None:
    moment = "{{DATE(2026-11-24T14:00:00Z,SHORT)}} {{TIME(2026-11-24T14:00:00Z)}}"
    pane = await desk.show(message(1, card=card(text(moment))))
    await expect(pane.locator(".tm-card")).to_have_text("Tue 24 Nov 16:00")


async def test_a_press_names_its_button_by_place_and_says_what_was_answered_to_its_presser(desk: Desk) -> None:
    noted = {"type": "Action.Execute", "title": "Got it", "verb": "got_it", "data": {"n": 1}}
    pane = await desk.show(message(1, card=card(text("News"), {"type": "ActionSet", "actions": [noted]})))
    desk.house.answers.append({"said": "Noted at 14:02"})
    await pane.get_by_role("button", name="Got it").click()
    await expect(pane.locator("[data-test=said]")).to_contain_text("Noted at 14:02")
    (act,) = desk.house.acts
    assert (act["verb"], act["action"], act["inputs"]) == ("press", "/body/1/actions/0", {})


async def test_a_form_asks_for_what_is_missing_and_sends_people_by_their_ids(desk: Desk) -> None:
    fields = (
        {"type": "Input.ChoiceSet", "id": "who", "label": "Who", "isRequired": True, "errorMessage": "Say who."}
        | {"choices": [], "choices.data": PEOPLE_SEARCHED},
        {"type": "Input.Text", "id": "until", "label": "Until"},
    )
    form = card(*fields, actions=({"type": "Action.Submit", "title": "Keep it", "data": {}},))
    opener = {"type": "Action.Submit", "title": "Away", "data": {"msteams": {"type": "task/fetch"}}}
    pane = await desk.show(message(1, card=card(text("Menu"), actions=(opener,))))
    desk.house.answers += [{"dialog": {"id": "d1", "title": "Away", "card": form}}, {"said": "Kept."}]
    await pane.get_by_role("button", name="Away").click()
    dialog = pane.get_by_role("dialog")
    await dialog.get_by_role("button", name="Keep it").click()
    await expect(dialog.get_by_text("Say who.")).to_be_visible()
    await expect(dialog.get_by_role("combobox")).to_be_focused()
    assert len(desk.house.acts) == 1
    await desk.page.keyboard.type("oma")
    await desk.page.keyboard.press("Enter")
    await dialog.get_by_role("button", name="Keep it").click()
    await expect(dialog.locator("[data-test=said]")).to_have_text("Kept.")
    assert desk.house.acts[-1]["inputs"] == {"who": OMAR, "until": ""}
    await desk.page.keyboard.press("Escape")
    await expect(pane.get_by_role("button", name="Away")).to_be_focused()


async def test_what_is_being_typed_stays_when_the_card_and_the_conversation_change(desk: Desk) -> None:
    asks = {"type": "Input.Text", "id": "note", "label": "A note"}
    pane = await desk.show(message(1, card=card(text("0 of 2"), asks)))
    await pane.get_by_label("A note").fill("half a")
    for count in ("1 of 2", "2 of 2"):
        desk.house.messages = [message(1, card=card(text(count), asks)), message(2, text="Also here", app=False)]
        desk.house.changed(desk.house.messages[0]["id"])
        desk.house.changed(desk.house.messages[1]["id"])
        await expect(pane.locator(".tm-card")).to_contain_text(count)
    await expect(pane.get_by_label("A note")).to_have_value("half a")
    await expect(pane.get_by_label("A note")).to_be_focused()
    await expect(pane.get_by_text("Also here")).to_be_visible()


async def test_a_reply_goes_into_its_thread_and_an_extension_onto_its_message(desk: Desk) -> None:
    pane = await desk.show(message(1, card=card(text("News"))))
    await pane.locator("[data-test=reply]").click()
    await desk.page.keyboard.type("Since when?")
    await desk.page.keyboard.press("Enter")
    await expect(pane.locator("[data-test=reply]")).to_be_focused()
    await pane.locator(".tm-post").hover()
    await pane.locator("[data-test=message-menu]").click()
    await pane.locator("[data-test=extension-update]").click()
    root = desk.house.messages[0]["id"]
    await desk.until(lambda acts: len(acts) == 2)
    said, opened = desk.house.acts
    assert said == {"platform": "teams", "verb": "say", "user": YASMIN, "conversation": CHANNEL} | {
        "text": "Since when?",
        "thread": root,
    }
    assert (opened["verb"], opened["command"], opened["message"]) == ("extension", "update", root)


async def test_replies_stay_where_their_first_message_was_deleted(desk: Desk) -> None:
    reply = message(2, text="Since when?", app=False, author=OMAR) | {"thread": message(1)["id"]}
    pane = await desk.show(message(1, card=card(text("News"))), reply)
    first, desk.house.messages = desk.house.messages[0], desk.house.messages[1:]
    desk.house.changed(first["id"])
    await expect(pane.get_by_text("This message was deleted.")).to_be_visible()
    await expect(pane.get_by_text("Since when?")).to_be_visible()


async def test_what_is_typed_into_a_dialog_waits_while_one_is_somebody_else(desk: Desk) -> None:
    asks = {"type": "Action.Submit", "title": "Ask a question", "data": {"msteams": {"type": "task/fetch"}}}
    pane = await desk.show(message(1, card=card(text("Refunds"), actions=(asks,))))
    form = card({"type": "Input.Text", "id": "question", "label": "Your question"}, actions=(asks | {"title": "Ask"},))
    desk.house.answers = [{"dialog": {"id": "dialog-1", "title": "Ask a question", "card": form}}]
    await pane.get_by_role("button", name="Ask a question").click()
    field = pane.get_by_label("Your question")
    await field.fill("Half a question")
    for somebody in ("omar", "yasmin"):
        await desk.page.evaluate("key => { location.hash = `as=${key}` }", somebody)
        await expect(field).to_have_count(1 if somebody == "yasmin" else 0)
    await expect(field).to_have_value("Half a question")
    desk.house.answers = [{"said": "Asked."}]
    await pane.get_by_role("button", name="Ask", exact=True).click()
    await desk.until(lambda acts: bool(acts[-1].get("inputs") == {"question": "Half a question"}))
