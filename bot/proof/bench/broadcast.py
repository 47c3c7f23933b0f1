"""One broadcast, measured at the receiving end while somebody types commands."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from adapters.slack.limits import LIMITS as SLACK_LIMITS
from adapters.teams.limits import LIMITS as TEAMS_LIMITS
from bot.assemble.paces import slack_pace, teams_pace
from bot.capabilities.setup.rules import READ_MEMBERS
from bot.delivery.pace import PaceRules, Plan, Work, plan
from bot.due.work import take_back
from bot.proof.bench.crowd import audience_of, by_platform
from bot.proof.evidence import Posted, posted_between, posts
from bot.proof.hands import until
from bot.proof.organisation import Platform
from bot.proof.stage import Stage
from bot.proof.world import World
from bot.settings import Settings

COMMAND, ASKED = "/instep", "who am i"
"""What is typed meanwhile: signed, recognised, and answered from the database."""

TYPED_EVERY = 0.1
"""Seconds from one command to the next."""

ARRIVES_WITHIN = 120.0
"""Seconds after the least that the paces allow, after which a broadcast counts as failed."""

PREVIEW_WITHIN = 30.0
"""Seconds until the preview of an update is there; one of a thousand channels takes a while to draw."""

READ_EVERY = 0.5
"""Seconds between two looks into the ledgers, which are long and say themselves when each post came."""

QUIET_WITHIN = 60.0
"""Seconds until a bot that has just been set up does nothing on Teams by itself."""

EVERYWHERE = frozenset(Platform)


@dataclass(frozen=True)
class Measured:
    """What one broadcast showed, in seconds: from the press until the last channel had it, the least that the paces
    allow, between the medians of the sides (over all, and of those on one platform), between the medians of the
    platforms, how much of that the paces force, and how long each command took meanwhile."""

    elapsed: float
    bound: float
    between_sides: float
    on_one_platform: float
    between_platforms: float
    forced: float
    acknowledged: tuple[float, ...] = ()
    in_line: float = 0.0
    """For how long the bot was ready to run while other programs had the processors."""

    @property
    def share_in_line(self) -> float:
        """That, as a share of the time that the broadcast took."""
        return self.in_line / self.elapsed

    @property
    def ratio(self) -> float:
        """How much longer it took than the paces force."""
        return self.elapsed / self.bound if self.bound else math.inf

    @property
    def beyond(self) -> float:
        """How many seconds longer it took than the paces force."""
        return max(0.0, self.elapsed - self.bound)

    @property
    def unforced(self) -> float:
        """How much farther apart the platforms were than the paces force, as a share of the whole."""
        return max(0.0, self.between_platforms - self.forced) / self.elapsed


class Typist:
    """Somebody who types one command after another, for as long as the block lasts."""

    def __init__(self, world: World, user: str, channel: str) -> None:
        self._world = world
        self._user, self._channel = user, channel
        self._stop = asyncio.Event()
        self.seconds: list[float] = []

    async def type_on(self) -> None:
        """Types until told to stop; a command that was not acknowledged took forever."""
        while not self._stop.is_set():
            answer = await self._world.slack.act(
                "command", user=self._user, channel=self._channel, command=COMMAND, text=ASKED
            )
            self.seconds.append(math.inf if answer["error"] else answer["seconds"])
            await asyncio.sleep(TYPED_EVERY)

    def stop(self) -> None:
        self._stop.set()


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that at least this share of them does not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)] if values else math.inf


def built_in_paces() -> Mapping[Platform, PaceRules]:
    """The paces of a bot whose settings change none."""
    settings = Settings()
    return {Platform.SLACK: slack_pace(settings, SLACK_LIMITS), Platform.TEAMS: teams_pace(settings, TEAMS_LIMITS)}


def planned(counts: Mapping[Platform, int]) -> Plan:
    """Posting once to so many channels of each platform, after a rest, as the paces alone decide it."""
    rules = built_in_paces()
    return plan(
        {
            platform: (rules[platform], [Work(number, "post", str(number)) for number in range(count)])
            for platform, count in counts.items()
        }
    )


def bound_of(counts: Mapping[Platform, int]) -> float:
    """Seconds that posting once to so many channels of each platform takes at the least, after a rest."""
    return planned(counts).bound


def rest_seconds() -> float:
    """After which a platform's whole burst is there again."""
    posts_at_once = SLACK_LIMITS.post_workspace
    return posts_at_once.burst / posts_at_once.per_second


