"""Who may speak to the page's server, what it lets them do, and what it says when something does not work."""

import json
from typing import Any

import pytest
from yarl import URL

from adapters.playground import Feed, Playground, PortTaken
from tests.adapters.playground.conftest import STEPS, TOKEN, House

EVERY_PATH = ("/", "/gallery", "/main.js", "/api/world", "/api/events", "/api/wire", "/nothing")


async def test_the_page_shows_itself_to_whoever_has_the_key_and_then_forgets_it_in_the_address(house: House) -> None:
    async with house.stranger.get(house.playground.url, allow_redirects=False) as entered:
        assert (entered.status, entered.headers["Location"]) == (303, "/")
        cookie = entered.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
    elsewhere = f"{house.playground.origin}//attacker.example/?token={TOKEN}"
    async with house.stranger.get(elsewhere, allow_redirects=False) as entered:
        assert entered.headers["Location"] == "/attacker.example/"
    # Browsers read a backslash as a slash, and a line break would begin a header.
    for path in ("/%5Cattacker.example/", "/a%0D%0AX-Made-Up:%20yes"):
        url = URL(f"{house.playground.origin}{path}?token={TOKEN}", encoded=True)
        async with house.stranger.get(url, allow_redirects=False) as entered:
            assert entered.headers["Location"] == path
    async with house.page.get(f"{house.playground.origin}/") as page:
        assert page.status == 200
        assert "Instep" in await page.text()


@pytest.mark.parametrize("path", EVERY_PATH)
async def test_nothing_is_shown_without_the_key(house: House, path: str) -> None:
    for headers in ({}, {"Cookie": f"instep_playground_{house.playground.origin.rpartition(':')[2]}=wrong"}):
        async with house.stranger.get(f"{house.playground.origin}{path}?token=no", headers=headers) as refused:
            assert refused.status == 401
            assert TOKEN not in await refused.text()
            kind = "application/json" if path.startswith("/api/") else "text/html"
            assert refused.content_type == kind


async def test_another_name_for_this_machine_is_refused(house: House) -> None:
    for name in ("attacker.example", "127.0.0.1:1", "localhost.attacker.example", ""):
        async with house.page.get(f"{house.playground.origin}/api/world", headers={"Host": name}) as refused:
            assert refused.status == 403


async def test_another_page_cannot_act(house: House) -> None:
    act = json.dumps({"to": "tomorrow"})
    for headers in (
        {"Origin": "http://attacker.example", "Content-Type": "application/json"},
        {"Origin": "null", "Content-Type": "application/json"},
        {"Origin": house.playground.origin.replace("http:", "https:"), "Content-Type": "application/json"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ):
        url = f"{house.playground.origin}/api/time"
        async with house.page.post(url, data=act.encode(), headers=headers) as refused:
            assert refused.status == 403, headers
    assert house.backstage.asked == []
    own = {"Origin": house.playground.origin}
    async with house.page.post(f"{house.playground.origin}/api/time", json={"to": "tomorrow"}, headers=own) as done:
        assert done.status == 200


async def test_every_answer_forbids_what_is_not_ours(house: House) -> None:
    for path in (*EVERY_PATH, "/api/slack/seen"):
        async with house.page.get(f"{house.playground.origin}{path}") as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert "Access-Control-Allow-Origin" not in answer.headers
            kept = "no-cache" if answer.status == 200 and path in ("/", "/gallery", "/main.js") else "no-store"
            assert answer.headers["Cache-Control"] == kept


async def test_only_the_pages_own_files_are_served_and_kept_while_they_are_the_same(house: House) -> None:
    async with house.page.get(f"{house.playground.origin}/main.js") as script:
        assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
        tag = script.headers["ETag"]
    async with house.page.get(f"{house.playground.origin}/main.js", headers={"If-None-Match": tag}) as same:
        assert same.status == 304
    for path in (
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "//etc/passwd",
        "/link.txt",
        "/a%00b",
        f"/{'a' * 5000}",
    ):
        url = URL(f"{house.playground.origin}{path}", encoded=True)
        async with house.page.get(url) as missing:
            assert missing.status == 404, path


async def test_what_a_page_asks_of_the_stage_gets_there(house: House) -> None:
    assert await house.get("/api/world") == (200, await house.backstage.world())
    assert (await house.get("/api/now"))[1] == {"bot": "up"}
    assert (await house.get("/api/deliveries"))[1] == {"deliveries": [], "gaps": []}
    assert await house.post("/api/time", {"to": "tomorrow"}) == (200, {"said": "It is now tomorrow."})
    await house.post("/api/breaks", {"id": "archive", "on": True, "channel": "C1"})
    await house.post("/api/tour", {"action": "start"})
    await house.post("/api/tour", {"action": "skip", "step": "syncs.raise"})
    await house.post("/api/reset", {})
    assert house.backstage.asked == [
        "tomorrow",
        ("archive", True, "C1"),
        ("start", ""),
        ("skip", "syncs.raise"),
        "reset",
    ]
    assert await house.post("/api/time", {"to": "yesterday"}) == (409, {"error": "There is no such time to go to."})


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/act", []),
        ("/api/act", {}),
        ("/api/act", {"platform": "slack", "verb": "__init__"}),
        ("/api/act", {"platform": "slack", "verb": "set_user", "user": "U1", "is_admin": True}),
        ("/api/act", {"platform": "slack", "verb": "say", "user": "U1", "channel": ["C1"], "text": "x"}),
        ("/api/act", {"platform": "slack", "verb": "say", "user": "U1", "channel": "C1", "text": "x", "self": 1}),
        ("/api/act", {"platform": "slack", "verb": "say", "user": "U1", "channel": "C1", "text": "\ud800"}),
        ("/api/act", {"platform": "slack", "verb": "submit", "user": "U1", "view_id": "V1", "values": {"a": 1}}),
        ("/api/act", {"platform": "teams", "verb": "press", "user": "x" * 300, "conversation": "c", "message": "1"}),
        ("/api/act", {"platform": "teams", "verb": "submit", "user": "u", "dialog": "d", "action": "/a", "inputs": []}),
        ("/api/time", {"to": 1}),
        ("/api/breaks", {"id": "kill", "on": "yes"}),
        ("/api/breaks", {"on": True}),
        ("/api/tour", {}),
        ("/api/tour", {"action": "skip", "step": 1}),
    ],
)
async def test_hostile_arguments_are_refused_in_one_sentence(house: House, path: str, body: Any) -> None:
    status, answer = await house.post(path, body)
    assert status == 400
    assert answer["error"].endswith(".")
    assert house.backstage.asked == []


