"""How far apart the sides are in the middle of a release, as it is by default and with even release."""

import asyncio

from bot.proof.bench.bars import Bar, Findings, Say, percent_bar
from bot.proof.bench.broadcast import Measured, broadcast, rested
from bot.proof.bench.crowd import crowd
from bot.proof.stage import Stage

SIZE = 200
RUNS = 3

EVENLY = "settings updates.even_release yes"
"""What an admin types after /instep."""

TOPOLOGY = (
    "two bots at once, one of them with even release, each with one Slack workspace and one Teams tenant, half of the "
    "channels each; SQLite; real time"
)


async def measure(say: Say) -> Findings:
    """RUNS broadcasts to SIZE channels each way."""
    say(f"2 × {RUNS} broadcasts to {SIZE} channels, half of them with even release …")
    usual, even = await asyncio.gather(_runs(evenly=False), _runs(evenly=True))
    bars = (
        percent_bar(
            f"between sides on one platform ÷ elapsed, {SIZE} channels",
            2,
            [one.on_one_platform / one.elapsed for one in usual],
            _in_line(usual),
        ),
        percent_bar(
            f"between platforms beyond what is forced ÷ elapsed, {SIZE} channels",
            2,
            [one.unforced for one in usual],
            _in_line(usual),
        ),
        percent_bar(
            f"between all sides ÷ elapsed, even release, {SIZE} channels",
            5,
            [one.between_sides / one.elapsed for one in even],
            _in_line(even),
        ),
        Bar(
            f"elapsed ÷ the least that the paces allow, even release, {SIZE} channels",
            "×",
            1.05,
            tuple(one.ratio for one in even),
            (),
            _in_line(even),
            least=1.0,
        ),
    )
    return Findings(bars, TOPOLOGY)


async def _runs(*, evenly: bool) -> list[Measured]:
    async with Stage(crowd(SIZE)) as stage:
        await stage.prepare()
        if evenly:
            organisation = stage.world.organisation
            await stage.hands.type_command(organisation.admin, organisation.places[0].name, "/instep", EVENLY)
        runs = []
        for number in range(1, RUNS + 1):
            await rested(stage)
            runs.append(await broadcast(stage, SIZE, f"Bench of {SIZE}, run {number}"))
        return runs


def _in_line(runs: list[Measured]) -> tuple[float, ...]:
    return tuple(one.share_in_line for one in runs)
