"""An urgent update also reaches people on shift by direct message, on both platforms, and nobody twice."""

import pytest
from sqlalchemy import select, update

from bot.capabilities.updates.composing import RING
from bot.people.model import ChatIdentity, Role
from bot.proof.reading import slack_lines, text_of
from tests.contract.house import CARE, NEWS, House, seen, text_on_teams
from tests.contract.test_ways_in import open_on_slack, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")

TITLE = "Do not promise delivery before Friday"
RINGING = f"updates.{RING}"


async def installation_of(house: House, key: str) -> str | None:
    async with house.inside.read() as session:
        of = ChatIdentity.user_id == house.slack_user(key)
        return await session.scalar(select(ChatIdentity.installation_key).where(of))


async def test_an_urgent_update_rings_those_on_shift_who_have_not_noted_it(either_house: House) -> None:
    house = either_house
    assert await installation_of(house, "ligaya"), "who came by a file is met in the channel that the file links"
    async with house.inside.write() as session:
        unmet = ChatIdentity.user_id == house.slack_user("tala")
        await session.execute(update(ChatIdentity).where(unmet).values(installation_key=""))
    await house.give("nora", Role.URGENT, False)
    slack, teams = house.slack_here, house.teams_here
    nora = house.slack_user("nora")
    await open_on_slack(house, "nora", NEWS, "update")
    assert (await slack.people.press(nora, "More", surface="modal")).ok
    await submit_on_slack(
        house, "nora", {"Title": TITLE, "What changed": "Friday.", "Audience": "All hands", "Urgent": "Yes"}
    )
    preview = text_of(slack_lines((house.modal("nora") or {})["blocks"]))
    assert "1 person on shift cannot be messaged directly yet" in preview, preview
    await submit_on_slack(house, "nora", {})

    async def card() -> list[object]:
        channel = house.world.channel(NEWS)
        return [one for one in slack.messages(channel) if TITLE in text_of(slack_lines(one.blocks))]

    await seen(card, "the card in the channel")
    (noted,) = [said.text for said in await house.mention_on_slack("jomar", CARE, "got it")]
    assert "Noted" in noted
    await house.due_now(RINGING)

    async def rung_on_slack() -> bool:
        return all(
            any(TITLE in str(one.blocks) for one in slack.direct_messages(house.slack_user(key)))
            for key in ("ligaya", "bayani")
        )

    async def rung_on_teams() -> bool:
        return any(TITLE in text_on_teams(one) for one in teams.people.chat(house.teams_user("omar")))

    async def receipt() -> bool:
        told = [text_of(slack_lines(one.blocks)) for one in slack.direct_messages(nora)]
        return any("Rang " in one and "1 person on shift could not be messaged directly" in one for one in told)

    await seen(rung_on_slack, "the direct messages on Slack")
    await seen(rung_on_teams, "the direct message on Teams")
    await house.redraw_now()
    await seen(receipt, "the receipt that says whom it rang, and how many it could not")
    for key, why in (("jomar", "who has noted it is left in peace"), ("tala", "nobody has met her")):
        assert not any(TITLE in str(one.blocks) for one in slack.direct_messages(house.slack_user(key))), why
