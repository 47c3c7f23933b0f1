"""What looks like a customer's data in a text: masked, but for what whoever wrote it says is none."""

from collections.abc import Collection, Sequence

from bot.chat.form import ChoiceField, Option, Value
from bot.chat.texts import Texts
from bot.delivery.guard import MASK, Finding, Kind

SHOWN = "shown"
"""The field in which findings are ticked that are no customer's data."""

MOST_SHOWN = 10
"""Findings that can be said to be none; Slack shows as many boxes to tick."""


def boxes(findings: Sequence[tuple[str, Finding]], t: Texts) -> ChoiceField:
    """A box for each finding, by its key."""
    options = tuple(Option(key, _called(one, t)) for key, one in findings[:MOST_SHOWN])
    hint = t("Tick what is no customer's data.")
    return ChoiceField(SHOWN, t("Show after all"), options, several=True, required=False, hint=hint)


def ticked(shown: Value) -> Collection[str]:
    """The keys of the boxes that were ticked."""
    return shown if isinstance(shown, tuple) else (shown,) if isinstance(shown, str) else ()


def masked_but(text: str, findings: Sequence[tuple[str, Finding]], shown: Value) -> str:
    """A text without what was found in it, but for what was said to be none."""
    pieces, done, kept = [], 0, ticked(shown)
    for key, one in findings:
        if key not in kept:
            pieces += [text[done : one.start], MASK]
            done = one.end
    return "".join([*pieces, text[done:]])


def _called(finding: Finding, t: Texts) -> str:
    what = {
        Kind.EMAIL: t("mail address"),
        Kind.PHONE: t("telephone number"),
        Kind.CARD: t("payment card"),
        Kind.IBAN: t("bank account"),
        Kind.NATIONAL_ID: t("personal number"),
    }.get(finding.kind, t("long number"))
    return t("{kind} {preview}", kind=what, preview=finding.preview)
