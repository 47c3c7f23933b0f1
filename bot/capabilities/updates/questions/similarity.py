"""How alike two questions are, by the words they share; simple enough to be explained to whoever asks."""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")

ALIKE = 0.4
"""From this share of common words on, a question is shown as similar."""

BEGINNING = 4
"""Letters by which words are compared, so that “refund” and “refunds” are one."""

SHORTEST = 4
"""Letters of a word that says something by itself; a number always does."""

WITHOUT_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts that put no spaces between words: there each pair of letters is taken for one."""

EVERYWHERE = frozenset(
    word
    for line in (
        "about also been could does doing from have just like must need only should still that their them then there",
        "these they this those what when where which will with would your",
    )
    for word in line.split()
)
"""English words that stand in questions about anything."""


def words_of(text: str) -> frozenset[str]:
    """What a text is compared by: the beginnings of its words, whatever their case."""
    found: set[str] = set()
    for word in re.findall(r"\w+", text.casefold()):
        if WITHOUT_SPACES.search(word):
            found.update({word[place : place + 2] for place in range(max(1, len(word) - 1))})
        elif any(letter.isdigit() for letter in word) or (len(word) >= SHORTEST and word not in EVERYWHERE):
            found.add(word[:BEGINNING])
    return frozenset(found)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of their words that two texts have in common: 0 for none, 1 for the same."""
    both = len(one) + len(other)
    return 2 * len(one & other) / both if both else 0.0


def most_alike(text: str, others: Sequence[T], text_of: Callable[[T], str], *, at_most: int) -> list[T]:
    """Those of the others that are like the text, the most alike first; equals stay in their order."""
    words = words_of(text)
    rated = [(likeness(words, words_of(text_of(other))), other) for other in others]
    alike = sorted((one for one in rated if one[0] >= ALIKE), key=lambda one: -one[0])
    return [other for _, other in alike[:at_most]]
