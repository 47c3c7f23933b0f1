"""*Got it* in a catch-up stands in the message itself, in every place where one can be shown, on both platforms."""

from typing import Any

import pytest

from bot.proof.reading import slack_lines, text_of
from tests.contract.house import CARE, DESK, NEWS, House, buttons_on_slack, quiet, seen, text_on_teams, titles_on_teams
from tests.contract.test_ways_in import open_on_slack, shown_on_teams, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def publish(house: House, *titles: str) -> None:
    for title in titles:
        await open_on_slack(house, "nora", NEWS, "update")
        await submit_on_slack(house, "nora", {"Title": title, "What changed": "Up to 200.", "Audience": "All hands"})
        await submit_on_slack(house, "nora", {})
    await quiet(house)


async def test_what_is_noted_in_a_catch_up_is_marked_in_it(either_house: House) -> None:
    house = either_house
    await publish(house, "Vouchers can be split", "Returns are free")

    jomar, care = house.slack_user("jomar"), house.world.channel(CARE)
    (said,) = await house.mention_on_slack("jomar", CARE, "catch me up")
    assert "2 updates to catch up on" in said.text and said.buttons.count("Got it") == 2, said
    begun = len(house.slack_here.inbox(jomar))
    assert (await house.slack_here.people.press(jomar, "Got it", care, said.raw["ts"])).ok

    async def drawn() -> Any:
        shown = next(one for one in house.slack_here.inbox(jomar) if one.ts == said.raw["ts"])
        return shown if "you have noted it" in text_of(slack_lines(shown.blocks)) else None

    shown = await seen(drawn, "the catch-up with what is noted")
    assert buttons_on_slack(shown.blocks).count("Got it") == 1
    assert len(house.slack_here.inbox(jomar)) == begun, "nothing is said beside it"

    (line,) = await house.mention_on_teams("zara", DESK, "catch me up")
    opened = await house.press_on_teams("zara", line, "Open")
    assert opened.dialog and titles_on_teams(opened.dialog.card).count("Got it") == 2, opened
    noted = await house.teams_here.people.submit(opened.dialog.id, button="Got all")
    assert "Noted 2 updates at" in shown_on_teams(noted), noted
    assert noted.dialog and "Got it" not in titles_on_teams(noted.dialog.card)

    (message,) = await house.say_on_teams("omar", "catch me up")
    assert (await house.press_on_teams("omar", message, "Got it")).well
    (now,) = [one for one in house.teams_here.people.chat(house.teams_user("omar")) if one.id == message.id]
    assert "you have noted it" in text_on_teams(now) and titles_on_teams(now.card).count("Got it") == 1
