"""Everything that anyone may do works by mention, button and form alone: in Slack Connect, and on Teams."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from adapters.slack.standin.blocks import interactive
from adapters.teams.standin import rules
from adapters.teams.standin.courier import Turn
from adapters.teams.standin.dialogs import Dialog
from adapters.teams.standin.ledger import Message as TeamsMessage
from bot.assemble import all_offers
from bot.chat.texts import Texts
from bot.proof.reading import slack_lines, teams_lines, text_of
from tests.contract.house import (
    BAZAAR,
    BOTH,
    CARE,
    DESK,
    MENU,
    MENU_CARD,
    NEWS,
    QUAY,
    SANDBOX,
    WRONG,
    House,
    dialog_text,
    seen,
    text_on_teams,
    titles_on_teams,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

Json = dict[str, Any]

COMMANDS = sorted(all_offers().commands)

ON_SLACK = {"jomar": CARE, "bayani": CARE, "ligaya": SANDBOX, "tala": CARE, "tobias": NEWS}
"""An agent, a guest, a lead and an admin of the partner; the first admin, who here writes without a slash too."""

ON_TEAMS = {"omar": DESK, "zara": DESK, "yasmin": QUAY, "hana": DESK, "ines": BOTH}
"""The same on Teams; the last is an admin of the organisation, and an external of a shared channel."""

IN_PERSON = ("omar", "zara", "yasmin", "hana")
"""Who has a personal chat on Teams: externals of shared channels have none."""

HARBORLINE_CARE = "Harborline care – Harborline"
"""A team as a dialog of Teams offers it."""

POSTS_A_CARD = "button"
"""The command that means to show the channel the menu's button."""

FOR_ALL = (MENU_CARD, "Somebody did something kind for a customer?")
"""How cards begin that a command means to show the whole channel: buttons that are pinned there, for whoever has no
commands."""

every_command = pytest.mark.parametrize("words", COMMANDS)


FROM_ELSEWHERE = ("jomar", "ligaya", "tala")
"""People of another workspace, who have no slash commands."""


def judged(text: str, words: str, who: str, refusal: str | None) -> None:
    """What everybody may expect of an answer, whatever was asked."""
    if who in FROM_ELSEWHERE:
        assert "/instep" not in text and "/update" not in text, f"{who} has no slash commands: {text}"
    assert text.strip(), f"“{words}” says nothing to {who}"
    assert not [each for each in WRONG if each in text], f"“{words}” fails for {who}: {text}"
    assert (MENU in text) == (words == "menu" and not refusal), f"“{words}” of {who} opens the menu or not: {text}"
    if refusal:
        assert text == refusal, f"“{words}” is not plainly refused to {who}: {text}"


def answers_in(house: House, channel: str) -> int:
    """How many answers stand in the threads of a channel on Teams."""
    posts = house.teams_here.ledger.posts(house.world.channel(channel))
    return len([one for one in posts if one.message.thread != one.message.id])


async def refusal_for(house: House, words: str, key: str) -> str | None:
    return house.offers.commands[words].may(await house.actor(key), Texts("en"))


# --- words --------------------------------------------------------------------------------------------------------


@every_command
async def test_a_command_works_by_mention_in_slack_connect(house: House, words: str) -> None:
    for key, channel in ON_SLACK.items():
        house.put_away(key)
        refusal = await refusal_for(house, words, key)
        begun = len(house.slack_here.ledger.entries)
        (said,) = await house.mention_on_slack(key, channel, words)
        judged(said.text, words, key, refusal)
        if said.buttons == ("Open",):
            await house.press_on_slack(key, channel, "Open", said)
            form = house.modal(key)
            assert form, f"“{words}” opens nothing for {key}"
            judged(text_of(slack_lines(form["blocks"])), words, key, None)
        else:
            assert refusal or house.modal(key) is None
        seen_by_others = [
            entry
            for entry in house.slack_here.ledger.entries[begun:]
            if entry.operation == "post" and not (entry.text or "").startswith(FOR_ALL)
        ]
        assert not seen_by_others, f"“{words}” of {key} shows others {seen_by_others}"


@every_command
async def test_a_command_answers_in_a_teams_channel_with_one_line_and_a_dialog(house: House, words: str) -> None:
    for key, channel in ON_TEAMS.items():
        refusal = await refusal_for(house, words, key)
        (line,) = await house.mention_on_teams(key, channel, words)
        text, buttons = text_on_teams(line), titles_on_teams(line.card)
        assert line.conversation == house.world.channel(channel)
        assert len(text.splitlines()) == 1 and len(buttons) <= 1, f"“{words}” of {key} says more than a line: {text}"
        assert not line.mentions
        if refusal and not buttons:
            assert text == refusal
            continue
        if not buttons:
            judged(text, words, key, None)
            continue
        so_far = answers_in(house, channel)
        turn = await house.press_on_teams(key, line, buttons[0])
        assert turn.well, f"“{words}” of {key}: {turn.problem}"
        judged(shown_on_teams(turn), words, key, refusal)
        assert answers_in(house, channel) == so_far, "the dialog is for the presser alone"


