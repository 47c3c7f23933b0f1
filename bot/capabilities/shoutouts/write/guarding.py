"""Customers' data in a draft: what would be masked, and what the giver has said to be none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.capabilities.shoutouts.customers import first_name, without_full_name
from bot.capabilities.shoutouts.store import Shoutout
from bot.chat.texts import Texts
from bot.delivery.guard import MASK, Finding, Kind, inspect

MOST_SHOWN = 10
"""Findings that can be said to be no personal data; Slack shows as many boxes to tick."""


@dataclass(frozen=True)
class Masked:
    """One finding in a draft: `key` says which (`story:0`)."""

    key: str
    finding: Finding


def masked_in(kept: Shoutout) -> Sequence[Masked]:
    """All that is found in a draft, in the order in which it is read."""
    return [
        Masked(f"{name}:{place}", finding)
        for name, text in (("quote", kept.quote), ("story", kept.story), ("customer", kept.customer))
        for place, finding in enumerate(inspect(text).findings)
    ]


def shown_before(draft: Shoutout, corrected: Shoutout) -> list[str]:
    """What is found in a correction that stood in what it corrects: its giver had said that to be none."""
    stood = {_read(corrected, one) for one in masked_in(corrected)}
    return [one.key for one in masked_in(draft) if _read(draft, one) in stood]


def _read(kept: Shoutout, one: Masked) -> str:
    texts = {"quote": kept.quote, "story": kept.story, "customer": kept.customer}
    return texts[one.key.partition(":")[0]][one.finding.start : one.finding.end]


@dataclass(frozen=True)
class Said:
    """The texts of a shoutout as they stand once it is posted."""

    story: str
    quote: str
    customer: str


def masked(kept: Shoutout, *, first_names: bool) -> Said:
    """A draft's texts without personal data that was not said to be none; of customers' names the first alone."""
    said = Said(
        _without(kept.story, "story", kept.shown),
        _without(kept.quote, "quote", kept.shown),
        _without(kept.customer, "customer", kept.shown),
    )
    if not first_names:
        return said
    return Said(
        without_full_name(said.story, said.customer),
        without_full_name(said.quote, said.customer),
        first_name(said.customer),
    )


def _without(text: str, name: str, shown: Collection[str]) -> str:
    pieces, done = [], 0
    for place, finding in enumerate(inspect(text).findings):
        if f"{name}:{place}" not in shown:
            pieces += [text[done : finding.start], MASK]
            done = finding.end
    return "".join([*pieces, text[done:]])


def kind_of(kind: Kind, t: Texts) -> str:
    """What a finding is called."""
    return {
        Kind.EMAIL: t("mail address"),
        Kind.PHONE: t("telephone number"),
        Kind.CARD: t("payment card"),
        Kind.IBAN: t("bank account"),
        Kind.NATIONAL_ID: t("personal number"),
    }.get(kind, t("long number"))
