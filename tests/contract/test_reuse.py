"""Templates, drafts that are kept and handed over, and a second pair of eyes, as people drive them on each platform."""

from typing import Any

import pytest
from sqlalchemy import select

from adapters.teams.standin.courier import Turn
from adapters.teams.standin.ledger import Message as TeamsMessage
from bot.people.model import Audience, AudienceTeam, Role
from bot.people.model import Team as TeamRow
from bot.proof.reading import slack_lines, text_of
from tests.contract.house import DESK, NEWS, House, dialog_text, seen, text_on_teams, titles_on_teams
from tests.contract.test_questions import card_on_slack, card_on_teams, direct_on_slack
from tests.contract.test_ways_in import open_on_slack, open_on_teams, shown_on_teams, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def want_approval(house: House, value: str) -> None:
    """An admin says in chat which audiences need another author."""
    house.put_away("tobias")
    if not value:
        await open_on_slack(house, "tobias", NEWS, "settings")
        await submit_on_slack(house, "tobias", {"Audiences that need another author's approval": ""})
        return
    (said,) = await house.mention_on_slack("tobias", NEWS, f"settings updates.approval {value}")
    assert "approval" in said.text, said


def modal(house: House, key: str) -> str:
    return text_of(slack_lines((house.modal(key) or {"blocks": []})["blocks"]))


async def press_in_modal(house: House, key: str, button: str) -> None:
    answer = await house.slack_here.people.press(house.slack_user(key), button, surface="modal")
    assert answer.ok, answer


async def press_direct(house: House, key: str, text: str, button: str) -> None:
    """A button on a direct message on Slack that says this."""
    message = await seen(lambda: direct_on_slack(house, key, text), f"“{text}” for {key}")
    house.put_away(key)
    answer = await house.slack_here.people.press(house.slack_user(key), button, message.channel, message.ts)
    assert answer.ok, answer


async def told_on_teams(house: House, key: str, text: str) -> TeamsMessage:
    """What the bot wrote to somebody in their personal chat."""

    async def look() -> TeamsMessage | None:
        chat = house.teams_here.people.chat(house.teams_user(key))
        return next((one for one in reversed(chat) if one.card and text in text_on_teams(one)), None)

    found: TeamsMessage = await seen(look, f"“{text}” for {key}")
    return found


async def pressed(house: House, turn: Turn, button: str, values: dict[str, Any] | None = None) -> Turn:
    """A button of the dialog that is open."""
    assert turn.dialog, turn
    after = await house.teams_here.people.submit(turn.dialog.id, values or {}, button=button)
    assert after.well, after
    return after


async def test_an_outage_takes_two_answers_on_slack_and_can_be_used_again_and_handed_over(either_house: House) -> None:
    house, broken = either_house, "Card payments fail in the app"
    await open_on_slack(house, "nora", NEWS, "update")
    await press_in_modal(house, "nora", "Start from a template")
    for name in ("Feature change", "Outage", "Policy change", "Known issue", "Price change"):
        assert name in modal(house, "nora")
    await press_in_modal(house, "nora", "Outage")
    answers = {"What is broken": broken, "What to tell customers": "We are working on it."}
    await submit_on_slack(house, "nora", answers)
    assert broken in modal(house, "nora") and "We are working on it." in modal(house, "nora")
    await submit_on_slack(house, "nora", {})
    await seen(lambda: card_on_slack(house, NEWS, broken), "the outage on Slack")
    await seen(lambda: card_on_teams(house, broken), "the outage on Teams")

    await press_direct(house, "nora", broken, "Use again")
    await submit_on_slack(house, "nora", {"Title": "Card payments work again"})
    assert "Card payments work again" in modal(house, "nora")
    await press_in_modal(house, "nora", "Save as template")
    await submit_on_slack(house, "nora", {"Name": "All is well"})
    assert "Saved as the template “All is well”." in modal(house, "nora")
    house.put_away("nora")
    (own,) = await house.mention_on_slack("nora", NEWS, "update mine")
    assert "Card payments work again" in own.text
    await house.press_on_slack("nora", NEWS, "Hand over", own)
    await submit_on_slack(house, "nora", {"Who goes on with it": house.slack_user("tobias")})
    await press_direct(house, "tobias", "Card payments work again", "Go on writing")
    assert "What changed" in modal(house, "tobias")
    await press_direct(house, "tobias", "Card payments work again", "Hand it back")
    await press_direct(house, "nora", "hands the draft “Card payments work again” back to you", "Go on writing")