@every_command
async def test_a_command_works_in_the_personal_chat_on_teams(house: House, words: str) -> None:
    for key in IN_PERSON:
        refusal = await refusal_for(house, words, key)
        (answer,) = await house.say_on_teams(key, words)
        text = text_on_teams(answer)
        if titles_on_teams(answer.card) != ("Open",):
            judged(text, words, key, refusal)
            continue
        turn = await house.press_on_teams(key, answer, "Open")
        assert turn.well, f"“{words}” of {key}: {turn.problem}"
        judged(shown_on_teams(turn), words, key, refusal)


async def test_the_menu_card_of_a_channel_names_no_slash_commands_to_people_from_elsewhere(house: House) -> None:
    await house.mention_on_slack("ligaya", CARE, POSTS_A_CARD)
    user, where = house.slack_user("jomar"), house.world.channel(CARE)

    async def card() -> bool:
        return any(one.text.startswith(MENU_CARD) for one in house.slack_here.messages(where))

    await seen(card, "the card with the menu button")
    before = len(house.slack_here.inbox(user))
    assert (await house.slack_here.people.press(user, "Menu", where)).ok

    async def menu() -> Sequence[Any]:
        return house.slack_here.inbox(user)[before:]

    (opened,) = await seen(menu, "the menu")
    judged(text_of(slack_lines(opened.blocks)), "menu", "jomar", None)


async def test_strangers_get_one_polite_line_whatever_they_ask(house: House) -> None:
    for words in ("", *COMMANDS):
        (said,) = await house.mention_on_slack(house.nix, BAZAAR, words)
        assert said.text.startswith("I do not know your company yet, so nothing was saved."), words
        assert not said.buttons


async def test_an_external_of_a_shared_channel_is_as_much_at_home_there(house: House) -> None:
    """The bot cannot message her privately, so everything must be in the dialog."""
    (line,) = await house.mention_on_teams("ines", BOTH, "who am i")
    turn = await house.press_on_teams("ines", line, "Open")
    assert "You are Ines Calloway, Internal." in shown_on_teams(turn)


# --- the menu's buttons ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ON_SLACK)
async def test_every_button_of_the_menu_works_in_slack_connect(house: House, key: str) -> None:
    channel = ON_SLACK[key]
    (menu,) = await house.mention_on_slack(key, channel, "")
    assert MENU in menu.text
    for title in menu.buttons:
        house.put_away(key)
        before = len(house.slack_here.inbox(house.slack_user(key)))
        await house.press_on_slack(key, channel, title, menu)

        async def answered(before: int = before) -> str:
            form = house.modal(key)
            if form:
                return text_of(slack_lines(form["blocks"]))
            told = house.slack_here.inbox(house.slack_user(key))[before:]
            return (text_of(slack_lines(told[-1].blocks)) or told[-1].text) if told else ""

        judged(await seen(answered, f"an answer to {title}"), title, key, None)


@pytest.mark.parametrize("key", ON_TEAMS)
async def test_every_button_of_the_menu_works_in_a_dialog_on_teams(house: House, key: str) -> None:
    async def menu() -> Dialog:
        (line,) = await house.mention_on_teams(key, ON_TEAMS[key], "")
        opened = await house.press_on_teams(key, line, "Open")
        assert opened.dialog, opened
        return opened.dialog

    titles = titles_on_teams((await menu()).card)
    assert "Who am I?" in titles
    for title in titles:
        so_far = answers_in(house, ON_TEAMS[key])
        turn = await house.teams_here.people.submit((await menu()).id, button=title)
        assert turn.well, f"{title}: {turn.problem}"
        judged(shown_on_teams(turn), title, key, None)
        assert answers_in(house, ON_TEAMS[key]) == so_far + 1, "the line with the button alone"


