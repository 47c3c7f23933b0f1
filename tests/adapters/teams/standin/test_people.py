"""What people do on the stand-in reaches the bot as Teams would send it, and answers are read as Teams would."""

import asyncio
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web

from adapters.teams.standin import Kind, NotPossible
from adapters.teams.standin.ledger import Message

CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "Input.Text", "id": "word", "label": "A word", "maxLength": 10}],
    "actions": [
        {
            "type": "Action.Execute",
            "title": "Got it",
            "verb": "updates.acknowledge",
            "data": {"object": "u1"},
            "fallback": {"type": "Action.Submit", "title": "Got it", "data": {"verb": "updates.acknowledge"}},
        },
        {"type": "Action.Submit", "title": "Ask", "data": {"verb": "x.ask", "msteams": {"type": "task/fetch"}}},
        {"type": "Action.OpenUrl", "title": "Playbook", "url": "https://playbook.example"},
    ],
}
FORM = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [
        {"type": "Input.Text", "id": "q", "label": "Question", "isRequired": True, "errorMessage": "Write it."},
        {"type": "Input.Toggle", "id": "named", "title": "With my name"},
        {
            "type": "Input.ChoiceSet",
            "id": "to",
            "label": "To",
            "isMultiSelect": True,
            "choices": [{"title": "Everyone", "value": "all"}, {"title": "Leads", "value": "leads"}],
        },
    ],
    "actions": [{"type": "Action.Submit", "title": "Send", "data": {"action": "x.ask"}}],
}
ATTACHED = {"contentType": "application/vnd.microsoft.card.adaptive"}


def card_message(scene: Any, *, conversation: str, thread: str = "") -> Message:
    app = scene.registration.app_id
    made = Message(scene.teams.world.stamp(), conversation, thread, app, "Instep", card=CARD)
    made = Message(made.id, conversation, thread or made.id, app, "Instep", card=CARD)
    scene.teams.ledger.post(scene.tenant.id, made)
    return made


def execute_answer(kind: str, value: object) -> dict[str, Any]:
    return {"statusCode": 200, "type": kind, "value": value}


async def test_a_personal_message_is_signed_for_the_bot(scene, endpoint) -> None:
    turn = await scene.teams.people.say(scene.bo.id, "update <b>&")
    assert turn.well
    activity = endpoint.got[0]
    assert activity["text"] == "update &lt;b&gt;&amp;"
    assert activity["conversation"]["conversationType"] == "personal"
    assert activity["channelData"]["tenant"]["id"] == scene.tenant.id
    assert activity["from"]["aadObjectId"] == scene.bo.id
    assert activity["from"]["id"].startswith("29:")
    token = endpoint.tokens[0].removeprefix("Bearer ")
    async with aiohttp.ClientSession() as session:
        metadata = await (await session.get(scene.teams.openid_metadata_url)).json()
        keys = (await (await session.get(metadata["jwks_uri"])).json())["keys"]
    assert keys[0]["endorsements"] == ["msteams"]
    claims = jwt.decode(token, jwt.PyJWK(keys[0]), algorithms=["RS256"], audience=scene.registration.app_id)
    assert claims["iss"] == "https://api.botframework.com"
    assert claims["serviceurl"] == activity["serviceUrl"] == scene.teams.service_url


async def test_a_mention_in_a_channel_begins_a_thread_and_names_the_bot(scene, endpoint) -> None:
    await scene.teams.people.mention(
        scene.ada.id, scene.channel.id, "shoutout @Bo Birch well done", people=[scene.bo.id]
    )
    activity = endpoint.got[0]
    assert activity["text"] == "<at>Instep</at>&nbsp;shoutout <at>Bo Birch</at> well done"
    assert activity["conversation"]["id"] == f"{scene.channel.id};messageid={activity['id']}"
    mentions = [one for one in activity["entities"] if one["type"] == "mention"]
    assert [one["mentioned"]["id"][:3] for one in mentions] == ["28:", "29:"]
    assert [one.text for one in scene.teams.people.read(scene.bo.id, scene.channel.id)] == [
        "shoutout @Bo Birch well done"
    ]


