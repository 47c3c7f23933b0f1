"""Faults on demand: what the caller sees, and whether the post was stored."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.adapters.slack.scene import Scene


async def post(scene: Scene) -> None:
    await scene.client.chat_postMessage(channel=scene.care, text="x")


def stored(scene: Scene) -> int:
    return len(scene.slack.ledger.of("post"))


@pytest.mark.parametrize("header", [None, "0", "30", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"])
async def test_a_429_has_the_header_that_was_asked_for(scene: Scene, header: str | None) -> None:
    scene.slack.add_fault("rate_limited", retry_after=header)
    with pytest.raises(SlackApiError) as caught:
        await post(scene)
    assert caught.value.response.headers.get("Retry-After") == header
    await post(scene)
    assert stored(scene) == 1


@pytest.mark.parametrize("after", [False, True])
async def test_a_dropped_connection_comes_before_or_after_the_post_was_stored(scene: Scene, after: bool) -> None:
    scene.slack.add_fault("drop", stored=after)
    with pytest.raises(aiohttp.ClientError):
        await post(scene)
    assert stored(scene) == int(after)
    assert not scene.slack.ledger.calls[-1].answered


@pytest.mark.parametrize("after", [False, True])
async def test_a_5xx_comes_before_or_after_the_post_was_stored(scene: Scene, after: bool) -> None:
    scene.slack.add_fault("status", status=502, stored=after)
    with pytest.raises(SlackApiError):
        await post(scene)
    assert stored(scene) == int(after)


async def test_a_call_that_hangs_is_never_answered(scene: Scene) -> None:
    scene.slack.add_fault("hang", stored=True)
    scene.client.timeout = 0.2  # type: ignore[assignment]
    with pytest.raises(TimeoutError):
        await post(scene)
    assert stored(scene) == 1


async def test_a_fault_skips_and_counts(scene: Scene) -> None:
    scene.slack.add_fault("error", error="fatal_error", skip=1, times=2, channel=scene.care)
    await scene.client.chat_postMessage(channel=scene.shared, text="another channel")
    await post(scene)
    for _ in range(2):
        with pytest.raises(SlackApiError, match="fatal_error"):
            await post(scene)
    await post(scene)
    assert stored(scene) == 3


async def test_a_channel_is_archived_and_a_token_revoked_in_the_middle(scene: Scene) -> None:
    scene.slack.add_fault("archive", skip=1)
    await post(scene)
    with pytest.raises(SlackApiError, match="is_archived"):
        await post(scene)
    scene.slack.add_fault("revoke")
    with pytest.raises(SlackApiError, match="token_revoked"):
        await scene.client.chat_postMessage(channel=scene.shared, text="x")


async def test_a_slow_call_is_answered_in_the_end(scene: Scene) -> None:
    scene.slack.add_fault("slow", seconds=0.05)
    await post(scene)
    assert stored(scene) == 1


def test_an_unknown_fault_is_refused(scene: Scene) -> None:
    with pytest.raises(ValueError, match="there is no fault"):
        scene.slack.add_fault("earthquake")


async def test_a_fault_by_lot_strikes_its_share_and_a_seed_repeats_the_lots(scene: Scene) -> None:
    faults = scene.slack.desk.faults
    faults.add("drop", chance=0.2, times=None)

    def struck() -> list[bool]:
        faults.seed(7)
        return [faults.match("chat.postMessage", scene.team, scene.care) is not None for _ in range(500)]

    first = struck()
    assert 70 <= sum(first) <= 130
    assert struck() == first


async def test_the_pace_of_single_methods_is_lifted(scene: Scene) -> None:
    pace = scene.slack.desk.pace
    pace.enforced, pace.lifted = True, frozenset({"chat.postMessage"})
    posts = [pace.take(scene.team, "chat.postMessage", scene.care) for _ in range(60)]
    others = [pace.take(scene.team, "conversations.open", None) for _ in range(60)]
    assert not any(posts)
    assert any(others)
