"""Syncs on the wire: one is set up on either platform, and what comes again sets up nothing again."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.proof.reading import slack_lines, teams_lines, text_of
from tests.contract.house import CARE, NEWS, House, dialog_text, quiet, said_on_slack, titles_on_teams
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
    (card,) = await house.mention_on_slack("tobias", NEWS, "rhythms both houses")
    await house.press_on_slack("tobias", NEWS, "Skip one", card)
    for _ in ("looked at", "decided"):
        await house.hands.submit("tobias", {})
    assert "left out by hand" in text_of(slack_lines((house.modal("tobias") or {})["blocks"]))
    now = said_on_slack(house.slack_here.inbox(house.slack_user("tobias"))[-1])
    assert now.raw["ts"] == card.raw["ts"] and "left out by hand" in now.text, "the card itself shows what holds"
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
    *_, card = await house.say_on_teams("yasmin", "rhythms desk huddle")
    form = await house.press_on_teams("yasmin", card, "Skip one")
    assert form.dialog
    looked = await people.submit(form.dialog.id, button="See it first")
    assert looked.dialog
    await people.submit(looked.dialog.id, button="Skip one")
    posted = people.chat(house.teams_user("yasmin"))
    now = next(one for one in posted if one.id == card.id)
    assert "left out by hand" in text_of(teams_lines(now.card or {})), "the card itself shows what holds"
    (back,) = [one for one in titles_on_teams(now.card) if one.startswith("Keep ")]
    await house.press_on_teams("yasmin", now, back)
    chat = people.chat(house.teams_user("yasmin"))
    now = next(one for one in chat if one.id == card.id)
    assert "left out by hand" not in text_of(teams_lines(now.card or {})) and len(chat) == len(posted)
