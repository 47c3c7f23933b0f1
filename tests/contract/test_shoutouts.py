"""Shoutouts on the wire: what comes again counts once, and hostile text in any field is text."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.capabilities.shoutouts.settings import PER_DAY
from bot.people import settings
from bot.proof.reading import slack_lines, text_of
from tests.contract.house import CARE, DESK, NEWS, House, quiet, seen, text_on_teams
from tests.contract.test_hostile import HOSTILE, harmless, rang_on_slack, refused_calls
from tests.contract.test_repeats import once, redelivered

pytestmark = pytest.mark.asyncio(loop_scope="module")

JOMAR, OMAR = "Jomar Bituin · Lumenara day", "Omar Marsa · Harborline care"

GIVEN = ("shoutout", "shoutout_recipient", "shoutout_cheer", "shoutout_note")

TICKET = {"links": {"Ticket link": "https://evil.example/<!channel>|[x](javascript:alert(1))"}}


async def write_on_slack(house: House, story: str, **more: str) -> None:
    """Nora thanks an agent of each partner, up to the look before."""
    house.put_away("nora")
    await house.hands.type_command("nora", NEWS, "/shoutout")
    for name, whole in (("Jomar", JOMAR), ("Omar", OMAR)):
        assert whole in await house.hands.search("nora", "Who", name)
    await house.hands.submit("nora", {"Who": [JOMAR, OMAR], "What they did": story, **more})


async def card_on_slack(house: House, mark: str) -> Any:
    async def look() -> Any:
        shown = house.slack_here.messages(house.world.channel(CARE))
        return next((one for one in shown if mark in str(one.blocks)), None)

    return await seen(look, f"“{mark}” in #{CARE}")


async def card_on_teams(house: House, mark: str) -> Any:
    async def look() -> Any:
        shown = house.teams_here.ledger.messages(house.world.channel(DESK))
        return next((one for one in shown if mark in str(one.card)), None)

    return await seen(look, f"“{mark}” in {DESK}")


def last_sent(house: House) -> int:
    return len(house.slack_here.courier.sent) - 1


async def test_whatever_slack_repeats_of_a_shoutout_counts_once(house: House) -> None:
    await house.hands.type_command("nora", NEWS, "/shoutout")
    number = last_sent(house)
    await once(house, lambda: redelivered(house, number))
    before = await quiet(house)
    await write_on_slack(house, "Repeated by nobody: walked a customer through a whole return.")
    saved = last_sent(house)
    await once(house, lambda: redelivered(house, saved))
    await house.hands.submit("nora", {})
    posted = last_sent(house)
    await once(house, lambda: redelivered(house, posted))
    card = await card_on_slack(house, "Repeated by nobody")
    jomar, where = house.slack_user("tala"), house.world.channel(CARE)
    assert (await house.slack_here.people.press(jomar, "👏 Cheer", where, card.ts)).ok
    cheered = last_sent(house)
    await once(house, lambda: redelivered(house, cheered))
    assert (await house.slack_here.people.press(jomar, "Add to the story", where, card.ts)).ok
    opened = last_sent(house)
    await once(house, lambda: redelivered(house, opened))
    assert (await house.slack_here.people.submit(jomar, {"What you saw of it": "I saw it."})).ok
    noted = last_sent(house)
    await once(house, lambda: redelivered(house, noted))
    after = await quiet(house)
    assert [after[name] - before[name] for name in GIVEN] == [1, 2, 1, 1]


async def test_whatever_teams_repeats_of_a_shoutout_counts_once(house: House) -> None:
    people = house.teams_here.people
    before = await quiet(house)
    opened = await people.open_extension(house.teams_user("yasmin"), "shoutout", where=house.world.channel(DESK))
    assert opened.dialog
    await once(house, lambda: people.replay(opened.number))
    await people.search(opened.dialog.id, "Who", "Omar")
    looked = await people.submit(
        opened.dialog.id,
        {"Who": ["Omar Marsa · Harborline care"], "What they did": "Invoked once: found a lost parcel in the rain."},
        button="See it first",
    )
    assert looked.dialog, looked
    await once(house, lambda: people.replay(looked.number))
    posted = await people.submit(looked.dialog.id, button="Post in 1 channel")
    assert posted.well
    await once(house, lambda: people.replay(posted.number))
    card = await card_on_teams(house, "Invoked once")
    cheered = await house.press_on_teams("hana", card, "👏 Cheer")
    await once(house, lambda: people.replay(cheered.number))
    adding = await house.press_on_teams("zara", card, "Add to the story")
    assert adding.dialog
    noted = await people.submit(adding.dialog.id, {"What you saw of it": "So did I."}, button="Add it")
    assert noted.well
    await once(house, lambda: people.replay(noted.number))
    after = await quiet(house)
    assert [after[name] - before[name] for name in GIVEN] == [1, 1, 1, 1]


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "40,000 characters"])
async def test_a_hostile_shoutout_is_shown_as_text_and_rings_nobody_it_does_not_name(house: House, name: str) -> None:
    text, mark = HOSTILE[name], f"Mark{len(name)}{list(HOSTILE).index(name)}x"
    # As many on one day as there are texts.
    async with house.inside.write() as session:
        known = {PER_DAY.name: PER_DAY}
        await settings.change(session, None, known, PER_DAY.name, "50", datetime.now(UTC))
    begun, on_teams = len(house.slack_here.ledger.entries), len(house.teams_here.ledger.entries)
    more = {"The customer's own words": f"{text[:500]} end", "Who said it": f"W {text[:70]}", **TICKET.get(name, {})}
    await write_on_slack(house, f"{mark} {text[:700]} and stayed for the whole of it", **more)
    harmless(text_of(slack_lines((house.modal("nora") or {})["blocks"])), name)
    await house.hands.submit("nora", {})
    card = await card_on_slack(house, mark)
    user, where = house.slack_user("tala"), house.world.channel(CARE)
    assert (await house.slack_here.people.press(user, "Add to the story", where, card.ts)).ok
    assert (await house.slack_here.people.submit(user, {"What you saw of it": f"N{mark} {text[:150]}"})).ok
    theirs = await card_on_teams(house, f"N{mark}")
    harmless(text_on_teams(theirs), name)
    house.put_away("tala")
    await house.redraw_now()
    await quiet(house)
    meant = {f"<@{house.slack_user('jomar')}>"}
    assert rang_on_slack(house, begun) <= meant
    rung = {one for entry in house.teams_here.ledger.entries[on_teams:] for one in entry.message.mentions}
    assert rung <= {house.teams_user("omar")}
    assert not refused_calls(house), refused_calls(house)


async def test_nobody_finds_another_partners_people_whoever_they_say_they_are(house: House) -> None:
    people, courier = house.slack_here.people, house.slack_here.courier
    jomar, nora = house.slack_user("jomar"), house.slack_user("nora")
    house.put_away("jomar")
    (said,) = await house.mention_on_slack("jomar", CARE, "shoutout")
    await house.press_on_slack("jomar", CARE, "Open", said)
    assert "Nora Marlowe" in str((await people.suggest(jomar, "Who", "Nora")).body)
    assert (await people.suggest(jomar, "Who", "Omar")).body == {"options": []}
    asked = courier.sent[-1].payload
    for user in ({"id": house.nix, "team_id": "TUMBRA"}, {**asked["user"], "id": nora, "team_id": "TUMBRA"}):
        answer = await courier.send("interactive", {**asked, "user": user})
        assert answer.status and answer.status < 500 and "Omar" not in str(answer.body), answer
    opened = await house.teams_here.people.open_extension(
        house.teams_user("yasmin"), "shoutout", where=house.world.channel(DESK)
    )
    assert opened.dialog
    found = await house.teams_here.people.search(opened.dialog.id, "Who", "Jomar")
    assert found.well and "Bituin" not in str(found.body)
