"""A correction and a withdrawal through the whole bot, from the author's press to the last channel."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

from bot.delivery.pace import Work, plan
from bot.delivery.tables import Operation
from bot.proof.bench.bars import Bar
from bot.proof.bench.broadcast import ARRIVES_WITHIN, PREVIEW_WITHIN, built_in_paces, publish, rested
from bot.proof.bench.crowd import by_platform, crowd
from bot.proof.evidence import Edited, edits, edits_between, posts
from bot.proof.hands import until
from bot.proof.organisation import Platform
from bot.proof.reading import text_of
from bot.proof.stage import Stage

SIZE = 120
"""Channels: more of them on Slack than the edits that it takes in a minute."""

AT_ONCE = 3
"""Bots that do it at the same time, each with stand-ins of its own: they wait for their paces nearly all of it."""

MOST = 1.05

MINUTE = 61.0
"""Seconds after which no edit that was made before counts for Slack's pace any more."""

TITLE = "Bench of a change"
NOTE, REASON = "Measured once more", "It was measured"


@dataclass(frozen=True)
class Changed:
    """One change of all cards: from the press until the last of them had it, and the least that the paces allow."""

    elapsed: float
    bound: float
    in_line: float

    @property
    def ratio(self) -> float:
        return self.elapsed / self.bound

    @property
    def share_in_line(self) -> float:
        return self.in_line / self.elapsed


async def bars() -> tuple[Bar, ...]:
    """Corrections and withdrawals of SIZE channels."""
    both = await asyncio.gather(*(_run() for _ in range(AT_ONCE)))
    return tuple(
        Bar(
            f"{what} ÷ the least that the paces allow, {SIZE} channels",
            "×",
            MOST,
            tuple(one.ratio for one in runs),
            (),
            tuple(one.share_in_line for one in runs),
            least=1.0,
        )
        for what, runs in zip(
            ("a correction everywhere", "a withdrawal everywhere"), zip(*both, strict=True), strict=True
        )
    )


async def _run() -> tuple[Changed, Changed]:
    async with Stage(crowd(SIZE)) as stage:
        await stage.prepare()
        await rested(stage)
        await publish(stage, SIZE, TITLE)
        await until(lambda: posted(stage, SIZE), f"{SIZE} channels to have it", ARRIVES_WITHIN)
        await asyncio.sleep(MINUTE)
        await prepare_correction(stage)
        corrected = await changed(stage, SIZE, NOTE)
        await asyncio.sleep(MINUTE)
        await prepare_withdrawal(stage)
        return corrected, await changed(stage, SIZE, REASON)


async def posted(stage: Stage, size: int) -> bool:
    """Whether so many channels have the update."""
    return len(await posts(stage.world, of=TITLE)) >= size


async def prepare_correction(stage: Stage) -> None:
    """The author corrects the newest update, up to the last press."""
    hands, author, where = stage.hands, stage.world.organisation.author, stage.world.organisation.places[0].name
    await hands.type_command(author, where, "/update", "mine")
    await hands.press_whisper(author, where, "Correct")
    await hands.form_with(author, "What changed in this correction", PREVIEW_WITHIN)
    await hands.submit(author, {"What changed in this correction": NOTE, "What changed": "Another change to measure."})
    await hands.form_with(author, NOTE, PREVIEW_WITHIN)


async def prepare_withdrawal(stage: Stage) -> None:
    """The author withdraws it, up to the last press."""
    hands, author = stage.hands, stage.world.organisation.author
    await hands.press_direct(author, "Withdraw")
    await hands.form_with(author, "this cannot be undone", PREVIEW_WITHIN)


async def changed(stage: Stage, size: int, words: str) -> Changed:
    """The last press, and how long it takes until the ledgers hold these words in so many channels."""
    author = stage.world.organisation.author

    async def everywhere() -> list[Edited] | None:
        stage.bot.check()
        found = [one for one in await edits(stage.world, of=TITLE) if words in text_of(one.lines)]
        return found if len({one.channel for one in found}) >= size else None

    began, stood = time.monotonic(), stage.bot.stood_in_line()
    await stage.hands.submit(author, {"Why it no longer holds": REASON} if words == REASON else {})
    await asyncio.sleep(max(0.0, began + bound_of(by_platform(size)) - time.monotonic()))
    found = await until(everywhere, f"{size} channels to show “{words}”", ARRIVES_WITHIN)
    first: dict[str, float] = {}
    for one in found:
        first.setdefault(one.channel, one.at)
    ended, in_line = max(first.values()), stage.bot.stood_in_line() - stood
    # The author's receipt tells of it first and takes its share of the pace, so it counts for the bound.
    return Changed(ended - began, bound_of(await edits_between(stage.world, began, ended)), in_line)


def bound_of(counts: Mapping[Platform, int]) -> float:
    """Seconds that editing so many messages on each platform takes at the least, after a rest."""
    rules = built_in_paces()
    return plan(
        {
            platform: (rules[platform], [Work(number, Operation.EDIT, str(number)) for number in range(count)])
            for platform, count in counts.items()
        }
    ).bound