async def test_nobody_acts_where_they_are_not(scene) -> None:
    people = scene.teams.people
    with pytest.raises(NotPossible, match="not in that conversation"):
        await people.mention(scene.mei.id, scene.channel.id, "update")
    with pytest.raises(NotPossible, match="does not have the app"):
        await people.say(scene.mei.id, "update")
    await people.mention(scene.mei.id, scene.shared.id, "got it")
    with pytest.raises(NotPossible, match="not in that conversation"):
        people.read(scene.bo.id, scene.shared.id)


async def test_pressing_an_execute_button_shows_its_answer_to_the_presser_alone(scene, endpoint) -> None:
    card = card_message(scene, conversation=scene.channel.id)
    changed = {**CARD, "actions": []}
    endpoint.body = execute_answer("application/vnd.microsoft.card.adaptive", changed)
    turn = await scene.teams.people.press(scene.bo.id, scene.channel.id, card.id, "Got it", values={"A word": "fine"})
    assert turn.well
    sent = endpoint.got[0]
    assert (sent["name"], sent["replyToId"]) == ("adaptiveCard/action", card.id)
    assert sent["value"]["action"]["verb"] == "updates.acknowledge"
    assert sent["value"]["action"]["data"] == {"object": "u1", "word": "fine"}
    assert scene.teams.people.read(scene.bo.id, scene.channel.id)[0].card == changed
    assert scene.teams.people.read(scene.ada.id, scene.channel.id)[0].card == CARD


@pytest.mark.parametrize(
    ("body", "said", "well"),
    [
        (execute_answer("application/vnd.microsoft.activity.message", "Noted at 02:14"), "Noted at 02:14", True),
        (execute_answer("application/vnd.microsoft.card.adaptive", {**CARD, "version": "1.6"}), None, False),
        ({"task": {}}, None, False),
        (None, None, False),
    ],
)
async def test_an_answer_to_a_press_is_shown_or_is_trouble(scene, endpoint, body, said, well) -> None:
    card = card_message(scene, conversation=scene.channel.id)
    endpoint.body = body
    turn = await scene.teams.people.press(scene.bo.id, scene.channel.id, card.id, "Got it")
    assert turn.well is well
    assert turn.said == said or (said is None and turn.said.startswith("Something went wrong"))


async def test_an_old_client_sends_the_fallback(scene, endpoint) -> None:
    card = card_message(scene, conversation=scene.channel.id)
    await scene.teams.people.press(scene.bo.id, scene.channel.id, card.id, "Got it", old_client=True)
    sent = endpoint.got[0]
    assert (sent["type"], sent["value"], sent["replyToId"]) == ("message", {"verb": "updates.acknowledge"}, card.id)
    assert "text" not in sent


async def test_a_button_opens_a_dialog_and_its_values_are_sent_as_text(scene, endpoint) -> None:
    card = card_message(scene, conversation=scene.channel.id)
    endpoint.body = {"task": {"type": "continue", "value": {"title": "Ask", "card": {**ATTACHED, "content": FORM}}}}
    opened = await scene.teams.people.press(scene.bo.id, scene.channel.id, card.id, "Ask")
    assert opened.dialog is not None
    assert endpoint.got[0]["value"]["data"]["type"] == "task/fetch"
    with pytest.raises(NotPossible, match="Write it"):
        await scene.teams.people.submit(opened.dialog.id, {})
    with pytest.raises(NotPossible, match="does not offer"):
        await scene.teams.people.submit(opened.dialog.id, {"q": "Why?", "to": ["Nobody"]})
    endpoint.body = {"task": {"type": "message", "value": "Thank you"}}
    done = await scene.teams.people.submit(
        opened.dialog.id, {"Question": "Why?", "named": True, "To": ["Leads", "Everyone"]}
    )
    assert done.said == "Thank you"
    assert endpoint.got[-1]["value"]["data"] == {"action": "x.ask", "q": "Why?", "named": "true", "to": "leads,all"}
    with pytest.raises(NotPossible, match="not open"):
        await scene.teams.people.submit(opened.dialog.id, {"q": "again"})


