"""Only what Teams really sent comes in; everything else is refused with 401, 400 or 413 and never fails."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.teams.gate import Admitted, Gate, Refused, Rules
from adapters.teams.gate import Keys as PublishedKeys
from adapters.teams.limits import LIMITS
from adapters.teams.standin import Fault
from adapters.teams.standin.tokens import Keys, Tokens


class Hand:
    """A machine clock that a test can move."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead


class Door:
    """A gate with one registration, and ways to knock at it."""

    def __init__(self, scene: Any) -> None:
        self.scene = scene
        self.hand = Hand()
        self.app_id = scene.registration.app_id
        self.tokens: Tokens = scene.teams.tokens
        rules = Rules(metadata_url=scene.teams.openid_metadata_url, development=True)
        self.gate = Gate(rules, lambda: {self.app_id}, lambda: {scene.tenant.id}, self.hand)

    def activity(self, **changes: Any) -> dict[str, Any]:
        made = {
            "type": "message",
            "id": "1",
            "channelId": "msteams",
            "serviceUrl": self.scene.teams.service_url,
            "from": {"id": "29:1"},
            "recipient": {"id": "28:x"},
            "conversation": {"id": "a:1"},
            "channelData": {"tenant": {"id": self.scene.tenant.id}},
            "text": "hello",
            **changes,
        }
        return {name: value for name, value in made.items() if value is not None}

    async def knock(self, activity: object = None, *, token: str | None = None, **changes: Any) -> Admitted:
        bearer = self.tokens.inbound(self.app_id, self.scene.teams.service_url, **changes) if token is None else token
        body = activity if isinstance(activity, bytes) else json.dumps(activity or self.activity()).encode()
        return await self.gate.admit(f"Bearer {bearer}", "203.0.113.9", body)

    async def refusal(self, *arguments: Any, **named: Any) -> int:
        with pytest.raises(Refused) as caught:
            await self.knock(*arguments, **named)
        return caught.value.status


@pytest.fixture
async def door(scene: Any) -> AsyncIterator[Door]:
    yield Door(scene)


async def test_an_authentic_activity_comes_in_for_its_registration(door: Door) -> None:
    admitted = await door.knock()
    assert (admitted.app_id, admitted.tenant, admitted.activity["text"]) == (
        door.app_id,
        door.scene.tenant.id,
        "hello",
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://sts.windows.net/x/"},
        {"iss": None},
        {"aud": "another app"},
        {"aud": None},
        {"aud": 7},
        {"exp": 1},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": 99_999_999_999},
        {"nbf": None},
        {"serviceurl": "https://smba.trafficmanager.net/teams/"},
        {"serviceurl": None},
        {"kid": "unknown"},
        {"key": Keys("channel-1")},
    ],
)
async def test_a_wrong_token_is_refused(door: Door, changes: dict[str, Any]) -> None:
    assert await door.refusal(**changes) == 401


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic eA==", "Bearer a.b.c", "Bearer é", "Bearer " + "a" * 9000]
)
async def test_a_header_without_a_token_is_refused(door: Door, header: str) -> None:
    with pytest.raises(Refused) as caught:
        await door.gate.admit(header, "127.0.0.1", json.dumps(door.activity()).encode())
    assert caught.value.status == 401


async def test_an_unsigned_token_and_one_signed_with_the_public_key_are_refused(door: Door) -> None:
    claims = jwt.decode(
        door.tokens.inbound(door.app_id, door.scene.teams.service_url), options={"verify_signature": False}
    )
    unsigned = jwt.encode(claims, None, algorithm="none", headers={"kid": "channel-1"})
    confused = jwt.encode(claims, "n" * 32, algorithm="HS256", headers={"kid": "channel-1"})
    assert [await door.refusal(token=one) for one in (unsigned, confused)] == [401, 401]


async def test_a_key_that_is_not_endorsed_for_teams_is_refused(door: Door) -> None:
    door.tokens.endorsements = ("webchat",)
    assert await door.refusal() == 401


async def test_five_minutes_of_skew_are_allowed_and_six_are_not(door: Door) -> None:
    now = int(time.time())
    await door.knock(exp=now - 280, nbf=now - 3600)
    await door.knock(nbf=now + 280)
    assert await door.refusal(exp=now - 360) == 401
    assert await door.refusal(nbf=now + 360) == 401


@pytest.mark.parametrize(
    "url",
    [
        "http://smba.trafficmanager.net/teams/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evil.example/smba.trafficmanager.net",
        "https://evil-smba.trafficmanager.net/teams/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://user@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8443/",
        "https://[::1/",
        "ftp://127.0.0.1.example/",
    ],
)
async def test_a_service_url_elsewhere_is_refused_even_with_a_right_token(door: Door, url: str) -> None:
    token = door.tokens.inbound(door.app_id, url)
    assert await door.refusal(door.activity(serviceUrl=url), token=token) == 401


