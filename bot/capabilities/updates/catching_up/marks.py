"""What the buttons of a catch-up carry of it, so that the message can be drawn anew with what was noted in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.capabilities.updates.store.catching_up import MARK

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MOST = len(DIGITS) ** 2 - 1
"""The largest number that two digits write; a button has no room for more, and no catch-up needs it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Mark:
    """The beginning of an update's public id, and the version that was shown."""

    beginning: str
    version: int


@dataclass(frozen=True)
class Marked:
    """What a message showed: these updates, so many before and after them, and since when it told what changed.

    `questions` waited then for whoever reads it.
    """

    since: datetime | None
    before: int
    after: int
    questions: int
    marks: tuple[Mark, ...]


class Shown(Protocol):
    """An update as far as a mark tells of it."""

    @property
    def public_id(self) -> str: ...

    @property
    def version(self) -> int: ...


def written(since: datetime | None, before: int, after: int, questions: int, updates: Sequence[Shown]) -> str:
    """What a button carries of a message, to the minute."""
    minutes = _digits((since - _EPOCH) // timedelta(minutes=1)) if since else ""
    marks = (f"{one.public_id[:MARK]}{_short(one.version)}" for one in updates)
    return ".".join((minutes, _short(before), _short(after), _short(questions), *marks))


def read(text: str) -> Marked | None:
    """What `written` wrote; None for anything else."""
    minutes, *numbers = text.split(".")[:4]
    marks = text.split(".")[4:]
    if len(numbers) != 3 or not all(map(_is_number, (minutes or "0", *numbers, *(one[MARK:] for one in marks)))):
        return None
    try:
        since = _EPOCH + int(minutes, 36) * timedelta(minutes=1) if minutes else None
    except OverflowError:
        return None
    before, after, questions = (int(one, 36) for one in numbers)
    return Marked(since, before, after, questions, tuple(Mark(one[:MARK], int(one[MARK:], 36)) for one in marks))


def _is_number(text: str) -> bool:
    return 0 < len(text) <= MARK and all(digit in DIGITS for digit in text)


def _short(number: int) -> str:
    return _digits(min(number, MOST))


def _digits(number: int) -> str:
    head, last = divmod(number, len(DIGITS))
    return (_digits(head) if head else "") + DIGITS[last]
