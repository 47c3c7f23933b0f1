"""Long releases simulated on the decisions of pace and order alone: how long they take, and how far apart sides are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bot.delivery.pace import LanePlan, PaceRules, Work, in_step, lane_bound, plan
from bot.delivery.routes import positions
from bot.proof.bench.bars import Bar, Findings, Say, percent_bar
from bot.proof.bench.broadcast import apart, built_in_paces, medians
from bot.proof.bench.crowd import by_platform
from bot.proof.organisation import Platform

LATENCIES = (0.0, 0.15, 0.4)
"""Seconds from a call to its answer; one run for each."""

SIDES = (0, 0, 0, 0, 0, 0, 1, 1, 1, 2)
"""Whose the channels of each lane are, over and over: three sides of very different size."""

SIMULATED = (0.0,)
"""Nothing stands in line where nothing runs."""

TOPOLOGY = (
    "half of the channels on each platform, three sides in each workspace and tenant: 200 and 1,000 on one workspace "
    "and one tenant, 10,000 on ten workspaces and two tenants; simulated on pace and order, with answers after 0, "
    "0.15 and 0.4 s"
)


@dataclass(frozen=True)
class Lanes:
    """So many channels over workspaces and tenants, each lane's in the order in which a release would send them."""

    size: int
    workspaces: int
    tenants: int

    @property
    def works(self) -> Mapping[str, tuple[PaceRules, Sequence[Work]]]:
        """By lane; an id is (platform, side, number)."""
        rules = built_in_paces()
        counts = by_platform(self.size)
        return {
            f"{platform} {lane}": (rules[platform], _in_order(platform, counts[platform] // lanes))
            for platform, lanes in ((Platform.SLACK, self.workspaces), (Platform.TEAMS, self.tenants))
            for lane in range(lanes)
        }


@dataclass(frozen=True)
class Simulated:
    """One release: how long it took beside the least, and shares of that time between the medians of sides."""

    ratio: float
    on_one_platform: float
    unforced: float
    evenly: float


async def measure(say: Say) -> Findings:
    """The makespan and the gaps of each size."""
    bars: list[Bar] = []
    for lanes in (Lanes(200, 1, 1), Lanes(1_000, 1, 1), Lanes(10_000, 10, 2)):
        say(f"{lanes.size:,} channels, simulated …")
        runs = [simulate(lanes, latency) for latency in LATENCIES]
        where = f"{lanes.size:,} channels, simulated"
        bars += [
            Bar(
                f"elapsed ÷ the least that the paces allow, {where}",
                "×",
                1.05,
                tuple(one.ratio for one in runs),
                (),
                SIMULATED,
                least=1.0,
            ),
            percent_bar(
                f"between sides on one platform ÷ elapsed, {where}", 2, [r.on_one_platform for r in runs], SIMULATED
            ),
            percent_bar(
                f"between platforms beyond what is forced ÷ elapsed, {where}", 2, [r.unforced for r in runs], SIMULATED
            ),
            percent_bar(f"between all sides ÷ elapsed, even release, {where}", 5, [r.evenly for r in runs], SIMULATED),
        ]
    return Findings(tuple(bars), TOPOLOGY)


def simulate(lanes: Lanes, latency: float) -> Simulated:
    """One release as pace and order decide it."""
    works = lanes.works
    planned = plan(works, latency)
    sends = [send for lane in planned.lanes.values() for send in lane.sends]
    forced = medians((name.split()[0], _least_median(*lane)) for name, lane in works.items())
    platforms = medians((_platform(work), at) for work, at in sends)
    leader = max(planned.lanes.values(), key=lambda lane: lane.bound)
    evenly = [send for lane in planned.lanes.values() for send in _in_step(lane, leader)]
    return Simulated(
        ratio=planned.seconds / planned.bound,
        on_one_platform=max(
            apart(medians((_side(work), at) for work, at in sends if _platform(work) == platform).values())
            for platform in Platform
        )
        / planned.seconds,
        unforced=abs(apart(platforms.values()) - apart(forced.values())) / planned.seconds,
        evenly=apart(medians((_side(work), at) for work, at in evenly).values()) / max(at for _, at in evenly),
    )


def _in_step(lane: LanePlan, leader: LanePlan) -> list[tuple[Work, float]]:
    """The sends of a lane that is held back to the leader's share, and no faster than its own pace."""
    if lane is leader:
        return list(lane.sends)
    turns = in_step([at for _, at in leader.sends], len(lane.sends))
    return [(work, max(at, turn)) for (work, at), turn in zip(lane.sends, turns, strict=True)]


def _in_order(platform: Platform, count: int) -> list[Work]:
    """The works of one lane, sides interleaved as the outbox does it."""
    sides = [SIDES[number % len(SIDES)] for number in range(count)]
    places = positions([(0, side) for side in sides])
    ordered = sorted(range(count), key=lambda number: places[number])
    return [Work((platform, sides[number], number), "post", str(number)) for number in ordered]


def _least_median(rules: PaceRules, works: Sequence[Work]) -> float:
    """The earliest instant at which half of them can have been sent."""
    return median((lane_bound(rules, works[: len(works) // 2]), lane_bound(rules, works[: len(works) // 2 + 1])))


def _platform(work: Work) -> str:
    assert isinstance(work.id, tuple)
    return str(work.id[0])


def _side(work: Work) -> str:
    assert isinstance(work.id, tuple)
    return f"{work.id[0]} {work.id[1]}"
