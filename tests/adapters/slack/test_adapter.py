"""Slack behind the port: what is sent, what is read, and how each refusal is named."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from adapters.slack.adapter import SlackPlatform
from adapters.slack.adapter.client import SlackClient
from bot.chat.inbound import Identity
from bot.chat.message import Actions, Button, Message, say
from bot.clock import SystemClock
from bot.ports import (
    MAY_LEAVE,
    Cause,
    ChatPlatform,
    Destination,
    NotAllowed,
    NotSent,
    PlatformFailure,
    RateLimited,
    Rejected,
    Uncertain,
    Unreachable,
    Verdict,
)
from bot.settings import Settings
from tests.adapters.slack.memory import MemoryAddresses, MemoryInstallations
from tests.adapters.slack.scene import Scene

HELLO = say("Refunds over €50 no longer need a supervisor")


@dataclass
class Bench:
    """The platform beside the scene that it talks to."""

    platform: SlackPlatform
    key: str
    addresses: MemoryAddresses
    installations: MemoryInstallations

    def to(self, channel: str, **more: Any) -> Destination:
        return Destination(self.key, channel, **more)


@pytest.fixture
async def bench(scene: Scene) -> AsyncIterator[Bench]:
    installations, addresses = MemoryInstallations(), MemoryAddresses()
    settings = Settings(
        slack_bot_token=SecretStr(scene.client.token or ""),
        slack_signing_secret=SecretStr("s"),
        slack_api_url=scene.slack.api_url,
        instep_http_timeout_seconds=0.5,
    )
    platform = SlackPlatform(settings, installations, addresses, SystemClock())
    await platform.start()
    (kept,) = await installations.all("slack")
    yield Bench(platform, kept.key, addresses, installations)
    await platform.close()


def test_it_is_a_chat_platform(bench: Bench) -> None:
    platform: ChatPlatform = bench.platform
    assert platform.manners.posts_can_be_found


async def test_the_token_of_the_settings_becomes_an_installation(scene: Scene, bench: Bench) -> None:
    (kept,) = await bench.installations.all("slack")
    assert kept.key == f"A0INSTEP/-/{scene.team}"
    assert kept.secrets == {"bot_token": scene.client.token}
    assert scene.client.token not in str(kept.data)
    assert (kept.name, kept.home) == ("Marlowe & Finch", scene.team)


@pytest.mark.parametrize("asked", [1, 2])
async def test_what_may_not_leave_any_more_never_arrives(scene: Scene, bench: Bench, asked: int) -> None:
    """A process stood still between the headers and the body, or before both."""
    await bench.platform.post(bench.to(scene.care), HELLO, delivery_id="d1")
    answers = iter([True] * (asked - 1) + [False] * 9)
    MAY_LEAVE.set(lambda: next(answers))
    with pytest.raises((NotSent, Uncertain)):
        await bench.platform.post(bench.to(scene.care), HELLO, delivery_id="d2")
    MAY_LEAVE.set(lambda: True)
    await bench.platform.post(bench.to(scene.care), HELLO, delivery_id="d3")
    assert [entry.metadata["event_payload"]["delivery_id"] for entry in scene.slack.ledger.of("post")] == ["d1", "d3"]


async def test_a_post_carries_its_delivery_id_and_never_unfurls(scene: Scene, bench: Bench) -> None:
    address = await bench.platform.post(bench.to(scene.care), HELLO, delivery_id="d1")
    (entry,) = scene.slack.ledger.of("post")
    assert address == {"channel": scene.care, "ts": entry.ts}
    assert bench.platform.message_id(address) == entry.ts
    assert entry.metadata == {"event_type": "instep_delivery", "event_payload": {"delivery_id": "d1"}}
    assert entry.flags == {"unfurl_links": False, "unfurl_media": False}


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/commands/T1/2/x",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:80/",
        "http://0.0.0.0/",
        "https://hooks.slack.com.evil.example/commands/T1/2/x",
        "https://hooks.slack.com@evil.example/",
        "https://hooks.slack.com:8443/",
        "http://hooks.slack.com/commands/T1/2/x",
        "file:///etc/passwd",
        "https://[::1",
        "",
        5,
    ],
)
async def test_an_answer_goes_to_no_address_but_slacks(url: Any) -> None:
    """The guard over all tests sees that nothing is even looked up."""
    client = SlackClient(None, 1.0)
    with pytest.raises(Rejected, match="not an address of Slack"):
        await client.respond(url, {})


async def test_an_answer_that_is_redirected_goes_no_further(scene: Scene) -> None:
    visited: list[str] = []

    async def serve(request: web.Request) -> web.Response:
        visited.append(request.path)
        return web.Response(status=307, headers={"Location": f"http://127.0.0.1:{port}/elsewhere"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    client = SlackClient(f"http://127.0.0.1:{port}/api/", 1.0)
    with pytest.raises(Uncertain):
        await client.respond(f"http://127.0.0.1:{port}/response/x", {})
    assert visited == ["/response/x"]
    await client.close()
    await runner.cleanup()


async def test_a_reply_goes_into_its_thread(scene: Scene, bench: Bench) -> None:
    parent = await bench.platform.post(bench.to(scene.care), HELLO, delivery_id="d1")
    await bench.platform.post(bench.to(scene.care, thread=parent), HELLO, delivery_id="d2")
    assert scene.slack.ledger.of("post")[1].thread_ts == parent["ts"]


async def test_a_persons_direct_message_is_opened_once_and_kept(scene: Scene, bench: Bench) -> None:
    ana = Identity("slack", scene.team, scene.ana)
    first = await bench.platform.post(Destination(bench.key, person=ana), HELLO, delivery_id="d1")
    second = await bench.platform.post(Destination(bench.key, person=ana), HELLO, delivery_id="d2")
    assert first["channel"] == second["channel"]
    assert bench.addresses.kept == {("slack", bench.key, str(ana)): {"channel": first["channel"]}}
    assert len(scene.slack.direct_messages(scene.ana)) == 2


async def test_the_token_of_a_button_is_sent_and_a_plain_button_has_none(scene: Scene, bench: Bench) -> None:
    buttons = Actions((Button("a", "a.b", token=True), Button("b", "a.c")))
    for token in ("", "t0k", "other", ""):
        await bench.platform.post(bench.to(scene.care), Message("s", (buttons,)), delivery_id="d", token=token)
    values = [[each["value"] for each in entry.blocks[0]["elements"]] for entry in scene.slack.ledger.of("post")]
    assert values == [["1::", "1::"], ["1:t0k~en:", "1::"], ["1:other~en:", "1::"], ["1::", "1::"]]


async def test_a_message_is_edited_and_deleted_once(scene: Scene, bench: Bench) -> None:
    address = await bench.platform.post(bench.to(scene.care), HELLO, delivery_id="d1")
    await bench.platform.edit(bench.key, address, say("Withdrawn"))
    assert [each.text for each in scene.slack.messages(scene.care)] == ["Withdrawn"]
    assert scene.slack.messages(scene.care)[0].metadata is not None
    await bench.platform.delete(bench.key, address)
    with pytest.raises(Unreachable) as caught:
        await bench.platform.delete(bench.key, address)
    assert caught.value.cause is Cause.MESSAGE_MISSING


async def test_doubtful_posts_are_found_by_their_delivery_id(scene: Scene, bench: Bench) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    for number in range(3):
        scene.slack.add_fault("drop", stored=True)
        with pytest.raises(Uncertain):
            await bench.platform.post(bench.to(scene.care), HELLO, delivery_id=f"d{number}")
    assert await bench.platform.can_find(bench.key)
    found = await bench.platform.find(bench.key, scene.care, ["d0", "d2", "never"], before)
    assert {name: address["ts"] for name, address in found.items()} == {
        "d0": scene.slack.ledger.of("post")[0].ts,
        "d2": scene.slack.ledger.of("post")[2].ts,
    }
    assert await bench.platform.find(bench.key, scene.care, ["d0"], datetime.now(UTC) + timedelta(hours=1)) == {}


async def test_doubtful_direct_messages_are_found_whether_or_not_one_was_sent_before(
    scene: Scene, bench: Bench
) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    ana = Identity("slack", scene.team, scene.ana)
    for name in ("the first", "the second"):
        scene.slack.add_fault("drop", stored=True)
        with pytest.raises(Uncertain):
            await bench.platform.post(Destination(bench.key, person=ana), HELLO, delivery_id=name)
        found = await bench.platform.find(bench.key, ana, [name, "never"], before)
        assert found == {name: {"channel": found[name]["channel"], "ts": scene.slack.ledger.of("post")[-1].ts}}
        await bench.platform.post(Destination(bench.key, person=ana), HELLO, delivery_id=f"after {name}")


async def test_doubtful_replies_are_found_in_their_thread(scene: Scene, bench: Bench) -> None:
    parent = await bench.platform.post(bench.to(scene.care), HELLO, delivery_id="d1")
    before = datetime.now(UTC) + timedelta(microseconds=1)
    await bench.platform.post(bench.to(scene.care, thread=parent), HELLO, delivery_id="d2")
    assert bench.addresses.kept == {}
    for fault in ({"stored": True}, {"stored": False}):
        scene.slack.add_fault("drop", **fault)
        with pytest.raises(Uncertain):
            await bench.platform.post(
                bench.to(scene.care, thread=parent), HELLO, delivery_id=f"stored {fault['stored']}"
            )
    found = await bench.platform.find(bench.key, scene.care, ["stored True", "stored False"], before)
    assert found == {"stored True": {"channel": scene.care, "ts": scene.slack.ledger.of("post")[-1].ts}}
    assert list(bench.addresses.kept) == [("slack", bench.key, "reply:stored False")]


async def test_direct_messages_alone_can_be_found_without_the_optional_permissions(scene: Scene, bench: Bench) -> None:
    scopes = scene.slack.world.installation(scene.team).scopes
    scene.slack.world.set_scopes(scene.team, sorted(scopes - {"groups:history"}))
    await bench.platform.start()
    assert not await bench.platform.can_find(bench.key)
    assert await bench.platform.can_find(bench.key, direct=True)


async def failing(bench: Bench, channel: str) -> PlatformFailure:
    with pytest.raises(PlatformFailure) as caught:
        await bench.platform.post(bench.to(channel), HELLO, delivery_id="d")
    return caught.value


@pytest.mark.parametrize(
    ("fault", "kind", "cause"),
    [
        ({"kind": "drop"}, Uncertain, Cause.CONNECTION_LOST),
        ({"kind": "drop", "stored": True}, Uncertain, Cause.CONNECTION_LOST),
        ({"kind": "hang", "stored": True}, Uncertain, Cause.TIMED_OUT),
        ({"kind": "status", "status": 502}, Uncertain, Cause.PLATFORM_UNAVAILABLE),
        ({"kind": "status", "status": 408}, Uncertain, Cause.TIMED_OUT),
        ({"kind": "status", "status": 412}, NotSent, Cause.PLATFORM_UNAVAILABLE),
        ({"kind": "status", "status": 307}, Uncertain, Cause.PLATFORM_UNAVAILABLE),
        ({"kind": "error", "error": "fatal_error"}, Uncertain, Cause.PLATFORM_UNAVAILABLE),
        ({"kind": "error", "error": "service_unavailable"}, NotSent, Cause.PLATFORM_UNAVAILABLE),
        ({"kind": "error", "error": "restricted_action_read_only_channel"}, Unreachable, Cause.POSTING_RESTRICTED),
        ({"kind": "error", "error": "slack_connect_file_link_sharing_blocked"}, Unreachable, Cause.BLOCKED_BY_POLICY),
        ({"kind": "error", "error": "msg_too_long"}, Rejected, Cause.TOO_LARGE),
        ({"kind": "error", "error": "invalid_blocks"}, Rejected, Cause.INVALID_MESSAGE),
        ({"kind": "error", "error": "a_word_of_tomorrow"}, Rejected, Cause.OTHER),
        ({"kind": "archive"}, Unreachable, Cause.CHANNEL_ARCHIVED),
        ({"kind": "revoke"}, NotAllowed, Cause.TOKEN_REVOKED),
    ],
)
async def test_every_fault_has_its_name(
    scene: Scene, bench: Bench, fault: dict[str, Any], kind: type[PlatformFailure], cause: Cause
) -> None:
    scene.slack.add_fault(**fault)
    failure = await failing(bench, scene.care)
    assert type(failure) is kind
    assert failure.cause is cause
    posts = [call for call in scene.slack.ledger.calls if call.method == "chat.postMessage"]
    assert len(posts) == 1, "nothing is repeated by itself"


@pytest.mark.parametrize("header", [None, "30", "soon"])
async def test_a_refusal_for_pace_brings_its_header_as_it_is(scene: Scene, bench: Bench, header: str | None) -> None:
    scene.slack.add_fault("rate_limited", retry_after=header)
    failure = await failing(bench, scene.care)
    assert isinstance(failure, RateLimited)
    assert failure.retry_after == header


async def test_channels_that_cannot_be_posted_to_say_why(scene: Scene, bench: Bench) -> None:
    assert (await failing(bench, "C0NONE")).cause is Cause.CHANNEL_MISSING
    outside = scene.slack.world.add_channel(scene.team, "outside", bot_in=False)
    scene.slack.world.set_scopes(scene.team, ["chat:write"])
    assert (await failing(bench, outside)).cause is Cause.BOT_NOT_IN_CHANNEL


async def test_a_stranger_cannot_be_written_to(scene: Scene, bench: Bench) -> None:
    stranger = scene.slack.world.add_user(scene.partner, "Odd One")
    to = Destination(bench.key, person=Identity("slack", scene.partner, stranger))
    with pytest.raises(Unreachable) as caught:
        await bench.platform.post(to, HELLO, delivery_id="d")
    assert caught.value.cause is Cause.PERSON_UNREACHABLE


async def test_a_refused_connection_is_certainly_not_sent(scene: Scene, bench: Bench) -> None:
    bench.platform.client.api_url = "http://127.0.0.1:9/api/"
    bench.platform.client._web = None
    failure = await failing(bench, scene.care)
    assert type(failure) is NotSent


async def test_an_unknown_installation_is_not_allowed(bench: Bench) -> None:
    with pytest.raises(NotAllowed) as caught:
        await bench.platform.post(Destination("A0/-/T0", "C1"), HELLO, delivery_id="d")
    assert caught.value.cause is Cause.APP_REMOVED


async def test_members_are_read_at_once_and_externals_belong_to_their_own_workspace(scene: Scene, bench: Bench) -> None:
    members = [member async for member in bench.platform.members(bench.key, scene.shared)]
    assert [(each.identity.home, each.name, each.is_bot) for each in members] == [
        (scene.team, "Ana Duarte", False),
        (scene.partner, "Eve Lindqvist", False),
        (scene.team, "instep", True),
    ]
    assert (members[0].email, members[0].zone) == ("ana@marlowe.example", "Europe/Lisbon")
    assert members[1].email == ""
    asked = [call.method for call in scene.slack.ledger.calls]
    assert asked.count("users.list") == 1
    assert asked.count("users.info") == 1, "only the external is asked for alone"


async def test_a_person_is_known_or_not(scene: Scene, bench: Bench) -> None:
    eve = await bench.platform.person(bench.key, Identity("slack", scene.partner, scene.eve))
    assert eve is not None
    assert eve.identity == Identity("slack", scene.partner, scene.eve)
    assert await bench.platform.person(bench.key, Identity("slack", scene.team, "U0NONE")) is None


async def test_one_sweep_says_what_each_channel_is(scene: Scene, bench: Bench) -> None:
    scene.slack.world.add_channel(scene.partner, "theirs", shared_with=[scene.team], members=[scene.eve])
    found = {each.name: each async for each in bench.platform.channels(bench.key)}
    assert set(found) == {"care", "harborline-care", "theirs"}
    assert (found["care"].shared, found["care"].can_post, found["care"].homes) == (False, True, ())
    assert (found["harborline-care"].shared, found["harborline-care"].homes) == (True, (scene.partner,))
    assert not found["harborline-care"].hosted_elsewhere
    assert found["theirs"].hosted_elsewhere
    assert [call.method for call in scene.slack.ledger.calls].count("conversations.list") == 1


async def test_one_channel_is_seen_or_not(scene: Scene, bench: Bench) -> None:
    scene.slack.world.set_channel(scene.care, archived=True)
    care = await bench.platform.channel(bench.key, scene.care)
    assert care is not None
    assert (care.archived, care.can_post) == (True, False)
    assert await bench.platform.channel(bench.key, scene.secret) is None


async def test_home_is_drawn(scene: Scene, bench: Bench) -> None:
    await bench.platform.show_home(bench.key, Identity("slack", scene.team, scene.ana), HELLO)
    assert scene.slack.home(scene.ana) is not None


async def test_the_doctor_names_missing_permissions_and_dead_tokens(scene: Scene, bench: Bench) -> None:
    assert {finding.verdict for finding in await bench.platform.examine(bench.key)} == {Verdict.OK}
    scopes = scene.slack.world.installation(scene.team).scopes
    scene.slack.world.set_scopes(scene.team, sorted(scopes - {"users:read.email", "channels:history"}))
    findings = await bench.platform.examine(bench.key)
    assert [finding.verdict for finding in findings] == [Verdict.OK, Verdict.FAILED, Verdict.WARNING]
    assert "users:read.email" in findings[1].says
    scene.slack.world.set_token_active(scene.team, False)
    (finding,) = await bench.platform.examine(bench.key)
    assert (finding.verdict, bool(finding.remedy)) == (Verdict.FAILED, True)


async def test_a_dead_token_is_read_anew_from_storage(scene: Scene, bench: Bench) -> None:
    (kept,) = await bench.installations.all("slack")
    scene.slack.world.set_token_active(scene.team, False)
    assert isinstance(await failing(bench, scene.care), NotAllowed)
    fresh = scene.slack.world.install_app(scene.team)
    await bench.installations.save(
        type(kept)(
            **{
                **{name: getattr(kept, name) for name in kept.__dataclass_fields__},
                "secrets": {"bot_token": fresh["token"]},
            }
        )
    )
    scene.slack.world.set_channel(scene.care, members=[fresh["bot_user_id"]])
    await bench.platform.post(bench.to(scene.care), HELLO, delivery_id="d")
