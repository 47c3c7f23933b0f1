"""Groups of digits that may be one number, and what stands between and around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_GROUPS = 8
"""Groups in one number: a French id has seven, a phone number with country code, (0) and pairs eight at the most."""
MOST_DIGITS = 19
"""Digits in one number of several groups: the longest payment card (ISO/IEC 7812-1)."""
FEWEST_DIGITS = 7
"""Digits in one number: the shortest national phone number with its area code."""

GROUP = re.compile(r"\d++", re.ASCII)
_SEPARATOR = re.compile(r"[ ().\-/]{1,3}")
_DECIMALS = re.compile(r"[.,]\d{1,2}(?!\d)", re.ASCII)

_LAST_JOINING = "\u052f"
"""The end of Cyrillic: later scripts write a number and a word (电话138…, 번호는010…입니다) without a space."""

FIRST_SPACELESS = "\u2e80"
"""The first of the scripts of East Asia, which write words without spaces."""


@dataclass(frozen=True, slots=True)
class Number:
    """Neighbouring groups of digits, their lengths, all digits in one, and what stands between them."""

    text: str
    start: int
    end: int
    groups: tuple[str, ...]
    separators: tuple[str, ...]
    lengths: tuple[int, ...]
    digits: str

    @property
    def before(self) -> str:
        """The three characters before it."""
        return self.text[max(0, self.start - 3) : self.start]

    @property
    def after(self) -> str:
        """The four characters after it."""
        return self.text[self.end : self.end + 4]

    @property
    def evenly(self) -> bool:
        """Whether the same stands between all groups."""
        return len(set(self.separators)) <= 1

    @property
    def plus(self) -> bool:
        """Whether it begins with the sign of international numbers."""
        return self.before.rstrip(" (").endswith("+")

    @property
    def begins(self) -> int:
        """Where it begins, with its sign."""
        return self.text.rindex("+", 0, self.start) if self.plus else self.start

    @property
    def named(self) -> bool:
        """Whether it is the number of something: #12345, ZD-884213."""
        return self.before.endswith(("#", "№")) or (
            self.before.endswith("-") and self.before[-2:-1].isalpha() and joins(self.before[-2:-1])
        )

    @property
    def cut_out(self) -> bool:
        """Whether it is a part of something longer, such as a version, a decimal, a time or a date."""
        before, after = self.before[-2:], self.after
        return (
            (before[:1].isdigit() and before[-1:] in (".", ",", "/", "-", ":"))
            or (after[:1] in (".", "/", "-", ":") and after[1:2].isdigit())
            or self.decimal
        )

    @property
    def decimal(self) -> bool:
        """Whether it has decimals or is some."""
        before = self.before[-2:]
        return (before[:1].isdigit() and before[-1:] in (".", ",")) or _DECIMALS.match(self.after) is not None


def joins(character: str) -> bool:
    """Whether a digit beside that character belongs to its word or number."""
    return character == "_" or (character.isalnum() and character <= _LAST_JOINING)


def numbers_from(text: str, groups: Sequence[tuple[int, int]], first: int, fewest: int) -> list[Number]:
    """What begins with that group and has so many digits, longest first; nothing where it is the tail of a word."""
    start = groups[first][0]
    if joins(text[start - 1 : start]):
        return []
    found: list[Number] = []
    pieces: tuple[str, ...] = ()
    separators: tuple[str, ...] = ()
    lengths: tuple[int, ...] = ()
    digits = ""
    place = start
    for begin, end in groups[first : first + MOST_GROUPS]:
        if pieces:
            separator = text[place:begin]
            if len(separator) > 3 or _SEPARATOR.fullmatch(separator) is None:
                break
            # A digit alone stands at the beginning of a number, as in 1 800 and (0) 20; after it, it counts something.
            if len(digits) + end - begin > MOST_DIGITS or (end - begin == 1 and len(pieces) > 2):
                break
            separators += (separator,)
        piece = text[begin:end]
        pieces += (piece,)
        lengths += (end - begin,)
        digits += piece
        place = end
        if len(digits) >= fewest and not joins(text[end : end + 1]):
            found.append(Number(text, start, end, pieces, separators, lengths, digits))
    return found[::-1]
