"""A knowledge check is written on Slack and answered on both platforms, in dialogs, however *Got it* is said."""

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.capabilities.updates.store import Acknowledgement
from bot.capabilities.updates.store.knowledge import KnowledgeAnswer
from bot.proof.reading import slack_lines, text_of
from tests.contract.house import CARE, DESK, NEWS, House, quiet, seen, text_on_teams, titles_on_teams
from tests.contract.test_ways_in import open_on_slack, shown_on_teams, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUESTIONS = {
    "Question 1": "Up to which amount?",
    "Answers to question 1": "Up to 50\nUp to 200",
    "Right answer to question 1": "Answer 2",
    "Line that says so, for question 1": "Up to 200.",
    "Question 2": "Since when?",
    "Answers to question 2": "Since tomorrow\nSince today",
    "Right answer to question 2": "Answer 2",
    "Line that says so, for question 2": "Up to 200.",
}


async def publish(house: House, title: str) -> None:
    await open_on_slack(house, "nora", NEWS, "update")
    await submit_on_slack(house, "nora", {"Title": title, "What changed": "Up to 200.", "Audience": "All hands"})
    await house.hands.press_in_form("nora", "Knowledge check")
    await house.hands.press_in_form("nora", "Add a question")
    await submit_on_slack(house, "nora", QUESTIONS)
    assert "Knowledge check: 2 questions" in form_of(house, "nora")
    await house.hands.press_in_form("nora", "See the check")
    assert "Question 1 of 2" in form_of(house, "nora")
    await house.hands.press_in_form("nora", "Back")
    await submit_on_slack(house, "nora", {})
    await seen(lambda: card_on_slack(house, CARE, title), "the card on Slack")
    await seen(lambda: card_on_teams(house, title), "the card on Teams")
    await quiet(house)


def form_of(house: House, key: str) -> str:
    """What stands on somebody's screen."""
    return text_of(slack_lines((house.modal(key) or {"blocks": []})["blocks"]))


async def card_on_slack(house: House, channel: str, title: str) -> Any:
    here = house.slack_here.messages(house.world.channel(channel))
    return next((one for one in here if not one.thread_ts and title in text_of(slack_lines(one.blocks))), None)


async def card_on_teams(house: House, title: str) -> Any:
    here = house.teams_here.ledger.messages(house.world.channel(DESK))
    return next((one for one in here if one.card and one.thread == one.id and title in text_on_teams(one)), None)


async def count(house: House, kind: type[Any]) -> int:
    async with house.inside.read() as session:
        return int(await session.scalar(select(func.count()).select_from(kind)) or 0)


async def test_got_it_asks_in_a_dialog_on_both_platforms_and_notes_at_its_end(either_house: House) -> None:
    house, title = either_house, "Refunds are asked about"
    before = await count(house, Acknowledgement)
    await publish(house, title)

    card = await card_on_slack(house, CARE, title)
    assert "Got it asks 2 questions" in text_of(slack_lines(card.blocks))
    house.put_away("jomar")
    assert (await house.slack_here.people.press(house.slack_user("jomar"), "Got it", card.channel, card.ts)).ok
    assert "Question 1 of 2" in form_of(house, "jomar")
    await house.hands.press_in_form("jomar", "Up to 50")
    assert "Not “Up to 50”." in form_of(house, "jomar") and "Up to 200." in form_of(house, "jomar")
    await house.hands.press_in_form("jomar", "Ask me again")
    await house.hands.press_in_form("jomar", "Up to 200")
    assert "Question 2 of 2" in form_of(house, "jomar")
    await house.hands.press_in_form("jomar", "Read the update")
    await submit_on_slack(house, "jomar", {})
    assert await count(house, Acknowledgement) == before
    await house.hands.press_in_form("jomar", "Since today")
    assert "Noted at" in form_of(house, "jomar")
    assert await count(house, Acknowledgement) == before + 1

    turn = await house.press_on_teams("omar", await card_on_teams(house, title), "Got it")
    for button, shows in (
        ("Up to 50", "Not “Up to 50”."),
        ("Ask me again", "Question 1 of 2"),
        ("Up to 200", "Question 2 of 2"),
        ("Since today", "Noted at"),
    ):
        assert turn.dialog and turn.well, turn
        turn = await house.teams_here.people.submit(turn.dialog.id, button=button)
        assert shows in shown_on_teams(turn), turn
    assert turn.dialog and titles_on_teams(turn.dialog.card) == ("Close",)
    assert await count(house, Acknowledgement) == before + 2
    again = await house.press_on_teams("omar", await card_on_teams(house, title), "Got it")
    assert "You noted this at" in shown_on_teams(again)


async def test_got_it_by_words_leads_to_the_questions_on_both_platforms(either_house: House) -> None:
    house, title = either_house, "Vouchers are asked about"
    await publish(house, title)
    before, answered = await count(house, Acknowledgement), await count(house, KnowledgeAnswer)

    card = await card_on_slack(house, CARE, title)
    jomar, where = house.slack_user("jomar"), house.world.channel(CARE)
    begun = len(house.slack_here.inbox(jomar))
    house.put_away("jomar")
    assert (await house.slack_here.happenings.mention(jomar, where, "got it", thread_ts=card.ts)).ok

    async def offered() -> list[Any]:
        return house.slack_here.inbox(jomar)[begun:]

    (line,) = await seen(offered, "the way to the questions")
    assert (await house.slack_here.people.press(jomar, "Open", where, line.ts)).ok
    assert "Question 1 of 2" in form_of(house, "jomar") and title in form_of(house, "jomar")

    there = await card_on_teams(house, title)
    known = {one.id for one in house.teams_here.ledger.messages(there.conversation)}
    thread = f"{there.conversation};messageid={there.id}"
    assert (await house.teams_here.people.mention(house.teams_user("hana"), thread, "got it")).well
    (said,) = [
        one for one in house.teams_here.ledger.messages(there.conversation) if one.id not in known and one.app_id
    ]
    opened = await house.press_on_teams("hana", said, "Open")
    assert "Question 1 of 2" in shown_on_teams(opened) and title in shown_on_teams(opened)
    (in_person,) = await house.say_on_teams("omar", "got it")
    opened = await house.press_on_teams("omar", in_person, "Open")
    assert "Question 1 of 2" in shown_on_teams(opened)
    assert (await count(house, Acknowledgement), await count(house, KnowledgeAnswer)) == (before, answered)
