"""An urgent update also reaches people on shift by direct message, on both platforms, and nobody twice."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.due.tables import DueWork
from bot.people.model import Role
from bot.people.model import Team as TeamRow
from bot.proof.reading import slack_lines, text_of
from tests.contract.house import CARE, NEWS, House, seen, text_on_teams
from tests.contract.test_ways_in import open_on_slack, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")

TITLE = "Do not promise delivery before Friday"


async def test_an_urgent_update_rings_those_on_shift_who_have_not_noted_it(house: House) -> None:
    async with house.inside.write() as session:
        await session.execute(update(TeamRow).values(working_hours="Mon-Sun 00:00-23:59"))
    await house.give("nora", Role.URGENT, False)
    slack, teams = house.slack_here, house.teams_here
    jomar, bayani = house.slack_user("jomar"), house.slack_user("bayani")
    await open_on_slack(house, "nora", NEWS, "update")
    assert (await slack.people.press(house.slack_user("nora"), "More", surface="modal")).ok
    await submit_on_slack(
        house, "nora", {"Title": TITLE, "What changed": "Friday.", "Audience": "All hands", "Urgent": ["Urgent"]}
    )
    await submit_on_slack(house, "nora", {})

    async def card() -> list[object]:
        channel = house.world.channel(NEWS)
        return [one for one in slack.messages(channel) if TITLE in text_of(slack_lines(one.blocks))]

    await seen(card, "the card in the channel")
    (noted,) = [said.text for said in await house.mention_on_slack("jomar", CARE, "got it")]
    assert "Noted" in noted
    async with house.inside.write() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        await session.execute(update(DueWork).where(DueWork.kind == "updates.ring").values(due_at=past, retry_at=past))

    async def rung_on_slack() -> bool:
        return any(TITLE in str(one.blocks) for one in slack.direct_messages(bayani))

    async def rung_on_teams() -> bool:
        return any(TITLE in text_on_teams(one) for one in teams.people.chat(house.teams_user("omar")))

    await seen(rung_on_slack, "the direct message on Slack")
    await seen(rung_on_teams, "the direct message on Teams")
    assert not any(TITLE in str(one.blocks) for one in slack.direct_messages(jomar)), (
        "who has noted it is left in peace"
    )