async def test_what_is_no_json_or_too_much_is_refused(house: House) -> None:
    url, kind = f"{house.playground.origin}/api/act", {"Content-Type": "application/json"}
    for data, status in ((b"{", 400), (b"\xff", 400), (b"[" * 100_000, 400), (b" " * 600_000, 413)):
        async with house.page.post(url, data=data, headers=kind) as refused:
            assert refused.status == status
            assert (await refused.json())["error"].endswith(".")


async def test_an_encoding_that_there_is_not_is_refused(house: House) -> None:
    url, kind = f"{house.playground.origin}/api/act", {"Content-Type": "application/json; charset=made-up"}
    async with house.page.post(url, data=b"{}", headers=kind) as refused:
        assert (refused.status, await refused.json()) == (400, {"error": "That is not JSON."})


async def test_a_number_that_no_event_has_means_that_everything_was_missed(house: House) -> None:
    headers = {"Last-Event-ID": "9" * 5000}
    async with house.page.get(f"{house.playground.origin}/api/events", headers=headers) as events:
        assert events.status == 200
        begun = (await events.content.readuntil(b"\n\n")).decode()
    said = json.loads(begun.partition("data: ")[2])
    # Meanwhile something may have changed on a platform.
    assert said["missed"] and 0 <= said["last"] <= house.feed.last


async def test_somebody_writes_and_another_reads_it(house: House) -> None:
    said = {"user": house.ana, "channel": house.care, "text": "Good <b>morning</b>"}
    status, outcome = await house.act("slack", "say", **said)
    assert (status, outcome) == (200, {"ok": True, "said": "", "errors": {}, "dialog": None, "wire": None, "found": []})
    _, seen = await house.get(f"/api/slack/seen?user={house.ben}")
    assert seen["channels"][0]["latest"]
    _, read = await house.get(f"/api/slack/messages?user={house.ben}&channel={house.care}")
    assert read["messages"][0]["text"] == "Good &lt;b&gt;morning&lt;/b&gt;"
    await house.act("slack", "say", **said)
    ts = read["messages"][0]["ts"]
    _, one = await house.get(f"/api/slack/messages?user={house.ben}&channel={house.care}&ts={ts},1.0")
    assert [said["ts"] for said in one["messages"]] == [ts]
    _, behind = await house.get(f"/api/wire?platform=slack&user={house.ben}&conversation={house.care}&message={ts}")
    assert behind == {"requests": [], "limits": []}
    _, seen = await house.get(f"/api/teams/seen?user={house.mei}")
    assert seen["chats"] == [{"id": house.chat, "personal": True, "name": "Instep"}]