# --- forms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "words"), [(key, words) for key in ("tala", "tobias") for words in COMMANDS])
async def test_an_empty_form_of_slack_stays_and_says_what_is_missing(house: House, key: str, words: str) -> None:
    house.put_away(key)
    (said,) = await house.mention_on_slack(key, ON_SLACK[key], words)
    if said.buttons != ("Open",):
        return
    await house.press_on_slack(key, ON_SLACK[key], "Open", said)
    view = house.modal(key)
    assert view and view.get("submit"), f"the form of “{words}” cannot be sent off"
    needed = {block["block_id"] for block in view["blocks"] if block["type"] == "input" and not block.get("optional")}
    left = {block["block_id"] for block, element in interactive(view["blocks"]) if untouched(element)} & needed
    # The client itself asks for what is missing; what it lets through all the same must be refused by us.
    user = house.slack_user(key)
    if left:
        assert (await house.slack_here.people.submit(user)).errors.keys() == left
        for block in view["blocks"]:
            block["optional"] = True
        answer = await house.slack_here.people.submit(user)
        assert answer.error is None and answer.errors.keys() & left, f"“{words}”: {answer}"
        assert house.modal(key), "the form stays"
        judged(" ".join(answer.errors.values()), words, key, None)


def untouched(element: Json) -> bool:
    return not any(name.startswith("initial_") for name in element)


@pytest.mark.parametrize(("key", "words"), [(key, words) for key in ("hana", "ines") for words in COMMANDS])
async def test_an_empty_form_of_teams_stays_and_says_what_is_missing(house: House, key: str, words: str) -> None:
    (line,) = await house.mention_on_teams(key, ON_TEAMS[key], words)
    if titles_on_teams(line.card) != ("Open",):
        return
    turn = await house.press_on_teams(key, line, "Open")
    inputs = [one for one in rules.walk(turn.dialog.card) if one.get("isRequired")] if turn.dialog else []
    if turn.dialog is None or not [one for one in inputs if not one.get("value")]:
        return
    for one in inputs:
        one["isRequired"] = False
    again = await house.teams_here.people.submit(turn.dialog.id)
    assert again.dialog, f"“{words}”: the form stays, not {again}"
    assert "⚠ Please fill this in." in text_of(teams_lines(again.dialog.card))


# --- whole ways, on each platform ----------------------------------------------------------------------------------


async def test_a_partners_admin_writes_and_publishes_from_slack_connect(house: House) -> None:
    await make_audience_on_slack(house, "tala", "Day shift", "Lumenara day")
    title = "Parcels over 30 kg travel by night"
    await open_on_slack(house, "tala", CARE, "update")
    await submit_on_slack(
        house, "tala", {"Title": title, "What changed": "- heavy ones\n- **only**", "Audience": "Day shift"}
    )
    preview = house.modal("tala")
    assert preview and title in text_of(slack_lines(preview["blocks"]))
    await submit_on_slack(house, "tala", {})

    async def card() -> list[Any]:
        return [one for one in house.slack_here.messages(house.world.channel(CARE)) if title in str(one.blocks)]

    (posted,) = await seen(card, "the card in the channel")
    user, where = house.slack_user("jomar"), house.world.channel(CARE)
    answer = await house.slack_here.people.press(user, "Got it", where, posted.ts)
    assert answer.ok

    async def noted() -> bool:
        return any("Noted at" in one.text for one in house.slack_here.inbox(user))

    await seen(noted, "that it was noted")
    (words,) = [said.text for said in await house.mention_on_slack("bayani", CARE, "got it")]
    assert words.startswith("Noted at") or "Noted" in words


async def test_a_partners_admin_writes_and_publishes_on_teams(house: House) -> None:
    dialog = await open_on_teams(house, "hana", DESK, "audiences", "New audience")
    made = await house.teams_here.people.submit(
        dialog.id, {"Name": "Care shift", "Teams": ["Harborline care – Harborline"]}
    )
    assert "The audience Care shift is there" in shown_on_teams(made), made
    dialog = await open_on_teams(house, "hana", DESK, "update")
    title = "Pallets are weighed twice"
    preview = await house.teams_here.people.submit(
        dialog.id, {"Title": title, "What changed": "Twice.", "Audience": "Care shift"}, button="See it first"
    )
    assert preview.dialog and title in shown_on_teams(preview), preview
    publish = next(one for one in titles_on_teams(preview.dialog.card) if one.startswith("Publish"))
    done = await house.teams_here.people.submit(preview.dialog.id, button=publish)
    assert "Going out to 1 channel" in done.said, done
    where = house.world.channel(DESK)

    async def card() -> list[TeamsMessage]:
        return [one for one in house.teams_here.ledger.messages(where) if title in str(one.card)]

    (posted,) = await seen(card, "the card in the channel")
    noted = await house.press_on_teams("omar", posted, "Got it")
    assert "Noted at" in noted.said, noted
    (words,) = await house.mention_on_teams("zara", DESK, "got it")
    assert "Noted" in text_on_teams(words)


