"""Hostile text in every field and after every word: shown as text, or refused in a sentence; it rings nobody."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest

from adapters.slack.standin.blocks import interactive
from adapters.teams.standin import rules
from adapters.teams.standin.dialogs import Dialog, called
from bot.capabilities.updates.settings import APPROVAL
from bot.people import settings
from bot.proof.reading import slack_lines, teams_lines, text_of
from tests.contract.house import (
    BOTH,
    CARE,
    DESK,
    MENU,
    NEWS,
    WRONG,
    House,
    Json,
    dialog_text,
    seen,
    text_on_teams,
    titles_on_teams,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOSTILE: Mapping[str, str] = MappingProxyType(
    {
        "the whole channel": "<!channel> <!here|here> <!everyone> @channel @everyone",
        "somebody": "<@U00000010> <@U00000010|Jomar> <#C00000014> <!subteam^S1>",
        "a mention of Teams": '<at>Omar Marsa</at> </at> <at id="0">x</at>',
        "tags": "<script>alert(1)</script><img src=x onerror=y>&lt;!channel&gt; &amp;amp;",
        "brackets": "[" * 200 + "](" * 200,
        "marks": "*_~`" * 120,
        "quotes in quotes": "> " * 250 + "deep",
        "nested lists": "\n".join("  " * depth + "- x" for depth in range(40)),
        "links": "<https://evil.example|Nora> [Nora](javascript:alert(1)) https://evil.example/<!channel>",
        "right to left": "\u202e\u2067gnorw\u2069 \u200f\u061c",
        "no width": "\u200b\u200c\u200d\ufeff" * 30,
        "half an emoji": "half \ud83d of it",
        "NUL": "a\0b",
        "control": "\x07\x1b[31mred\x7f\x85",
        "templates": "{name} {0} %s {{DATE(2026-01-01T00:00:00Z)}} ${x}",
        "emoji": "👩‍👩‍👧‍👦🇵🇭👍🏽" * 10,
        "40,000 characters": "Ω" * 40_000,
    }
)

WORST = ("the whole channel", "half an emoji", "NUL", "40,000 characters")
"""Those that every field gets; the others are shared out among the fields of a form."""

VALID: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "update": {"Title": "A title", "What changed": "Something.", "Audience": "All hands"},
        "link channel": {"A new team": "Newcomers", "Who employs the new team?": "Internal"},
        "link home": {
            "Workspace or tenant id": "T0NEW",
            "Who is this?": "A new partner",
            "Name of the new partner": "Quillon",
            "How are its people here?": "slack_connect",
        },
        "audiences": {"Name": "Some", "Teams": ["Product"]},
        "settings": {},
        "partner offboard Lumenara": {},
    }
)
"""The words that open each form with fields to type in, and values that it takes."""

TEAMS_CHOICES: Mapping[str, Any] = MappingProxyType(
    {"Teams": ["Product – Internal"], "How are its people here?": "own_tenant"}
)

BUTTON_FIRST = {"audiences": "New audience"}
"""Forms that open after a button of the answer."""

TAKING_WORDS = ("", "update", "people", "settings", "settings updates.ring_after", "grant lead", "link home", "partner")
"""Words after which one may type something."""

every_text = pytest.mark.parametrize("name", HOSTILE)


def harmless(text: str, where: str) -> None:
    assert not [each for each in WRONG if each in text], f"{where}: {text[:300]}"


def rang_on_slack(house: House, begun: int = 0) -> set[str]:
    """Everything live that was accepted; the owner of an update is meant to be mentioned."""
    meant = {f"<@{house.slack_user('nora')}>", f"<@{house.slack_user('ines')}>"}
    return {one for entry in house.slack_here.ledger.entries[begun:] for one in entry.mentions} - meant


def refused_calls(house: House) -> list[Any]:
    """The calls that a platform did not understand."""
    return [call for call in house.slack_here.ledger.calls if (call.error or "").startswith(("invalid", "msg_"))] + [
        call for call in house.teams_here.ledger.calls if call.status in (400, 413)
    ]


# --- forms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", VALID)
async def test_every_field_of_a_form_of_slack_takes_hostile_text(house: House, words: str) -> None:
    user = house.slack_user("tobias")
    fields = typed_fields(await form_on_slack(house, words))
    for field in fields:
        for name, text in shared_out(fields, field):
            view = await form_on_slack(house, words)
            answer = await house.slack_here.people.submit(user, {**offered(view, words), field: text})
            where = f"“{name}” in {field} of {words}"
            assert answer.error in (None, "client_refused"), f"{where}: {answer}"
            if answer.errors:
                harmless(" ".join(answer.errors.values()), where)
                assert house.modal("tobias"), "the form stays"
            elif shown := house.modal("tobias"):
                harmless(text_of(slack_lines(shown["blocks"])), where)
            assert not rang_on_slack(house), where
            assert not refused_calls(house), (where, refused_calls(house))


def shared_out(fields: Sequence[str], field: str) -> list[tuple[str, str]]:
    """The texts for one of the fields of a form, such that the form as a whole gets them all."""
    turn = fields.index(field)
    return [
        (name, text) for at, (name, text) in enumerate(HOSTILE.items()) if name in WORST or at % len(fields) == turn
    ]


def typed_fields(view: Json) -> list[str]:
    labels = {block["block_id"]: block["label"]["text"] for block in view["blocks"] if block["type"] == "input"}
    typed = ("plain_text_input", "url_text_input", "email_text_input", "number_input")
    return [labels[block["block_id"]] for block, element in interactive(view["blocks"]) if element["type"] in typed]


def offered(view: Json, words: str) -> dict[str, Any]:
    """The valid values for the fields that the form has at present."""
    labels = {block["label"]["text"] for block in view["blocks"] if block["type"] == "input"}
    return {name: value for name, value in VALID[words].items() if name in labels}


async def form_on_slack(house: House, words: str) -> Json:
    """The form in full, open on the admin's screen."""
    house.put_away("tobias")
    (said,) = await house.mention_on_slack("tobias", NEWS, words)
    await house.press_on_slack("tobias", NEWS, BUTTON_FIRST.get(words, "Open"), said)
    view = house.modal("tobias")
    assert view, f"“{words}” opens nothing"
    if any(
        element["type"] == "button" and element["text"]["text"] == "More" for _, element in interactive(view["blocks"])
    ):
        assert (await house.slack_here.people.press(house.slack_user("tobias"), "More", surface="modal")).ok
        view = house.modal("tobias")
        assert view
    return view