async def test_what_the_platform_would_not_offer_is_said(house: House) -> None:
    status, answer = await house.act("slack", "say", user=house.ana, channel="C404", text="Hello")
    assert (status, answer) == (409, {"error": "No channel 'C404'."})
    status, answer = await house.act("slack", "close", user=house.ana)
    assert (status, answer["error"].endswith("has no modal open.")) == (409, True)
    status, answer = await house.act("teams", "close", user=house.mei, dialog="dialog-1")
    assert (status, answer) == (409, {"error": "That dialog is not open."})
    assert (await house.get("/api/slack/seen"))[0] == 400
    assert (await house.get("/api/slack/seen?user=U404"))[0] == 409


async def test_a_bot_that_is_down_is_said_and_what_was_written_stays(house: House) -> None:
    gone = "Instep does not answer: it is not running, or has not started yet."
    status, answer = await house.act("slack", "command", user=house.ana, channel=house.care, command="/update")
    assert (status, answer) == (502, {"error": gone})
    status, answer = await house.act("teams", "say", user=house.mei, conversation=house.chat, text="home")
    assert (status, answer) == (502, {"error": gone})
    _, read = await house.get(f"/api/teams/messages?user={house.mei}&conversation={house.chat}")
    assert [one["text"] for one in read["messages"]] == ["home"]


async def test_what_one_wrote_can_be_deleted_again(house: House) -> None:
    await house.act("slack", "say", user=house.ana, channel=house.care, text="Too early")
    place = f"/api/slack/messages?user={house.ben}&channel={house.care}"
    _, read = await house.get(place)
    gone = {"channel": house.care, "ts": read["messages"][0]["ts"]}
    assert (await house.act("slack", "delete", user=house.ben, **gone))[0] == 409
    assert (await house.act("slack", "delete", user=house.ana, **gone))[0] == 200
    assert (await house.get(place))[1]["messages"] == []
    await house.act("teams", "say", user=house.mei, conversation=house.chat, text="help")
    place = f"/api/teams/messages?user={house.mei}&conversation={house.chat}"
    _, read = await house.get(place)
    gone = {"conversation": house.chat, "message": read["messages"][0]["id"]}
    status, answer = await house.act("teams", "delete", user=house.mei, **gone)
    assert (status, answer["error"].startswith("Instep does not answer")) == (502, True), "the bot is told of it"
    assert (await house.get(place))[1]["messages"] == []
    assert (await house.act("teams", "delete", user=house.mei, **gone))[0] == 409


async def test_while_it_gets_ready_the_page_is_there_and_says_so(house: House) -> None:
    house.backstage.ready = False
    async with house.page.get(f"{house.playground.origin}/") as page:
        assert page.status == 200
    progress = {"steps": STEPS, "failed": ""}
    assert await house.get("/api/world") == (202, {"preparing": {"doing": "Instep starts …", **progress}})
    told = {"error": "Instep starts …", "preparing": progress}
    assert await house.get(f"/api/slack/seen?user={house.ana}") == (503, told)
    assert (await house.act("slack", "open_home", user=house.ana))[0] == 503


async def test_stand_ins_that_are_gone_are_no_riddle(house: House) -> None:
    await house.slack.stop()
    status, answer = await house.get(f"/api/slack/seen?user={house.ana}")
    assert (status, answer["error"].startswith("The stand-ins")) == (502, True)


async def test_a_port_that_is_taken_is_told(house: House) -> None:
    port = int(house.playground.origin.rpartition(":")[2])
    with pytest.raises(PortTaken):
        async with Playground(house.backstage, Feed(), port=port):
            raise AssertionError("two programs have one port")


async def test_no_page_in_a_browser_speaks_to_a_stand_in(house: House) -> None:
    for origin in (house.slack.origin, house.teams.url):
        url = f"{origin}/_standin/world/add_user"
        for headers in ({"Origin": "http://attacker.example"}, {"Origin": origin}, {"Host": "attacker.example"}):
            async with house.stranger.post(url, data=b"{}", headers=headers) as refused:
                assert refused.status == 403, headers
        async with house.stranger.get(f"{origin}/_standin/facts", headers={"Host": "attacker.example:80"}) as refused:
            assert refused.status == 403
