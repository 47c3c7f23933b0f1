"""Texts that people wrote: where they stand as one line among others, and the name that they begin with."""

from collections.abc import Iterable

BETWEEN = " / "


def on_one_line(text: str) -> str:
    """A text without its line breaks: what stood on lines of their own stays apart."""
    return BETWEEN.join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def name_first(text: str, names: Iterable[str], *, ends: tuple[str, ...] = ("", " ", ":")) -> tuple[str, str]:
    """The longest of some names that a text begins with, and what follows it; no name where it begins with none.

    `ends` are what may follow the name: nothing more, a blank, or a colon.
    """
    for name in sorted(names, key=len, reverse=True):
        if text.casefold().startswith(name.casefold()) and text[len(name) : len(name) + 1] in ends:
            return name, text[len(name) :].lstrip(" :")
    return "", text
