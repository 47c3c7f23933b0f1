"""What a drawn client sees and does: buttons by where they stand, reactions, dialogs, and what changed, in order."""

import asyncio
from typing import Any

import pytest
from aiohttp import web

from adapters.teams.standin import NotPossible
from adapters.teams.standin.ledger import Message
from adapters.teams.standin.remote import RemoteTeams


def execute(title: str, number: int) -> dict[str, Any]:
    return {
        "type": "Action.Execute",
        "title": title,
        "verb": "updates.acknowledge",
        "data": {"object": number},
        "fallback": {"type": "Action.Submit", "title": title, "data": {"object": number}},
    }


CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [
        {"type": "Input.Text", "id": "word", "label": "A word", "maxLength": 10},
        {"type": "ActionSet", "actions": [execute("Got it", 1), execute("Got it", 2)]},
    ],
    "actions": [
        {"type": "Action.Submit", "title": "Ask", "data": {"verb": "x.ask", "msteams": {"type": "task/fetch"}}},
        {"type": "Action.OpenUrl", "title": "Playbook", "url": "https://playbook.example"},
    ],
}
FORM = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "Input.Text", "id": "q", "label": "Question", "isRequired": True, "errorMessage": "Write it."}],
    "actions": [{"type": "Action.Submit", "title": "Send", "data": {"action": "x.ask"}}],
}
DIALOG = {
    "task": {
        "type": "continue",
        "value": {
            "title": "Ask",
            "card": {"contentType": "application/vnd.microsoft.card.adaptive", "content": FORM},
        },
    }
}
NOTED = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Noted"}


def card_message(scene: Any) -> Message:
    id = scene.teams.world.stamp()
    app = scene.registration.app_id
    sent = {"type": "message", "attachments": [{"content": CARD}]}
    made = Message(id, scene.channel.id, id, app, "Instep", summary="Refunds", card=CARD, activity=sent)
    scene.teams.ledger.post(scene.tenant.id, made)
    return made


async def test_each_thing_that_changes_is_told_once_and_in_order(scene, endpoint):
    changes = scene.teams.world.changes
    before = len(await changes.after(0))
    message = card_message(scene)
    await scene.teams.screen.react(scene.ada.id, scene.channel.id, message.id, "like")
    scene.teams.ledger.show(message, scene.ada.id, CARD)
    scene.teams.world.archive_channel(scene.channel.id)
    told = await changes.after(before)
    assert [one.seq for one in told] == list(range(before + 1, before + 5))
    assert [(one.kind, one.conversation, one.message, one.user) for one in told] == [
        ("message", scene.channel.id, message.id, ""),
        ("message", scene.channel.id, message.id, scene.ada.id),
        ("view", scene.channel.id, message.id, scene.ada.id),
        ("place", scene.channel.id, "", ""),
    ]


async def test_whoever_waits_for_a_change_is_woken_by_it(scene):
    async with RemoteTeams(scene.teams.url) as remote, asyncio.timeout(5):
        seen = len(await remote.changes())
        waiting = asyncio.create_task(scene.teams.world.changes.after(seen, 30))
        await asyncio.sleep(0)
        await remote.screen("write", user=scene.ada.id, conversation=scene.channel.id, text="Good morning")
        assert [one.seq for one in await waiting] == [seen + 1]
        (change,) = await remote.changes(after=seen, wait=30)
        assert (change["seq"], change["kind"], change["conversation"]) == (seen + 1, "message", scene.channel.id)
        assert await remote.changes(after=seen + 1, wait=0.01) == []


async def test_one_of_two_alike_is_pressed_by_where_it_stands(scene, endpoint):
    endpoint.body = NOTED
    message = card_message(scene)
    press = scene.teams.screen.press_action
    turn = await press(scene.ada.id, scene.channel.id, message.id, "/body/1/actions/1", {"word": "thanks"})
    assert turn.said == "Noted"
    assert endpoint.got[-1]["value"]["action"]["data"] == {"object": 2, "word": "thanks"}
    for pointer in ("/body/1/actions/2", "/body/0", "/body/1/actions/0/fallback", "", "/actions/-1", "Got it"):
        with pytest.raises(NotPossible, match="not there any more"):
            await press(scene.ada.id, scene.channel.id, message.id, pointer)
    with pytest.raises(NotPossible, match="sends nothing"):
        await press(scene.ada.id, scene.channel.id, message.id, "/actions/1")
    with pytest.raises(NotPossible, match="no input"):
        await press(scene.ada.id, scene.channel.id, message.id, "/body/1/actions/1", {"other": "x"})
    assert len(endpoint.got) == 1


async def test_a_dialog_is_sent_off_or_closed_by_whose_it_is_alone(scene, endpoint):
    endpoint.body = DIALOG
    message, screen = card_message(scene), scene.teams.screen
    opened = await screen.press_action(scene.ada.id, scene.channel.id, message.id, "/actions/0")
    with pytest.raises(NotPossible, match="not open"):
        await screen.submit_action(scene.bo.id, opened.dialog.id, "/actions/0", {"q": "How?"})
    with pytest.raises(NotPossible, match="Write it"):
        await screen.submit_action(scene.ada.id, opened.dialog.id, "/actions/0", {"q": ""})
    endpoint.body = None
    turn = await screen.submit_action(scene.ada.id, opened.dialog.id, "/actions/0", {"q": "How?"})
    assert turn.well
    assert endpoint.got[-1]["value"]["data"] == {"action": "x.ask", "q": "How?"}
    endpoint.body = DIALOG
    again = await screen.press_action(scene.ada.id, scene.channel.id, message.id, "/actions/0")
    told = len(endpoint.got)
    screen.close(scene.ada.id, again.dialog.id)
    assert len(endpoint.got) == told, "Teams tells nobody"
    with pytest.raises(NotPossible, match="not open"):
        await screen.submit_action(scene.ada.id, again.dialog.id, "/actions/0", {"q": "How?"})