async def test_what_was_typed_on_teams_is_kept_by_a_template_and_by_closing_after_it(either_house: House) -> None:
    house = either_house
    dialog = await open_on_teams(house, "hana", DESK, "audiences", "New audience")
    values = {"Name": "Quay shift", "Teams": ["Harborline care – Harborline"]}
    assert "is there" in shown_on_teams(await house.teams_here.people.submit(dialog.id, values))
    dialog = await open_on_teams(house, "hana", DESK, "update")
    page = await house.teams_here.people.submit(
        dialog.id, {"Title": "Pallets are weighed twice"}, button="Start from a template"
    )
    form = await pressed(house, page, "Policy change")
    assert form.dialog and "Pallets are weighed twice" in str(form.dialog.card)
    assert "From then on:" in str(form.dialog.card)
    unfilled = await pressed(house, form, "See it first", {"Audience": "Quay shift"})
    assert "Fill in “From then on:”, or take the line out." in shown_on_teams(unfilled)
    dialog = await open_on_teams(house, "hana", DESK, "update mine", "Go on writing")
    assert "Pallets are weighed twice" in str(dialog.card)
    dialog = await open_on_teams(house, "hana", DESK, "update mine")
    deleted = await house.teams_here.people.submit(dialog.id, button="Delete")
    if deleted.dialog:
        deleted = await house.teams_here.people.submit(deleted.dialog.id, button="Delete it")
    assert "Deleted: Pallets are weighed twice" in shown_on_teams(deleted), deleted

    dialog = await open_on_teams(house, "hana", DESK, "update")
    values = {"Title": "Gates close at ten", "What changed": "Both of them.", "Audience": "Quay shift"}
    preview = await house.teams_here.people.submit(dialog.id, values, button="See it first")
    page = await pressed(house, preview, "Save as template")
    saved = await pressed(house, page, "Save the template", {"Name": "Gates"})
    assert "Saved as the template “Gates”." in shown_on_teams(saved), saved
    dialog = await open_on_teams(house, "hana", DESK, "update")
    page = await house.teams_here.people.submit(dialog.id, {}, button="Start from a template")
    assert "Both of them." in str((await pressed(house, page, "Gates")).dialog)
    dialog = await open_on_teams(house, "hana", DESK, "update templates", "Rename or delete")
    gone = await house.teams_here.people.submit(dialog.id, {"Name": "Gates"}, button="Delete this template")
    assert "Deleted the template “Gates”." in shown_on_teams(gone), gone


async def test_on_slack_another_author_approves_and_it_goes_out_to_both_platforms(either_house: House) -> None:
    house, title = either_house, "Parcels travel by night"
    await want_approval(house, "all hands")
    await open_on_slack(house, "nora", NEWS, "update")
    await submit_on_slack(house, "nora", {"Title": title, "What changed": "Heavy ones.", "Audience": "All hands"})
    assert "Nothing goes to All hands before another author has approved it." in modal(house, "nora")
    await submit_on_slack(house, "nora", {})
    assert "Asked" in modal(house, "nora") and "Tobias Finch" in modal(house, "nora")
    asks = "Nora Marlowe asks you to approve"
    await press_direct(house, "ines", asks, "Look at it")
    early = modal(house, "ines")
    assert "Heavy ones." in early and "Approve and publish" in str(house.modal("ines"))
    await press_direct(house, "tobias", asks, "Look at it")
    await submit_on_slack(house, "tobias", {})
    await seen(lambda: card_on_slack(house, NEWS, title), "the card on Slack")
    await seen(lambda: card_on_teams(house, title), "the card on Teams")
    await submit_on_slack(house, "ines", {})
    assert "Approved by Tobias Finch meanwhile, so nothing was changed." in modal(house, "ines")
    await seen(lambda: direct_on_slack(house, "nora", "Approved by Tobias Finch"), "the receipt with who approved")
    await seen(lambda: direct_on_slack(house, "ines", "Approved by Tobias Finch"), "what became of the question")
    await want_approval(house, "")


async def test_on_teams_a_draft_is_sent_back_changed_and_approved(either_house: House) -> None:
    house, title = either_house, "Pallets are counted twice"
    await house.give("yasmin", Role.AUTHOR, side=True)
    async with house.inside.write() as session:
        audience = Audience(name="Quay crew", everyone=False)
        team = (await session.scalars(select(TeamRow).where(TeamRow.name == "Harborline care"))).one()
        session.add(audience)
        await session.flush()
        session.add(AudienceTeam(audience_id=audience.id, team_id=team.id))
    await want_approval(house, "partners")
    dialog = await open_on_teams(house, "hana", DESK, "update")
    values = {"Title": title, "What changed": "Twise.", "Audience": "Quay crew"}
    preview = await house.teams_here.people.submit(dialog.id, values, button="See it first")
    asked = await pressed(house, preview, "Ask for approval", {"Who approves it": ["Yasmin Fanar"]})
    assert "Asked Yasmin Fanar." in shown_on_teams(asked), asked

    message = await told_on_teams(house, "yasmin", "Hana Mina asks you to approve")
    looked = await house.press_on_teams("yasmin", message, "Look at it")
    page = await pressed(house, looked, "Send back")
    back = await pressed(house, page, "Send back", {"What is to be changed": "Twice is written with a c."})
    assert "Sent back with your words." in shown_on_teams(back)
    returned = await told_on_teams(house, "hana", "Sent back by Yasmin Fanar")
    assert "Twice is written with a c." in text_on_teams(returned)

    form = await house.press_on_teams("hana", returned, "Go on writing")
    preview = await pressed(house, form, "See it first", {"What changed": "Twice."})
    asked = await pressed(house, preview, "Ask for approval", {"Who approves it": ["Yasmin Fanar"]})
    assert "Asked Yasmin Fanar." in shown_on_teams(asked), asked

    async def again() -> TeamsMessage | None:
        chat = house.teams_here.people.chat(house.teams_user("yasmin"))
        found = [one for one in chat if one.card and "Look at it" in titles_on_teams(one.card)]
        return found[-1] if found and found[-1].id != message.id else None

    looked = await house.press_on_teams("yasmin", await seen(again, "the second question"), "Look at it")
    assert looked.dialog
    shown = dialog_text(looked.dialog)
    assert "It was changed since it was asked for:" in shown and "Twise." in shown and "Twice." in shown
    done = await pressed(house, looked, "Approve and publish")
    assert "Approved, and going out to 1 channel." in shown_on_teams(done)
    await seen(lambda: card_on_teams(house, title), "the card on Teams")
    await want_approval(house, "")
