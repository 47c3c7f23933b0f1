"""Customers' data in what somebody writes down in a meeting: masked, and shown so before it is kept."""

from hashlib import sha256

from bot.chat.form import Field, FormButton, Show
from bot.chat.message import Alert, Body, Paragraph, Tone, plain
from bot.chat.texts import Texts
from bot.delivery.guard import Inspection, inspect

DIGEST = 16
"""Hex digits by which the text is told again that was looked at."""


def digest(text: str) -> str:
    """The state of a form whose text was shown as it will be kept."""
    return sha256(text.encode()).hexdigest()[:DIGEST]


def to_be_shown(text: str, state: str) -> Inspection | None:
    """What is masked in a text, where whoever wrote it has not been shown that yet."""
    inspected = inspect(text)
    return inspected if inspected.findings and state != digest(text) else None


def masked(text: str) -> str:
    """A text as it is kept."""
    return inspect(text).masked


def as_kept(inspected: Inspection, t: Texts) -> tuple[Field | FormButton | Show, ...]:
    """What stands above the form."""
    count = len(inspected.findings)
    text = t.n(
        "{n} piece looks like a customer's data and is masked. Send it off again to keep it like this, or change it.",
        "{n} pieces look like a customer's data and are masked. Send it off again to keep it like this, or change it.",
        count,
    )
    return (
        Show(Alert(plain(text), Tone.PLAIN)),
        Show(Body((Paragraph(plain(inspected.masked)),), label=t("As it will be"))),
    )