@pytest.mark.parametrize("words", VALID)
async def test_every_field_of_a_dialog_of_teams_takes_hostile_text(house: House, words: str) -> None:
    dialog = await dialog_on_teams(house, words)
    fields = [called(one) for one in rules.walk(dict(dialog.card)) if one.get("type") == "Input.Text"]
    for field in fields:
        for name, text in shared_out(fields, field):
            dialog = await dialog_on_teams(house, words)
            inputs = {called(one): one for one in rules.walk(dict(dialog.card)) if "label" in one}
            # Lengths are checked by the client alone, so whoever sends something else can leave that out.
            inputs[field].pop("maxLength", None)
            values = {label: value for label, value in on_teams(VALID[words]).items() if label in inputs}
            if inputs[field].get("isRequired") and not text.strip():
                continue
            turn = await house.teams_here.people.submit(dialog.id, {**values, field: text}, button=sending(dialog))
            where = f"“{name}” in {field} of {words}"
            assert turn.well, f"{where}: {turn.status} {turn.problem}"
            harmless(turn.said or (dialog_text(turn.dialog) if turn.dialog else ""), where)
            assert not refused_calls(house), (where, refused_calls(house))
    assert not [entry for entry in house.teams_here.ledger.entries if entry.message.mentions]


def on_teams(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same choices, as a dialog of Teams writes them."""
    return {name: TEAMS_CHOICES.get(name, value) for name, value in values.items()}


def sending(dialog: Dialog) -> str:
    """The button that sends a dialog off: the first one below it."""
    return str(dialog.card["actions"][0]["title"])


async def dialog_on_teams(house: House, words: str) -> Dialog:
    (line,) = await house.mention_on_teams("ines", BOTH, words)
    turn = await house.press_on_teams("ines", line, "Open")
    for button in (BUTTON_FIRST.get(words, ""), "More"):
        assert turn.dialog, turn
        if button in titles_on_teams(turn.dialog.card):
            turn = await house.teams_here.people.submit(turn.dialog.id, button=button)
    assert turn.dialog, turn
    return turn.dialog


# --- words, names and what is published -------------------------------------------------------------------------------


@every_text
async def test_hostile_words_are_answered_like_any_others(house: House, name: str) -> None:
    text = HOSTILE[name]
    for words in TAKING_WORDS:
        typed = f"{words} {text}".strip()
        (said,) = await house.mention_on_slack("tobias", NEWS, typed)
        harmless(said.text, f"“{name}” after {words}")
        (line,) = await house.mention_on_teams("ines", BOTH, typed)
        harmless(text_on_teams(line), f"“{name}” after {words}")
        if "Open" in titles_on_teams(line.card):
            turn = await house.press_on_teams("ines", line, "Open")
            assert turn.well, turn
    assert not rang_on_slack(house)
    assert not refused_calls(house), refused_calls(house)


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "40,000 characters"])
async def test_a_hostile_update_is_shown_as_text_and_rings_nobody(house: House, name: str) -> None:
    text, mark = HOSTILE[name][:140], f"Mark{len(name)}{list(HOSTILE).index(name)}"
    house.put_away("nora")
    # One of the audiences with a hostile name may want another author's approval by now.
    async with house.inside.write() as session:
        await settings.change(session, None, {APPROVAL.name: APPROVAL}, APPROVAL.name, "", datetime.now(UTC))
    await house.hands.type_command("nora", NEWS, "/update")
    values = {"Title": f"{mark} {text}", "What changed": text + "\n\nEnd.", "Audience": "All hands"}
    begun = len(house.slack_here.ledger.entries)
    await house.hands.submit("nora", values)
    await house.hands.submit("nora", {})
    for place in (NEWS, CARE, DESK):

        async def card(place: str = place) -> str:
            cards = [text_of(lines(one)) for one in await house.hands.cards(place)]
            return next((shown for shown in cards if mark in shown), "")

        shown = await seen(card, f"“{name}” in {place}")
        if name in LITERALLY:
            # Teams gets an invisible sign after each “<”, so that nothing is taken for a mention there.
            assert LITERALLY[name] in shown.replace("\u200c", ""), (
                f"“{name}” in {place} is not shown as it was typed: {shown}"
            )
    assert not rang_on_slack(house, begun)
    assert not [entry for entry in house.teams_here.ledger.entries if entry.message.mentions]
    assert not refused_calls(house), refused_calls(house)


LITERALLY: Mapping[str, str] = MappingProxyType(
    {
        "the whole channel": "<!channel> <!here|here> <!everyone> @channel @everyone",
        "a mention of Teams": "<at>Omar Marsa</at>",
        "tags": "<script>alert(1)</script>",
        "templates": "{name} {0} %s",
    }
)
"""What a reader must see of a text exactly as it was typed."""


def lines(message: Json) -> list[Any]:
    return teams_lines(message["card"]) if message.get("card") else slack_lines(message["blocks"])


@every_text
async def test_a_hostile_name_is_only_a_name(house: House, name: str) -> None:
    text = HOSTILE[name][:300]
    slack, teams = house.slack_here.world, house.teams_here.world
    user = slack.add_user(slack.user(house.slack_user("jomar")).team_id, text)
    slack.channel(house.world.channel(CARE)).members.append(user)
    for words in ("", "who am i", "home"):
        (said,) = await house.mention_on_slack(user, CARE, words)
        harmless(said.text, f"“{name}” asks {words}")
        assert words or MENU in said.text
    made = teams.add_user(house.world.teams_home, text)
    teams.add_member(house.world.teams_team, made.id)
    turn = await house.teams_here.people.say(made.id, "who am i")
    assert turn.well, turn
    harmless(text_on_teams(house.teams_here.people.chat(made.id)[-1]), f"“{name}” asks who they are")
    (said,) = await house.mention_on_slack("ligaya", CARE, "people")
    harmless(said.text, f"“{name}” in the list of people")
    assert not rang_on_slack(house)
    assert not refused_calls(house), refused_calls(house)
