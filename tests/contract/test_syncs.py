"""Syncs on the wire: one is set up on either platform, and what comes again sets up nothing again."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.proof.reading import slack_lines, text_of
from tests.contract.house import CARE, NEWS, House, dialog_text, quiet, titles_on_teams
from tests.contract.test_repeats import once, redelivered

pytestmark = pytest.mark.asyncio(loop_scope="module")

PRODUCT, DAY, CARE_TEAM = "Product · Internal", "Lumenara day · Lumenara", "Harborline care · Harborline"


def _far_off() -> str:
    """A rule of which nothing is due yet, whatever day it is."""
    return f"every Monday from {(datetime.now(UTC) + timedelta(days=21)).date()}"


async def test_a_sync_is_set_up_once_on_slack_whatever_comes_again(house: House) -> None:
    house.put_away("tobias")
    before = await quiet(house)
    await house.hands.type_command("tobias", NEWS, "/sync", "new")
    for words, whole in (("Lumen", DAY), ("Harbor", CARE_TEAM)):
        assert whole in await house.hands.search("tobias", "Teams that take part", words)
    filled = {"Name": "Both houses", "Teams that take part": [DAY, CARE_TEAM], "When": _far_off(), "Time": "09:00"}
    await house.hands.submit("tobias", filled)
    looked = text_of(slack_lines((house.modal("tobias") or {})["blocks"]))
    assert "every Monday" in looked
    assert "at 09:00" in looked
    assert "Lumenara day" in looked and "Harborline care" in looked
    number = len(house.slack_here.courier.sent) - 1
    await once(house, lambda: redelivered(house, number))
    await house.hands.submit("tobias", {})
    number = len(house.slack_here.courier.sent) - 1
    await once(house, lambda: redelivered(house, number))
    after = await quiet(house)
    assert [after[name] - before[name] for name in ("sync", "rhythm", "sync_draft")] == [1, 1, 0]
    (seen,) = await house.mention_on_slack("tala", CARE, "sync Both houses")
    assert "Lumenara day" in seen.text and "Harborline" not in seen.text


async def test_a_lead_sets_one_up_on_teams_once_whatever_comes_again(house: House) -> None:
    people = house.teams_here.people
    before = await quiet(house)
    *_, card = await house.say_on_teams("yasmin", "sync new")
    (label, *_) = titles_on_teams(card.card)
    opened = await house.press_on_teams("yasmin", card, label)
    assert opened.dialog
    await people.search(opened.dialog.id, "Teams that take part", "Harbor")
    looked = await people.submit(
        opened.dialog.id,
        {"Name": "Desk huddle", "Teams that take part": [CARE_TEAM], "When": _far_off()},
        button="See it first",
    )
    assert looked.dialog, looked
    assert "Harborline care" in dialog_text(looked.dialog)
    await once(house, lambda: people.replay(looked.number))
    done = await people.submit(looked.dialog.id, button="Set up")
    assert done.well
    await once(house, lambda: people.replay(done.number))
    after = await quiet(house)
    assert [after[name] - before[name] for name in ("sync", "rhythm", "sync_draft")] == [1, 1, 0]
