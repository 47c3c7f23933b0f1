"""Names of people whom a place's readers may not know, where somebody wrote them into a text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.people.folding import letter
from bot.people.viewpoint import LEFT_OUT, Viewpoint

SHORTEST = 3
"""Letters from which on a word by itself can be somebody's name."""

SHORTEST_TOGETHER = 2
"""The same in scripts that write words without spaces between them."""

_MARKS = "".join(chr(one) for one in range(0x300, 0x10000) if unicodedata.category(chr(one)) in ("Mn", "Mc"))
"""What is written on, below or after a letter, as vowels of Hindi and tones of Thai are: it ends no word."""

_LETTERS = rf"[^\W\d_]+(?:[{_MARKS}\u00ad\u200b-\u200d\u2060]+[^\W\d_]*)*"
_WORD = re.compile(rf"{_LETTERS}(?:[-'’]{_LETTERS})*")
_APOSTROPHES = "'’ʼ"
"""Which of them is typed depends on the keyboard."""

_OF_SOMEBODY = re.compile(r"['’]s$", re.IGNORECASE)
_TOGETHER = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese: a name runs into what follows it."""


@dataclass(frozen=True)
class Names:
    """The words of the names of each side's people, by inside id, and what partners are called."""

    words: Mapping[int, frozenset[str]] = field(default_factory=dict)
    sides: Mapping[int, str] = field(default_factory=dict)
    _known: dict[Viewpoint, "_Hidden"] = field(default_factory=dict, compare=False, repr=False)

    def hide(self, text: str, viewpoint: Viewpoint) -> str:
        """A text as it may be read there: whom its readers may not know is left out of it.

        A word that is part of a name is left out where it is written like one. One that people have whom the readers
        may know is left out only beside another word of a hidden name: by itself it tells nobody.
        """
        hidden = self._of(viewpoint)
        for side, name in self.sides.items():
            if not viewpoint.sees_names_of(side):
                whole = re.escape(name) if _TOGETHER.search(name) else rf"(?<!\w){re.escape(name)}(?!\w)"
                text = re.sub(whole, LEFT_OUT, text, flags=re.IGNORECASE)
        return _joined(text, _found(text, hidden)) if hidden.words else text

    def _of(self, viewpoint: Viewpoint) -> "_Hidden":
        """What a viewpoint may not read, worked out once for all texts."""
        if viewpoint not in self._known:
            seen = {side: viewpoint.sees_names_of(side) for side in self.words}
            hidden = {word for side, words in self.words.items() if not seen[side] for word in words}
            known = {word for side, words in self.words.items() if seen[side] for word in words}
            together = tuple(word for word in hidden if _TOGETHER.search(word))
            self._known[viewpoint] = _Hidden(frozenset(hidden), frozenset(hidden & known), together)
        return self._known[viewpoint]


@dataclass(frozen=True)
class _Hidden:
    """Words of hidden names; `doubtful` are those that known people have too, `together` those without spaces."""

    words: frozenset[str]
    doubtful: frozenset[str]
    together: tuple[str, ...]


NOBODY = Names()


def names_of(people: Iterable[tuple[int, str]], sides: Mapping[int, str]) -> Names:
    """The names of people, each with their side by inside id; `sides` are the partners, by what they are called."""
    words: dict[int, set[str]] = {}
    for side_id, name in people:
        words.setdefault(side_id, set()).update(_words_of(name))
    return Names({side: frozenset(found) for side, found in words.items()}, sides)


def _words_of(name: str) -> Iterable[str]:
    for word in (_folded(one.group()) for one in _WORD.finditer(name)):
        if len(word) >= (SHORTEST_TOGETHER if _TOGETHER.search(word) else SHORTEST):
            yield word


def _found(text: str, hidden: _Hidden) -> list[tuple[int, int]]:
    """Where hidden names stand, in their order."""
    places: list[tuple[int, int]] = []
    doubtful: list[tuple[int, int]] = []
    for one in _WORD.finditer(text):
        written = _OF_SOMEBODY.sub("", one.group())
        word, begin = _folded(written), one.start()
        if _TOGETHER.search(word):
            places += [(begin + first, begin + last) for first, last in _within(written, hidden.together)]
        elif word in hidden.words and not written.islower():
            (doubtful if word in hidden.doubtful else places).append((begin, begin + len(written)))
    for begin, end in doubtful:
        if any(not text[end:first].strip() or not text[last:begin].strip() for first, last in places):
            places.append((begin, end))
    return sorted(places)


def _within(written: str, names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Where names stand in words that are written without spaces, each as often as it does."""
    pieces = [_folded(one) for one in written]
    # Of each folded letter, where it is written; a mark belongs to the letter before it.
    origins = [*(at for at, piece in enumerate(pieces) for _ in piece), len(written)]
    text = "".join(pieces)
    for name in names:
        at = text.find(name)
        while at >= 0:
            yield origins[at], origins[at + len(name)]
            at = text.find(name, at + 1)


def _joined(text: str, places: Iterable[tuple[int, int]]) -> str:
    """A text with one sign for each name, however many words it has."""
    pieces: list[str] = []
    done = 0
    for begin, end in places:
        if begin < done:
            continue
        between = text[done:begin]
        if not pieces or between.strip():
            pieces += [between, LEFT_OUT]
        done = end
    return "".join([*pieces, text[done:]])


def _folded(text: str) -> str:
    return "".join(letter(one) for one in text if one not in _APOSTROPHES)
