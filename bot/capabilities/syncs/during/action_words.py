"""An action as people type it: who, what, and by when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.chat.inbound import Mentioned
from schedules.calendar import UntilProblem, read_when

MYSELF = frozenset({"me", "myself", "i"})

_BY = re.compile(r"[\s,;]+(?:by|until|till)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class ActionSaid:
    """What was typed: `who` was mentioned first, `own` is whoever typed it.

    `named`: it begins with an @ that is no mention the platform tells of, and `what` with somebody's name.
    """

    what: str
    who: Mentioned | None = None
    own: bool = False
    named: bool = False
    until: date | None = None


def read_action(text: str, mentioned: Sequence[Mentioned], now: datetime, zone: str) -> ActionSaid:
    """`@Hana rewrite the macro by Friday`; what is no day after the last “by” is a part of what is to be done."""
    what, until = _until(" ".join(text.split()), now, zone)
    first = next((one for one in mentioned if what.startswith(one.text)), None)
    if first is not None:
        return ActionSaid(_tidy(what[len(first.text) :]), first, until=until)
    word, _, rest = what.partition(" ")
    if word.casefold().rstrip(":,") in MYSELF:
        return ActionSaid(_tidy(rest), own=True, until=until)
    if what.startswith("@"):
        return ActionSaid(what[1:].lstrip(), named=True, until=until)
    return ActionSaid(_tidy(what), until=until)


def without_name(what: str, name: str) -> str | None:
    """What follows somebody's name, or the first word of it; None where it begins with neither."""
    for called in (name, name.partition(" ")[0]):
        rest = what[len(called) :]
        if what[: len(called)].casefold() == called.casefold() and not rest[:1].isalnum():
            return _tidy(rest)
    return None


def _until(text: str, now: datetime, zone: str) -> tuple[str, date | None]:
    found = list(_BY.finditer(text))
    if not found:
        return text, None
    words = text[found[-1].end() :]
    before = text[: found[-1].start()]
    if words.casefold().rstrip(".!") in ("today", "tonight"):
        return before, now.astimezone(ZoneInfo(zone)).date()
    read = read_when(words, now, zone)
    return (text, None) if isinstance(read, UntilProblem) else (before, read[0].date())


def _tidy(what: str) -> str:
    return what.strip(" :,;")
