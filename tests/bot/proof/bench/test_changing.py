"""A correction and a withdrawal of a few channels are seen through, and cost what the paces of edits cost."""

import pytest

from bot.proof.bench.broadcast import publish
from bot.proof.bench.changing import (
    NOTE,
    REASON,
    TITLE,
    bound_of,
    changed,
    posted,
    prepare_correction,
    prepare_withdrawal,
)
from bot.proof.bench.crowd import crowd
from bot.proof.evidence import edits
from bot.proof.hands import until
from bot.proof.organisation import Platform
from bot.proof.reading import text_of
from bot.proof.stage import Stage

SIZE = 6


async def test_every_card_is_corrected_and_then_withdrawn() -> None:
    async with Stage(crowd(SIZE)) as stage:
        await stage.prepare()
        await publish(stage, SIZE, TITLE)
        await until(lambda: posted(stage, SIZE), f"{SIZE} channels to have it")
        await prepare_correction(stage)
        corrected = await changed(stage, SIZE, NOTE)
        await prepare_withdrawal(stage)
        withdrawn = await changed(stage, SIZE, REASON)
        newest = {one.channel: text_of(one.lines) for one in await edits(stage.world, of=TITLE)}
    assert corrected.elapsed > 0 and withdrawn.elapsed > 0
    assert len(newest) == SIZE
    assert all(REASON in text and NOTE not in text for text in newest.values())


@pytest.mark.parametrize(("edits_on_slack", "seconds"), [(50, 0), (51, 60), (101, 120)])
def test_slack_takes_fifty_edits_a_minute(edits_on_slack: int, seconds: int) -> None:
    assert bound_of({Platform.SLACK: edits_on_slack}) == seconds
