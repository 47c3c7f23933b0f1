"""What people say to others in channels: let by, unless it reads like a question in a thread."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr

from adapters.slack.manifest import BOT_EVENTS, READING_EVENTS
from bot.chat.inbound import Answer, Command, Identity, PlaceKind, ThreadQuestion
from bot.chat.message import Button, say
from tests.adapters.slack.scene import Scene
from tests.adapters.slack.test_install import Running, serving

TEXT = "Does this hold for gift cards &amp; vouchers?"
OFFER = Answer(message=say("Shall I ask this?", Button("Ask a question", "updates.ask", "k3 Does this")))


@pytest.fixture
async def run(scene: Scene) -> AsyncIterator[Running]:
    """A workspace that lets Instep read."""
    scene.slack.world.set_app(events=[*BOT_EVENTS, *READING_EVENTS])
    async for running in serving(scene, slack_signing_secret=SecretStr(scene.slack.world.app.signing_secret)):
        yield running


async def test_a_question_in_a_thread_is_offered_to_its_writer_alone_in_that_thread(run: Running) -> None:
    scene, ts = run.scene, await run.card(run.scene.shared)
    run.heard.answers.append(OFFER)
    posts = len(scene.slack.ledger.entries)
    assert (await scene.slack.happenings.write(scene.eve, scene.shared, TEXT, thread_ts=ts)).ok
    await run.seen(lambda: scene.slack.inbox(scene.eve))
    (heard,) = run.heard.inbound
    assert isinstance(heard, ThreadQuestion)
    assert heard.text == "Does this hold for gift cards & vouchers?"
    assert heard.origin.who == Identity("slack", scene.partner, scene.eve)
    place = heard.origin.place
    assert (place.channel, place.kind, place.thread) == (scene.shared, PlaceKind.CHANNEL, ts)
    (shown,) = scene.slack.inbox(scene.eve)
    assert (shown.text, shown.thread_ts) == ("Shall I ask this?", ts)
    assert scene.slack.inbox(scene.ana) == []
    assert [one.user for one in scene.slack.ledger.entries[posts:]] == [scene.eve]
    assert (await scene.slack.people.press(scene.eve, "Ask a question", scene.shared, shown.ts)).ok
    assert run.heard.last().object_id == "k3 Does this"


async def test_whatever_else_is_said_is_let_by_before_anything_is_looked_up(run: Running) -> None:
    scene, ts = run.scene, await run.card(run.scene.care)
    happenings = scene.slack.happenings
    looked_up: list[Any] = []
    find = run.platform.workspaces.find

    async def watched(*about: Any) -> Any:
        looked_up.append(about)
        return await find(*about)

    run.platform.workspaces.find = watched  # type: ignore[method-assign]
    said: list[dict[str, Any]] = [
        {"text": TEXT},
        {"text": TEXT, "thread_ts": ts, "ts": ts},
        {"text": "Thank you all!", "thread_ts": ts},
        {"text": TEXT, "thread_ts": ts, "subtype": "message_changed"},
        {"text": TEXT, "thread_ts": ts, "subtype": "thread_broadcast"},
        {"text": TEXT, "thread_ts": ts, "edited": {"user": scene.ana, "ts": ts}},
        {"text": TEXT, "thread_ts": ts, "bot_id": "B0OTHER"},
        {"text": TEXT, "thread_ts": ["not", "a", "time"]},
    ]
    for one in said:
        assert (await happenings.write(scene.ana, scene.care, **one)).ok, one
    assert looked_up == []
    assert (await happenings.write(scene.bot, scene.care, TEXT, thread_ts=ts)).ok
    assert (await happenings.write(scene.ana, scene.care, f"<@{scene.bot}> {TEXT}", thread_ts=ts)).ok
    assert run.heard.inbound == []
    assert scene.slack.inbox(scene.ana) == []


async def test_a_mention_counts_once_though_slack_tells_of_it_twice(run: Running) -> None:
    scene, ts = run.scene, await run.card(run.scene.care)
    sent = len(scene.slack.courier.sent)
    assert (await scene.slack.happenings.mention(scene.ana, scene.care, TEXT, thread_ts=ts)).ok
    assert len(scene.slack.courier.sent) == sent + 2
    (heard,) = run.heard.inbound
    assert isinstance(heard, Command)


async def test_where_it_cannot_be_shown_in_the_thread_it_is_shown_nowhere(run: Running) -> None:
    scene, ts = run.scene, await run.card(run.scene.care)
    scene.slack.add_fault("error", method="chat.postEphemeral", error="user_not_in_channel")
    run.heard.answers.append(OFFER)
    assert (await scene.slack.happenings.write(scene.ana, scene.care, TEXT, thread_ts=ts)).ok
    await run.seen(lambda: any(call.method == "chat.postEphemeral" for call in scene.slack.ledger.calls))
    assert scene.slack.inbox(scene.ana) == []
    assert scene.slack.direct_messages(scene.ana) == []


async def test_without_storage_nobody_is_told_and_it_does_not_come_again(run: Running) -> None:
    scene, ts = run.scene, await run.card(run.scene.care)
    run.heard.storage_away = True
    assert (await scene.slack.happenings.write(scene.ana, scene.care, TEXT, thread_ts=ts)).ok
    assert scene.slack.inbox(scene.ana) == []


async def test_slack_tells_nothing_of_it_without_the_permission(run: Running) -> None:
    scene, ts = run.scene, await run.card(run.scene.care)
    scene.slack.world.set_scopes(scene.team, ["chat:write", "groups:history"])
    answer = await scene.slack.happenings.write(scene.ana, scene.care, TEXT, thread_ts=ts)
    assert answer.error == "not_subscribed"
    scene.slack.world.set_app(events=list(BOT_EVENTS))
    scene.slack.world.set_scopes(scene.team, ["chat:write", "channels:history"])
    answer = await scene.slack.happenings.write(scene.ana, scene.care, TEXT, thread_ts=ts)
    assert answer.error == "not_subscribed"
    assert run.heard.inbound == []
