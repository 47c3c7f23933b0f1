"""What was probably meant by words that are no command."""

from collections.abc import Iterable
from difflib import SequenceMatcher

ALIKE = 0.7
"""How much of both must agree, from 0 to 1: one slip in four letters still does, “hello” for “help” does not."""

MUCH_ALIKE = 0.8
"""The same where the words may well have been meant as they are: “lost” is not taken for “last”."""

SHORTEST = 3
"""Letters from which on the end of a command stands for all of it: “find” for “update find”."""


def nearest(typed: str, commands: Iterable[str], alike: float = ALIKE) -> tuple[str, str] | None:
    """The command whose words, or whose words after the first, are most like those typed, and what follows them.

    A hyphen is as good as a space.
    """
    words = typed.replace("-", " ").split()
    found, best = None, alike
    for command in commands:
        whole = command.replace("-", " ").split()
        for meant in (whole, whole[1:]):
            wanted = " ".join(meant)
            if len(wanted) < SHORTEST:
                continue
            ratio = SequenceMatcher(None, " ".join(words[: len(meant)]).lower(), wanted).ratio()
            if ratio > best:
                found, best = (command, " ".join(words[len(meant) :])), ratio
    return found
