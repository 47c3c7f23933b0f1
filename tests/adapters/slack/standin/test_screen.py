"""What a drawn client sees and does: places and messages by ids, values as they travel, and what changed, in order."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web

from adapters.slack.standin import CannotAct, RemoteSlack, StandinRefused
from tests.adapters.slack.scene import Scene

Json = dict[str, Any]


def text(words: str) -> Json:
    return {"type": "plain_text", "text": words}


URGENCY = [{"text": text("Normal"), "value": "n"}, {"text": text("Urgent"), "value": "u"}]
CARD = [
    {
        "type": "actions",
        "block_id": "first",
        "elements": [
            {"type": "button", "action_id": "ack", "text": text("Got it"), "value": "1"},
            {"type": "static_select", "action_id": "how", "placeholder": text("How"), "options": URGENCY},
        ],
    },
    {
        "type": "actions",
        "block_id": "second",
        "elements": [{"type": "button", "action_id": "ack", "text": text("Got it"), "value": "2"}],
    },
]
FORM: Json = {
    "type": "modal",
    "title": text("Update"),
    "submit": text("Publish"),
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
            "element": {"type": "static_select", "action_id": "v", "options": URGENCY},
        },
        {
            "type": "actions",
            "block_id": "more",
            "elements": [{"type": "button", "action_id": "more", "text": text("More")}],
        },
    ],
}
URGENT = {"type": "static_select", "selected_option": {"text": text("Urgent"), "value": "u"}}
TITLE = {"type": "plain_text_input", "value": "Refunds"}


class Bot:
    """Notes what it is sent."""

    def __init__(self) -> None:
        self.received: list[Json] = []
        self.answer: Json | None = None

    async def serve(self, request: web.Request) -> web.Response:
        body = await request.read()
        if request.content_type == "application/json":
            self.received.append(json.loads(body))
        else:
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            self.received.append(json.loads(form["payload"]) if "payload" in form else form)
        return web.json_response(self.answer) if self.answer else web.Response()


@pytest.fixture
async def bot(scene: Scene) -> AsyncIterator[Bot]:
    made = Bot()
    app = web.Application()
    app.router.add_post("/slack/events", made.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    scene.slack.connect_bot(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield made
    await runner.cleanup()


async def posted(scene: Scene, channel: str) -> str:
    said = await scene.client.chat_postMessage(channel=channel, text="Refunds", blocks=CARD)
    return str(said["ts"])


async def opened(scene: Scene, bot: Bot) -> Json:
    await scene.slack.people.command(scene.ana, scene.care, "/update")
    await scene.client.views_open(trigger_id=bot.received[-1]["trigger_id"], view=FORM)
    view = scene.slack.screen.seen(scene.ana)["modal"]
    assert view is not None
    return dict(view)


async def test_each_thing_that_changes_is_told_once_and_in_order(scene: Scene, bot: Bot) -> None:
    scene.slack.screen.seen(scene.ana)
    before = len(await scene.slack.world.changes.after(0))
    ts = await posted(scene, scene.care)
    await scene.client.chat_update(channel=scene.care, ts=ts, text="Refunds")
    await scene.client.chat_postEphemeral(channel=scene.care, user=scene.ana, text="For you")
    view = await opened(scene, bot)
    await scene.slack.people.close(scene.ana)
    await scene.slack.happenings.archive(scene.care)
    told = await scene.slack.world.changes.after(before)
    assert [one.seq for one in told] == list(range(before + 1, before + 7))
    whisper = scene.slack.inbox(scene.ana)[0].ts
    assert [(one.kind, one.conversation, one.message, one.user) for one in told] == [
        ("message", scene.care, ts, ""),
        ("message", scene.care, ts, ""),
        ("whisper", scene.care, whisper, scene.ana),
        ("modal", "", view["id"], scene.ana),
        ("modal", "", view["id"], scene.ana),
        ("place", scene.care, "", ""),
    ]


async def test_whoever_waits_for_a_change_is_woken_by_it(scene: Scene) -> None:
    changes = scene.slack.world.changes
    async with RemoteSlack(scene.slack.origin) as remote, asyncio.timeout(5):
        seen = len(await remote.changes())
        waiting = asyncio.create_task(changes.after(seen, 30))
        await asyncio.sleep(0)
        scene.slack.world.say(scene.care, scene.ben, "Good morning")
        assert [one.seq for one in await waiting] == [seen + 1]
        (change,) = await remote.changes(after=seen, wait=30)
        assert (change["seq"], change["kind"], change["user"]) == (seen + 1, "message", scene.ben)
        assert await remote.changes(after=seen + 1, wait=0.01) == []


async def test_one_of_two_alike_is_pressed_by_where_it_stands(scene: Scene, bot: Bot) -> None:
    ts = await posted(scene, scene.care)
    press = {"action_id": "ack", "block_id": "second", "channel": scene.care, "ts": ts}
    how = {"first": {"how": URGENT}}
    assert (await scene.slack.screen.press_element(scene.ana, **press, values=how)).ok
    assert bot.received[-1]["actions"][0]["value"] == "2"
    assert bot.received[-1]["state"]["values"]["first"]["how"]["selected_option"]["value"] == "u"


async def test_a_menu_sends_what_was_chosen_and_only_what_it_offers(scene: Scene, bot: Bot) -> None:
    ts = await posted(scene, scene.care)
    menu = {"action_id": "how", "block_id": "first", "channel": scene.care, "ts": ts}
    await scene.slack.screen.press_element(scene.ana, **menu, value=URGENT)
    assert bot.received[-1]["actions"][0]["selected_option"] == URGENCY[1]
    for wrong in (
        {"type": "static_select", "selected_option": {"text": text("Never"), "value": "x"}},
        {"type": "plain_text_input", "value": "u"},
        {"type": "static_select", "selected_option": "u"},
    ):
        with pytest.raises(CannotAct):
            await scene.slack.screen.press_element(scene.ana, **menu, value=wrong)
    assert len(bot.received) == 1


async def test_a_form_takes_values_as_they_travel_and_keeps_what_was_typed_before(scene: Scene, bot: Bot) -> None:
    view = await opened(scene, bot)
    more = {"action_id": "more", "block_id": "more", "surface": "modal", "values": {"title": {"v": TITLE}}}
    assert (await scene.slack.screen.press_element(scene.ana, **more)).ok
    assert bot.received[-1]["view"]["state"]["values"]["title"]["v"]["value"] == "Refunds"
    shown = scene.slack.screen.seen(scene.ana)["modal"]["state"]["values"]
    assert shown["title"]["v"]["value"] == "Refunds"
    long = {"type": "plain_text_input", "value": "x" * 21}
    refused = await scene.slack.screen.submit_view(scene.ana, view["id"], {"title": {"v": long}})
    assert refused.errors == {
        "title": "Please use at most 20 characters.",
        "urgency": "Please complete this required field.",
    }
    values = {"title": {"v": TITLE}, "urgency": {"v": URGENT}}
    assert (await scene.slack.screen.submit_view(scene.ana, view["id"], values)).ok
    assert bot.received[-1]["view"]["state"]["values"]["urgency"]["v"]["selected_option"]["value"] == "u"
    assert scene.slack.screen.seen(scene.ana)["modal"] is None
    with pytest.raises(CannotAct, match="not on top"):
        await scene.slack.screen.submit_view(scene.ana, view["id"], values)


async def test_what_is_typed_travels_escaped_and_names_become_mentions(scene: Scene, bot: Bot) -> None:
    screen = scene.slack.screen
    await screen.write(scene.ana, scene.care, "Ask @Ben Osei & <!channel>")
    assert bot.received == [], "nobody mentioned the bot"
    await screen.write(scene.ana, scene.care, "@Instep got it")
    await screen.write(scene.ana, scene.care, f"already &lt;b&gt; for <@{scene.ben}>")
    await screen.type_command(scene.ana, scene.care, "/update", "for @Ben Osei <b>")
    said = [one["text"] for one in screen.look(scene.ana, scene.care)["messages"]]
    assert said == [
        f"Ask <@{scene.ben}> &amp; &lt;!channel&gt;",
        f"<@{scene.bot}> got it",
        f"already &lt;b&gt; for <@{scene.ben}>",
    ]
    assert bot.received[0]["event"]["text"] == f"<@{scene.bot}> got it"
    assert bot.received[1]["text"] == f"for <@{scene.ben}|ben.osei> &lt;b&gt;"


async def test_everybody_whom_somebody_sees_can_be_mentioned_wherever_they_type(scene: Scene, bot: Bot) -> None:
    screen, world = scene.slack.screen, scene.slack.world
    (direct,) = [one for one in screen.seen(scene.ana)["channels"] if one["kind"] == "im"]
    await screen.type_command(scene.ana, direct["id"], "/shoutout", "@Ben Osei @Eve Lindqvist @Ola Ferrante")
    assert bot.received[-1]["text"] == f"<@{scene.ben}|ben.osei> <@{scene.eve}|eve.lindqvist> @Ola Ferrante"
    await screen.write(scene.ana, direct["id"], "shoutout @Ben Osei")
    assert bot.received[-1]["event"]["text"] == f"shoutout <@{scene.ben}>"
    world.user(scene.ana).is_restricted = True
    world.channels[scene.care].members.remove(scene.ana)
    await screen.write(scene.ana, direct["id"], "shoutout @Ben Osei")
    assert bot.received[-1]["event"]["text"] == "shoutout @Ben Osei"


async def test_the_app_has_its_direct_message_from_the_start(scene: Scene, bot: Bot) -> None:
    (direct,) = [one for one in scene.slack.screen.seen(scene.ana)["channels"] if one["kind"] == "im"]
    await scene.slack.screen.write(scene.ana, direct["id"], "menu")
    assert (bot.received[-1]["event"]["channel_type"], bot.received[-1]["event"]["text"]) == ("im", "menu")
    assert not [one for one in scene.slack.screen.seen(scene.eve)["channels"] if one["kind"] == "im"]


async def test_somebody_sees_their_own_places_and_what_they_alone_were_told(scene: Scene) -> None:
    ts = await posted(scene, scene.care)
    await scene.client.chat_postEphemeral(channel=scene.care, user=scene.ana, text="For you")
    screen = scene.slack.screen
    names = {one["name"]: one for one in screen.seen(scene.eve)["channels"]}
    assert set(names) == {"harborline-care"}
    assert names["harborline-care"]["external"]
    seen = screen.look(scene.ana, scene.care)
    assert [one["ts"] for one in seen["messages"]] == [ts]
    assert [one["text"] for one in seen["whispers"]] == ["For you"]
    assert screen.look(scene.ben, scene.care)["whispers"] == []
    await scene.client.chat_delete(channel=scene.care, ts=ts)
    assert screen.look(scene.ana, scene.care, [ts, "nothing"]) == {"messages": [], "whispers": []}
    with pytest.raises(CannotAct, match="not in that channel"):
        screen.look(scene.eve, scene.care)


async def test_a_reaction_is_seen_and_the_bot_hears_of_it_only_if_it_asked_to(scene: Scene, bot: Bot) -> None:
    ts = await posted(scene, scene.care)
    react = scene.slack.happenings.react
    await react(scene.ana, scene.care, ts, "tada")
    await react(scene.ben, scene.care, ts, "tada")
    await react(scene.ana, scene.care, ts, "tada", on=False)
    assert scene.slack.screen.look(scene.ana, scene.care)["messages"][0]["reactions"] == {"tada": [scene.ben]}
    assert bot.received == []
    scene.slack.world.set_app(events=["reaction_added"])
    await react(scene.ana, scene.care, ts, "eyes")
    assert bot.received[-1]["event"]["reaction"] == "eyes"
    with pytest.raises(CannotAct, match="no emoji"):
        await react(scene.ana, scene.care, ts, "<script>")


async def test_somebody_deletes_what_they_wrote_and_nothing_else(scene: Scene, bot: Bot) -> None:
    slack = scene.slack
    await slack.screen.write(scene.ana, scene.care, "Too early")
    (said,) = slack.messages(scene.care)
    with pytest.raises(CannotAct, match="of one's own"):
        await slack.happenings.take_back(scene.ben, scene.care, said.ts)
    await slack.happenings.take_back(scene.ana, scene.care, said.ts)
    assert slack.messages(scene.care) == []
    with pytest.raises(CannotAct, match="of one's own"):
        await slack.happenings.take_back(scene.ana, scene.care, said.ts)
    await slack.happenings.direct_message(scene.ana, "help")
    (direct,) = slack.direct_messages(scene.ana)
    await slack.happenings.take_back(scene.ana, direct.channel, direct.ts)
    told = bot.received[-1]["event"]
    assert (told["subtype"], told["deleted_ts"], told["hidden"]) == ("message_deleted", direct.ts, True)


async def test_who_may_only_post_writes_and_presses_nothing(scene: Scene, bot: Bot) -> None:
    scene.slack.world.set_user(scene.eve, may_only_post=True)
    ts = await posted(scene, scene.shared)
    await scene.slack.screen.write(scene.eve, scene.shared, "@Instep got it")
    assert len(bot.received) == 1
    with pytest.raises(CannotAct, match="may only post"):
        await scene.slack.screen.press_element(scene.eve, "ack", "first", scene.shared, ts)


async def test_what_went_over_the_wire_is_shown_without_what_lets_its_holder_act(scene: Scene, bot: Bot) -> None:
    ts = await posted(scene, scene.care)
    await scene.slack.screen.press_element(scene.ana, "ack", "first", scene.care, ts)
    behind = scene.slack.screen.behind(scene.ana, ts, scene.care)
    assert [one.method for one in behind["requests"]] == ["block_actions", "chat.postMessage"]
    press, post = (one.json for one in behind["requests"])
    assert (press["response_url"], press["trigger_id"], press["token"]) == ("…", "…", "…")
    assert post["text"] == "Refunds"
    used = {one["name"]: (one["used"], one["allowed"]) for one in behind["limits"]}
    assert (used["Blocks"], used["Notification text"]) == ((2, 50), (7, 4000))
    view = await opened(scene, bot)
    behind = scene.slack.screen.behind(scene.ana, view["id"])
    assert [one.method for one in behind["requests"]] == ["views.open"]
    assert {one["name"]: one["allowed"] for one in behind["limits"]}["Blocks"] == 100


async def test_a_page_in_another_process_uses_the_same_verbs(scene: Scene) -> None:
    async with RemoteSlack(scene.slack.origin) as remote:
        await remote.act("write", user=scene.ana, channel=scene.care, text="Good morning")
        seen = await remote.act("look", user=scene.ben, channel=scene.care)
        assert seen["messages"][0]["text"] == "Good morning"
        with pytest.raises(StandinRefused, match="is archived"):
            await remote.act("archive", channel=scene.care)
            await remote.act("write", user=scene.ana, channel=scene.care, text="Anybody?")
