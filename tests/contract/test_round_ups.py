"""Drafts go out together on the wire of both platforms: one message in a channel, their cards in its thread."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.capabilities.updates.roundups.arrange import GO_OUT_TOGETHER
from bot.capabilities.updates.store.planned_round_ups import PlannedRoundUp
from bot.people.model import Role
from bot.proof.reading import slack_lines, text_of
from tests.contract.house import BOTH, CARE, DESK, NEWS, House, seen, text_on_teams
from tests.contract.test_ways_in import open_on_slack, open_on_teams, shown_on_teams, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOURTH, FIFTH = "Scanners wake up by themselves", "Queues are shorter at noon"
FIRST, SECOND, THIRD = "Parcels can be joined", "Labels are printed twice", "Lockers open at six"


async def drafted(house: House, *titles: str) -> None:
    await house.give("ines", Role.AUTHOR, False)
    for title in titles:
        await open_on_slack(house, "ines", NEWS, "update")
        await submit_on_slack(house, "ines", {"Title": title, "What changed": "As it says.", "Audience": "All hands"})
        house.put_away("ines")


async def test_drafts_are_sent_together_from_slack_and_the_list_follows_a_withdrawal_on_teams(
    either_house: House,
) -> None:
    house = either_house
    await drafted(house, FIRST, SECOND)
    await open_on_slack(house, "ines", NEWS, "update round-up")
    await submit_on_slack(house, "ines", {"Your drafts": [FIRST, SECOND]})
    preview = text_of(slack_lines((house.modal("ines") or {})["blocks"]))
    assert "2 updates to 3 channels" in preview and "3 channels get several" in preview, preview
    assert "with its own Got it" in preview, preview
    await submit_on_slack(house, "ines", {})
    for channel in (NEWS, CARE):
        above, *below = await on_slack(house, channel, FIRST, 3)
        assert SECOND in str(above.blocks) and above.thread_ts is None
        assert [one.thread_ts for one in below] == [above.ts, above.ts]
        assert [title in str(one.blocks) for one, title in zip(below, (FIRST, SECOND), strict=True)] == [True, True]
        assert all("Got it" in str(one.blocks) for one in below)
    above, *below = await on_teams(house, FIRST, 3)
    assert SECOND in text_on_teams(above) and above.thread == above.id
    assert [one.thread for one in below] == [above.id, above.id]
    noted = await house.press_on_teams("yasmin", below[0], "Got it")
    assert "Noted" in shown_on_teams(noted), noted

    (own,) = await house.mention_on_slack("ines", NEWS, "update mine")
    await house.press_on_slack("ines", NEWS, "Correct", own)
    note = "What changed in this correction"
    await submit_on_slack(house, "ines", {note: "Said better", "Title": f"{SECOND} now"})
    await submit_on_slack(house, "ines", {})

    async def followed() -> bool:
        texts = [text_of(slack_lines((await on_slack(house, channel, FIRST, 3))[0].blocks)) for channel in (NEWS, CARE)]
        texts.append(text_on_teams((await on_teams(house, FIRST, 3))[0]))
        return all("now" in text and "updated" in text for text in texts)

    await seen(followed, "the corrected title in all lists")


async def test_drafts_are_sent_together_from_teams(either_house: House) -> None:
    house = either_house
    await drafted(house, f"{FIRST} again", THIRD)
    dialog = await open_on_teams(house, "ines", BOTH, "update round-up")
    looked = await house.teams_here.people.submit(
        dialog.id, {"Your drafts": [f"{one} – All hands" for one in (f"{FIRST} again", THIRD)]}, button="See it first"
    )
    assert looked.dialog and "2 updates to 3 channels" in shown_on_teams(looked), looked
    back = await house.teams_here.people.submit(looked.dialog.id, button="Change")
    assert back.dialog, back
    looked = await house.teams_here.people.submit(back.dialog.id, button="See it first")
    assert looked.dialog, looked
    sent = await house.teams_here.people.submit(looked.dialog.id, button="Send to 3 channels")
    assert "2 updates are going out to 3 channels" in shown_on_teams(sent), sent
    above, *below = await on_slack(house, CARE, THIRD, 2)
    assert [one.thread_ts for one in below] == [above.ts]
    assert len({one.thread for one in await on_teams(house, THIRD, 2)}) == 1


async def test_a_round_up_planned_on_slack_is_moved_on_teams_and_goes_out_once(either_house: House) -> None:
    house = either_house
    await drafted(house, FOURTH, FIFTH)
    user = house.slack_user("ines")
    await open_on_slack(house, "ines", NEWS, "update round-up")
    await submit_on_slack(house, "ines", {"Your drafts": [FOURTH, FIFTH]})
    assert (await house.slack_here.people.press(user, "Plan it", surface="modal")).ok
    refused = await house.slack_here.people.submit(user, {"Goes out": "moment", "When": "yesterday"})
    assert "This is not understood." in " ".join(refused.errors.values()), refused
    await submit_on_slack(house, "ines", {"Goes out": "moment", "When": "tomorrow 9:00"})
    preview = text_of(slack_lines((house.modal("ines") or {})["blocks"]))
    assert "at 09:00 your time" in preview and "2 updates to 3 channels" in preview, preview
    await submit_on_slack(house, "ines", {})

    async def letter() -> bool:
        told = house.slack_here.direct_messages(user)
        return any("Cancel the plan" in str(one.blocks) and FOURTH in str(one.blocks) for one in told)

    await seen(letter, "the author's message")
    dialog = await open_on_teams(house, "ines", BOTH, "update planned", "Move")
    moved = await house.teams_here.people.submit(dialog.id, {"When": "tomorrow 11:00"}, button="Move it")
    assert "at 11:00 your time" in shown_on_teams(moved), moved
    async with house.inside.write() as session:
        await session.execute(update(PlannedRoundUp).values(at=datetime.now(UTC) - timedelta(seconds=1)))
    for _ in range(2):
        await house.due_now(GO_OUT_TOGETHER)
        above, *below = await on_slack(house, CARE, FOURTH, 3)
        assert [one.thread_ts for one in below] == [above.ts, above.ts]
        assert len({one.thread for one in await on_teams(house, FIFTH, 3)}) == 1

    (noted,) = await house.mention_on_slack(
        "ines", NEWS, "got it", thread=(await on_slack(house, NEWS, FOURTH, 3))[0].ts
    )
    assert FOURTH in str(noted) and FIFTH in str(noted), noted


async def on_slack(house: House, channel: str, title: str, count: int) -> list[Any]:
    """The messages of a channel that belong to the round-up with this title, in the order they came."""

    async def look() -> list[Any] | None:
        messages = house.slack_here.messages(house.world.channel(channel))
        above = [one for one in messages if title in str(one.blocks) and one.thread_ts is None]
        threads = {one.ts for one in above}
        found = [*above, *(one for one in messages if one.thread_ts in threads and not one.deleted)]
        return found if len(found) >= count else None

    found: list[Any] = await seen(look, f"{count} messages about “{title}” in {channel}")
    return found


async def on_teams(house: House, title: str, count: int) -> list[Any]:
    async def look() -> list[Any] | None:
        messages = house.teams_here.ledger.messages(house.world.channel(DESK))
        threads = {one.thread for one in messages if title in text_on_teams(one)}
        found = [one for one in messages if one.thread in threads]
        return found if len(found) >= count else None

    found: list[Any] = await seen(look, f"{count} messages about “{title}” on Teams")
    return found
