"""A publication while two hundred agents a second press *Got it* on the update before it, beside one without them."""

import asyncio
import json
import math
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from bot.proof.bench.bare import Bare
from bot.proof.bench.bars import Bar, Findings, Say, none_bar
from bot.proof.bench.broadcast import Measured, bound_of, release, rest_seconds, rested, write
from bot.proof.bench.crowd import US, by_platform, crowd
from bot.proof.bench.presses import Pressed
from bot.proof.evidence import acknowledged
from bot.proof.organisation import Organisation, Person, Team
from bot.proof.processes import Process, own_environment
from bot.proof.stage import Stage
from bot.proof.steps import Unexpected, expect

SIZE = 200
RUNS = 3
A_SECOND = 200

LONGEST = 12.0
"""Seconds beyond the least that the paces allow for which there are people left who have not pressed."""

MOST = 1.05

ENOUGH = 0.95
"""Of the presses that are due, what must have been acknowledged for the measure to say anything."""

AGENTS = "Agents who press"

TOPOLOGY = (
    "one Slack workspace and one Teams tenant, half of the channels each; SQLite; one bot process; real time. The "
    "presses are signed and sent to the bot by a process of their own, each by another of the agents of one team on "
    "Slack, on an update in all of these channels, whose counts are redrawn meanwhile. The control posts to as many "
    "channels of its own, and answers as many presses with a bare 200"
)


def busy(size: int, agents: int) -> Organisation:
    """A crowd in whose first channel so many more agents work."""
    quiet = crowd(size)
    first = quiet.places[0]
    team = Team(AGENTS, US, "Europe/London", "GB", "Mon-Sun 00:00-24:00", quiet.author, first.name)
    people = tuple(Person(f"{AGENTS} {number}", f"Agent {number}", US, AGENTS) for number in range(1, agents + 1))
    return replace(
        quiet,
        teams=(*quiet.teams, team),
        people=(*quiet.people, *people),
        places=(replace(first, teams=(*first.teams, AGENTS)), *quiet.places[1:]),
    )


@dataclass(frozen=True)
class Pair:
    """Two publications, without presses and with them, and what became of the presses."""

    without: Measured
    during: Measured | None
    """None: it could not even be begun, since the author's own press was not answered in time."""
    pressed: Pressed
    in_line: float
    """For which share of the presses others had the processors that the bot waited for."""

    @property
    def ratio(self) -> float:
        return self.during.elapsed / self.without.elapsed if self.during else math.inf

    @property
    def rate(self) -> float:
        """Acknowledged presses a second."""
        return self.pressed.acknowledged / self.pressed.lasted


async def measure(say: Say) -> Findings:
    """RUNS pairs of publications, and of the control's."""
    agents = int((bound_of(by_platform(SIZE)) + LONGEST) * A_SECOND)
    async with Stage(busy(SIZE, agents)) as stage:
        say(f"Starting stand-ins and the bot, with {SIZE} channels and {agents:,} agents …")
        await stage.prepare()
        async with Bare(stage.world, SIZE) as bare:
            await rested(stage)
            ours, control = [], []
            for number in range(1, RUNS + 1):
                say(f"{SIZE} channels, run {number} of {RUNS} …")
                ours.append(await pair(stage, SIZE, A_SECOND, f"Bench of {SIZE}, run {number}"))
                control.append(await _control(stage, bare, f"Control of {SIZE}, run {number}"))
    return Findings(bars(ours, control), TOPOLOGY, (note(ours),))


def bars(ours: Sequence[Pair], control: Sequence[Pair]) -> tuple[Bar, ...]:
    """Both that it is as fast, and that the presses were really answered meanwhile."""
    in_line = tuple(one.in_line for one in ours)
    return (
        Bar(
            f"publishing during {A_SECOND} acknowledgements a second ÷ without them, {SIZE} channels",
            "×",
            MOST,
            tuple(one.ratio for one in ours),
            tuple(one.ratio for one in control),
            in_line,
            least=1.0,
        ),
        Bar(
            "acknowledgements a second meanwhile",
            "/s",
            A_SECOND * ENOUGH,
            tuple(one.rate for one in ours),
            (),
            in_line,
            at_least=True,
        ),
        none_bar("presses that were not answered in time", sum(one.pressed.refused for one in ours), in_line),
    )


def note(ours: Sequence[Pair]) -> str:
    """How long the presses took."""
    half = median(one.pressed.half for one in ours) * 1000
    nearly_all = median(one.pressed.nearly_all for one in ours) * 1000
    took = ", ".join(f"{one.ratio * one.without.elapsed:.2f} s after {one.without.elapsed:.2f} s" for one in ours)
    return f"a press was acknowledged after {half:.0f} ms, p99 {nearly_all:.0f} ms; publications took {took} without"


async def pair(stage: Stage, size: int, rate: float, title: str) -> Pair:
    """An update to so many channels, and another one while the first is acknowledged, so many times a second."""
    first, second = f"{title}, alone", f"{title}, during presses"
    await write(stage, size, first)
    await asyncio.sleep(rest_seconds())
    without = await release(stage, size, first)
    payloads = await _presses(stage)
    await write(stage, size, second)
    bot = f"{stage.base_url}/slack/events"
    during = await _during(stage, bot, payloads, rate, without, release(stage, size, second))
    await judge(stage, first, during.pressed)
    return during


async def judge(stage: Stage, title: str, pressed: Pressed) -> None:
    """Fails unless each press that was acknowledged counts once; of those refused as well some may have been taken."""
    async with stage.database() as database:
        counted = await acknowledged(database, stage.world, of=title)
    most = pressed.acknowledged + pressed.refused
    expect(pressed.acknowledged <= counted <= most, f"{pressed.acknowledged} to {most} counted", str(counted))


async def _control(stage: Stage, bare: Bare, title: str) -> Pair:
    without, payloads = await bare.post(SIZE, f"{title}, alone"), await _presses(stage)
    posting = bare.post(SIZE, f"{title}, during presses")
    return await _during(stage, bare.url, payloads, A_SECOND, without, posting)


async def _presses(stage: Stage) -> list[Any]:
    """What each of the agents would send by pressing *Got it* on the newest card in their channel."""
    world = stage.world
    users = [world.user(person.key) for person in world.organisation.people if person.team == AGENTS]
    where = world.channel(world.organisation.places[0].name)
    presses: list[Any] = await world.slack.act("presses", users=users, button="Got it", channel=where)
    return presses


async def _during(
    stage: Stage, url: str, payloads: list[Any], rate: float, without: Measured, publishing: Awaitable[Measured]
) -> Pair:
    """A publication while a process of its own presses, beside one without."""
    file = stage.folder / "presses.json"
    task = {"url": url, "secret": stage.world.signing_secret, "rate": rate, "payloads": payloads}
    file.write_text(json.dumps(task))
    process = Process(
        ["-m", "bot.proof.bench.presses", str(file)],
        log=stage.folder / "presses.log", environment=own_environment(), reads_output=True,
    )  # fmt: skip
    async with process:
        await process.line()
        await asyncio.sleep(rest_seconds())
        began, stood = time.monotonic(), stage.bot.stood_in_line()
        await process.tell("begin")
        try:
            during = await publishing
        except Unexpected:
            stage.bot.check()
            during = None
        await process.tell("end")
        in_line = (stage.bot.stood_in_line() - stood) / (time.monotonic() - began)
        return Pair(without, during, Pressed(**json.loads(await process.line())), in_line)
