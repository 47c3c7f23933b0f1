"""Nothing that is offered is out of reach, and nothing that is shown is dead."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.assemble import all_offers
from bot.capability import AnonymousPressOffer, Capability, Example, Offers, PressOffer
from bot.chat.form import Form, FormButton, SearchField, Show
from bot.chat.inbound import AGAIN, Answer
from bot.chat.message import Actions, Button, Message, say
from bot.chat.texts import Texts


@dataclass(frozen=True)
class Named:
    """The names that examples and the menu carry: of buttons on messages, of forms, and of what is in forms."""

    presses: frozenset[str]
    submits: frozenset[str]
    form_presses: frozenset[str]
    searches: frozenset[str]


def shown_by(offers: Offers) -> list[Message | Form]:
    return [
        example.shows
        for capability in offers.capabilities
        if capability.examples
        for example in capability.examples(Texts("en"))
    ]


def named() -> Named:
    offers = all_offers()
    shown = shown_by(offers)
    presses = {item.action for item in offers.menu()} | {button.action for one in shown for button in buttons_in(one)}
    forms = [one for one in shown if isinstance(one, Form)]
    return Named(
        frozenset(presses),
        frozenset(form.action for form in forms if form.submit),
        frozenset(part.action for form in forms for part in form.parts if isinstance(part, FormButton)),
        frozenset(part.source for form in forms for part in form.parts if isinstance(part, SearchField)),
    )


def buttons_in(shown: Message | Form) -> Iterator[Button]:
    parts = shown.parts if isinstance(shown, Message) else [one.part for one in shown.parts if isinstance(one, Show)]
    for part in parts:
        if isinstance(part, Actions):
            yield from (button for button in part.buttons if isinstance(button, Button))


def half_anonymous(offers: Offers) -> list[str]:
    """Buttons of which a press would be somebody's with a token, or nobody's without one."""
    buttons = [button for one in shown_by(offers) for button in buttons_in(one)]
    return [one.action for one in buttons if one.token != (one.action in offers.anonymous_presses)]


def test_a_button_asks_for_a_token_if_and_only_if_its_press_is_anonymous() -> None:
    assert not half_anonymous(all_offers())

    async def handler(*given: Any) -> Answer:
        raise AssertionError

    buttons = [Button("x", action, token=token) for action in ("a.named", "a.nobody") for token in (False, True)]
    examples = (Example("all four", say("x", *buttons)),)
    capability = Capability(
        "a",
        presses={"a.named": PressOffer(handler)},
        anonymous_presses={"a.nobody": AnonymousPressOffer(handler)},
        examples=lambda t: examples,
    )
    assert half_anonymous(Offers([capability])) == ["a.named", "a.nobody"]


def test_every_offer_can_be_reached_from_an_example_or_the_menu() -> None:
    offers, found = all_offers(), named()
    presses = offers.presses.keys() | offers.anonymous_presses.keys()
    submits = offers.submits.keys() | offers.anonymous_submits.keys()
    assert not presses - found.presses, "buttons that no message carries"
    assert not submits - found.submits, "forms that nobody is shown"
    assert not offers.form_presses.keys() - found.form_presses, "buttons that no form carries"
    assert not offers.searches.keys() - found.searches, "searches of no field"


def test_every_button_and_form_in_an_example_is_handled() -> None:
    offers, found = all_offers(), named()
    presses = offers.presses.keys() | offers.anonymous_presses.keys() | {AGAIN}
    submits = offers.submits.keys() | offers.anonymous_submits.keys()
    assert not found.presses - presses, "buttons that nobody handles"
    assert not found.submits - submits, "forms that nobody takes"
    assert not found.form_presses - offers.form_presses.keys(), "buttons in forms that nobody handles"
    assert not found.searches - offers.searches.keys(), "fields in which nobody finds anything"


def test_examples_are_named_once() -> None:
    for capability in all_offers().capabilities:
        names = [example.name for example in (capability.examples(Texts("en")) if capability.examples else ())]
        assert len(set(names)) == len(names)
