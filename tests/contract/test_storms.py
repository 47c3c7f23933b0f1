"""Requests that come many at once, again and late, or out of their order."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.delivery.tables import InboxEntry
from bot.people.model import ChatIdentity, Membership
from tests.contract.house import CARE, NEWS, SANDBOX, House, quiet, seen, unchanged

pytestmark = pytest.mark.asyncio(loop_scope="module")

FLOOD, AT_ONCE = 1_000, 50
"""Commands of one person, and how many of them are always under way."""

OTHERS = 20
"""Commands of somebody else meanwhile, one after the other."""


async def test_whoever_floods_us_keeps_nobody_else_waiting(house: House) -> None:
    """By count, since a busy machine is slow for everybody: who asks is served within two rounds of the flood."""
    people, where = house.slack_here.people, house.world.channel(NEWS)
    waiting, answered = iter(range(FLOOD)), 0

    async def flood() -> None:
        nonlocal answered
        for _ in waiting:
            await people.command(house.slack_user("tobias"), where, "/instep", "who am i")
            answered += 1

    flooding = asyncio.gather(*(flood() for _ in range(AT_ONCE)))
    overtaken = []
    for _ in range(OTHERS):
        before = answered
        answer = await people.command(house.slack_user("nora"), where, "/instep", "who am i")
        assert answer.ok, answer
        overtaken.append(answered - before)
    assert answered < FLOOD, "the flood was over, so this proves nothing"
    assert max(overtaken) <= 2 * AT_ONCE, overtaken
    await flooding
    assert answered == FLOOD


async def test_what_slack_brings_again_late_and_out_of_order_changes_nothing(either_house: House) -> None:
    house = either_house
    happenings, courier = house.slack_here.happenings, house.slack_here.courier
    where, jomar = house.world.channel(SANDBOX), house.slack_user("jomar")
    first = len(courier.sent)
    await happenings.leave(jomar, where)
    await happenings.join(jomar, where)
    await happenings.leave(jomar, where)
    await happenings.mention(house.slack_user("tala"), house.world.channel(CARE), "got it")
    numbers = range(first, len(courier.sent))
    before, member = await quiet(house), await memberships(house, jomar)
    async with house.inside.write() as session:
        earlier = datetime.now(UTC) - timedelta(minutes=6)
        await session.execute(update(InboxEntry).values(received_at=earlier))
    for attempt in (1, 2, 3):
        for number in reversed(numbers):
            assert (await happenings.redeliver(number, attempt)).status == 200
    unchanged(without_answers(await quiet(house)), without_answers(before))
    assert await memberships(house, jomar) == member


def without_answers(counts: dict[str, int]) -> dict[str, int]:
    """Without what is shown again to whoever asks again."""
    return {name: count for name, count in counts.items() if not name.startswith("posts on")}


async def memberships(house: House, user: str) -> int:
    async with house.inside.read() as session:
        of = (
            select(func.count())
            .select_from(Membership)
            .join(ChatIdentity, ChatIdentity.person_id == Membership.person_id)
        )
        return int(await session.scalar(of.where(ChatIdentity.user_id == user, Membership.until.is_(None))) or 0)


async def test_three_clicks_at_the_same_instant_publish_once_and_note_once(either_house: House) -> None:
    house = either_house
    title, nora = "Scales are calibrated on Mondays", house.slack_user("nora")
    await house.hands.type_command("nora", NEWS, "/update")
    await house.hands.submit("nora", {"Title": title, "What changed": "Weekly.", "Audience": "All hands"})
    before = await quiet(house)
    answers = await asyncio.gather(*(house.slack_here.people.submit(nora, {}) for _ in range(3)))
    assert [one.status for one in answers] == [200, 200, 200], answers
    assert (await quiet(house))["posts meant"] - before["posts meant"] == 4, "three cards and a receipt"

    where, jomar = house.world.channel(CARE), house.slack_user("jomar")

    async def card() -> Any:
        return next((one for one in house.slack_here.messages(where) if title in str(one.blocks)), None)

    posted = await seen(card, "the card")
    noted = (await quiet(house))["acknowledgement"]
    pressed = await asyncio.gather(
        *(house.slack_here.people.press(jomar, "Got it", where, posted.ts) for _ in range(3))
    )
    assert all(one.ok for one in pressed), pressed
    assert (await quiet(house))["acknowledgement"] == noted + 1
