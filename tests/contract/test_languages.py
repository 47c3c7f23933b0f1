"""An update in three languages goes out, is read and corrected on both platforms, on both databases."""

from typing import Any

import pytest
from sqlalchemy import update

from bot.people.model import Role, Team
from bot.proof.reading import slack_lines, text_of
from tests.contract.house import BOTH, CARE, DESK, NEWS, House, seen, text_on_teams, titles_on_teams
from tests.contract.test_ways_in import open_on_slack, open_on_teams, shown_on_teams, submit_on_slack

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIRST = {"Title": "Parcels can wait at a neighbour's", "What changed": "Ask **before** noon."}
POLISH = {"Title": "Paczki mogą czekać u sąsiada", "What changed": "Pytaj **przed** południem."}
ARABIC = {"Title": "يمكن ترك الطرود عند الجار", "What changed": "اسأل قبل **الظهر**."}


async def teams_read(house: House, **languages: str) -> None:
    async with house.inside.write() as session:
        for team, language in languages.items():
            await session.execute(update(Team).where(Team.name.startswith(team)).values(locale=language))


async def add_on_slack(house: House, language: str, words: dict[str, str]) -> None:
    """From the preview through the page of one language back to the preview."""
    pressed = await house.slack_here.people.press(house.slack_user("ines"), "Other languages", surface="modal")
    assert pressed.ok, pressed
    await submit_on_slack(house, "ines", {"Language": language})
    await submit_on_slack(house, "ines", words)


def on_slack(house: House, channel: str) -> str:
    shown = [text_of(slack_lines(one.blocks)) for one in house.slack_here.messages(house.world.channel(channel))]
    return next((text for text in shown if titled(text)), "")


def on_teams(house: House) -> Any:
    posts = house.teams_here.ledger.messages(house.world.channel(DESK))
    return next((one for one in posts if titled(text_on_teams(one))), None)


def titled(text: str) -> bool:
    return any(words["Title"] in text for words in (FIRST, POLISH, ARABIC))


async def test_each_team_reads_its_own_and_all_others_are_one_press_away(either_house: House) -> None:
    house = either_house
    await house.give("ines", Role.AUTHOR, False)
    await teams_read(house, Lumenara="pl", Harborline="ar")
    await open_on_slack(house, "ines", NEWS, "update")
    await submit_on_slack(house, "ines", {**FIRST, "Audience": "All hands"})
    await add_on_slack(house, "Polski", POLISH)
    await add_on_slack(house, "العربية", ARABIC)
    preview = text_of(slack_lines((house.modal("ines") or {})["blocks"]))
    assert "Written in English, also in Arabic and Polish." in preview, preview
    await submit_on_slack(house, "ines", {})

    async def out() -> bool:
        return bool(on_slack(house, NEWS) and on_slack(house, CARE) and on_teams(house))

    await seen(out, "the card in all channels")
    assert "before noon" in on_slack(house, NEWS)
    assert "przed południem" in on_slack(house, CARE) and FIRST["Title"] not in on_slack(house, CARE)
    card = on_teams(house)
    assert "الظهر" in text_on_teams(card)
    assert (card.card["lang"], card.card["rtl"]) == ("ar", True)

    pressed = await house.slack_here.people.press(
        house.slack_user("jomar"), "Other languages", house.world.channel(CARE)
    )
    assert pressed.ok, pressed
    assert "before noon" in text_of(slack_lines((house.modal("jomar") or {})["blocks"]))
    await submit_on_slack(house, "jomar", {"Language": "العربية"})
    assert "الظهر" in text_of(slack_lines((house.modal("jomar") or {})["blocks"]))

    turn = await house.press_on_teams("yasmin", card, "Other languages")
    assert turn.dialog and "before noon" in shown_on_teams(turn), turn
    assert "rtl" not in turn.dialog.card
    turn = await house.teams_here.people.submit(turn.dialog.id, {"Language": "Polski"}, button="Show this language")
    assert "południem" in shown_on_teams(turn), turn


async def test_a_correction_reaches_the_language_that_was_corrected_and_tells_the_other(either_house: House) -> None:
    house = either_house
    dialog = await open_on_teams(house, "ines", BOTH, "update mine", "Correct")
    typed = {"What changed in this correction": "Noon, not one", "What changed": "Ask before **eleven**."}
    turn = await house.teams_here.people.submit(dialog.id, typed, button="See it first")
    assert turn.dialog and "not corrected yet" in shown_on_teams(turn), turn
    turn = await house.teams_here.people.submit(turn.dialog.id, button="Other languages")
    assert turn.dialog, turn
    turn = await house.teams_here.people.submit(turn.dialog.id, {"Language": "Polski"}, button="Go on")
    assert turn.dialog and "of before the correction" in shown_on_teams(turn), turn
    typed = {"What changed": "Pytaj przed **jedenastą**."}
    turn = await house.teams_here.people.submit(turn.dialog.id, typed, button="Keep this text")
    assert turn.dialog, turn
    correct = next(one for one in titles_on_teams(turn.dialog.card) if one.startswith("Correct"))
    made = await house.teams_here.people.submit(turn.dialog.id, button=correct)
    assert "Correcting 3 channels" in made.said, made

    async def everywhere() -> bool:
        return (
            "before eleven" in on_slack(house, NEWS)
            and "jedenastą" in on_slack(house, CARE)
            and "before eleven" in text_on_teams(on_teams(house))
        )

    await seen(everywhere, "the correction in all channels")
    assert "not corrected yet" not in on_slack(house, CARE)
    told = on_teams(house)
    shown = text_on_teams(told).replace("\u2068", "").replace("\u2069", "")
    assert "This text is in English; the Arabic is not corrected yet." in shown
    assert "rtl" not in told.card
