"""A correction and a withdrawal reach copies on both platforms, and two at once see each other, on both databases."""

from typing import Any

import pytest

from bot.people.model import Role
from bot.proof.reading import slack_lines, text_of
from tests.contract.house import BOTH, CARE, DESK, NEWS, House, seen, text_on_teams, titles_on_teams
from tests.contract.test_ways_in import open_on_slack, open_on_teams, shown_on_teams, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")

TITLE = "Vouchers can be joined"


async def publish(house: House) -> None:
    await house.give("ines", Role.AUTHOR, False)
    await open_on_slack(house, "ines", NEWS, "update")
    await submit_on_slack(house, "ines", {"Title": TITLE, "What changed": "Two of them.", "Audience": "All hands"})
    await submit_on_slack(house, "ines", {})


async def everywhere(house: House, *words: str, without: str = "nothing of that") -> None:
    """Waits until the card says all the words in a channel of us, of a partner on Slack, and of one on Teams."""

    async def look() -> bool:
        on_slack = [card_on_slack(house, NEWS), card_on_slack(house, CARE)]
        on_teams = [
            text_on_teams(one)
            for one in house.teams_here.ledger.messages(house.world.channel(DESK))
            if TITLE in text_on_teams(one)
        ]
        texts = [*on_slack, *(on_teams or [""])]
        return all(all(word in text for word in words) and without not in text for text in texts)

    await seen(look, f"{words} in all channels")


def card_on_slack(house: House, channel: str) -> str:
    found = [text_of(slack_lines(one.blocks)) for one in house.slack_here.messages(house.world.channel(channel))]
    return next((text for text in found if TITLE in text), "")


async def test_an_update_is_corrected_by_two_at_once_and_then_withdrawn(either_house: House) -> None:
    house = either_house
    await publish(house)
    await everywhere(house, "Two of them.")

    dialog = await open_on_teams(house, "ines", BOTH, "update mine", "Correct")
    house.put_away("ines")
    (own,) = await house.mention_on_slack("ines", NEWS, "update mine")
    await house.press_on_slack("ines", NEWS, "Correct", own)
    note = "What changed in this correction"
    await submit_on_slack(house, "ines", {note: "Three, not two", "What changed": "Three of them."})
    preview = text_of(slack_lines((house.modal("ines") or {})["blocks"]))
    assert "Three, not two" in preview and "Nobody is asked again" in preview, preview
    await submit_on_slack(house, "ines", {})
    await everywhere(house, "Updated", "Three, not two", "Three of them.", without="Two of them.")

    conflict = await house.teams_here.people.submit(
        dialog.id, {note: "Four", "What changed": "Four of them."}, button="See it first"
    )
    told = shown_on_teams(conflict)
    assert "corrected this while you were writing: Three, not two" in told and "Three of them." in told, told
    assert conflict.dialog
    second = await house.teams_here.people.submit(conflict.dialog.id, button="See it first")
    assert second.dialog and "Four of them." in shown_on_teams(second), second
    correct = next(one for one in titles_on_teams(second.dialog.card) if one.startswith("Correct"))
    made = await house.teams_here.people.submit(second.dialog.id, button=correct)
    assert "Correcting 3 channels" in made.said, made
    await everywhere(house, "Four of them.", without="Three of them.")

    receipt = await receipt_on_slack(house)
    assert (await house.slack_here.people.press(house.slack_user("ines"), "Withdraw", receipt.channel, receipt.ts)).ok
    await submit_on_slack(house, "ines", {"Why it no longer holds": "The till cannot do it"})
    await everywhere(house, "Withdrawn: The till cannot do it", without="Four of them.")
    (late,) = await house.mention_on_slack("jomar", CARE, "got it")
    assert "Nothing waits for you" in late.text or TITLE not in late.text, late


async def receipt_on_slack(house: House) -> Any:
    async def look() -> Any:
        found = house.slack_here.direct_messages(house.slack_user("ines"))
        return next((one for one in found if "Withdraw" in str(one.blocks) and TITLE in str(one.blocks)), None)

    return await seen(look, "the receipt with its button")
