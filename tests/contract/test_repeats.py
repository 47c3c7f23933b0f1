"""What is delivered or pressed again changes nothing again."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.proof.reading import slack_lines, text_of
from tests.contract.house import (
    CARE,
    DESK,
    MENU_CARD,
    NEWS,
    QUAY,
    SANDBOX,
    WRONG,
    House,
    quiet,
    seen,
    titles_on_teams,
    unchanged,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

AGAIN = 2
"""Deliveries after the first one: three in all."""

Act = Callable[[], Awaitable[Any]]


async def once(house: House, again: Act) -> None:
    """Nothing changes however often it comes again."""
    before = await quiet(house)
    for _ in range(AGAIN):
        await again()
    unchanged(await quiet(house), before)


async def redelivered(house: House, number: int) -> None:
    """Everything that reached the bot from that request of Slack on comes again, as Slack repeats it."""
    sent = house.slack_here.courier.sent[number]
    repeats = house.slack_here.happenings.redeliver(number) if sent.kind == "events_api" else again(house, number)
    answer = await repeats
    assert answer.status == 200, answer


async def again(house: House, number: int) -> Any:
    return await house.slack_here.courier.replay(number)


# --- Slack ------------------------------------------------------------------------------------------------------------


async def test_an_update_is_published_and_noted_once_on_slack(either_house: House) -> None:
    house = either_house
    title = "Vouchers can be joined"
    await publish_on_slack(house, title)
    submitted = len(house.slack_here.courier.sent) - 1

    async def card() -> Any:
        shown = house.slack_here.messages(house.world.channel(CARE))
        return next((one for one in shown if title in str(one.blocks)), None)

    posted = await seen(card, "the card")
    await once(house, lambda: redelivered(house, submitted))

    where = house.world.channel(CARE)
    jomar = house.slack_user("jomar")

    async def press() -> None:
        assert (await house.slack_here.people.press(jomar, "Got it", where, posted.ts)).ok

    await press()
    pressed = len(house.slack_here.courier.sent) - 1
    await once(house, lambda: redelivered(house, pressed))
    before = await quiet(house)
    await press()
    await press()
    now = await quiet(house)
    assert now["acknowledgement"] == before["acknowledgement"] == 1
    told = [text_of(slack_lines(one.blocks)) for one in house.slack_here.inbox(jomar)][-2:]
    assert all("You noted this" in one for one in told), told

    assert (await house.slack_here.happenings.mention(house.slack_user("tala"), where, "got it", posted.ts)).ok
    mentioned = len(house.slack_here.courier.sent) - 1
    await once(house, lambda: redelivered(house, mentioned))
    assert (await quiet(house))["acknowledgement"] == 2


async def publish_on_slack(house: House, title: str) -> None:
    await house.hands.type_command("nora", NEWS, "/update")
    await house.hands.submit("nora", {"Title": title, "What changed": "Two at most.", "Audience": "All hands"})
    await house.hands.submit("nora", {})


async def test_an_update_is_published_once_however_often_its_button_is_clicked(either_house: House) -> None:
    house = either_house
    await house.hands.type_command("nora", NEWS, "/update")
    await house.hands.submit("nora", {"Title": "Gift wrap is free", "What changed": "Now.", "Audience": "All hands"})
    before = await quiet(house)
    opened = replace(house.slack_here.world.modals[house.slack_user("nora")][-1])
    for _ in range(3):
        house.slack_here.world.modals[house.slack_user("nora")] = [replace(opened)]
        await house.hands.submit("nora", {})
    after = await quiet(house)
    assert after["posts meant"] - before["posts meant"] == 4, "three cards and a receipt"
    cards = [
        one
        for name in (NEWS, CARE)
        for one in house.slack_here.messages(house.world.channel(name))
        if "Gift wrap is free" in str(one.blocks)
    ]
    assert len(cards) == 2


async def test_commands_and_forms_of_slack_count_once(either_house: House) -> None:
    house = either_house
    await house.hands.type_command("tobias", NEWS, "/instep", "link channel")
    number = len(house.slack_here.courier.sent) - 1
    await once(house, lambda: redelivered(house, number))

    await house.hands.type_command("tobias", NEWS, "/instep", "grant")
    await house.hands.submit("tobias", {"Who?": house.slack_user("nora"), "Which role?": "auditor"})
    number = len(house.slack_here.courier.sent) - 1
    await once(house, lambda: redelivered(house, number))

    house.put_away("tobias")
    await house.hands.type_command("tobias", NEWS, "/instep", "audiences")
    await house.slack_here.people.press(house.slack_user("tobias"), "New audience", house.world.channel(NEWS))
    opened = replace(house.slack_here.world.modals[house.slack_user("tobias")][-1])
    await house.hands.submit("tobias", {"Name": "Twice", "Teams": ["Product"]})
    number = len(house.slack_here.courier.sent) - 1
    await once(house, lambda: redelivered(house, number))
    before = await quiet(house)
    house.slack_here.world.modals[house.slack_user("tobias")] = [opened]
    second = await house.slack_here.people.submit(house.slack_user("tobias"), {"Name": "Twice", "Teams": ["Product"]})
    assert "already an audience" in " ".join(second.errors.values())
    assert (await quiet(house))["audience"] == before["audience"]


async def test_events_of_slack_count_once(either_house: House) -> None:
    house = either_house
    happenings, courier = house.slack_here.happenings, house.slack_here.courier
    where, jomar = house.world.channel(SANDBOX), house.slack_user("jomar")
    acts: list[Act] = [
        lambda: happenings.leave(jomar, where),
        lambda: happenings.join(jomar, where),
        lambda: happenings.rename(where, "renamed-sandbox"),
        lambda: happenings.archive(where),
        lambda: happenings.unarchive(where),
        lambda: happenings.join_workspace(house.world.own_workspace, "Newcomer"),
        lambda: happenings.change_user(house.slack_user("ines"), tz="Asia/Tokyo"),
        lambda: happenings.direct_message(house.slack_user("nora"), "got it"),
    ]
    for happen in acts:
        await happen()
        number = len(courier.sent) - 1
        await once(house, lambda number=number: redelivered(house, number))  # type: ignore[misc]


async def test_the_menu_card_is_posted_once_for_a_double_click(either_house: House) -> None:
    house = either_house
    where, ligaya = house.world.channel(CARE), house.slack_user("ligaya")
    (menu,) = await house.mention_on_slack("ligaya", CARE, "")
    for _ in range(2):
        await house.press_on_slack("ligaya", CARE, "Menu button here", menu)
    await quiet(house)
    cards = [one for one in house.slack_here.messages(where) if one.text.startswith(MENU_CARD)]
    assert len(cards) == 1
    told = [text_of(slack_lines(one.blocks)) for one in house.slack_here.inbox(ligaya)][-2:]
    assert not [one for one in told for wrong in WRONG if wrong in one], told


# --- Teams ------------------------------------------------------------------------------------------------------------


async def test_forms_and_presses_of_teams_count_once(either_house: House) -> None:
    house = either_house
    people, title = house.teams_here.people, "Labels are printed twice"
    await publish_on_slack(house, title)
    where = house.world.channel(DESK)

    async def card() -> Any:
        shown = house.teams_here.ledger.messages(where)
        return next((one for one in shown if title in str(one.card)), None)

    posted = await seen(card, "the card")
    before = await quiet(house)
    turn = await house.press_on_teams("omar", posted, "Got it")
    assert "Noted at" in turn.said
    await once(house, lambda: people.replay(turn.number))
    other = await house.press_on_teams("omar", posted, "Got it")
    assert "You noted this" in other.said, other
    assert (await quiet(house))["acknowledgement"] == before["acknowledgement"] + 1

    mentioned = await people.mention(house.teams_user("zara"), f"{where};messageid={posted.id}", "got it")
    await once(house, lambda: people.replay(mentioned.number))
    said = await people.say(house.teams_user("yasmin"), "got it")
    await once(house, lambda: people.replay(said.number))

    (line,) = await house.mention_on_teams("yasmin", QUAY, "link channel")
    opened = await house.press_on_teams("yasmin", line, titles_on_teams(line.card)[0])
    assert opened.dialog
    await once(house, lambda: people.replay(opened.number))
    linked = await people.submit(opened.dialog.id, {"Teams in this channel": ["Harborline care – Harborline"]})
    assert linked.well
    await once(house, lambda: people.replay(linked.number))


async def test_events_of_teams_count_once(either_house: House) -> None:
    house = either_house
    people, world = house.teams_here.people, house.teams_here.world
    made = world.add_user(house.world.teams_home, "Nadim Newcomer")
    where, quay = house.world.teams_team, house.world.channel(QUAY)
    world.rename_channel(quay, "Quay renamed")
    acts: list[Act] = [
        lambda: people.join(made.id, where),
        lambda: people.channel_event(house.teams_user("yasmin"), quay, "channelRenamed"),
        lambda: people.leave(made.id, where),
        lambda: people.install(house.teams_user("omar"), house.teams_user("omar")),
    ]
    for happen in acts:
        turn = await happen()
        assert turn and turn.well
        number = house.teams_here.courier.turns[-1].number
        await once(house, lambda number=number: people.replay(number))  # type: ignore[misc]
