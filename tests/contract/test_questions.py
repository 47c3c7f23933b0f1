"""A question from one platform, answered from the other, stands under the card in every channel of both."""

from typing import Any

import pytest
from sqlalchemy import update

from bot.people.model import Team as TeamRow
from bot.proof.reading import slack_lines, text_of
from tests.contract.house import CARE, DESK, NEWS, House, quiet, seen, text_on_teams
from tests.contract.test_ways_in import open_on_slack, shown_on_teams, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKED = "Does this hold for gift cards of Harborline too?"
SHOWN = "Are gift cards meant too?"
ANSWER = "Yes, gift cards as well."
WHO_HEARS, AS_SHOWN = "Who hears it", "The question, as all will read it"


async def publish(house: House, title: str) -> None:
    async with house.inside.write() as session:
        await session.execute(update(TeamRow).values(working_hours="Mon-Sun 00:00-23:59"))
    await open_on_slack(house, "nora", NEWS, "update")
    await submit_on_slack(house, "nora", {"Title": title, "What changed": "Up to 200.", "Audience": "All hands"})
    await submit_on_slack(house, "nora", {})
    for channel in (NEWS, CARE):
        await seen(lambda channel=channel: card_on_slack(house, channel, title), f"the card in {channel}")
    await seen(lambda: card_on_teams(house, title), "the card on Teams")
    await quiet(house)


async def card_on_slack(house: House, channel: str, title: str) -> Any:
    here = house.slack_here.messages(house.world.channel(channel))
    return next((one for one in here if not one.thread_ts and title in text_of(slack_lines(one.blocks))), None)


async def card_on_teams(house: House, title: str) -> Any:
    here = house.teams_here.ledger.messages(house.world.channel(DESK))
    return next((one for one in here if one.card and one.thread == one.id and title in text_on_teams(one)), None)


async def direct_on_slack(house: House, key: str, text: str) -> Any:
    here = house.slack_here.direct_messages(house.slack_user(key))
    return next((one for one in here if one.by_app and text in text_of(slack_lines(one.blocks))), None)


async def replies_on_slack(house: House, channel: str, title: str, text: str) -> list[str]:
    card = await card_on_slack(house, channel, title)
    here = house.slack_here.messages(house.world.channel(channel))
    shown = [text_of(slack_lines(one.blocks)) for one in here if one.thread_ts == card.ts and one.by_app]
    return [one for one in shown if text in one]


async def replies_on_teams(house: House, title: str, text: str) -> list[str]:
    card = await card_on_teams(house, title)
    here = house.teams_here.ledger.messages(house.world.channel(DESK))
    shown = [text_on_teams(one) for one in here if one.thread == card.id and one.id != card.id]
    return [one for one in shown if text in one]


async def test_a_question_from_teams_is_answered_on_slack_in_all_channels(either_house: House) -> None:
    house, title = either_house, "Refunds are yours to give"
    await publish(house, title)
    card = await card_on_teams(house, title)
    opened = await house.press_on_teams("omar", card, "Ask a question")
    assert opened.dialog, opened
    asked = await house.teams_here.people.submit(opened.dialog.id, {"Your question": ASKED}, button="Ask")
    assert "Nora Marlowe has it" in shown_on_teams(asked)
    told = await seen(lambda: direct_on_slack(house, "nora", ASKED), "the question for its owner")
    assert "Omar Marsa, Harborline" in text_of(slack_lines(told.blocks))

    nora = house.slack_user("nora")
    house.put_away("nora")
    assert (await house.slack_here.people.press(nora, "Answer", told.channel, told.ts)).ok
    values = {"Your answer": ANSWER, WHO_HEARS: "In all channels", AS_SHOWN: SHOWN}
    await submit_on_slack(house, "nora", values)
    for channel in (NEWS, CARE):
        (said,) = await seen(
            lambda channel=channel: replies_on_slack(house, channel, title, ANSWER), f"the answer in {channel}"
        )
        assert SHOWN in said
        assert "Omar" not in said
        assert "Harborline" not in said
    (there,) = await seen(lambda: replies_on_teams(house, title, ANSWER), "the answer on Teams")
    assert SHOWN in there

    async def personally() -> list[str]:
        chat = [text_on_teams(one) for one in house.teams_here.people.chat(house.teams_user("omar"))]
        return [one for one in chat if ANSWER in one and ASKED in one]

    await seen(personally, "the answer for whoever asked")
    await house.redraw_now()

    async def counted() -> bool:
        shown = [text_of(slack_lines((await card_on_slack(house, one, title)).blocks)) for one in (NEWS, CARE)]
        return all("1 question answered" in one for one in [*shown, text_on_teams(await card_on_teams(house, title))])

    await seen(counted, "the count on every card")
    settled = await direct_on_slack(house, "nora", ASKED)
    assert "Answered by Nora Marlowe" in text_of(slack_lines(settled.blocks))


async def test_words_under_a_card_become_a_question_on_both_platforms(either_house: House) -> None:
    house, title = either_house, "Vouchers can be joined"
    await publish(house, title)
    card = await card_on_slack(house, CARE, title)
    jomar, where = house.slack_user("jomar"), house.world.channel(CARE)
    before = len(house.slack_here.inbox(jomar))
    assert (await house.slack_here.happenings.mention(jomar, where, "and two of them?", thread_ts=card.ts)).ok

    async def offered() -> list[Any]:
        return house.slack_here.inbox(jomar)[before:]

    (line,) = await seen(offered, "the offer to ask")
    assert f"Shall I ask this about “{title}”?" in text_of(slack_lines(line.blocks))
    house.put_away("jomar")
    assert (await house.slack_here.people.press(jomar, "Ask a question", where, line.ts)).ok
    await submit_on_slack(house, "jomar", {})
    await seen(lambda: direct_on_slack(house, "nora", "and two of them?"), "the question as it was typed")

    there = await card_on_teams(house, title)
    known = {one.id for one in house.teams_here.ledger.messages(there.conversation)}
    thread = f"{there.conversation};messageid={there.id}"
    assert (await house.teams_here.people.mention(house.teams_user("hana"), thread, "how many at most?")).well
    (said,) = [
        one for one in house.teams_here.ledger.messages(there.conversation) if one.id not in known and one.app_id
    ]
    opened = await house.press_on_teams("hana", said, "Open")
    assert opened.dialog, opened
    asked = await house.teams_here.people.submit(opened.dialog.id, button="Ask")
    assert "Nora Marlowe has it" in shown_on_teams(asked)
    await seen(lambda: direct_on_slack(house, "nora", "how many at most?"), "the question from Teams")
