"""How long queued work will take: simulated on the pace itself, and the least that the limits allow."""

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.delivery.pace.backlog import Backlog, Work
from bot.delivery.pace.lane import MINUTE, LanePace
from bot.delivery.pace.rules import PaceRules, Priority


@dataclass(frozen=True, slots=True)
class LanePlan:
    """The simulated sends of a lane with their times in seconds from the start, and the lower bound in seconds."""

    sends: tuple[tuple[Work, float], ...]
    bound: float

    @property
    def seconds(self) -> float:
        """From the start to the last send."""
        return self.sends[-1][1] if self.sends else 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """The plans of lanes that send beside one another."""

    lanes: Mapping[str, LanePlan]

    @property
    def seconds(self) -> float:
        """The simulated makespan over all lanes."""
        return max((lane.seconds for lane in self.lanes.values()), default=0.0)

    @property
    def bound(self) -> float:
        """The least that the limits allow over all lanes."""
        return max((lane.bound for lane in self.lanes.values()), default=0.0)


def plan(lanes: Mapping[str, tuple[PaceRules, Sequence[Work]]], latency: float = 0.0) -> Plan:
    """Simulates lanes that have sent nothing yet; `latency` is the seconds until a send is settled."""
    return Plan({name: plan_lane(rules, works, latency=latency) for name, (rules, works) in lanes.items()})


def plan_lane(
    rules: PaceRules, works: Sequence[Work], *, pace: LanePace | None = None, now: float = 0.0, latency: float = 0.0
) -> LanePlan:
    """Simulates one lane from `now` on, after what `pace` has already spent; the pace given is used up."""
    backlog = Backlog(pace or LanePace(rules))
    for work in works:
        backlog.add(work, now)
    sends: list[tuple[Work, float]] = []
    under_way: list[tuple[float, int]] = []
    instant = now
    while len(sends) < len(works):
        while under_way and under_way[0][0] <= instant:
            _, number = heapq.heappop(under_way)
            backlog.finish(sends[number][0], instant)
        taken = backlog.take(instant)
        if taken is not None:
            heapq.heappush(under_way, (instant + latency, len(sends)))
            sends.append((taken, instant))
            continue
        wake = backlog.wake_at(instant)
        ends = [under_way[0][0]] if under_way else []
        instant = min(ends if wake is None else [*ends, wake])
    return LanePlan(tuple((work, at - now) for work, at in sends), lane_bound(rules, works))


def in_step(leader: Sequence[float], count: int) -> list[float]:
    """When each of `count` sends may go such that at any point they have had the same share as those of `leader`.

    Both are seconds from the same start; the leader's sends are in their order.
    """
    return [leader[int((number + 0.5) / count * len(leader))] for number in range(count)]


def lane_bound(rules: PaceRules, works: Sequence[Work]) -> float:
    """Seconds that a lane which has sent nothing needs at the least: the slowest of its limits taken alone."""
    bounds = [0.0]
    for name, bucket in rules.buckets.items():
        here = [work for work in works if rules.of(work.method).bucket == name]
        bulk = sum(work.priority is not Priority.ANSWER for work in here)
        bounds.append((len(here) - bucket.burst) / bucket.rate)
        bounds.append((bulk - bucket.bulk_burst) / bucket.bulk_rate)
    for method, count in Counter(work.method for work in works).items():
        most = rules.of(method).per_minute
        if most is not None:
            bounds.append((count - 1) // most * MINUTE)
    in_channel = Counter(work.channel for work in works if rules.of(work.method).in_channel)
    for count in in_channel.values():
        bounds.extend((count - 1) // window.most * window.seconds for window in rules.channel_windows)
    return max(bounds)