async def rested(stage: Stage) -> None:
    """Wait until every pace is whole again, with a bot that need not read anybody's members any more.

    One that has just met its channels reads those of each, seconds apart, so as to keep out of the way of posts.
    """

    async def quiet() -> bool:
        async with stage.database() as database, database.write() as session:
            await take_back(session, READ_MEMBERS, None, reason="A bench begins with everybody known.")
        before = len((await stage.teams.ledger())["calls"])
        await asyncio.sleep(rest_seconds())
        return len((await stage.teams.ledger())["calls"]) == before

    await until(quiet, "the bot to have nothing to read on Teams", QUIET_WITHIN)


def judged(found: Sequence[Posted], began: float, sides: Mapping[str, str], seconds: Sequence[float]) -> Measured:
    """What posts show that were asked for at `began` (monotonic); `sides` says whose each channel is."""
    by_side = medians((sides[post.channel], post.at) for post in found)
    on_one = [
        apart(medians((sides[post.channel], post.at) for post in found if post.platform is platform).values())
        for platform in EVERYWHERE
    ]
    alone = planned(Counter(post.platform for post in found))
    return Measured(
        elapsed=max(post.at for post in found) - began,
        bound=alone.bound,
        between_sides=apart(by_side.values()),
        on_one_platform=max(on_one),
        between_platforms=apart(medians((post.platform, post.at) for post in found).values()),
        forced=apart(median(at for _, at in lane.sends) for lane in alone.lanes.values()),
        acknowledged=tuple(seconds),
    )


def medians(times: Iterable[tuple[str, float]]) -> Mapping[str, float]:
    """The median instant of each of those named."""
    by_name: dict[str, list[float]] = {}
    for name, at in times:
        by_name.setdefault(name, []).append(at)
    return {name: median(some) for name, some in by_name.items()}


def apart(instants: Iterable[float]) -> float:
    """From the earliest to the latest of them; 0 for none."""
    some = list(instants)
    return max(some) - min(some) if some else 0.0


async def publish(stage: Stage, size: int, title: str) -> None:
    """The author writes an update to so many channels and lets it go."""
    await write(stage, size, title)
    await stage.hands.submit(stage.world.organisation.author, {})


async def write(stage: Stage, size: int, title: str) -> None:
    """The author writes an update, up to the preview whose last press lets it go."""
    hands, author, where = stage.hands, stage.world.organisation.author, stage.world.organisation.places[0].name
    await hands.type_command(author, where, "/update")
    await hands.form_with(author, "What changed")
    values = {"Title": title, "What changed": "A change to measure.", "Audience": audience_of(size)}
    await hands.submit(author, values)
    await hands.form_with(author, title, PREVIEW_WITHIN)


async def broadcast(stage: Stage, size: int, title: str, on: Collection[Platform] = EVERYWHERE) -> Measured:
    """Publish to so many channels and wait until the ledgers hold all of them, or all on the platforms looked at."""
    await write(stage, size, title)
    return await release(stage, size, title, on)


async def release(stage: Stage, size: int, title: str, on: Collection[Platform] = EVERYWHERE) -> Measured:
    """The same from the last press on, for what the author has written; what was posted before does not count."""
    world = stage.world
    author, where = world.organisation.author, world.organisation.places[0].name
    typist = Typist(world, world.user(author), world.channel(where))
    counts = {platform: count for platform, count in by_platform(size).items() if platform in on}

    async def arrived() -> list[Posted] | None:
        stage.bot.check()
        await asyncio.sleep(READ_EVERY)
        found = [post for post in await posts(world, of=title) if post.platform in on and post.at >= began]
        return found if len(found) >= sum(counts.values()) else None

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(typist.type_on())
        began, stood = time.monotonic(), stage.bot.stood_in_line()
        await stage.hands.submit(author, {})
        try:
            # The ledgers are long; before the paces allow it there is nothing to look for.
            await asyncio.sleep(max(0.0, began + bound_of(counts) - time.monotonic()))
            found = await until(arrived, f"{size} channels to have “{title}”", ARRIVES_WITHIN)
        finally:
            typist.stop()
    sides = {one.name: one.side for one in world.organisation.places}
    in_line = stage.bot.stood_in_line() - stood
    # The author's receipt goes out first and takes its share of the pace, so it counts for the bound.
    posted = await posted_between(world, began, found[-1].at)
    seen = judged(found, began, sides, typist.seconds)
    return replace(seen, bound=bound_of({platform: posted[platform] for platform in on}), in_line=in_line)
