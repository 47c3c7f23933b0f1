"""The measures of speed: every client brings each of its posts to the target once, and a run tells what it took."""

import math

import pytest

from bot.proof.bench.bars import Verdict
from bot.proof.bench.ground import Ground, Run
from bot.proof.bench.speed import Pair
from bot.proof.bench.tasks import Sent, Task

CLIENTS = {
    "aiohttp": "/0/slack/post",
    "slack_sdk": "/0/slack/api/",
    "connector": "/0/teams/",
    "plain": "/0/slack/post",
    "slack": "/0/slack/api/",
    "teams": "/0/teams/",
}


@pytest.fixture
async def ground():
    async with Ground() as made:
        yield made


async def test_every_client_brings_each_post_to_the_target_once(ground: Ground) -> None:
    """`Ground.run` compares what came; a pipeline compares its receipts too."""
    for client, path in CLIENTS.items():
        run = await ground.run(Task(client, path, 30, 10, ground.database_url("sqlite")))
        assert run.rate > 0 and run.cpu > 0 and math.isfinite(run.arriving), client


async def test_a_pipeline_runs_on_every_database(ground: Ground) -> None:
    assert ground.engines == ("sqlite", "postgresql")
    run = await ground.run(Task("plain", "/0/slack/post", 30, 10, ground.database_url("postgresql")))
    assert run.sent.enqueued > 0


async def test_a_rate_is_kept(ground: Ground) -> None:
    run = await ground.run(Task("teams", "/50/teams/", 100, 10, ground.database_url("sqlite"), 50.0))
    assert run.arriving < 52


def test_a_share_is_taken_within_each_pair_of_runs() -> None:
    ours = tuple(Run(100, Sent(seconds, 0.1), 0.0, 0.0) for seconds in (2.0, 4.0, 2.5))
    alone = tuple(Run(100, Sent(seconds, 0.1), 0.0, 0.0) for seconds in (1.0, 1.0, 2.0))
    assert Pair(ours, alone).share("share", 0.5).runs == (0.5, 0.25, 0.8)
    assert Pair(ours, alone).share("share", 0.6).verdict is Verdict.MISSED
    assert Pair(ours, alone).cpu("cpu", 2.0).measured == 1.0
