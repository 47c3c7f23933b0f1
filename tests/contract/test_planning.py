"""An update is planned, moved and cancelled on the wire of both platforms, and goes out once, on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.capabilities.updates.planning.arrange import GO_OUT
from bot.capabilities.updates.store.planning import UpdatePlan
from bot.people.model import Role
from bot.proof.reading import slack_lines, text_of
from tests.contract.house import BOTH, CARE, DESK, NEWS, House, seen, text_on_teams, titles_on_teams
from tests.contract.test_ways_in import open_on_slack, open_on_teams, shown_on_teams, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")

TITLE = "Gift cards can be returned"
DRAFT = {"Title": TITLE, "What changed": "Within thirty days.", "Audience": "All hands"}


async def test_an_update_planned_on_slack_is_moved_on_teams_and_goes_out_once(either_house: House) -> None:
    house = either_house
    await house.give("ines", Role.AUTHOR, False)
    user = house.slack_user("ines")
    await open_on_slack(house, "ines", NEWS, "update")
    await submit_on_slack(house, "ines", DRAFT)
    assert (await house.slack_here.people.press(user, "Plan it", surface="modal")).ok
    page = house.modal("ines")
    assert page and page["title"]["text"] == "Plan it", page
    refused = await house.slack_here.people.submit(user, {"Goes out": "moment", "When": "yesterday"})
    assert "This is not understood." in " ".join(refused.errors.values()), refused
    await submit_on_slack(house, "ines", {"Goes out": "moment", "When": "tomorrow 9:00"})
    preview = text_of(slack_lines((house.modal("ines") or {})["blocks"]))
    assert "at 09:00 your time" in preview and "in Manila, 1 team" in preview, preview
    await submit_on_slack(house, "ines", {})
    letter = await letter_on_slack(house, "Move")
    assert TITLE in str(letter.blocks)
    assert not cards(house)

    dialog = await open_on_teams(house, "ines", BOTH, "update planned", "Move")
    moved = await house.teams_here.people.submit(
        dialog.id, {"Goes out": "In each team's own morning", "When": "2 weeks"}, button="Move it"
    )
    assert "Planned for each team's own morning" in shown_on_teams(moved), moved

    (own,) = await house.mention_on_slack("ines", NEWS, "update planned")
    await house.press_on_slack("ines", NEWS, "Cancel the plan", own)
    await letter_on_slack(house, "It is a draft again.")

    dialog = await open_on_teams(house, "ines", BOTH, "update mine", "Go on writing")
    looked = await house.teams_here.people.submit(dialog.id, button="See it first")
    assert looked.dialog
    page_turn = await house.teams_here.people.submit(looked.dialog.id, button="Plan it")
    assert page_turn.dialog
    seen_again = await house.teams_here.people.submit(
        page_turn.dialog.id, {"Goes out": "At a time", "When": "tomorrow 9:00"}, button="See it first"
    )
    assert seen_again.dialog and "at 09:00 your time" in shown_on_teams(seen_again), seen_again
    plan = next(one for one in titles_on_teams(seen_again.dialog.card) if one.startswith("Plan for"))
    planned = await house.teams_here.people.submit(seen_again.dialog.id, button=plan)
    assert "Planned for" in planned.said, planned

    async with house.inside.write() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        await session.execute(update(UpdatePlan).values(at=past, next_at=past))
    await house.due_now(GO_OUT)

    async def everywhere() -> bool:
        return len(cards(house)) == 3

    await seen(everywhere, "the card in all three channels")
    await house.due_now(GO_OUT)
    assert len(cards(house)) == 3


async def letter_on_slack(house: House, words: str) -> Any:
    async def look() -> Any:
        found = house.slack_here.direct_messages(house.slack_user("ines"))
        return next((one for one in found if words in str(one.blocks) and TITLE in str(one.blocks)), None)

    return await seen(look, f"the author's message with “{words}”")


def cards(house: House) -> list[str]:
    """The texts of its cards in all channels."""
    on_slack = [
        text_of(slack_lines(one.blocks))
        for channel in (NEWS, CARE)
        for one in house.slack_here.messages(house.world.channel(channel))
    ]
    on_teams = [text_on_teams(one) for one in house.teams_here.ledger.messages(house.world.channel(DESK))]
    return [text for text in (*on_slack, *on_teams) if TITLE in text and "What changed" in text]