async def test_a_message_extension_opens_from_a_message_and_is_submitted(scene, endpoint) -> None:
    praise = scene.teams.people.write(scene.ada.id, scene.channel.id, "Bo saved the day")
    endpoint.body = {"task": {"type": "continue", "value": {"title": "Ask", "card": {**ATTACHED, "content": FORM}}}}
    opened = await scene.teams.people.open_extension(scene.bo.id, "update", where=scene.channel.id, message=praise.id)
    sent = endpoint.got[0]
    assert (sent["name"], sent["value"]["commandId"]) == ("composeExtension/fetchTask", "update")
    assert sent["value"]["messagePayload"]["body"]["content"] == "<div>Bo saved the day</div>"
    assert sent["value"]["messagePayload"]["from"]["user"]["id"] == scene.ada.id
    endpoint.body = None
    assert opened.dialog is not None
    closed = await scene.teams.people.submit(opened.dialog.id, {"q": "Thanks"})
    assert (closed.well, closed.dialog) == (True, None)
    assert endpoint.got[1]["name"] == "composeExtension/submitAction"


async def test_a_slow_bot_costs_the_person_an_error(scene, endpoint) -> None:
    released = asyncio.Event()

    async def wait(request: web.Request) -> web.Response:
        await released.wait()
        return web.Response()

    endpoint.handler = wait
    scene.teams.courier.budgets.activity = 0.1
    turn = await scene.teams.people.say(scene.bo.id, "hello")
    released.set()
    assert (turn.status, turn.well) == (504, False)


async def test_a_replay_is_the_same_activity_under_a_valid_token(scene, endpoint) -> None:
    turn = await scene.teams.people.say(scene.bo.id, "hello")
    await scene.teams.people.replay(turn.number)
    assert endpoint.got[0] == endpoint.got[1]


async def test_installing_joining_and_leaving_reach_the_bot(scene, endpoint) -> None:
    people, world = scene.teams.people, scene.teams.world
    other = world.add_team(scene.tenant.id, "Billing", members=[scene.ada.id])
    assert await people.join(scene.bo.id, other.id) is None
    await people.install(scene.ada.id, other.id)
    await people.leave(scene.bo.id, other.id)
    await people.join(scene.bo.id, other.id)
    await people.leave(scene.mei.id, scene.shared.id)
    room = world.add_channel(other.id, "night", kind=Kind.PRIVATE)
    await people.install(scene.ada.id, room.id)
    world.rename_channel(room.id, "night shift")
    await people.channel_event(scene.ada.id, room.id, "channelRenamed")
    await people.remove(scene.ada.id, other.id)
    kinds = [(one["type"], one.get("action") or one["channelData"].get("eventType")) for one in endpoint.got]
    assert kinds == [
        ("installationUpdate", "add"),
        ("conversationUpdate", None),
        ("conversationUpdate", "teamMemberRemoved"),
        ("conversationUpdate", "teamMemberAdded"),
        ("conversationUpdate", "channelMemberRemoved"),
        ("installationUpdate", "add"),
        ("conversationUpdate", None),
        ("conversationUpdate", "channelRenamed"),
        ("installationUpdate", "remove"),
    ]
    assert endpoint.got[7]["channelData"]["channel"]["name"] == "night shift"


async def test_everything_can_be_done_over_http_as_well(scene, endpoint) -> None:
    async with aiohttp.ClientSession(scene.teams.url) as session:

        async def ask(path: str, **arguments: Any) -> tuple[int, Any]:
            async with session.post(f"/_standin/{path}", json=arguments) as response:
                return response.status, await response.json()

        assert (await ask("world/add_team", tenant=scene.tenant.id, name="Night"))[1]["name"] == "Night"
        assert (await ask("people/say", user=scene.bo.id, text="hello"))[1]["status"] == 200
        assert (await ask("people/say", user=scene.mei.id, text="hello"))[0] == 409
        assert (await ask("people/say", nobody="x"))[0] == 400
        assert (await ask("people/fly"))[0] == 404
        assert (await ask("faults", operation="send", status=500))[1][0]["status"] == 500
        assert (await ask("faults", operation="sing"))[0] == 400
        card_message(scene, conversation=scene.channel.id)
        ledger = await (await session.get("/_standin/ledger")).json()
        assert [one["operation"] for one in ledger["entries"]] == ["post"]
        seen = await (await session.get("/_standin/messages", params={"conversation": scene.channel.id})).json()
        assert seen[0]["card"] == CARD
        world = await (await session.get("/_standin/world")).text()
        assert "Marlowe" in world
        assert scene.registration.password not in world
