"""One broadcast, measured at the receiving end while somebody types commands."""

import asyncio
import math
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from adapters.slack.limits import LIMITS as SLACK_LIMITS
from adapters.teams.limits import LIMITS as TEAMS_LIMITS
from bot.assemble.paces import slack_pace, teams_pace
from bot.delivery.pace import PaceRules, Work, plan
from bot.proof.bench.crowd import audience_of
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
"""Seconds after which a broadcast counts as failed; the paces take a few."""


@dataclass(frozen=True)
class Measured:
    """What one broadcast showed, in seconds: from the press until the last channel had it, the least that the paces
    allow, between the medians of the sides, and how long each command took meanwhile."""

    elapsed: float
    bound: float
    between_sides: float
    acknowledged: tuple[float, ...]
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


def bound_of(counts: Mapping[Platform, int]) -> float:
    """Seconds that posting once to so many channels of each platform takes at the least, after a rest."""
    rules = built_in_paces()
    works: Mapping[str, tuple[PaceRules, Sequence[Work]]] = {
        platform: (rules[platform], [Work(number, "post", str(number)) for number in range(count)])
        for platform, count in counts.items()
    }
    return plan(works).bound


def rest_seconds() -> float:
    """After which a platform's whole burst is there again."""
    posts_at_once = SLACK_LIMITS.post_workspace
    return posts_at_once.burst / posts_at_once.per_second


def judged(found: Sequence[Posted], began: float, sides: Mapping[str, str], seconds: Sequence[float]) -> Measured:
    """What posts show that were asked for at `began` (monotonic); `sides` says whose each channel is."""
    by_side: dict[str, list[float]] = {}
    for post in found:
        by_side.setdefault(sides[post.channel], []).append(post.at)
    medians = [median(times) for times in by_side.values()]
    counts = Counter(post.platform for post in found)
    return Measured(
        elapsed=max(post.at for post in found) - began,
        bound=bound_of(counts),
        between_sides=max(medians) - min(medians),
        acknowledged=tuple(seconds),
    )


async def broadcast(stage: Stage, size: int, title: str) -> Measured:
    """Publish to so many channels and wait until the ledgers hold all of them."""
    world, hands = stage.world, stage.hands
    author, where = world.organisation.author, world.organisation.places[0].name
    await hands.type_command(author, where, "/update")
    await hands.form_with(author, "What changed")
    values = {"Title": title, "What changed": "A change to measure.", "Audience": audience_of(size)}
    await hands.submit(author, values)
    await hands.form_with(author, title)
    typist = Typist(world, world.user(author), world.channel(where))

    async def arrived() -> list[Posted] | None:
        stage.bot.check()
        found = await posts(world, of=title)
        return found if len(found) >= size else None

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(typist.type_on())
        began, stood = time.monotonic(), stage.bot.stood_in_line()
        await hands.submit(author, {})
        try:
            found = await until(arrived, f"{size} channels to have “{title}”", ARRIVES_WITHIN)
        finally:
            typist.stop()
    sides = {one.name: one.side for one in world.organisation.places}
    in_line = stage.bot.stood_in_line() - stood
    # The author's receipt goes out first and takes its share of the pace, so it counts for the bound.
    posted = await posted_between(world, began, found[-1].at)
    seen = judged(found, began, sides, typist.seconds)
    return replace(seen, bound=bound_of(posted), in_line=in_line)
