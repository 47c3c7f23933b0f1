"""Customers' data in what somebody writes down in a meeting: masked, and shown so before it is kept."""

from hashlib import sha256
from types import MappingProxyType

from bot.capabilities.syncs.masking import SHOWN, boxes, masked_but
from bot.chat.form import Field, FormButton, Show, Values
from bot.chat.message import Alert, Body, Paragraph, Tone, plain
from bot.chat.texts import Texts
from bot.delivery.guard import Finding, Inspection, inspect

DIGEST = 16
"""Hex digits by which the text is told again that was looked at."""


NOTHING: Values = MappingProxyType({})


def digest(text: str) -> str:
    """The state of a form whose text was shown as it will be kept."""
    return sha256(text.encode()).hexdigest()[:DIGEST]


def to_be_shown(text: str, state: str) -> Inspection | None:
    """What is masked in a text, where whoever wrote it has not been shown that yet."""
    inspected = inspect(text)
    return inspected if inspected.findings and state != digest(text) else None


def masked(text: str, values: Values = NOTHING) -> str:
    """A text as it is kept; `values` are of the form that showed so, with what was ticked as no customer's data."""
    return masked_but(text, _keyed(inspect(text)), values.get(SHOWN))


def as_kept(inspected: Inspection, t: Texts) -> tuple[Field | FormButton | Show, ...]:
    """What stands above the form."""
    text = t.n(
        "{n} piece looks like a customer's data and is masked. Send it off again to keep it like this, or change it.",
        "{n} pieces look like a customer's data and are masked. Send it off again to keep it like this, or change it.",
        len(inspected.findings),
    )
    return (
        Show(Alert(plain(text), Tone.PLAIN)),
        Show(Body((Paragraph(plain(inspected.masked)),), label=t("As it will be"))),
        boxes(_keyed(inspected), t),
    )


def _keyed(inspected: Inspection) -> list[tuple[str, Finding]]:
    return [(str(place), one) for place, one in enumerate(inspected.findings)]
