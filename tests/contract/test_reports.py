"""A fault reported from both platforms is one report, decided by one person, and told back to everybody."""

from typing import Any

import pytest

from bot.proof.reading import slack_lines, text_of
from tests.contract.house import CARE, DESK, NEWS, House, quiet, seen, text_on_teams
from tests.contract.test_questions import card_on_slack, card_on_teams, direct_on_slack, publish
from tests.contract.test_ways_in import open_on_slack, open_on_teams, shown_on_teams, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")

WRONG = "Something's wrong"
SAYS, TICKET, WORKAROUND = "What customers say", "Ticket link", "Tell customers"
TEXT = "The refund button stays grey for gift cards."


async def told_on_teams(house: House, key: str, text: str) -> list[str]:
    chat = [text_on_teams(one) for one in house.teams_here.people.chat(house.teams_user(key))]
    return [one for one in chat if text in one]


async def note_on_slack(house: House, key: str) -> str:
    view = house.modal(key)
    assert view
    return text_of(slack_lines(view["blocks"]))


async def test_a_report_joined_from_two_sides_becomes_a_known_issue(either_house: House) -> None:
    house, title = either_house, "Refunds need nobody"
    await publish(house, title)
    opened = await house.press_on_teams("omar", await card_on_teams(house, title), WRONG)
    assert opened.dialog, opened
    typed = {SAYS: TEXT, "How many customers": "2 to 5 customers", TICKET: "https://tickets.example/7"}
    reported = await house.teams_here.people.submit(opened.dialog.id, typed, button="Report")
    assert "Nora Marlowe has it and is to decide by" in shown_on_teams(reported)

    card = await card_on_slack(house, CARE, title)
    house.put_away("jomar")
    assert (await house.slack_here.people.press(house.slack_user("jomar"), WRONG, card.channel, card.ts)).ok
    await submit_on_slack(house, "jomar", {SAYS: TEXT})
    joined = await note_on_slack(house, "jomar")
    assert "Joined with the same report." in joined
    assert "2 sides" in joined
    assert "Omar" not in joined
    assert "Harborline" not in joined

    to_nora = await seen(lambda: direct_on_slack(house, "nora", TEXT), "the report for its owner")
    assert "From Omar Marsa, Harborline" in text_of(slack_lines(to_nora.blocks))
    await house.redraw_now()

    async def counted() -> bool:
        shown = await direct_on_slack(house, "nora", TEXT)
        return shown.ts == to_nora.ts and "2 agents · 2 sides" in text_of(slack_lines(shown.blocks))

    await seen(counted, "the count on the same message")

    house.put_away("nora")
    nora = house.slack_user("nora")
    assert (await house.slack_here.people.press(nora, "Make it a known issue", to_nora.channel, to_nora.ts)).ok
    await submit_on_slack(house, "nora", {WORKAROUND: "Use the till for now."})
    await submit_on_slack(house, "nora", {})
    issue = f"Known issue: {TEXT}"
    for channel in (NEWS, CARE):
        await seen(lambda channel=channel: card_on_slack(house, channel, issue), f"the known issue in {channel}")
    await seen(lambda: card_on_teams(house, issue), "the known issue on Teams")
    ours, care = [text_of(slack_lines((await card_on_slack(house, one, issue)).blocks)) for one in (NEWS, CARE)]
    desk = text_on_teams(await card_on_teams(house, issue))
    assert "First seen by Omar Marsa and Jomar Bituin" in ours
    assert "First seen by Jomar Bituin and another team" in care
    assert "First seen by Omar Marsa and another team" in desk
    await seen(lambda: told_on_teams(house, "omar", "Now a known issue"), "word for whoever reported it on Teams")
    await seen(lambda: direct_on_slack(house, "jomar", "Now a known issue"), "word for whoever reported it on Slack")

    async def settled() -> bool:
        return "Now a known issue" in text_of(slack_lines((await direct_on_slack(house, "nora", TEXT)).blocks))

    await seen(settled, "the owner's message saying so")


async def test_one_tap_joins_and_a_decision_is_told_on_both_platforms(either_house: House) -> None:
    house, title, text = either_house, "Gift wrap costs nothing", "Boxes arrive without any ribbon."
    await publish(house, title)
    card = await card_on_slack(house, CARE, title)
    house.put_away("tala")
    assert (await house.slack_here.people.press(house.slack_user("tala"), WRONG, card.channel, card.ts)).ok
    await submit_on_slack(house, "tala", {SAYS: text})
    jomar = house.slack_user("jomar")
    before = len(house.slack_here.inbox(jomar))
    assert (await house.slack_here.people.press(jomar, WRONG, card.channel, card.ts)).ok

    async def shown() -> list[Any]:
        return house.slack_here.inbox(jomar)[before:]

    (line,) = await seen(shown, "what was reported already")
    assert text in text_of(slack_lines(line.blocks))
    assert (await house.slack_here.people.press(jomar, "This one too", card.channel, line.ts)).ok
    await seen(lambda: _joined(house, jomar, before), "that it was joined")

    to_nora = await seen(lambda: direct_on_slack(house, "nora", text), "the report for its owner")
    house.put_away("nora")
    assert (
        await house.slack_here.people.press(house.slack_user("nora"), "Not a fault", to_nora.channel, to_nora.ts)
    ).ok
    await submit_on_slack(house, "nora", {"Why it works as intended": "Ribbons are for December only."})
    for key in ("tala", "jomar"):
        await seen(lambda key=key: direct_on_slack(house, key, "Ribbons are for December"), f"word for {key}")
    before_rows = await quiet(house)
    assert (await house.slack_here.people.press(jomar, "This one too", card.channel, line.ts)).ok
    assert (await quiet(house))["fault_sighting"] == before_rows["fault_sighting"]


async def _joined(house: House, user: str, before: int) -> bool:
    told = [text_of(slack_lines(one.blocks)) for one in house.slack_here.inbox(user)[before:]]
    return any("Joined with the same report." in one for one in told)


async def test_words_report_about_no_update_from_slack_connect_and_from_a_teams_channel(either_house: House) -> None:
    house = either_house
    await open_on_slack(house, "jomar", CARE, "something's wrong with the till")
    await submit_on_slack(house, "jomar", {})
    assert "Tobias Finch has it" in await note_on_slack(house, "jomar")
    dialog = await open_on_teams(house, "omar", DESK, "report the lift is stuck")
    turn = await house.teams_here.people.submit(dialog.id, button="Report")
    assert "Tobias Finch has it" in shown_on_teams(turn), turn
    await seen(lambda: direct_on_slack(house, "tobias", "the lift is stuck"), "the report for the admin")
