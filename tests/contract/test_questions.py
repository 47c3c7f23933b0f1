"""A question from one platform, answered from the other, stands under the card in every channel of both."""

import logging
from typing import Any

import pytest

from adapters.slack.manifest import BOT_EVENTS, READING_EVENTS
from bot.proof.reading import slack_lines, text_of
from tests.contract.house import CARE, DESK, NEWS, House, quiet, seen, text_on_teams
from tests.contract.test_ways_in import open_on_slack, shown_on_teams, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASKED = "Does this hold for gift cards of Harborline too?"
SHOWN = "Are gift cards meant too?"
ANSWER = "Yes, gift cards as well."
WHO_HEARS, AS_SHOWN = "Who hears it", "The question, as all will read it"


async def publish(house: House, title: str) -> None:
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


async def told_of(house: House, key: str, words: str, title: str) -> Any:
    """The question itself, or who has had their share of such messages in this shift hears that more of them wait."""
    shared = f"the newest about “{title}”"
    return await direct_on_slack(house, key, words) or await direct_on_slack(house, key, shared)


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


async def test_what_is_asked_among_others_is_offered_where_reading_was_granted_and_never_kept(
    either_house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house, title = either_house, "Parcels go out on Sundays"
    await publish(house, title)
    card, there = await card_on_slack(house, CARE, title), await card_on_teams(house, title)
    jomar, where = house.slack_user("jomar"), house.world.channel(CARE)
    hana, thread = house.teams_user("hana"), f"{there.conversation};messageid={there.id}"
    people, world = house.teams_here.people, house.teams_here.world
    write, words = house.slack_here.happenings.write, "Does it hold for islands too?"
    caplog.set_level(logging.INFO)
    inbox, chat, rows = len(house.slack_here.inbox(jomar)), len(people.chat(hana)), await house.rows()

    assert (await write(jomar, where, words, thread_ts=card.ts)).error == "not_subscribed"
    assert await people.talk(hana, thread, words) is None

    house.slack_here.world.set_app(events=[*BOT_EVENTS, *READING_EVENTS])
    (app,) = world.registrations
    world.let_read(app, world.channel(there.conversation).team)
    try:
        for text, place in ((words, None), ("Thank you all!", card.ts), (words, "1795442400.000100")):
            assert (await write(jomar, where, text, thread_ts=place)).ok
        for text, place in ((words, there.conversation), ("Thank you all!", thread)):
            assert (await people.talk(hana, place, text)).well
        assert await house.rows() == rows, "neither a row of the inbox nor any other"
        assert (len(house.slack_here.inbox(jomar)), len(people.chat(hana))) == (inbox, chat)

        for _ in range(2):
            assert (await write(jomar, where, words, thread_ts=card.ts)).ok
            assert (await people.talk(hana, thread, words)).well
        offered = await seen(lambda: shown_to(house, jomar, inbox), "the offer on Slack")
        assert [one.thread_ts for one in offered] == [card.ts]
        assert len(people.chat(hana)) == chat + 1
        grown = {name for name, count in (await house.rows()).items() if count != rows[name]}
        assert grown - {"address"} == {"update_question_offer"}, "beside where her own chat is"
        assert words not in caplog.text
    finally:
        house.slack_here.world.set_app(events=list(BOT_EVENTS))
        world.team(world.channel(there.conversation).team).readers.clear()

    house.put_away("jomar")
    assert (await house.slack_here.people.press(jomar, "Ask a question", where, offered[0].ts)).ok
    await submit_on_slack(house, "jomar", {})
    await seen(lambda: told_of(house, "nora", words, title), "the question as it was written")
    opened = await house.press_on_teams("hana", people.chat(hana)[-1], "Ask a question")
    assert opened.dialog, opened
    again = await house.teams_here.people.submit(opened.dialog.id, {"Your question": "Who delivers?"}, button="Ask")
    assert "Nora Marlowe has it" in shown_on_teams(again)


async def shown_to(house: House, user: str, before: int) -> list[Any]:
    return house.slack_here.inbox(user)[before:]
