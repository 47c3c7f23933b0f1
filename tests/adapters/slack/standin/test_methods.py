"""The Web API of the stand-in, as slack_sdk's own client sees it."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.adapters.slack.scene import Scene

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "Refunds over €50"}}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Hi"}, "blocks": [SECTION]}


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_the_token_says_who_the_bot_is(scene: Scene) -> None:
    answer = await scene.client.auth_test()
    assert (answer["team_id"], answer["user_id"]) == (scene.team, scene.bot)


async def test_a_wrong_a_missing_and_a_revoked_token_are_told_apart(scene: Scene) -> None:
    client = scene.client
    assert await refused(client.api_call("auth.test", headers={"Authorization": "Bearer xoxb-wrong"})) == "invalid_auth"
    scene.slack.world.set_token_active(scene.team, False)
    assert await refused(client.auth_test()) == "token_revoked"
    client.token = None
    assert await refused(client.auth_test()) == "not_authed"


async def test_a_method_that_is_not_served_is_refused_and_recorded(scene: Scene) -> None:
    assert await refused(scene.client.api_call("pins.add", json={"channel": scene.care})) == "unknown_method"
    assert [(call.method, call.error) for call in scene.slack.ledger.calls] == [("pins.add", "unknown_method")]


async def test_a_post_is_visible_and_in_the_ledger(scene: Scene) -> None:
    metadata = {"event_type": "instep", "event_payload": {"delivery_id": "d1"}}
    said = await scene.client.chat_postMessage(
        channel=scene.care, text="Refunds", blocks=[SECTION], metadata=metadata, unfurl_links=False
    )
    (entry,) = scene.slack.ledger.of("post")
    assert (entry.channel, entry.ts, entry.metadata) == (scene.care, said["ts"], metadata)
    assert entry.flags == {"unfurl_links": False}
    assert entry.blocks == [SECTION]
    assert [message.text for message in scene.slack.messages(scene.care)] == ["Refunds"]


async def test_a_post_to_a_person_opens_the_direct_message(scene: Scene) -> None:
    said = await scene.client.chat_postMessage(channel=scene.ana, text="Hello")
    assert said["channel"].startswith("D")
    assert [message.text for message in scene.slack.direct_messages(scene.ana)] == ["Hello"]


async def test_an_external_who_shares_a_channel_can_be_written_to(scene: Scene) -> None:
    await scene.client.chat_postMessage(channel=scene.eve, text="Hello")
    stranger = scene.slack.world.add_user(scene.partner, "Odd One")
    assert await refused(scene.client.chat_postMessage(channel=stranger, text="Hello")) == "channel_not_found"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"text": " "}, "no_text"),
        ({"text": "x", "blocks": [{"type": "nothing"}]}, "invalid_blocks"),
        ({"text": "x", "blocks": [SECTION] * 51}, "invalid_blocks"),
        ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_schema"),
        ({"text": "x", "thread_ts": "1.0"}, "thread_not_found"),
        ({"text": "x", "username": "Slackbot"}, "not_served"),
        (
            {"text": "x", "blocks": [{**SECTION, "text": {"type": "mrkdwn", "text": "x" * 3000}}] * 5},
            "msg_blocks_too_long",
        ),
    ],
)
async def test_a_wrong_post_is_refused(scene: Scene, arguments: dict[str, Any], error: str) -> None:
    call = scene.client.api_call("chat.postMessage", json={"channel": scene.care, **arguments})
    assert await refused(call) == error
    assert scene.slack.ledger.entries == []


async def test_invalid_blocks_say_where(scene: Scene) -> None:
    with pytest.raises(SlackApiError) as caught:
        await scene.client.chat_postMessage(channel=scene.care, text="x", blocks=[{"type": "header", "text": "a"}])
    assert "[json-pointer:/blocks/0/text]" in caught.value.response["response_metadata"]["messages"][0]


async def test_posting_needs_a_channel_that_is_there_open_and_joined(scene: Scene) -> None:
    world = scene.slack.world
    outside = world.add_channel(scene.team, "outside", bot_in=False)
    assert await refused(scene.client.chat_postMessage(channel="C0NONE", text="x")) == "channel_not_found"
    assert await refused(scene.client.chat_postMessage(channel=scene.secret, text="x")) == "channel_not_found"
    await scene.client.chat_postMessage(channel=outside, text="chat:write.public allows this")
    world.set_scopes(scene.team, ["chat:write"])
    assert await refused(scene.client.chat_postMessage(channel=outside, text="x")) == "not_in_channel"
    world.set_channel(scene.care, archived=True)
    assert await refused(scene.client.chat_postMessage(channel=scene.care, text="x")) == "is_archived"
    world.set_scopes(scene.team, [])
    assert await refused(scene.client.chat_postMessage(channel=scene.care, text="x")) == "missing_scope"


async def test_a_bot_edits_and_deletes_its_own_messages_only(scene: Scene) -> None:
    said = await scene.client.chat_postMessage(channel=scene.care, text="One", blocks=[SECTION])
    theirs = scene.slack.world.say(scene.care, scene.ana, "Mine")
    await scene.client.chat_update(channel=scene.care, ts=said["ts"], text="Two")
    (shown, _) = scene.slack.messages(scene.care)
    assert (shown.text, shown.blocks, shown.revisions) == ("Two", [], 2)
    assert await refused(scene.client.chat_update(channel=scene.care, ts=theirs, text="x")) == "cant_update_message"
    assert await refused(scene.client.chat_delete(channel=scene.care, ts=theirs)) == "cant_delete_message"
    assert await refused(scene.client.chat_update(channel=scene.care, ts=said["ts"], text="x" * 4001)) == "msg_too_long"
    await scene.client.chat_delete(channel=scene.care, ts=said["ts"])
    assert await refused(scene.client.chat_delete(channel=scene.care, ts=said["ts"])) == "message_not_found"
    assert [message.text for message in scene.slack.messages(scene.care)] == ["Mine"]


async def test_an_ephemeral_reaches_its_person_alone(scene: Scene) -> None:
    await scene.client.chat_postEphemeral(channel=scene.care, user=scene.ana, text="Noted")
    assert [each.text for each in scene.slack.inbox(scene.ana)] == ["Noted"]
    assert scene.slack.inbox(scene.ben) == [] == scene.slack.messages(scene.care)
    assert await refused(scene.client.chat_postEphemeral(channel=scene.care, user=scene.eve, text="x")) == (
        "user_not_in_channel"
    )


async def test_history_shows_metadata_only_when_asked_and_only_to_a_member(scene: Scene) -> None:
    metadata = {"event_type": "instep", "event_payload": {"delivery_id": "d1"}}
    first = await scene.client.chat_postMessage(channel=scene.care, text="One", metadata=metadata)
    await scene.client.chat_postMessage(channel=scene.care, text="Two")
    brief = await scene.client.conversations_history(channel=scene.care)
    assert [message["text"] for message in brief["messages"]] == ["Two", "One"]
    assert brief["messages"][1]["metadata"] == {"event_type": "instep"}
    full = await scene.client.conversations_history(
        channel=scene.care, include_all_metadata=True, oldest=first["ts"], inclusive=True, limit=1
    )
    assert full["has_more"]
    rest = await scene.client.conversations_history(
        channel=scene.care,
        include_all_metadata=True,
        limit=1,
        cursor=full["response_metadata"]["next_cursor"],
    )
    assert rest["messages"][0]["metadata"] == metadata
    outside = scene.slack.world.add_channel(scene.team, "outside", bot_in=False)
    assert await refused(scene.client.conversations_history(channel=outside)) == "not_in_channel"
    scene.slack.world.set_scopes(scene.team, ["chat:write"])
    assert await refused(scene.client.conversations_history(channel=scene.care)) == "missing_scope"


async def test_lists_come_in_pages(scene: Scene) -> None:
    seen: list[str] = []
    async for page in await scene.client.conversations_list(types="public_channel,private_channel", limit=1):
        seen += [channel["name"] for channel in page["channels"]]
    assert seen == ["care", "harborline-care"]
    assert await refused(scene.client.conversations_list(cursor="made-up")) == "invalid_cursor"
    members = await scene.client.conversations_members(channel=scene.care)
    assert members["members"] == [scene.ana, scene.ben, scene.bot]
    joined = await scene.client.users_conversations(types="public_channel")
    assert [channel["id"] for channel in joined["channels"]] == [scene.care, scene.shared]


async def test_a_shared_channel_says_so(scene: Scene) -> None:
    shown = (await scene.client.conversations_info(channel=scene.shared))["channel"]
    assert shown["is_ext_shared"]
    assert shown["connected_team_ids"] == [scene.partner]
    assert not (await scene.client.conversations_info(channel=scene.care))["channel"]["is_ext_shared"]


async def test_externals_are_seen_one_by_one_without_mail_and_locale(scene: Scene) -> None:
    listed = await scene.client.users_list()
    assert scene.eve not in [member["id"] for member in listed["members"]]
    own = (await scene.client.users_info(user=scene.ana, include_locale=True))["user"]
    external = (await scene.client.users_info(user=scene.eve, include_locale=True))["user"]
    assert (own["profile"]["email"], own["locale"]) == ("ana@marlowe.example", "en-GB")
    assert (external["team_id"], external["is_stranger"]) == (scene.partner, False)
    assert "email" not in external["profile"]
    assert "locale" not in external


async def test_a_person_is_found_by_mail_in_the_own_workspace_only(scene: Scene) -> None:
    found = await scene.client.users_lookupByEmail(email="ANA@marlowe.example")
    assert found["user"]["id"] == scene.ana
    assert await refused(scene.client.users_lookupByEmail(email="eve@harborline.example")) == "users_not_found"


async def test_workspaces_joining_and_links(scene: Scene) -> None:
    assert (await scene.client.team_info())["team"]["name"] == "Marlowe & Finch"
    assert (await scene.client.team_info(team=scene.partner))["team"]["name"] == "Harborline"
    outside = scene.slack.world.add_channel(scene.team, "outside", bot_in=False)
    await scene.client.conversations_join(channel=outside)
    assert scene.bot in scene.slack.world.channel(outside).members
    said = await scene.client.chat_postMessage(channel=outside, text="x")
    link = await scene.client.chat_getPermalink(channel=outside, message_ts=said["ts"])
    assert said["ts"].replace(".", "") in link["permalink"]
    opened = await scene.client.conversations_open(users=scene.ana)
    assert opened["channel"]["id"].startswith("D")


async def test_a_modal_opens_once_per_trigger_and_within_three_seconds(scene: Scene) -> None:
    tickets = scene.slack.desk.tickets
    trigger = tickets.trigger(scene.ana, scene.team)
    opened = await scene.client.views_open(trigger_id=trigger, view=MODAL)
    assert scene.slack.modal(scene.ana) is not None
    assert await refused(scene.client.views_open(trigger_id=trigger, view=MODAL)) == "exchanged_trigger_id"
    assert await refused(scene.client.views_open(trigger_id="made.up", view=MODAL)) == "invalid_trigger_id"
    late = tickets.trigger(scene.ana, scene.team)
    tickets._triggers[late].until -= 3.1
    assert await refused(scene.client.views_open(trigger_id=late, view=MODAL)) == "expired_trigger_id"
    view_id, right = opened["view"]["id"], opened["view"]["hash"]
    assert await refused(scene.client.views_update(view_id=view_id, hash="old", view=MODAL)) == "hash_conflict"
    await scene.client.views_update(view_id=view_id, hash=right, view=MODAL)
    assert await refused(scene.client.views_update(view_id="V0NONE", view=MODAL)) == "not_found"


async def test_home_is_published_for_own_people_only(scene: Scene) -> None:
    home = {"type": "home", "blocks": [SECTION]}
    await scene.client.views_publish(user_id=scene.ana, view=home)
    assert scene.slack.home(scene.ana) is not None
    assert await refused(scene.client.views_publish(user_id=scene.eve, view=home)) == "user_not_found"
    assert await refused(scene.client.views_publish(user_id=scene.ana, view=MODAL)) == "invalid_arguments"


# slack_sdk 3.47 builds the client's credentials with aiohttp's deprecated BasicAuth.
@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_an_oauth_code_installs_once(scene: Scene) -> None:
    app, redirect = scene.slack.world.app, "https://bot.example/slack/oauth_redirect"
    url = f"https://slack.com/oauth/v2/authorize?client_id={app.client_id}&scope=chat:write&state=s1&redirect_uri={redirect}"
    back = scene.slack.people.authorize(scene.eve, url)
    assert back.endswith("&state=s1")
    code = back.split("code=")[1].split("&")[0]
    right = {"client_id": app.client_id, "client_secret": app.client_secret, "code": code, "redirect_uri": redirect}
    assert await refused(scene.client.oauth_v2_access(**{**right, "client_secret": "x"})) == "bad_client_secret"
    assert await refused(scene.client.oauth_v2_access(**{**right, "redirect_uri": "https://x"})) == "bad_redirect_uri"
    installed = await scene.client.oauth_v2_access(**right)
    assert installed["team"]["id"] == scene.partner
    assert await refused(scene.client.oauth_v2_access(**right)) == "code_already_used"


async def test_the_pace_of_a_channel_and_of_a_workspace_is_enforced(scene: Scene) -> None:
    scene.slack.desk.pace.enforced = True
    await scene.client.chat_postMessage(channel=scene.care, text="1")
    with pytest.raises(SlackApiError) as caught:
        await scene.client.chat_postMessage(channel=scene.care, text="2")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    # The whole method is blocked in this workspace, others go on.
    with pytest.raises(SlackApiError):
        await scene.client.chat_postMessage(channel=scene.shared, text="3")
    await scene.client.users_info(user=scene.ana)
    assert len(scene.slack.ledger.of("post")) == 1


async def test_a_burst_above_twenty_posts_is_refused_in_the_workspace(scene: Scene) -> None:
    world = scene.slack.world
    channels = [world.add_channel(scene.team, f"c{n}") for n in range(30)]
    scene.slack.desk.pace.enforced = True
    outcomes = []
    for channel in channels:
        try:
            await scene.client.chat_postMessage(channel=channel, text="x")
            outcomes.append(True)
        except SlackApiError:
            outcomes.append(False)
    assert all(outcomes[:20])
    assert not all(outcomes)
