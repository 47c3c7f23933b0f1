"""Names as they are looked for: without accents, case and signs, so that “Solveig” finds “Sólveig”."""

import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
"""Letters that Unicode does not take apart into a letter and its mark, as people type them who lack the key."""


def folded(*texts: str) -> str:
    """The words of texts, each after a space, so that ` sol` finds the beginning of a word and `vei` its middle."""
    words = "".join(_kept(character) for text in texts for character in f" {_plain(text)}").split()
    return "".join(f" {word}" for word in dict.fromkeys(words))


def found_by(name: str, alias: str = "", email: str = "") -> str:
    """What somebody is looked for by. Of the e-mail it is what stands before the @: behind it all have the same."""
    return folded(name, alias, email.partition("@")[0])


def words_sought(typed: str) -> list[str]:
    """The words by which somebody looks for a person or team; of an e-mail what stands before the @."""
    return folded(*(word.lstrip("@").partition("@")[0] for word in typed.split())).split()


@lru_cache(maxsize=4096)
def letter(character: str) -> str:
    """A character without accents and case, of as many letters as that takes; empty for what is not seen by itself."""
    if unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return ""
    return "".join(one for one in _plain(character) if not unicodedata.combining(one))


def says_something(text: str) -> bool:
    """Whether anybody sees anything of it."""
    return any(letter(character).strip() for character in text)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_LETTERS)


def _kept(character: str) -> str:
    if unicodedata.combining(character):
        return ""
    return character if character.isalnum() else " "
