"""What people do in the stand-in reaches the bot as Slack would send it, and the bot's answer reaches them."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import ClientSession, web
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.gate import Accepted, judge
from adapters.slack.standin import CannotAct
from tests.adapters.slack.scene import Scene

Json = dict[str, Any]


def text(words: str) -> Json:
    return {"type": "plain_text", "text": words}


CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Refunds"}},
    {
        "type": "actions",
        "elements": [{"type": "button", "action_id": "ack", "text": text("Got it"), "value": "opaque"}],
    },
]
FORM: Json = {
    "type": "modal",
    "callback_id": "form",
    "private_metadata": "m",
    "title": text("Update"),
    "submit": text("Publish"),
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": text("Title"),
            "element": {"type": "plain_text_input", "action_id": "v", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "urgency",
            "label": text("Urgency"),
            "optional": True,
            "element": {
                "type": "static_select",
                "action_id": "v",
                "options": [{"text": text("Normal"), "value": "n"}, {"text": text("Urgent"), "value": "u"}],
            },
        },
    ],
}


class Bot:
    """Records what it is sent and answers what it was told to answer."""

    def __init__(self, secret: str, now: Any) -> None:
        self.received: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.answers: list[web.Response | float] = []
        self.verdicts: list[Any] = []
        self._secret, self._now = secret, now
        self._arrivals = asyncio.Semaphore(0)

    async def came(self, count: int) -> None:
        """Waits until so many more requests have come than were waited for; `TimeoutError` after five seconds."""
        async with asyncio.timeout(5):
            for _ in range(count):
                await self._arrivals.acquire()

    async def serve(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.verdicts.append(judge(request.headers, body, self._secret, self._now()))
        self.headers.append(dict(request.headers))
        if request.content_type == "application/json":
            self.received.append(json.loads(body))
        else:
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            self.received.append(json.loads(form["payload"]) if "payload" in form else form)
        self._arrivals.release()
        answer = self.answers.pop(0) if self.answers else web.Response()
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            return web.Response()
        return answer


@pytest.fixture
async def bot(scene: Scene) -> AsyncIterator[Bot]:
    made = Bot(scene.slack.world.app.signing_secret, scene.slack.desk.clock.unix)
    app = web.Application()
    app.router.add_post("/slack/events", made.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    scene.slack.connect_bot(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield made
    await runner.cleanup()
    assert all(isinstance(verdict, Accepted) for verdict in made.verdicts)


async def test_a_command_is_signed_and_its_answer_is_seen_by_the_typist_alone(scene: Scene, bot: Bot) -> None:
    bot.answers.append(web.json_response({"text": "Opening"}))
    answer = await scene.slack.people.command(scene.ana, scene.care, "/update", "now")
    assert answer.ok
    (payload,) = bot.received
    assert (payload["command"], payload["text"], payload["user_id"]) == ("/update", "now", scene.ana)
    assert [each.text for each in scene.slack.inbox(scene.ana)] == ["Opening"]
    assert scene.slack.inbox(scene.ben) == []


async def test_commands_are_for_people_of_the_workspace_in_a_channel_they_are_in(scene: Scene, bot: Bot) -> None:
    people = scene.slack.people
    for act in (
        people.command(scene.eve, scene.shared, "/update"),
        people.command(scene.ana, scene.care, "/unknown"),
        people.command(scene.ana, scene.care, "/update", in_thread=True),
        people.command(scene.ben, scene.secret, "/update"),
    ):
        with pytest.raises(CannotAct):
            await act
    assert bot.received == []


async def test_a_button_is_pressed_by_label_and_carries_its_value_and_who_pressed(scene: Scene, bot: Bot) -> None:
    said = await scene.client.chat_postMessage(channel=scene.shared, text="Refunds", blocks=CARD)
    assert (await scene.slack.people.press(scene.eve, "Got it", channel=scene.shared)).ok
    (payload,) = bot.received
    assert payload["type"] == "block_actions"
    assert payload["actions"][0]["value"] == "opaque"
    assert payload["user"]["team_id"] == scene.partner
    assert payload["team"]["id"] == scene.team
    assert payload["container"] == {
        "type": "message",
        "message_ts": said["ts"],
        "channel_id": scene.shared,
        "is_ephemeral": False,
    }
    with pytest.raises(CannotAct):
        await scene.slack.people.press(scene.ben, "Got it", channel=scene.shared)
    with pytest.raises(CannotAct):
        await scene.slack.people.press(scene.ana, "Remind", channel=scene.shared)


async def test_a_response_url_redraws_the_message_five_times(scene: Scene, bot: Bot) -> None:
    await scene.client.chat_postMessage(channel=scene.care, text="Refunds", blocks=CARD)
    await scene.slack.people.press(scene.ana, "ack", channel=scene.care)
    url = bot.received[0]["response_url"]
    async with ClientSession() as session:

        async def respond(**body: Any) -> tuple[int, str]:
            async with session.post(url, json=body) as response:
                return response.status, await response.text()

        assert await respond(text="Noted at 02:14") == (200, "ok")
        assert await respond(text="Refunds, 1 of 2", replace_original=True) == (200, "ok")
        assert await respond(text="x", blocks=[{"type": "nothing"}]) == (400, "invalid_blocks")
        assert await respond(text="x", response_type="in_channel") == (200, "ok")
        assert await respond(delete_original=True) == (200, "ok")
        assert await respond(text="x") == (404, "used_url")
    assert [each.text for each in scene.slack.inbox(scene.ana)] == ["Noted at 02:14"]
    assert [message.text for message in scene.slack.messages(scene.care)] == ["x"]


async def test_a_form_is_filled_by_label_checked_by_the_client_and_submitted(scene: Scene, bot: Bot) -> None:
    people = scene.slack.people
    await people.command(scene.ana, scene.care, "/update")
    await scene.client.views_open(trigger_id=bot.received[0]["trigger_id"], view=FORM)
    refused = await people.submit(scene.ana, {"Urgency": "Urgent"})
    assert (refused.error, list(refused.errors)) == ("client_refused", ["title"])
    with pytest.raises(CannotAct):
        await people.submit(scene.ana, {"Colour": "red"})
    bot.answers.append(web.json_response({"response_action": "errors", "errors": {"title": "Too short."}}))
    refused = await people.submit(scene.ana, {"Title": "Refunds"})
    assert (refused.error, refused.errors, refused.ok) == (None, {"title": "Too short."}, False)
    assert (await people.submit(scene.ana)).ok
    assert scene.slack.modal(scene.ana) is None
    state = bot.received[-1]["view"]["state"]["values"]
    assert state["title"]["v"] == {"type": "plain_text_input", "value": "Refunds"}
    assert state["urgency"]["v"]["selected_option"]["value"] == "u"
    assert bot.received[-1]["view"]["private_metadata"] == "m"


async def test_a_form_can_be_replaced_pushed_upon_and_closed(scene: Scene, bot: Bot) -> None:
    people = scene.slack.people
    await people.command(scene.ana, scene.care, "/update")
    await scene.client.views_open(trigger_id=bot.received[0]["trigger_id"], view=FORM)
    second = {**FORM, "title": text("Second")}
    bot.answers.append(web.json_response({"response_action": "update", "view": second}))
    assert (await people.submit(scene.ana, {"Title": "Refunds"})).ok
    shown = scene.slack.modal(scene.ana)
    assert shown is not None
    assert shown["title"]["text"] == "Second"
    third = {**FORM, "title": text("Third")}
    bot.answers.append(web.json_response({"response_action": "push", "view": third}))
    assert (await people.submit(scene.ana)).ok
    assert (await people.close(scene.ana)).ok
    assert bot.received[-1]["type"] == "view_closed"
    shown = scene.slack.modal(scene.ana)
    assert shown is not None
    assert shown["title"]["text"] == "Second"
    bot.answers.append(web.json_response({"response_action": "update", "view": {"type": "modal"}}))
    assert (await people.submit(scene.ana)).error == "invalid_answer"


async def test_an_answer_after_three_seconds_is_a_timeout(scene: Scene, bot: Bot) -> None:
    scene.slack.desk.limits = replace(scene.slack.desk.limits, acknowledge_within=0.1)
    bot.answers.append(0.2)
    answer = await scene.slack.people.command(scene.ana, scene.care, "/update")
    assert answer.error == "operation_timeout"


async def test_events_carry_where_they_came_from_and_come_again(scene: Scene, bot: Bot) -> None:
    happenings = scene.slack.happenings
    first = await happenings.mention(scene.eve, scene.shared, "got it")
    assert first.number is not None
    await happenings.redeliver(first.number)
    once, again = bot.received
    assert once["event"]["type"] == "app_mention"
    assert once["event"]["user_team"] == scene.partner
    assert once["is_ext_shared_channel"]
    assert once["event_id"] == again["event_id"]
    assert bot.headers[1]["X-Slack-Retry-Num"] == "1"
    await scene.slack.courier.replay(first.number)
    assert bot.headers[2]["X-Slack-Signature"] == bot.headers[0]["X-Slack-Signature"]


async def test_an_event_that_is_not_taken_comes_again_by_itself(scene: Scene, bot: Bot) -> None:
    courier, write = scene.slack.courier, scene.slack.happenings.direct_message
    scene.slack.desk.limits = replace(scene.slack.desk.limits, event_retries=(0.0, 0.01, 0.01))
    courier.insists = True
    bot.answers += [web.Response(status=503), web.Response(status=500)]
    assert (await write(scene.ana, "help")).error == "http_error"
    await bot.came(3)
    assert len({one["event_id"] for one in bot.received}) == 1
    assert [one.get("X-Slack-Retry-Num") for one in bot.headers] == [None, "1", "2"]
    assert bot.headers[2]["X-Slack-Retry-Reason"] == "http_error"
    bot.answers.append(web.Response(status=503, headers={"X-Slack-No-Retry": "1"}))
    await write(scene.ana, "not again")
    address, courier.bot_url = courier.bot_url, "http://127.0.0.1:9/"
    await write(scene.ana, "are you there?")
    courier.bot_url = address
    await bot.came(2)
    assert [one["event"]["text"] for one in bot.received[3:]] == ["not again", "are you there?"]
    assert bot.headers[4]["X-Slack-Retry-Reason"] == "connection_failed"


async def test_only_subscribed_events_are_sent(scene: Scene, bot: Bot) -> None:
    assert (await scene.slack.happenings.event(scene.team, {"type": "reaction_added"})).error == "not_subscribed"
    assert bot.received == []


async def test_every_happening_reaches_the_bot_in_slacks_form(scene: Scene, bot: Bot) -> None:
    happenings = scene.slack.happenings
    private = scene.slack.world.add_channel(scene.team, "night", private=True, members=[scene.ana])
    await happenings.direct_message(scene.ana, "hello")
    await happenings.open_home(scene.ana)
    await happenings.join(scene.ben, scene.shared)
    await happenings.leave(scene.ben, scene.shared)
    user, _ = await happenings.join_workspace(scene.team, "Cleo Brandt")
    await happenings.change_user(user, deleted=True)
    await happenings.rename(scene.care, "care-team")
    await happenings.archive(scene.care)
    await happenings.unarchive(scene.care)
    await happenings.share(private, scene.partner)
    shared = bot.received[-1]["event"]["channel"]
    await happenings.unshare(shared, scene.partner)
    await happenings.leave(scene.bot, scene.shared)
    await happenings.delete_channel(scene.care)
    await happenings.uninstall(scene.team)
    assert [payload["event"]["type"] for payload in bot.received] == [
        "message",
        "app_home_opened",
        "member_joined_channel",
        "member_left_channel",
        "team_join",
        "user_change",
        "channel_rename",
        "channel_archive",
        "channel_unarchive",
        "channel_id_changed",
        "channel_shared",
        "channel_unshared",
        "channel_left",
        "channel_deleted",
        "tokens_revoked",
        "app_uninstalled",
    ]
    assert bot.received[0]["event"]["channel_type"] == "im"
    assert (private[0], shared[0]) == ("G", "C")


async def test_a_message_shortcut_carries_the_message(scene: Scene, bot: Bot) -> None:
    ts = scene.slack.world.say(scene.care, scene.ben, "She waited until the wheelchair came")
    shortcut = next(iter(scene.slack.world.app.shortcuts))
    assert (await scene.slack.people.shortcut(scene.ana, shortcut, scene.care, ts)).ok
    assert bot.received[0]["message"]["text"] == "She waited until the wheelchair came"
    with pytest.raises(CannotAct):
        await scene.slack.people.shortcut(scene.eve, shortcut, scene.shared, ts)


async def test_a_deactivated_person_does_nothing(scene: Scene, bot: Bot) -> None:
    scene.slack.world.set_user(scene.ana, deleted=True)
    with pytest.raises(CannotAct):
        await scene.slack.people.command(scene.ana, scene.care, "/update")


async def test_socket_mode_carries_the_same_payloads_and_answers(scene: Scene) -> None:
    scene.slack.world.set_app(socket_mode=True)
    app_token = scene.slack.world.app.app_token
    client = SocketModeClient(app_token, web_client=AsyncWebClient(base_url=scene.slack.api_url), ping_interval=60)
    seen: list[SocketModeRequest] = []

    async def serve(client: Any, request: SocketModeRequest) -> None:
        seen.append(request)
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, {"text": "Hi"}))

    client.socket_mode_request_listeners.append(serve)
    await client.connect()
    await scene.slack.socket.wait_connected()
    answer = await scene.slack.people.command(scene.ana, scene.care, "/update")
    assert answer.body == {"text": "Hi"}
    assert seen[0].type == "slash_commands"
    assert [each.text for each in scene.slack.inbox(scene.ana)] == ["Hi"]
    await client.close()


async def test_socket_mode_wants_the_app_token(scene: Scene) -> None:
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await scene.client.apps_connections_open(app_token=scene.client.token or "")
