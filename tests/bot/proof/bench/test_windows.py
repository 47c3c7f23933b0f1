"""The judge of paces: it sees one call too many, wherever the window begins, and none where there is none."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.limits import LIMITS as SLACK_LIMITS
from bot.delivery.pace import plan_lane
from bot.proof.bench.broadcast import built_in_paces
from bot.proof.bench.planned import Lanes
from bot.proof.bench.windows import over_on_slack, over_on_teams, over_rate, over_window
from bot.proof.organisation import Platform


def slack(*times: float, method: str = "chat.postMessage", channel: str = "", team: str = "T1") -> list[dict[str, Any]]:
    """Calls to one channel, or each to another one."""
    return [
        {"method": method, "team": team, "channel": channel or f"C{number}", "monotonic": at}
        for number, at in enumerate(times)
    ]


def teams(*times: float, conversation: str = "", operation: str = "send") -> list[dict[str, Any]]:
    return [
        {"operation": operation, "app_id": "app", "conversation": conversation or f"19:{number}", "tick": at}
        for number, at in enumerate(times)
    ]


def test_a_burst_and_then_the_rate_is_within_the_limit_and_one_more_is_not() -> None:
    posts = SLACK_LIMITS.post_workspace
    allowed = [100.0] * posts.burst + [100.0 + number / posts.per_second for number in range(1, 50)]
    assert over_rate(allowed, posts) == 0
    assert over_rate([*allowed, 101.0], posts) > 0
    assert over_rate(list(reversed(allowed)), posts) == 0, "ledgers need not be in order"


def test_a_window_slides() -> None:
    assert over_window([0.0, 0.9, 1.8], 2, 1.0) == 0
    assert over_window([0.9, 1.0, 1.8], 2, 1.0) == 1, "though no whole second has three"
    assert over_window([0.0, 1.0], 1, 1.0) == 0


def test_two_posts_at_once_in_a_channel_are_one_too_many_and_in_two_channels_none() -> None:
    assert over_on_slack(slack(5.0, 5.5, channel="C1")) == {"slack chat.postMessage in a channel": 1}
    assert over_on_slack(slack(5.0, 6.0, channel="C1")) == over_on_slack(slack(5.0, 5.5)) == {}
    assert over_on_slack([*slack(5.0, channel="C1"), *slack(5.0, channel="C1", team="T2")]) == {}


def test_every_method_of_slack_has_its_own_limit() -> None:
    edits = [0.001 * number for number in range(51)]
    assert over_on_slack(slack(*edits[:50], method="chat.update")) == {}
    assert over_on_slack(slack(*edits, method="chat.update")) == {"slack chat.update in a workspace": 1}


def test_a_tenant_counts_everything_and_a_conversation_what_is_sent_there() -> None:
    assert over_on_teams(teams(*[0.01 * number for number in range(50)])) == {}
    reads = teams(*[0.01 * number for number in range(20)], operation="members")
    assert over_on_teams([*teams(*[0.01 * number for number in range(31)]), *reads]) == {
        "teams requests in a tenant": 1
    }
    assert over_on_teams(teams(*[0.12 * number for number in range(8)], conversation="19:a")) == {"teams 7 in 1 s": 1}
    assert over_on_teams(teams(*[0.0] * 8, conversation="19:a", operation="members")) == {}


@given(platform=st.sampled_from(Platform), count=st.integers(1, 300))
def test_what_the_pace_plans_exceeds_nothing(platform: Platform, count: int) -> None:
    lanes = Lanes(2 * count, 1, 1).works
    rules, works = lanes[f"{platform} 0"]
    assert rules == built_in_paces()[platform]
    times = [at for _, at in plan_lane(rules, works).sends]
    assert (over_on_slack(slack(*times)) if platform is Platform.SLACK else over_on_teams(teams(*times))) == {}


@pytest.mark.parametrize("extra", [0.0, 0.3])
def test_two_processes_that_each_keep_the_pace_alone_are_found_out(extra: float) -> None:
    rules, works = Lanes(400, 1, 1).works["teams 0"]
    times = [at for _, at in plan_lane(rules, works).sends]
    assert over_on_teams([*teams(*times), *teams(*(at + extra for at in times))])["teams requests in a tenant"] > 50
