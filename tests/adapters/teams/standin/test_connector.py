"""The connector's wire protocol, through botframework's own client and MSAL."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import requests
from botbuilder.schema import Activity, Attachment, ChannelAccount, ConversationParameters, ErrorResponseException
from botframework.connector import ConnectorClient
from msrest.exceptions import ClientRequestError, HttpOperationError

from adapters.teams.credentials import CachingCredentials, Registration
from adapters.teams.standin import Fault, Reach, faults
from adapters.teams.standin.rules import CARD

Calls = Callable[..., Any]


@pytest.fixture
async def client(scene, credentials: CachingCredentials):
    await credentials.warm(scene.registration)
    made = ConnectorClient(credentials.of(scene.registration), base_url=scene.teams.service_url)
    made.config.retry_policy.retries = 0
    yield made
    made.close()


async def off_loop(work: Callable[[], Any]) -> Any:
    return await asyncio.get_running_loop().run_in_executor(None, work)


def message(text: str = "Refunds changed", card: dict[str, Any] | None = None, **more: Any) -> Activity:
    attachments = [Attachment(content_type=CARD, content=card)] if card else None
    return Activity(type="message", text=text, attachments=attachments, **more)


def new_thread(channel: str, activity: Activity) -> ConversationParameters:
    return ConversationParameters(is_group=True, channel_data={"channel": {"id": channel}}, activity=activity)


async def refusal(work: Callable[[], Any]) -> tuple[int, str]:
    with pytest.raises(ErrorResponseException) as caught:
        await off_loop(work)
    return caught.value.response.status_code, caught.value.error.error.code


async def test_a_new_thread_is_posted_edited_and_deleted(scene, client) -> None:
    talk = client.conversations
    made = await off_loop(lambda: talk.create_conversation(new_thread(scene.channel.id, message())))
    assert made.id == f"{scene.channel.id};messageid={made.activity_id}"
    reply = await off_loop(lambda: talk.send_to_conversation(made.id, message("A question?")))
    await off_loop(lambda: talk.update_activity(made.id, made.activity_id, message("Refunds changed twice")))
    seen = scene.teams.ledger.messages(made.id)
    assert [(one.text, one.edited) for one in seen] == [("Refunds changed twice", True), ("A question?", False)]
    await off_loop(lambda: talk.delete_activity(made.id, reply.id))
    assert [one.text for one in scene.teams.ledger.messages(scene.channel.id)] == ["Refunds changed twice"]
    assert [one.operation for one in scene.teams.ledger.entries] == ["post", "post", "update", "delete"]
    assert await refusal(lambda: talk.update_activity(made.id, reply.id, message())) == (
        404,
        "ActivityNotFoundInConversation",
    )


async def test_a_personal_chat_is_opened_for_people_who_have_the_app(scene, client) -> None:
    def opening(user: str, tenant: str) -> Any:
        # botframework writes tenant_id as "tenantID", which Teams does not read.
        data = {"tenant": {"id": tenant}}
        opened = ConversationParameters(members=[ChannelAccount(id=user)], channel_data=data)
        return client.conversations.create_conversation(opened)

    made = await off_loop(lambda: opening(scene.bo.id, scene.tenant.id))
    again = await off_loop(
        lambda: opening(scene.teams.world.address(scene.registration.app_id, scene.bo.id), scene.tenant.id)
    )
    assert made.id == again.id
    await off_loop(lambda: client.conversations.send_to_conversation(made.id, message("Hello Bo")))
    assert [one.text for one in scene.teams.people.chat(scene.bo.id)] == ["Hello Bo"]
    external = await refusal(lambda: opening(scene.mei.id, scene.partner.id))
    assert external == (403, "ForbiddenOperationException")
    scene.teams.world.block(scene.registration.app_id, scene.bo.id)
    blocked = await refusal(lambda: client.conversations.send_to_conversation(made.id, message()))
    assert blocked == (403, "ConversationBlockedByUser")


async def test_leaving_the_team_with_the_app_stops_the_personal_chat(scene, client) -> None:
    chat = scene.teams.world.personal_chat(scene.registration.app_id, scene.bo.id)
    scene.teams.world.drop_app(scene.registration.app_id, scene.team.id)
    with pytest.raises(ErrorResponseException) as caught:
        await off_loop(lambda: client.conversations.send_to_conversation(chat.id, message()))
    assert "MessageWritesBlocked" in caught.value.error.error.message


async def test_a_team_without_the_app_and_an_unknown_channel_are_refused(scene, client) -> None:
    other = scene.teams.world.add_team(scene.tenant.id, "Billing")
    post = client.conversations.create_conversation
    assert (await refusal(lambda: post(new_thread(other.id, message()))))[1] == "BotNotInConversationRoster"
    scene.teams.world.delete_channel(scene.channel.id)
    assert await refusal(lambda: post(new_thread(scene.channel.id, message()))) == (404, "ConversationNotFound")


async def test_a_single_tenant_app_reaches_no_other_tenant_and_a_multi_organisation_app_does(scene) -> None:
    world = scene.teams.world
    wide = world.add_registration(scene.tenant.id, "http://127.0.0.1:9/", reach=Reach.MULTIPLE_ORGS)
    theirs = world.add_team(scene.partner.id, "Manila")
    with pytest.raises(ValueError, match="single-tenant"):
        world.add_app(scene.registration.app_id, theirs.id)
    world.add_app(wide.app_id, theirs.id)
    kept = CachingCredentials(login_url=scene.teams.login_url)
    registration = Registration(wide.app_id, wide.password, scene.tenant.id)
    await kept.warm(registration)
    client = ConnectorClient(kept.of(registration), base_url=scene.teams.service_url)
    await off_loop(lambda: client.conversations.create_conversation(new_thread(theirs.id, message())))
    assert scene.teams.ledger.entries[0].tenant == scene.partner.id
    client.close()
    kept.close()


async def test_the_roster_comes_in_pages_with_foreign_tenants_and_missing_addresses(scene, client) -> None:
    members = await off_loop(lambda: client.conversations.get_conversation_paged_members(scene.shared.id))
    found = {one.name: one for one in members.members}
    assert found["Mei Tan"].additional_properties["tenantId"] == scene.partner.id
    assert "email" not in found["Mei Tan"].additional_properties
    for number in range(60):
        scene.teams.world.add_member(scene.team.id, scene.teams.world.add_user(scene.tenant.id, f"Agent {number}").id)
    page = await off_loop(lambda: client.conversations.get_conversation_paged_members(scene.channel.id, page_size=10))
    assert len(page.members) == 50
    rest = await off_loop(
        lambda: client.conversations.get_conversation_paged_members(
            scene.channel.id, page_size=10, continuation_token=page.continuation_token
        )
    )
    assert len(rest.members) == 12
    assert rest.continuation_token is None
    with pytest.raises(HttpOperationError):
        await off_loop(lambda: client.conversations.get_conversation_paged_members("19:none@thread.tacv2"))


async def test_a_message_over_100_kb_of_utf16_is_too_big(scene, client) -> None:
    post = client.conversations.create_conversation
    await off_loop(lambda: post(new_thread(scene.channel.id, message("x" * 50_000))))
    assert await refusal(lambda: post(new_thread(scene.channel.id, message("x" * 52_000)))) == (
        413,
        "MessageSizeTooBig",
    )


async def test_a_mention_rings_only_members_and_must_stand_in_the_text(scene, client) -> None:
    def mention(name: str, id: str) -> dict[str, Any]:
        return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": id, "name": name}}

    def post(text: str, entity: dict[str, Any]) -> Any:
        body = {
            "isGroup": True,
            "channelData": {"channel": {"id": scene.channel.id}},
            "activity": {"type": "message", "text": text, "entities": [entity]},
        }
        return requests.post(
            f"{scene.teams.service_url}v3/conversations",
            json=body,
            headers={"Authorization": f"Bearer {client.config.credentials.get_access_token()}"},
            timeout=5,
        )

    right = await off_loop(lambda: post("<at>Bo Birch</at> look", mention("Bo Birch", scene.bo.id)))
    assert right.status_code == 201
    assert scene.teams.ledger.entries[0].message.mentions == (scene.bo.id,)
    absent = await off_loop(lambda: post("Bo, look", mention("Bo Birch", scene.bo.id)))
    stranger = await off_loop(lambda: post("<at>Mei Tan</at>", mention("Mei Tan", scene.mei.id)))
    assert (absent.status_code, stranger.status_code) == (400, 400)


async def test_eight_posts_to_one_channel_in_a_second_are_too_many(scene, client) -> None:
    post = client.conversations.create_conversation
    for _ in range(7):
        await off_loop(lambda: post(new_thread(scene.channel.id, message())))
    with pytest.raises(ErrorResponseException) as caught:
        await off_loop(lambda: post(new_thread(scene.channel.id, message())))
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    scene.teams.pace.enabled = False
    await off_loop(lambda: post(new_thread(scene.channel.id, message())))


async def test_a_dropped_connection_happens_before_or_after_the_post_is_stored(scene, client) -> None:
    post = client.conversations.create_conversation
    for stored in (False, True):
        scene.teams.faults.add(faults.dropped(stored=stored, conversation=scene.channel.id))
        with pytest.raises(ClientRequestError):
            await off_loop(lambda: post(new_thread(scene.channel.id, message())))
        assert len(scene.teams.ledger.posts(scene.channel.id)) == int(stored)
    assert [one.status for one in scene.teams.ledger.calls if one.operation == "create"] == [0, 0]


async def test_faults_concern_their_operation_conversation_and_count(scene, client) -> None:
    post = client.conversations.create_conversation
    scene.teams.faults.add(faults.server_error(503, stored=True, conversation=scene.channel.id))
    scene.teams.faults.add(faults.too_many(retry_after="soon", conversation=scene.channel.id))
    scene.teams.faults.add(Fault("update", status=412, code="PreconditionFailed"))
    made = await off_loop(lambda: post(new_thread(scene.team.id, message())))
    assert (await refusal(lambda: post(new_thread(scene.channel.id, message()))))[0] == 503
    assert len(scene.teams.ledger.posts(scene.channel.id)) == 1
    with pytest.raises(ErrorResponseException) as caught:
        await off_loop(lambda: post(new_thread(scene.channel.id, message())))
    assert caught.value.response.headers["Retry-After"] == "soon"
    changed = await refusal(lambda: client.conversations.update_activity(made.id, made.activity_id, message()))
    assert changed == (412, "PreconditionFailed")
    assert scene.teams.faults.waiting() == []


async def test_a_hanging_call_ends_with_the_callers_own_time_limit(scene, client) -> None:
    scene.teams.faults.add(faults.hung(stored=True))
    client.config.connection.timeout = 0.2
    with pytest.raises(ClientRequestError):
        await off_loop(lambda: client.conversations.create_conversation(new_thread(scene.channel.id, message())))
    assert len(scene.teams.ledger.posts()) == 1


async def test_a_wrong_expired_or_revoked_token_is_refused(scene, client) -> None:
    def call(authorization: str) -> int:
        headers = {"Authorization": authorization} if authorization else {}
        return requests.get(
            f"{scene.teams.service_url}v3/teams/{scene.team.id}", headers=headers, timeout=5
        ).status_code

    right = client.config.credentials.get_access_token()
    foreign = scene.teams.tokens.inbound(scene.registration.app_id, scene.teams.service_url)
    assert await off_loop(lambda: call(f"Bearer {right}")) == 200
    for wrong in ("", "Bearer", f"Bearer {foreign}", "Bearer x.y.z", f"Basic {right}"):
        assert await off_loop(lambda wrong=wrong: call(wrong)) == 401
    scene.teams.tokens.revoke(scene.registration.app_id)
    assert await off_loop(lambda: call(f"Bearer {right}")) == 401


async def test_what_it_does_not_serve_is_refused_by_name(scene, client) -> None:
    status, code = await refusal(lambda: client.conversations.get_conversation_members(scene.channel.id))
    assert (status, code) == (501, "NotServedByStandIn")
    typing = Activity(type="typing")
    status, code = await refusal(lambda: client.conversations.send_to_conversation(scene.channel.id, typing))
    assert (status, code) == (501, "NotServedByStandIn")


async def test_another_bots_message_cannot_be_changed(scene, client) -> None:
    other = scene.teams.world.add_registration(scene.tenant.id, "http://127.0.0.1:9/", name="Other")
    scene.teams.world.add_app(other.app_id, scene.team.id)
    kept = CachingCredentials(login_url=scene.teams.login_url)
    registration = Registration(other.app_id, other.password, scene.tenant.id)
    await kept.warm(registration)
    theirs = ConnectorClient(kept.of(registration), base_url=scene.teams.service_url)
    made = await off_loop(lambda: theirs.conversations.create_conversation(new_thread(scene.channel.id, message())))
    status, code = await refusal(lambda: client.conversations.delete_activity(made.id, made.activity_id))
    assert (status, code) == (403, "ForbiddenOperationException")
    theirs.close()
    kept.close()
