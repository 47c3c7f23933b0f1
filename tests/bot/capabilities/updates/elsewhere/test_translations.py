"""Further languages from files and programs: the same texts, the same checks, errors that name the field."""

from typing import Any

import pytest

from bot.capabilities.updates.elsewhere.asked import Correction, NewUpdate
from bot.capabilities.updates.elsewhere.file import read_file
from bot.chat.message import Button
from bot.people.model import Team
from bot.people.refusal import Refused

POLISH = {"title": "Zwroty bez przełożonego", "changed": "Do **200 €**."}

ASKED = "Up to how much?\n- 100\n+ 200\n> Up to €200."
ASKED_IN_POLISH = "Do ilu?\n- Do 100\n- Do 200\n> Do 200 €."

FILE = """---
title: Refunds need no supervisor
audience: Everyone
language: en
languages:
  pl:
    title: Zwroty bez przełożonego
    changed: |
      Do **200 €**.
    tell_customers: "Zwrócę to: od razu."
  ar: {title: "المبالغ", changed: "حتى 200"}
---
Up to €200.
"""


def test_a_file_gives_texts_in_further_languages() -> None:
    found = read_file(FILE.encode(), NewUpdate)
    assert found.asked.languages["pl"].changed.strip() == "Do **200 €**."
    assert found.asked.languages["pl"].tell_customers == "Zwrócę to: od razu."
    assert found.asked.languages["ar"].title == "المبالغ"
    assert found.lines["languages.pl.changed"] == 8
    assert found.place("languages.pl.note") == "Line 6, field languages.pl.note"


@pytest.mark.parametrize(
    ("instead", "says"),
    [
        ("languages: pl", "Line 4, field languages: Write fields below it"),
        ("languages:\n  pl: Zwroty", "Line 5, field languages.pl: Write fields below it"),
        ("languages:\n  pl:\n    title: Z", "Line 5, field languages.pl: The field changed is missing in it."),
        ("languages:\n  pl:\n    titel: Z\n    title: Z\n    changed: Z", "Line 6, field languages.pl.titel: "),
        ("languages:\n  pl: {title: Z, changed: Z}\n  pl: {title: Z, changed: Z}", "Line 6, field languages.pl: This"),
        ("languages: &a\n  pl: *a", "Line 5, field languages.pl"),
        ("languages:\n  pl:\n    title: [Z]\n    changed: Z", "Line 6, field languages.pl.title: Write one text"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_line(instead: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        read_file(f"---\ntitle: T\naudience: Everyone\n{instead}\n---\nNew.".encode(), NewUpdate)
    assert str(refused.value).startswith(says), refused.value


def test_a_correction_in_a_file_takes_a_language_out() -> None:
    found = read_file(b"---\nversion: 1\nnote: N\nlanguages:\n  pl:\n---\n", Correction)
    assert found.asked.languages == {"pl": None}


async def test_a_program_publishes_and_corrects_in_several_languages(program: Any) -> None:
    await program.stage.change(Team, "Harbor", locale="pl")
    answer = await program.publishes(language="en", languages={"pl": POLISH, "pt-BR": POLISH})
    assert answer.status == 201, await answer.text()
    known = await program.stage.kept((await answer.json())["id"])
    assert "Do 200 €." in program.stage.shown((await program.stage.cards(known))["harbor"])
    says = (await (await program.ask("GET", f"/updates/{known.public_id}")).json())["says"]
    assert (says["language"], sorted(says["languages"])) == ("en", ["pl", "pt_BR"])

    correction = {"version": 1, "note": "Raised", "changed": "Up to €300."}
    told = {"pl": {**POLISH, "changed": "Do 300 €.", "note": "Podniesione"}, "pt_BR": None}
    answer = await program.ask("PATCH", f"/updates/{known.public_id}", json={**correction, "languages": told})
    assert answer.status == 200, await answer.text()
    card = program.stage.shown((await program.stage.cards(known))["harbor"])
    assert "Do 300 €." in card and "Podniesione" in card
    says = (await (await program.ask("GET", f"/updates/{known.public_id}")).json())["says"]
    assert sorted(says["languages"]) == ["pl"]

    correction = {"version": 2, "note": "Raised again", "changed": "Up to €400."}
    await program.ask("PATCH", f"/updates/{known.public_id}", json=correction)
    card = program.stage.shown((await program.stage.cards(known))["harbor"])
    assert "Up to €400." in card and "the Polish is not corrected yet." in card


async def test_a_program_gives_the_check_in_further_languages(program: Any) -> None:
    await program.stage.change(Team, "Harbor", locale="pl")
    further = {"pl": {**POLISH, "check": [ASKED_IN_POLISH]}}
    answer = await program.publishes(language="en", check=[ASKED], languages=further)
    assert answer.status == 201, await answer.text()
    button = Button("Got it", "updates.got_it", f"{(await answer.json())['id']}.1")
    form = (await program.stage.press("Hana", button)).form
    assert "Do ilu?" in program.stage.shown(form)
    assert "Noted at" in program.stage.shown((await program.stage.press_in("Hana", form, "Do 200")).form)


def test_a_file_gives_the_check_in_further_languages() -> None:
    text = FILE.replace(
        "    tell_customers", "    check:\n      - |\n        Do ilu?\n        - 100\n    tell_customers"
    )
    assert read_file(text.encode(), NewUpdate).asked.languages["pl"].check == ["Do ilu?\n- 100\n"]
    with pytest.raises(Refused, match=r"field languages\.pl\.check: "):
        read_file(b"---\nversion: 1\nnote: N\nlanguages:\n  pl: {title: Z, changed: Z, check: [a]}\n---\n", Correction)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"language": "Klingon"}, "language"),
        ({"languages": {"Klingon": POLISH}}, "languages.Klingon"),
        ({"languages": {"en": POLISH}}, "languages.en"),
        ({"languages": {"pl": POLISH, "Polish": POLISH}}, "languages.Polish"),
        ({"languages": {"pl": {**POLISH, "title": " "}}}, "languages.pl.title"),
        ({"languages": {"pl": {**POLISH, "changed": "x" * 2501}}}, "languages.pl.changed"),
        ({"languages": {"pl": {"title": "Z"}}}, "languages.pl.changed"),
        ({"languages": {"pl": {**POLISH, "check": ["Czy?\n- Tak\n- Nie\n> Do 200 €."]}}}, "languages.pl.check"),
        ({"check": [ASKED], "languages": {"pl": {**POLISH, "check": ["Czy?\n- Tak"]}}}, "languages.pl.check"),
        ({"languages": {"pl": {**POLISH, "changed": "mara@mail.example"}}}, "may_be_shared"),
    ],
)
async def test_what_is_wrong_names_the_field_and_publishes_nothing(
    program: Any, fields: dict[str, Any], field: str
) -> None:
    answer = await program.publishes(**fields)
    assert answer.status in (400, 422), await answer.text()
    assert (await answer.json())["error"]["field"] == field
