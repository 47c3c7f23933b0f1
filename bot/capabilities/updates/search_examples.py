"""What is said when updates are looked up, with invented data."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.capabilities.updates.messages import Facts
from bot.capabilities.updates.search_messages import LONGEST_QUESTION, Found, find_form, found, no_older, nothing_found
from bot.capability import Example
from bot.chat.texts import Texts

MONDAY = datetime(2026, 11, 23, 16, 20, tzinfo=UTC)
ZONE = "Europe/London"


def examples(updates: Sequence[Facts], t: Texts) -> Sequence[Example]:
    """All of them, with these updates as what is found."""
    items = [Found(facts, MONDAY) for facts in updates]
    own = [replace(one, correctable=True, exportable=True, again=True) for one in items]
    longest = "x" * LONGEST_QUESTION
    return [
        Example("find, form", find_form(t)),
        Example("find, one", found(items[:1], "refund", "", t, ZONE)),
        Example("find, a page of many", found(items, longest, f"1000.{longest}", t, ZONE)),
        Example("find, the latest, by who may correct and export", found(own[:2], "", "5.", t, ZONE)),
        Example("find, nothing", nothing_found("<!channel> *x*", t)),
        Example("find, nothing published yet", nothing_found("", t)),
        Example("find, no older ones", no_older(t)),
    ]
