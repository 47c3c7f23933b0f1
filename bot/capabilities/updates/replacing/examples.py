"""Choosing another channel, with invented data."""

from collections.abc import Iterator
from dataclasses import replace

from bot.capabilities.updates.receipt import Going, receipt_message
from bot.capabilities.updates.replacing.forms import Unreached, replace_form
from bot.capability import Example
from bot.chat.texts import Texts
from bot.delivery.receipts import Receipt
from bot.people.viewpoint import Viewpoint

LONG = "#refunds-and-complaints-of-the-night-shift-in-the-second-half-of-the-year-2026"


def examples(going: Going, viewpoint: Viewpoint, t: Texts) -> Iterator[Example]:
    """The page for one and for many, and the receipt afterwards; of `going` some were not reached."""
    one = Unreached("copy0", "#lumenara-night", (("a", "#lumenara-day"), ("b", "返金 · استرداد")))
    many = tuple(
        Unreached(f"copy{number}", LONG, tuple((f"{each}", f"{LONG}-{each}") for each in range(20)))
        for number in range(5)
    )
    yield Example("choose another channel", replace_form((one,), t, object_id=going.public_id))
    yield Example("choose another channel, of many", replace_form(many, t, object_id=going.public_id))
    failed = Receipt(tuple(line for line in going.receipt.lines if line.failed))
    reached = Receipt(tuple(line for line in going.receipt.lines if not line.failed))
    after = replace(going, receipt=reached, replaced=failed)
    yield Example("receipt, with another channel", receipt_message(after, viewpoint, t))
