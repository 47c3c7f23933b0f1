"""The organisation's values, as its setting lists them: `ownership 🙌; kindness`."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.people.refusal import Refused

LONGEST_VALUE = 40
MOST_VALUES = 20


@dataclass(frozen=True)
class Value:
    """One value: its word without `#`, and its emoji if it has one."""

    word: str
    emoji: str = ""

    @property
    def key(self) -> str:
        """By which it is found, whatever the case of its letters."""
        return self.word.casefold()

    def __str__(self) -> str:
        return f"#{self.word} {self.emoji}".rstrip()


def read_values(text: str) -> tuple[Value, ...]:
    """The values of a setting's text; raises Refused with what is wrong."""
    found: dict[str, Value] = {}
    for part in (part.strip() for part in re.split(r"[;\n]", text)):
        if not part:
            continue
        words = part.removeprefix("#").split()
        emoji = words.pop() if len(words) > 1 and not _has_letters(words[-1]) else ""
        value = Value("-".join(words), emoji)
        if len(value.word) > LONGEST_VALUE or not _has_letters(value.word):
            raise Refused(
                f"“{part}” is no value: write a word of up to {LONGEST_VALUE} letters, and an emoji after it."
            )
        if value.key in found:
            raise Refused(f"“{value.word}” is there twice. Write each value once.")
        found[value.key] = value
    if len(found) > MOST_VALUES:
        raise Refused(f"Up to {MOST_VALUES} values fit into a list to choose from; these are {len(found)}.")
    return tuple(found.values())


def write_values(values: Sequence[Value]) -> str:
    """The text that `read_values` reads."""
    return "; ".join(f"{one.word} {one.emoji}".rstrip() for one in values)


def _has_letters(word: str) -> bool:
    return any(unicodedata.category(character).startswith(("L", "N")) for character in word)
