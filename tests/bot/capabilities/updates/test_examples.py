"""The gallery's examples: every message and form in every locale, sound in all that platforms rely on."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from bot.capabilities import updates
from bot.capabilities.updates.examples import SHORT, examples, viewpoint
from bot.capabilities.updates.messages import card
from bot.capability import Example
from bot.chat.form import Form, FormButton, Show
from bot.chat.message import Actions, Button, LinkButton, Message, from_json, to_json
from bot.chat.texts import PSEUDO_LONG, PSEUDO_RIGHT_TO_LEFT, Texts
from bot.clock import system_clocks

LOCALES = ["en", "de", PSEUDO_LONG, PSEUDO_RIGHT_TO_LEFT]


def speaks_another(example: Example) -> bool:
    """Whether what it shows is in a language of its own, with the direction of that."""
    return "in other languages" in example.name and example.shows.locale in ("en", "pl", "ar")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_example_survives_being_stored_and_speaks_its_locale(locale: str) -> None:
    for example in examples(Texts(locale)):
        match example.shows:
            case Message() as message:
                assert from_json(to_json(message)) == message
                assert message.locale == locale or speaks_another(example)
                assert message.summary
            case Form() as form:
                assert form.locale == locale or speaks_another(example)
                assert not any(isinstance(part, Show) and isinstance(part.part, Actions) for part in form.parts)


def test_the_names_of_examples_are_different() -> None:
    names = [example.name for example in examples(Texts())]
    assert len(names) == len(set(names))


def test_every_button_and_form_leads_somewhere() -> None:
    capability = updates.capability(system_clocks(), {})
    for example in examples(Texts()):
        if isinstance(example.shows, Form):
            assert not example.shows.submit or example.shows.action in capability.submits
            for pressed in example.shows.parts:
                assert not isinstance(pressed, FormButton) or pressed.action in capability.form_presses
            continue
        for part in example.shows.parts:
            for button in part.buttons if isinstance(part, Actions) else ():
                if isinstance(button, LinkButton):
                    assert urlsplit(button.url).hostname
                    continue
                assert isinstance(button, Button)
                assert button.action in capability.presses
    for item in capability.menu:
        assert item.action in capability.presses


def test_titles_and_buttons_of_forms_fit_where_they_are_cut() -> None:
    for example in examples(Texts()):
        if isinstance(example.shows, Form):
            for text in (example.shows.title, example.shows.submit, example.shows.close):
                assert len(text) <= 24, text


def test_a_notification_says_what_it_is_by_itself() -> None:
    by_name = {example.name: example.shows for example in examples(Texts())}
    card, receipt = by_name["card, urgent"], by_name["receipt, partly delivered"]
    assert isinstance(card, Message)
    assert isinstance(receipt, Message)
    assert card.summary == "Urgent update: Do not promise delivery before Friday"
    assert receipt.summary.startswith("Refunds over €50 no longer need a supervisor: Delivered to 12 of 14 channels")


def test_the_note_of_a_correction_that_runs_against_its_sentence_keeps_to_itself() -> None:
    at = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    corrected = replace(SHORT, corrected_at=at, note="الحد 300")
    shown = str(to_json(card(corrected, {}, viewpoint(1), Texts(), "UTC")))
    assert "\u2068الحد 300\u2069" in shown
