"""Broadcasts of a few channels through the whole bot, from the author's press to the last channel, beside a control."""

import asyncio
from dataclasses import dataclass

from bot.proof.bench.bare import Bare
from bot.proof.bench.bars import Bar, Findings, Say, none_bar
from bot.proof.bench.broadcast import Measured, broadcast, percentile, rest_seconds, rested
from bot.proof.bench.crowd import crowd
from bot.proof.evidence import refusals
from bot.proof.stage import Stage

FEW, SMALL, LARGE = 10, 20, 100
"""Channels over three sides on both platforms."""

RUNS = 3

TOPOLOGY = "one Slack workspace and one Teams tenant, half of the channels each; SQLite; one bot process; real time"


@dataclass(frozen=True)
class Runs:
    """Broadcasts of one size: the bot's, and after each the control's."""

    ours: tuple[Measured, ...]
    control: tuple[Measured, ...]


async def measure(say: Say) -> Findings:
    """RUNS broadcasts of each size, and whether anything was refused for its pace."""
    async with Stage(crowd(FEW, SMALL, LARGE)) as stage:
        say(f"Starting stand-ins and the bot, with {LARGE} channels over three sides …")
        await stage.prepare()
        async with Bare(stage.world, LARGE) as bare:
            await rested(stage)
            few = await _runs(stage, bare, FEW, say)
            small = await _runs(stage, bare, SMALL, say)
            large = await _runs(stage, bare, LARGE, say)
        refused = await refusals(stage.world)
    notes = tuple(f"refused for pace: {count} × {method}" for method, count in refused.items())
    none = none_bar("calls refused for their pace", sum(refused.values()), _in_line(large))
    bars = (at_once(few), same_minute(small), within_the_pace(large), acknowledged(large), none)
    return Findings(bars, TOPOLOGY, notes)


async def _runs(stage: Stage, bare: Bare, size: int, say: Say) -> Runs:
    """RUNS broadcasts of each, in turn; while one goes on, the other's pace rests."""
    ours, control = [], []
    for number in range(1, RUNS + 1):
        say(f"{size} channels, run {number} of {RUNS} …")
        await asyncio.sleep(rest_seconds())
        ours.append(await broadcast(stage, size, f"Bench of {size}, run {number}"))
        await asyncio.sleep(rest_seconds())
        title = f"Control of {size}, run {number}"
        control.append(await bare.broadcast(size, title, f"{stage.base_url}/slack/events"))
    return Runs(tuple(ours), tuple(control))


def at_once(runs: Runs) -> Bar:
    """A few channels have it as soon as it is published."""
    return Bar(
        f"elapsed beyond the least that the paces allow, {FEW} channels",
        "s",
        0.5,
        tuple(one.beyond for one in runs.ours),
        tuple(one.beyond for one in runs.control),
        _in_line(runs),
    )


def same_minute(runs: Runs) -> Bar:
    """No side is served first."""
    return Bar(
        f"between the sides' median deliveries, {SMALL} channels",
        "s",
        1.0,
        tuple(one.between_sides for one in runs.ours),
        tuple(one.between_sides for one in runs.control),
        _in_line(runs),
    )


def within_the_pace(runs: Runs) -> Bar:
    """Delivery takes what the paces force, and little more."""
    return Bar(
        f"elapsed ÷ the least that the paces allow, {LARGE} channels",
        "×",
        1.10,
        tuple(one.ratio for one in runs.ours),
        tuple(one.ratio for one in runs.control),
        _in_line(runs),
        least=1.0,
    )


def acknowledged(runs: Runs) -> Bar:
    """Nobody waits for a command because an update goes out."""
    return Bar(
        "a slash command acknowledged meanwhile, p99",
        "ms",
        250.0,
        tuple(percentile(one.acknowledged, 0.99) * 1000 for one in runs.ours),
        tuple(percentile(one.acknowledged, 0.99) * 1000 for one in runs.control),
        _in_line(runs),
    )


def _in_line(runs: Runs) -> tuple[float, ...]:
    return tuple(one.share_in_line for one in runs.ours)
