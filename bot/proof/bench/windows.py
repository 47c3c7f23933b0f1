"""Windows: how often calls came faster than a platform's limits allow, by the stand-ins' own ledgers."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from adapters.slack.limits import LIMITS as SLACK_LIMITS
from adapters.slack.limits import Rate
from adapters.teams.limits import LIMITS as TEAMS_LIMITS
from bot.proof.world import Json, World

POST = "chat.postMessage"

UNEVEN = 0.1
"""Seconds by which a call may seem early though it left in time, since calls travel unevenly; Slack's limits alone:
the stand-in's tenant on Teams has none to give."""

READS = frozenset({"members", "team"})
"""Teams operations that count in windows of their own."""


def over_rate(times: Sequence[float], rate: Rate) -> int:
    """How many of these calls made some stretch of s seconds hold more than `burst` + s × `per_second` of them."""
    full_at, over = float("-inf"), 0
    for at in sorted(times):
        full_at = max(full_at, at) + 1 / rate.per_second
        over += full_at - at > rate.burst / rate.per_second + UNEVEN
    return over


def over_window(times: Sequence[float], most: int, seconds: float) -> int:
    """How many of these calls were more than `most` within `seconds`."""
    ordered = sorted(times)
    return sum(later - earlier < seconds for earlier, later in zip(ordered, ordered[most:], strict=False))


def over_on_slack(calls: Sequence[Json]) -> Mapping[str, int]:
    """By limit, how many calls exceeded it: each method in its workspace, and posts in their channel."""
    by_method: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    by_channel: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for call in calls:
        by_method[call["method"], call["team"] or ""].append(call["monotonic"])
        if call["method"] == POST and call["channel"]:
            by_channel[call["team"] or "", call["channel"]].append(call["monotonic"])
    found: Counter[str] = Counter()
    for (method, _), times in by_method.items():
        if method == POST or method in SLACK_LIMITS.methods:
            found[f"slack {method} in a workspace"] += over_rate(times, SLACK_LIMITS.rate_of(method))
    for times in by_channel.values():
        found[f"slack {POST} in a channel"] += over_rate(times, SLACK_LIMITS.post_channel)
    return +found


def over_on_teams(calls: Sequence[Json]) -> Mapping[str, int]:
    """By limit, how many calls exceeded it: everything in its tenant, and what is sent in its conversation."""
    by_app: defaultdict[str, list[float]] = defaultdict(list)
    by_conversation: defaultdict[str, list[float]] = defaultdict(list)
    for call in calls:
        if not call["app_id"] or not call["conversation"]:
            continue
        by_app[call["app_id"]].append(call["tick"])
        if call["operation"] not in READS:
            by_conversation[call["conversation"]].append(call["tick"])
    found: Counter[str] = Counter()
    for times in by_app.values():
        found["teams requests in a tenant"] += over_window(times, TEAMS_LIMITS.requests_per_second, 1.0)
    for times in by_conversation.values():
        for window in TEAMS_LIMITS.send:
            found[f"teams {window.count} in {window.seconds} s"] += over_window(times, window.count, window.seconds)
    return +found


async def windows_over(world: World) -> Mapping[str, int]:
    """What both ledgers show; refused calls count as well."""
    slack = over_on_slack(await world.slack.calls())
    return {**slack, **over_on_teams((await world.teams.ledger())["calls"])}