async def test_a_lead_links_a_channel_from_slack_connect(house: House) -> None:
    await open_on_slack(house, "ligaya", SANDBOX, "link channel")
    await submit_on_slack(house, "ligaya", {"Teams in this channel": ["Lumenara day"]})
    note = house.modal("ligaya")
    assert note and "is linked to Lumenara day" in text_of(slack_lines(note["blocks"]))


async def test_a_lead_links_a_channel_on_teams(house: House) -> None:
    dialog = await open_on_teams(house, "yasmin", QUAY, "link channel")
    linked = await house.teams_here.people.submit(
        dialog.id, {"Teams in this channel": ["Harborline care – Harborline"]}
    )
    assert "is linked to Harborline care" in shown_on_teams(linked), linked


async def test_an_admin_links_a_company_grants_and_decides_by_forms_on_slack(house: House) -> None:
    await open_on_slack(house, "tobias", NEWS, "link home T0ELSEWHERE")
    chosen = {
        "Who is this?": "A new partner",
        "Name of the new partner": "Quillon",
        "How are its people here?": "slack_connect",
    }
    await submit_on_slack(house, "tobias", chosen)
    note = house.modal("tobias")
    assert note and "T0ELSEWHERE now belongs to Quillon." in text_of(slack_lines(note["blocks"]))

    await open_on_slack(house, "tobias", NEWS, "grant")
    await submit_on_slack(house, "tobias", {"Who?": house.slack_user("nora"), "Which role?": "auditor"})
    note = house.modal("tobias")
    assert note and "Nora Marlowe may now see all receipts and the audit trail." in text_of(slack_lines(note["blocks"]))

    await open_on_slack(house, "tobias", NEWS, "settings")
    await submit_on_slack(house, "tobias", {})
    note = house.modal("tobias")
    assert note and "Nothing was changed." in text_of(slack_lines(note["blocks"]))


async def test_an_admin_links_a_company_grants_and_decides_in_dialogs_on_teams(house: House) -> None:
    dialog = await open_on_teams(house, "ines", BOTH, "link home slack/T0BEYOND")
    chosen = {
        "Who is this?": "A new partner",
        "Name of the new partner": "Pellworm",
        "How are its people here?": "slack_connect",
    }
    turn = await house.teams_here.people.submit(dialog.id, chosen)
    assert "T0BEYOND now belongs to Pellworm." in shown_on_teams(turn), turn

    dialog = await open_on_teams(house, "ines", BOTH, "grant")
    turn = await house.teams_here.people.submit(
        dialog.id, {"Who?": "Yasmin Fanar", "Which role?": "author", "Where?": "Harborline"}
    )
    assert "Yasmin Fanar may now publish updates to Harborline." in shown_on_teams(turn), turn

    dialog = await open_on_teams(house, "ines", BOTH, "settings")
    turn = await house.teams_here.people.submit(dialog.id)
    assert "Nothing was changed." in shown_on_teams(turn), turn


def new_partner(name: str) -> dict[str, str]:
    return {
        "Who is this?": "A new partner",
        "Name of the new partner": name,
        "How are its people here?": "slack_connect",
    }


async def make_audience_on_slack(house: House, key: str, name: str, team: str) -> None:
    house.put_away(key)
    (said,) = await house.mention_on_slack(key, ON_SLACK[key], "audiences")
    await house.press_on_slack(key, ON_SLACK[key], "New audience", said)
    await submit_on_slack(house, key, {"Name": name, "Teams": [team]})
    note = house.modal(key)
    assert note and f"The audience {name} is there" in text_of(slack_lines(note["blocks"]))


async def open_on_slack(house: House, key: str, channel: str, words: str) -> None:
    house.put_away(key)
    (said,) = await house.mention_on_slack(key, channel, words)
    assert said.buttons == ("Open",), said
    await house.press_on_slack(key, channel, "Open", said)
    assert house.modal(key), f"“{words}” opens nothing"


async def submit_on_slack(house: House, key: str, values: Mapping[str, Any]) -> None:
    answer = await house.slack_here.people.submit(house.slack_user(key), dict(values))
    assert answer.ok, answer


async def open_on_teams(house: House, key: str, channel: str, words: str, *then: str) -> Dialog:
    (line,) = await house.mention_on_teams(key, channel, words)
    turn = await house.press_on_teams(key, line, "Open")
    for button in then:
        assert turn.dialog, turn
        turn = await house.teams_here.people.submit(turn.dialog.id, button=button)
    assert turn.dialog, turn
    return turn.dialog


def shown_on_teams(turn: Turn) -> str:
    """What the person is shown in answer to a press."""
    return turn.said or (dialog_text(turn.dialog) if turn.dialog else "")
