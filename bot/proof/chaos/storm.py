"""A storm of calls whose outcome nobody knows: dropped or failed after they took effect, hanging, refused for pace."""

from typing import Any

from bot.proof.chaos.arena import Arena
from bot.proof.chaos.scenario import Scenario
from bot.proof.steps import expect

DROPPED, FAILED, HUNG, REFUSED = 0.05, 0.05, 0.02, 0.02
"""Shares of all posts: connection cut after acceptance, 502 after acceptance, never answered (half of them accepted),
429."""

RETRY_AFTER = "1"
"""Seconds, as the header of a 429 says it."""

LEAST_BROKEN = 0.08
"""Of all deliveries; far below what is to be expected, so that only a storm that was none falls short."""

SETTLES_WITHIN = 400.0
"""Seconds: look-ups keep Slack's pace of fifty a minute in each workspace."""


async def play(arena: Arena) -> None:
    """One broadcast through the storm, by one bot."""
    await let_loose(arena)
    await arena.publish()
    async with arena.bot():
        await arena.settled(SETTLES_WITHIN)
    broken = await arena.broken_calls()
    expect(broken >= LEAST_BROKEN * arena.size, "the storm to break calls", f"{broken} of {arena.size} deliveries")
    arena.happened("nothing open any more")


async def let_loose(arena: Arena) -> None:
    """Have both stand-ins break posts by lot until `clear_faults`."""
    slack: list[tuple[float, dict[str, Any]]] = [
        (DROPPED, {"kind": "drop", "stored": True}),
        (FAILED, {"kind": "status", "status": 502, "stored": True}),
        (HUNG / 2, {"kind": "hang", "stored": True}),
        (HUNG / 2, {"kind": "hang"}),
        (REFUSED, {"kind": "rate_limited", "retry_after": RETRY_AFTER}),
    ]
    teams: list[tuple[float, dict[str, Any]]] = [
        (DROPPED, {"drop": True, "stored": True}),
        (FAILED, {"status": 502, "code": "ServiceError", "stored": True}),
        (HUNG / 2, {"hang": True, "stored": True}),
        (HUNG / 2, {"hang": True}),
        (REFUSED, {"status": 429, "code": "TooManyRequests", "headers": {"Retry-After": RETRY_AFTER}}),
    ]
    spared = 1.0
    for (share, on_slack), (_, on_teams) in zip(slack, teams, strict=True):
        # The faults draw one after the other, each among the calls that those before it have spared.
        chance = share / spared
        await arena.slack.add_fault(times=None, chance=chance, **on_slack)
        await arena.teams.add_fault(operation="post", count=None, chance=chance, **on_teams)
        spared -= share
    arena.happened("the storm begins")


SCENARIO = Scenario(
    "storm", "Calls broken at random after the platform had accepted them, and none of them answered for", play
)
