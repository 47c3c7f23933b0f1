"""Text as the guard reads it: other scripts' digits, wide letters, odd spaces and dashes folded to plain ones."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache


def fold(text: str) -> tuple[str, Sequence[int]]:
    """The folded text and, for each of its characters, the place in the original.

    Invisible characters, which could hide a number, are left out; what sets words in italics is no part of them.
    """
    text = _BETWEEN_DIGITS.sub("-", _ITALICS.sub(_as_many_spaces, text.replace("\t", " ")))
    if text.isascii():
        return text, range(len(text))
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        plain = _plain(character)
        if plain:
            characters.append(plain)
            places.append(place)
    return "".join(characters), places


_ITALICS = re.compile(r"_++(?![^\W_]|@)|(?<![^\W_])_(?![_@])")
"""Low lines around words, as chat platforms write italics; one within a word, or before an @, belongs to it."""


def _as_many_spaces(found: re.Match[str]) -> str:
    return " " * len(found[0])


_BETWEEN_DIGITS = re.compile(r"(?<=\d)_(?=\d)")

_LOOK_ALIKE = {"\u2212": "-", "\u30fc": "-", "\u00b7": ".", "\ufe0f": "", "\u20e3": ""}
"""Minus and the Japanese long sign, which people type for a dash; the middle dot; what makes a digit a key cap."""


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character in _LOOK_ALIKE:
        return _LOOK_ALIKE[character]
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Pd":
        return "-"
    if category == "Zs":
        return " "
    wide = unicodedata.normalize("NFKC", character)
    return wide if len(wide) == 1 else character