async def test_the_bot_is_told_of_what_mentions_it_and_of_nothing_else(scene, endpoint):
    write = scene.teams.screen.write
    await write(scene.ada.id, scene.channel.id, "Good morning")
    assert endpoint.got == []
    turn = await write(scene.ada.id, scene.channel.id, "Please @Instep, tell @Bo Birch")
    assert turn is not None
    assert endpoint.got[-1]["text"] == "Please <at>Instep</at>, tell <at>Bo Birch</at>"
    thread = scene.teams.ledger.messages(scene.channel.id)[-1].id
    await write(scene.bo.id, scene.channel.id, "@Instep got it", thread)
    assert endpoint.got[-1]["conversation"]["id"] == f"{scene.channel.id};messageid={thread}"
    for refused in ("  ", "@Instep there"):
        with pytest.raises(NotPossible):
            await write(scene.ada.id, scene.channel.id, refused, "" if refused == "  " else "1")
    scene.teams.world.archive_channel(scene.channel.id)
    with pytest.raises(NotPossible, match="is archived"):
        await write(scene.ada.id, scene.channel.id, "Anybody?")
    scene.teams.world.unarchive_channel(scene.channel.id)
    await write(scene.ada.id, scene.channel.id, "Back again")


async def test_somebody_sees_their_own_places_and_the_chat_with_the_bot(scene, endpoint):
    screen = scene.teams.screen
    seen = screen.seen(scene.ada.id)
    assert [one["name"] for one in seen["teams"][0]["channels"]] == ["General", "refunds", "with-harborline"]
    (chat,) = seen["chats"]
    assert (chat["personal"], chat["name"]) == (True, "Instep")
    await screen.write(scene.ada.id, chat["id"], "home")
    assert endpoint.got[-1]["conversation"]["conversationType"] == "personal"
    guest = screen.seen(scene.mei.id)
    assert [one["name"] for one in guest["teams"][0]["channels"]] == ["with-harborline"]
    assert guest["chats"] == []
    with pytest.raises(NotPossible, match="not in that conversation"):
        screen.look(scene.mei.id, scene.channel.id)


async def test_a_reaction_is_seen_and_the_bot_hears_of_those_to_its_own_messages(scene, endpoint):
    screen, message = scene.teams.screen, card_message(scene)
    mine = scene.teams.people.write(scene.ada.id, scene.channel.id, "Good morning")
    await screen.react(scene.bo.id, scene.channel.id, mine.id, "like")
    assert endpoint.got == []
    await screen.react(scene.bo.id, scene.channel.id, message.id, "heart")
    assert await screen.react(scene.bo.id, scene.channel.id, message.id, "heart") is None
    (told,) = endpoint.got
    assert (told["type"], told["reactionsAdded"], told["replyToId"]) == (
        "messageReaction",
        [{"type": "heart"}],
        message.id,
    )
    (seen,) = screen.look(scene.ada.id, scene.channel.id, [message.id])["messages"]
    assert seen["reactions"] == {"heart": (scene.bo.id,)}
    await screen.react(scene.bo.id, scene.channel.id, message.id, "heart", on=False)
    assert screen.look(scene.ada.id, scene.channel.id, [message.id])["messages"][0]["reactions"] == {}
    with pytest.raises(NotPossible, match="no reaction"):
        await screen.react(scene.bo.id, scene.channel.id, message.id, "<script>")


async def test_what_went_over_the_wire_is_shown_without_keys(scene, endpoint):
    async def answer(request: web.Request) -> web.Response:
        return web.json_response(NOTED)

    endpoint.handler = answer
    message = card_message(scene)
    await scene.teams.screen.press_action(scene.ada.id, scene.channel.id, message.id, "/body/1/actions/0")
    behind = scene.teams.screen.behind(scene.ada.id, scene.channel.id, message.id)
    (press,) = behind["requests"]
    assert (press.method, press.answer["body"]["value"]) == ("adaptiveCard/action", "Noted")
    assert "Bearer" not in str(behind)
    used = {one["name"]: (one["used"], one["allowed"]) for one in behind["limits"]}
    assert used["Buttons side by side"] == (2, 6)
    assert 0 < used["Whole message"][0] < used["Whole message"][1] == 100 * 1024


async def test_a_post_that_was_edited_keeps_its_reactions(scene, endpoint):
    message = card_message(scene)
    await scene.teams.screen.react(scene.bo.id, scene.channel.id, message.id, "like")
    scene.teams.ledger.update(scene.tenant.id, message)
    (seen,) = scene.teams.screen.look(scene.ada.id, scene.channel.id, [message.id])["messages"]
    assert (seen["edited"], seen["reactions"]) == (True, {"like": (scene.bo.id,)})
