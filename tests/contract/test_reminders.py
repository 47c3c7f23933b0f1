"""*Remind* reaches exactly those who have not pressed *Got it*, on both platforms, and each can note it there."""

import re

import pytest
from sqlalchemy import update

from bot.people.model import ChatIdentity
from bot.proof.reading import slack_lines, text_of
from tests.contract.house import CARE, DESK, NEWS, House, seen, text_on_teams
from tests.contract.test_ways_in import open_on_slack, shown_on_teams, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")

TITLE = "Parcels to islands take two days more"
REMINDER = f"Not noted yet: {TITLE}"


async def test_a_reminder_by_hand_reaches_those_who_are_missing_and_can_be_answered(either_house: House) -> None:
    house = either_house
    async with house.inside.write() as session:
        unmet = ChatIdentity.user_id == house.slack_user("bayani")
        await session.execute(update(ChatIdentity).where(unmet).values(installation_key=""))
    slack, teams, nora = house.slack_here, house.teams_here, house.slack_user("nora")
    await open_on_slack(house, "nora", NEWS, "update")
    await submit_on_slack(house, "nora", {"Title": TITLE, "What changed": "Two days.", "Audience": "All hands"})
    await submit_on_slack(house, "nora", {})

    async def cards() -> bool:
        return all(
            any(TITLE in text_of(slack_lines(one.blocks)) for one in slack.messages(house.world.channel(place)))
            for place in (NEWS, CARE)
        )

    await seen(cards, "the cards in the channels")
    (noted,) = [said.text for said in await house.mention_on_slack("jomar", CARE, "got it")]
    assert "Noted" in noted
    await house.redraw_now()
    (receipt,) = [one for one in slack.direct_messages(nora) if "Remind" in str(one.blocks) and TITLE in one.text]
    (remind,) = set(re.findall(r"Remind \d+ people", str(receipt.blocks)))
    assert (await slack.people.press(nora, remind, receipt.channel, receipt.ts)).ok

    async def on_slack() -> bool:
        return any(REMINDER in str(one.blocks) for one in slack.direct_messages(house.slack_user("ligaya")))

    async def on_teams() -> bool:
        return any(REMINDER in text_on_teams(one) for one in teams.people.chat(house.teams_user("omar")))

    async def in_the_channel() -> bool:
        found = slack.messages(house.world.channel(CARE))
        return any("1 person here has not pressed Got it." in one.text and one.thread_ts for one in found)

    await seen(on_slack, "the reminder on Slack")
    await seen(on_teams, "the reminder on Teams")
    await seen(in_the_channel, "the line under the card for who cannot be messaged")
    assert not any(REMINDER in str(one.blocks) for one in slack.direct_messages(house.slack_user("jomar")))
    (hers,) = [one for one in slack.direct_messages(house.slack_user("ligaya")) if REMINDER in str(one.blocks)]
    assert (await slack.people.press(house.slack_user("ligaya"), "Got it", hers.channel, hers.ts)).ok
    (mine,) = [one for one in teams.people.chat(house.teams_user("omar")) if REMINDER in text_on_teams(one)]
    assert (await house.press_on_teams("omar", mine, "Got it")).well
    await house.redraw_now()

    async def quiet_on_slack() -> bool:
        return not any(REMINDER in str(one.blocks) for one in slack.direct_messages(house.slack_user("ligaya")))

    async def quiet_on_teams() -> bool:
        return not any(REMINDER in text_on_teams(one) for one in teams.people.chat(house.teams_user("omar")))

    await seen(quiet_on_slack, "the noted reminder on Slack to say so")
    await seen(quiet_on_teams, "the noted reminder on Teams to say so")


async def test_catch_me_up_lists_it_on_both_platforms_for_who_has_not_noted_it(either_house: House) -> None:
    house = either_house
    (said,) = await house.mention_on_slack("tala", CARE, "catch me up")
    assert TITLE in said.text
    (line,) = await house.mention_on_teams("zara", DESK, "catch me up")
    turn = await house.press_on_teams("zara", line, "Open")
    assert turn.well and TITLE in shown_on_teams(turn)
