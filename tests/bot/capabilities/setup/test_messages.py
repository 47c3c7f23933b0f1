"""What all messages and forms of set-up have in common, in every locale of the gallery."""

import pytest

from bot.capabilities.setup import SETUP
from bot.capabilities.setup.examples import examples
from bot.capability import Offers
from bot.chat.form import ChoiceField, Form, Show
from bot.chat.message import Actions, Button, Message, from_json, to_json
from bot.chat.texts import Texts

LOCALES = ("en", "en_XA", "ar_XB")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_example_says_what_it_is_and_can_be_stored(locale: str) -> None:
    for example in examples(Texts(locale)):
        if isinstance(example.shows, Message):
            assert example.shows.summary, example.name
            assert example.shows.locale == locale, example.name
            assert from_json(to_json(example.shows)) == example.shows, example.name


@pytest.mark.parametrize("locale", LOCALES)
def test_every_form_has_names_of_its_own_and_a_bounded_state(locale: str) -> None:
    for example in examples(Texts(locale)):
        if isinstance(example.shows, Form):
            names = [part.name for part in example.shows.parts if not isinstance(part, Show) and hasattr(part, "name")]
            assert len(names) == len(set(names)), example.name
            assert len(example.shows.state) <= 2000, example.name
            for part in example.shows.parts:
                if isinstance(part, ChoiceField):
                    assert 1 <= len(part.options) <= 100, example.name
                    assert {*part.value} <= {option.value for option in part.options}, example.name


def test_every_button_and_form_leads_to_something_that_set_up_offers() -> None:
    offers = Offers([SETUP])
    for example in examples(Texts()):
        if isinstance(example.shows, Form):
            assert example.shows.action in offers.submits, example.name
            continue
        for part in example.shows.parts:
            for button in part.buttons if isinstance(part, Actions) else ():
                assert isinstance(button, Button)
                if button.action.startswith("setup."):
                    assert button.action in offers.presses, button
                    form = button.action in offers.submits
                    assert button.opens_form or not form or button.confirm, button


def test_examples_have_names_of_their_own() -> None:
    names = [example.name for example in examples(Texts())]
    assert len(names) == len(set(names))
