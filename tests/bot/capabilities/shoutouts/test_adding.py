"""Notes under a story: masked first, shown everywhere at once, and taken away again."""

import pytest
from sqlalchemy import select

from bot.capabilities.shoutouts.card import ADD, MORE
from bot.capabilities.shoutouts.store import Note, Shoutout
from bot.chat.form import ChoiceField, Form
from bot.chat.message import Button
from tests.bot.capabilities.shoutouts.conftest import Stage

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

WORDS = "And she wrote down how."


async def add(stage: Stage, who: str, kept: Shoutout, text: str = WORDS) -> Form:
    form = (await stage.press(who, Button("", ADD, kept.public_id))).form
    assert form is not None
    answer = await stage.submit(who, form, text=text)
    assert "Added" in stage.shown(answer.message)
    return form


async def test_a_note_stands_under_the_story_everywhere_at_once(stage: Stage) -> None:
    await stage.decide("shoutouts.audience", "Everyone")
    kept = await stage.give("Ines", "Luz")
    await add(stage, "Hana", kept)
    cards = {name: stage.shown(card) for name, card in (await stage.cards(kept)).items()}
    assert all(WORDS in card for card in cards.values())
    assert "Hana" in cards["care"]
    assert "Hana" not in cards["lumen"]
    assert f"Somebody of another team: {WORDS}" in cards["lumen"]
    assert WORDS in stage.shown((await stage.cards(kept, slot="personal"))["Luz"])


async def test_the_same_form_sent_twice_adds_one_note(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    form = await add(stage, "Ada", kept)
    assert "added already" in stage.shown((await stage.submit("Ada", form, text=WORDS)).message)
    assert await stage.count(Note) == 1


async def test_a_note_that_is_too_short_or_too_long_is_told_at_the_field(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    form = (await stage.press("Ada", Button("", ADD, kept.public_id))).form
    assert form is not None
    for text in ("", " ok ", "x" * 501):
        errors = (await stage.submit("Ada", form, text=text)).errors
        assert errors is not None
        assert set(errors.by_field) == {"text"}
    assert await stage.count(Note) == 0


async def test_a_customers_data_in_a_note_is_shown_masked_before_it_is_kept(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    form = (await stage.press("Ada", Button("", ADD, kept.public_id))).form
    assert form is not None
    text = "Rang +44 20 7946 0958, and wrote to marisol@customer.example."
    look = (await stage.submit("Ada", form, text=text)).form
    assert look is not None
    assert "2 pieces of a customer's data are masked." in stage.shown(look)
    assert "7946" not in stage.shown(look)
    assert await stage.count(Note) == 0
    shown = next(part for part in look.parts if isinstance(part, ChoiceField))
    await stage.submit("Ada", look, text=text, shown=(shown.options[1].value,))
    async with stage.database.read() as session:
        note = (await session.scalars(select(Note.text))).one()
    assert "7946" not in note
    assert "marisol@customer.example" in note
    assert "marisol@customer.example" not in stage.shown((await stage.cards(kept))["lumen"])


async def test_what_was_typed_anew_is_looked_at_anew(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    form = (await stage.press("Ada", Button("", ADD, kept.public_id))).form
    assert form is not None
    look = (await stage.submit("Ada", form, text="Rang +44 20 7946 0958 twice.")).form
    assert look is not None
    other = await stage.submit("Ada", look, text="Rang +44 20 7946 0999 twice.", shown=("0",))
    assert other.form is not None
    assert await stage.count(Note) == 0


async def test_whoever_added_a_note_takes_it_back_and_the_giver_may_too(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    for who, label in (("Ada", "Take my note back"), ("Ines", "Remove a note")):
        await add(stage, "Ada", kept)
        whole = (await stage.press(who, Button("", MORE, kept.public_id))).form
        assert whole is not None
        assert WORDS in stage.shown(whole)
        choose = (await stage.press_in(who, whole, label)).form
        assert choose is not None
        note = next(part for part in choose.parts if isinstance(part, ChoiceField)).options[0].value
        assert "gone everywhere" in stage.shown((await stage.submit(who, choose, note=note)).message)
        assert WORDS not in stage.shown((await stage.cards(kept))["lumen"])
        assert "gone already" in stage.shown((await stage.submit(who, choose, note=note)).message)


async def test_nobody_else_removes_a_note(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    await add(stage, "Ada", kept)
    whole = (await stage.press("Luz", Button("", MORE, kept.public_id))).form
    assert whole is not None
    assert not [part for part in whole.parts if getattr(part, "label", "") == "Remove a note"]


async def test_the_whole_story_shows_all_notes(stage: Stage) -> None:
    kept = await stage.give("Ines", "Luz")
    for number in range(7):
        await add(stage, "Ada", kept, f"Note number {number}.")
    assert "and 2 more notes" in stage.shown((await stage.cards(kept))["lumen"])
    whole = stage.shown((await stage.press("Luz", Button("", MORE, kept.public_id))).form)
    assert all(f"Note number {number}." in whole for number in range(7))
