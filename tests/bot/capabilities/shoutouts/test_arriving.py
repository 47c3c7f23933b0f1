"""What a correction brings to further channels is looked after like what was posted at first."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.capabilities.shoutouts.arriving import LOOK_AFTER
from bot.capabilities.shoutouts.card import MORE
from bot.chat.message import Button
from bot.people.model import Person, PersonState
from bot.ports import Cause
from tests.bot.capabilities.shoutouts.conftest import Stage
from tests.bot.capabilities.shoutouts.test_correcting import begin, correct, look

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_channel_first_reached_by_a_correction_is_looked_after_and_tried_again(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    await stage.deliver()
    await stage.until(stage.calendar.instant + timedelta(minutes=5))
    assert await stage.cards(kept, slot="not_arrived") == {}
    await correct(stage, kept, "Luz", "Hana")
    await stage.deliver(failing={"harbor": Cause.CHANNEL_ARCHIVED})
    await stage.until(stage.calendar.instant + LOOK_AFTER)
    told = (await stage.cards(kept, slot="not_arrived.v2"))["Ines"]
    assert "Your shoutout is in 1 of 2 channels" in stage.shown(told)
    assert "harbor is archived. Its team's lead can have it unarchived" in stage.shown(told)
    again = await stage.press("Ines", stage.button(told, "Try again"))
    assert "Trying 1 channel again." in stage.shown(again.message)


async def test_a_card_that_comes_back_to_a_channel_is_counted_tried_again_and_looked_after(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz", "Hana")
    await stage.deliver()
    await correct(stage, kept, "Hana")
    await stage.deliver()
    await correct(stage, kept, "Luz", "Hana")
    assert set(await stage.cards(kept, slot="card.3")) == {"lumen"}
    whole = (await stage.press("Ines", Button("", MORE, kept.public_id))).form
    assert whole is not None
    form = (await stage.press_in("Ines", whole, "Withdraw")).form
    assert "2 channels will say" in stage.shown(form)
    await stage.deliver(failing={"lumen": Cause.CHANNEL_ARCHIVED})
    await stage.until(stage.calendar.instant + LOOK_AFTER)
    told = (await stage.cards(kept, slot="not_arrived.v3"))["Ines"]
    assert "Your shoutout is in 1 of 2 channels" in stage.shown(told)
    again = await stage.press("Ines", stage.button(told, "Try again"))
    assert "Trying 1 channel again." in stage.shown(again.message)


async def test_a_channel_that_it_left_is_not_missed(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz", "Hana")
    await stage.deliver(failing={"lumen": Cause.CHANNEL_ARCHIVED})
    await correct(stage, kept, "Hana")
    await stage.until(stage.calendar.instant + timedelta(minutes=5))
    assert await stage.cards(kept, slot="not_arrived") == {}


async def test_a_correction_that_is_refused_says_that_nothing_was_corrected(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    preview = await look(stage, await begin(stage, kept), "Luz", "Hana")
    async with stage.database.write() as session:
        hana = await session.scalar(select(Person.id).where(Person.name == "Hana"))
        await session.execute(update(Person).where(Person.id == hana).values(state=PersonState.LEFT))
    refused = stage.shown((await stage.submit("Ines", preview)).message)
    assert "so nothing was corrected" in refused
    assert "posted" not in refused
