"""The stand-in's rate limits are the published windows."""

import pytest

from adapters.teams.limits import LIMITS
from adapters.teams.standin.pace import Pace


class Hand:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.mark.parametrize("every", [0.05, 0.4, 1.9])
def test_a_conversation_takes_what_each_window_allows_and_no_more(every: float) -> None:
    hand = Hand()
    pace = Pace(clock=hand)
    accepted: list[float] = []
    for step in range(2000):
        hand.at = step * every
        if pace.check("app", "tenant", "19:a", "send") == 0:
            accepted.append(hand.at)
    for window in LIMITS.send:
        for start in range(len(accepted) - window.count):
            assert accepted[start + window.count] - accepted[start] >= window.seconds - 1e-6


def test_it_says_when_to_come_back() -> None:
    hand = Hand()
    pace = Pace(clock=hand)
    for _ in range(7):
        assert pace.check("app", "tenant", "19:a", "send") == 0
    assert pace.check("app", "tenant", "19:a", "send") == pytest.approx(1.0)
    hand.at = 1.0
    assert pace.check("app", "tenant", "19:a", "send") == 0
    assert pace.check("app", "tenant", "19:a", "send") == pytest.approx(1.0)


def test_all_conversations_of_a_tenant_share_fifty_a_second_and_tenants_share_nothing() -> None:
    pace = Pace(clock=Hand())
    accepted = sum(pace.check("app", "tenant", f"19:{one}", "send") == 0 for one in range(80))
    assert accepted == LIMITS.requests_per_second
    assert pace.check("app", "partner", "19:x", "send") == 0
