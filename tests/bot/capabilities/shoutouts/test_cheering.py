"""Cheers: one a person, counted quietly, also when hundreds press at once."""

import asyncio
from dataclasses import replace

import pytest

from bot.capabilities.shoutouts.card import CHEER, MORE
from bot.capabilities.shoutouts.store import Cheer
from bot.chat.message import Button
from tests.bot.capabilities.shoutouts.conftest import Stage

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_cheer_counts_once_and_the_cards_follow(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    button = Button("", CHEER, kept.public_id)
    first = await stage.press("Ada", button)
    assert "You cheered at" in stage.shown(first.message)
    again = await stage.press("Ada", button)
    assert "Your cheer has counted since" in stage.shown(again.message)
    assert await stage.count(Cheer) == 1
    assert "shoutout" in await stage.stale()
    assert "Ada" in (await stage.redrawn(kept))["lumen"]


@on_one_database
async def test_a_cheer_can_be_taken_back(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    answer = await stage.press("Ada", Button("", CHEER, kept.public_id))
    back = stage.button(answer.message, "Take it back")
    assert "taken back" in stage.shown((await stage.press("Ada", back)).redraw)
    assert await stage.count(Cheer) == 0
    assert "nothing was changed" in stage.shown((await stage.press("Ada", back)).redraw)


@on_one_database
async def test_where_an_answer_would_take_the_cards_place_it_is_a_line_and_more_takes_the_cheer_back(
    stage: Stage,
) -> None:
    kept = await stage.give("Ines", "Luz")
    stage.platforms["slack"].manners = replace(stage.platforms["slack"].manners, private_in_channels=False)
    for said in ("You cheered at", "More takes it back."):
        message = (await stage.press("Ada", Button("", CHEER, kept.public_id), place=stage.place("care"))).message
        assert message is not None and len(message.parts) == 1, "no button"
        assert said in stage.shown(message)
    more = (await stage.press("Ada", Button("", MORE, kept.public_id))).form
    assert more is not None
    assert "taken back" in stage.shown((await stage.press_in("Ada", more, "Take my cheer back")).message)
    assert await stage.count(Cheer) == 0
    assert "Take my cheer back" not in str((await stage.press("Ada", Button("", MORE, kept.public_id))).form)


@on_one_database
@pytest.mark.parametrize(("who", "told"), [("Ines", "It is your own shoutout"), ("Luz", "about you")])
async def test_nobody_cheers_themselves(stage: Stage, who: str, told: str) -> None:
    kept = await stage.give("Ines", "Luz")
    answer = await stage.press(who, Button("", CHEER, kept.public_id))
    assert told in stage.shown(answer.message)
    assert await stage.count(Cheer) == 0


@on_one_database
async def test_a_member_of_a_team_that_is_thanked_does_not_cheer_it(stage: Stage) -> None:
    kept = await stage.give("Ines", people=(await stage.team("Lumen"),))
    answer = await stage.press("Leo", Button("", CHEER, kept.public_id))
    assert "about you" in stage.shown(answer.message)


@on_one_database
async def test_cheers_of_another_partner_are_not_shown_across_the_wall(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    kept = await stage.give("Ines", "Luz")
    await stage.press("Hana", Button("", CHEER, kept.public_id))
    redrawn = await stage.redrawn(kept)
    assert "👏 Hana" in redrawn["care"]
    assert "Hana" not in redrawn["lumen"]
    assert "👏 1" not in redrawn["lumen"]


@on_one_database
async def test_whoever_cannot_read_it_cannot_cheer_it(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    answer = await stage.press("Hana", Button("", CHEER, kept.public_id))
    assert "not for you" in stage.shown(answer.message)
    assert await stage.count(Cheer) == 0


async def test_those_who_press_at_the_same_moment_are_each_counted_once_and_answered(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    kept = await stage.give("Ines", "Luz")
    button = Button("", CHEER, kept.public_id)
    await stage.press("Bo", button)
    people = ("Ada", "Bo", "Hana", "Ines", "Luz", "Ada", "Hugo")
    answers = await asyncio.gather(*[stage.press(who, button) for who in people])
    told = [stage.shown(answer.message) for answer in answers]
    assert sorted(one.split()[0] + " " + one.split()[1] for one in told) == sorted(
        ["You cheered", "Your cheer", "You cheered", "It is", "This shoutout", "Your cheer", "You cheered"]
    )
    assert await stage.count(Cheer) == 4
