"""The sender through the Slack adapter to the stand-in, whose ledger is the judge."""

from collections import Counter
from dataclasses import replace

import pytest
from pydantic import SecretStr
from sqlalchemy import insert

from adapters.slack.adapter import SlackPlatform
from bot.chat.message import say
from bot.clock import SystemClock
from bot.delivery.outbox import Post, to_channel
from bot.delivery.pace import PaceRules
from bot.delivery.sender import Sender
from bot.delivery.tables import State
from bot.people.model import Channel
from bot.ports import Cause
from bot.settings import Settings
from tests.adapters.slack.memory import MemoryAddresses, MemoryInstallations
from tests.adapters.slack.scene import open_scene
from tests.bot.delivery.conftest import QUICK, running, settled

LIMIT = say("The limit is €50")

UNHURRIED = replace(QUICK, timeout=3.0, lease=15.0)
"""Real HTTP on a busy machine may take its time, and a time-out would be another story."""


@pytest.fixture
async def wire(desk):
    """Three channels of the stand-in, the bot in each, and the platform that speaks to it."""
    async with open_scene() as scene:
        settings = Settings(
            slack_bot_token=SecretStr(scene.client.token or ""),
            slack_signing_secret=SecretStr("s"),
            slack_api_url=scene.slack.api_url,
            instep_http_timeout_seconds=2,
        )
        installations = MemoryInstallations()
        platform = SlackPlatform(settings, installations, MemoryAddresses(), SystemClock())
        await platform.start()
        (kept,) = await installations.all("slack")
        places = [scene.care, *(scene.slack.world.add_channel(scene.team, f"team-{n}") for n in range(2))]
        async with desk.database.write() as session:
            rows = [
                {"platform": "slack", "installation_key": kept.key, "external_id": place, "name": place}
                for place in places
            ]
            ids = list(await session.scalars(insert(Channel).returning(Channel.id), rows))
        posts = [Post(to_channel(one), LIMIT, None) for one in ids]
        sender = Sender(desk.database, {"slack": platform}, {"slack": PaceRules()}, desk.clocks, UNHURRIED)
        yield scene, posts, sender
        await platform.close()


async def test_posts_edits_and_withdrawals_arrive(desk, wire):
    scene, posts, sender = wire
    async with running(desk, sender):
        copies = await desk.publish(posts)
        await settled(desk)
        async with desk.outbox() as outbox:
            await outbox.edit(copies[0], say("The limit is €60"))
            await outbox.withdraw(copies[1])
        await settled(desk)
    receipt = await desk.receipt()
    assert (receipt.delivered, receipt.promised) == (3, 3)
    texts = [[one.text for one in scene.slack.messages(line.conversation)] for line in receipt.lines]
    assert texts == [["The limit is €60"], [], ["The limit is €50"]]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop", "stored": True},
        {"kind": "status", "status": 502, "stored": True},
        {"kind": "hang", "stored": True},
        {"kind": "drop"},
        {"kind": "rate_limited", "retry_after": "1"},
    ],
    ids=str,
)
async def test_a_fault_in_between_leaves_one_message_everywhere(desk, wire, fault):
    scene, posts, sender = wire
    scene.slack.add_fault(**fault)
    async with running(desk, sender):
        await desk.publish(posts)
        await settled(desk)
    receipt = await desk.receipt()
    assert (receipt.promised, receipt.delivered, receipt.unconfirmed) == (3, 3, 0)
    assert Counter(len(scene.slack.messages(line.conversation)) for line in receipt.lines) == {1: 3}


@pytest.mark.parametrize(("kind", "cause"), [("revoke", Cause.TOKEN_REVOKED), ("archive", Cause.CHANNEL_ARCHIVED)])
async def test_what_breaks_in_the_middle_is_told_truthfully(desk, wire, kind, cause):
    scene, posts, sender = wire
    scene.slack.add_fault(kind, skip=1)
    async with running(desk, sender):
        await desk.publish(posts)
        await settled(desk)
    receipt = await desk.receipt()
    there = sum(len(scene.slack.messages(line.conversation)) for line in receipt.lines)
    assert receipt.promised == receipt.delivered + receipt.failed + receipt.unconfirmed == 3
    assert receipt.delivered == there
    assert {line.cause for line in receipt.lines if line.state is not State.SENT} == {cause}