async def test_the_public_service_host_is_right_and_loopback_only_in_development(door: Door, scene: Any) -> None:
    url = "https://smba.trafficmanager.net/emea/"
    await door.knock(door.activity(serviceUrl=url), token=door.tokens.inbound(door.app_id, url))
    rules = Rules(metadata_url=scene.teams.openid_metadata_url)
    door.gate = Gate(rules, lambda: {door.app_id}, lambda: {scene.tenant.id}, door.hand)
    assert await door.refusal() == 401


async def test_another_tenant_and_another_channel_are_refused(door: Door) -> None:
    assert await door.refusal(door.activity(channelData={"tenant": {"id": door.scene.partner.id}})) == 401
    assert await door.refusal(door.activity(channelId="webchat")) == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"a": NaN}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 70 + b"1" + b"}" * 70,
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
)
async def test_a_body_that_is_no_activity_is_refused(door: Door, body: bytes) -> None:
    assert await door.refusal(body) == 400


@pytest.mark.parametrize(
    "missing", ["type", "serviceUrl", "channelId", "from", "recipient", "conversation", "channelData"]
)
async def test_an_activity_without_its_parts_is_refused(door: Door, missing: str) -> None:
    assert await door.refusal(door.activity(**{missing: None})) == 400
    assert await door.refusal(door.activity(**{missing: 5})) in (400, 401)


async def test_a_body_that_is_too_large_is_refused_before_the_token_is_read(door: Door) -> None:
    assert await door.refusal(b"x" * (513 * 1024), token="") == 413


async def test_half_emoji_and_nul_are_replaced(door: Door) -> None:
    body = json.dumps(door.activity(text="a\ud83db\0c", value={"\udc00": ["\0"]})).encode()
    activity = (await door.knock(body)).activity
    assert activity["text"] == "a\ufffdb\ufffdc"
    json.dumps(activity, ensure_ascii=False).encode()
    half = json.dumps(door.activity(text="a\ud83db"), ensure_ascii=False).encode("utf-8", "surrogatepass")
    assert await door.refusal(half) == 400
    assert await door.refusal(json.dumps(door.activity(text="\0")).encode("utf-16")) == 400


async def test_without_a_registration_only_this_machine_comes_in_and_only_in_development(scene: Any) -> None:
    door = Door(scene)
    body = json.dumps(door.activity(channelData={"tenant": {"id": "any"}})).encode()
    open_gate = Gate(Rules(development=True), set, set, door.hand)
    assert (await open_gate.admit("", "127.0.0.1", body)).app_id == ""
    for gate, peer in ((open_gate, "203.0.113.9"), (Gate(Rules(), set, set, door.hand), "127.0.0.1")):
        with pytest.raises(Refused) as caught:
            await gate.admit("", peer, body)
        assert caught.value.status == 401


def openid_calls(scene: Any) -> int:
    return sum(one.operation == "openid" for one in scene.teams.ledger.calls)


async def test_keys_are_fetched_once_and_for_an_unknown_key_once_an_hour(door: Door, scene: Any) -> None:
    for _ in range(3):
        await door.knock()
        await door.refusal(kid="unknown")
    assert openid_calls(scene) == 1
    door.tokens.rotate()
    door.hand.ahead = 3700
    now = int(time.time()) + 3700
    assert (await door.knock(exp=now + 60)).app_id == door.app_id
    for _ in range(3):
        await door.refusal(kid="unknown", exp=now + 60)
    assert openid_calls(scene) == 2


async def test_when_the_keys_cannot_be_fetched_the_old_ones_serve_and_new_ones_are_asked_for_soon(door, scene) -> None:
    scene.teams.faults.add(Fault("openid", status=503))
    assert await door.refusal() == 401
    assert await door.refusal() == 401
    assert openid_calls(scene) == 1
    door.hand.ahead = 11
    await door.knock()
    scene.teams.faults.add(Fault("openid", status=503, count=9))
    door.hand.ahead = 90_000
    await door.knock(exp=int(time.time()) + 91_000)


async def test_keys_that_never_come_keep_nobody_waiting_whose_key_is_known(door: Door, scene: Any) -> None:
    hand = Hand()
    keys = PublishedKeys(scene.teams.openid_metadata_url, hand, replace(LIMITS, keys_timeout_seconds=0.3))
    assert await keys.find("channel-1")
    scene.teams.faults.add(Fault("openid", hang=True, count=None))
    hand.ahead = LIMITS.keys_refresh_seconds + 1
    strange = asyncio.create_task(keys.find("strange"))
    await asyncio.sleep(0)
    assert await keys.find("channel-1")
    assert not strange.done()
    assert await strange is None
    hand.ahead = LIMITS.keys_refresh_seconds + LIMITS.keys_kept_seconds
    assert await keys.find("channel-1"), "the old keys serve on when new ones do not come"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode), st.text(max_size=60))
async def test_nothing_that_is_sent_makes_it_fail(door: Door, body: bytes, header: str) -> None:
    for authorization in (header, f"Bearer {door.tokens.inbound(door.app_id, door.scene.teams.service_url)}"):
        with pytest.raises(Refused):
            await door.gate.admit(authorization, "127.0.0.1", body)
