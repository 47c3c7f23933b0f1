"""Decides which parts of a run are shown for a question, when results are looked at.

A part is shown where as many people as the threshold have answered. That alone is not enough: a side of 5 answers
beside a whole of 6 shows the sixth. So parts are hidden as well until no sum or difference of what is shown is left
with some answers, but fewer than the threshold. Parts lie within one another like boxes (teams in sides, sides in the
whole), so all that can be worked out is made of what each shown part has beside the shown parts in it; that must be
nothing, or enough.

It is decided once for everybody, whoever looks, since people can tell one another what they see. What is hidden is as
little as can be: the whole is kept before sides, sides before teams, and among equals those with more answers. The
same answers always give the same parts.

- A *follow-up question*, asked only after certain answers, tells by the number of its answers how many gave those. It
  is shown only where the question before it is, and there its number adds nothing.
- *Free texts* are shown of the whole and of sides, never of a team: fewer people come into question for words.
- *Several of*: a person who ticks three choices is one answer; counts are of people throughout.
- The *response rate* is given of every part that a run has. It tells who took part, not what was said, and of no fewer
  people than the threshold, by `grouping`. Whether all or none of them took part is not hidden.
- An *average* is worked out from the distribution shown beside it and rounded, so it says less than that does.
- *Change since last time* is given only where both are shown; that the people are the same or far apart is the work of
  `grouping`. It says how people, not how anybody, changed.

Limits: how many answered is not a secret, only what. Somebody who knows that another answered this time and not last
time can ask what that one answer more may have been.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from bot.capabilities.checkins.protecting.nodes import LEVELS, Level, Name, Node

TEXT_LEVELS = frozenset({Level.WHOLE, Level.SIDE})
"""Where words of people are shown."""

Score = tuple[int, ...]
"""How many parts are shown of each level, from the coarsest, and the answers in them; more is better."""


@dataclass(frozen=True)
class _Choice:
    """What is shown of some parts, and how good that is: one part, or what was chosen of those beside and in it."""

    score: Score
    name: Name | None = None
    of: tuple["_Choice", ...] = ()

    def shown(self) -> frozenset[Name]:
        """All parts that are shown."""
        found, waiting = set(), [self]
        while waiting:
            choice = waiting.pop()
            waiting += choice.of
            if choice.name:
                found.add(choice.name)
        return frozenset(found)


@dataclass
class _Box:
    """A part with the parts directly in it."""

    node: Node
    within: list["_Box"] = field(default_factory=list)


def shown(
    nodes: Collection[Node], answers: Mapping[int, int], threshold: int, among: Collection[Name] | None = None
) -> frozenset[Name]:
    """The parts shown of a question with so many answers by group, of those `among` (None: of all).

    With a threshold of 0 or 1, as in runs that are not anonymous, every part with an answer is shown.
    """
    candidates = [node for node in nodes if among is None or node.name in among]
    choices = {0: _Choice(_nothing())}
    for box in _boxes(candidates):
        choices = _side_by_side(choices, _choices(box, answers, threshold), threshold)
    return max(choices.values(), key=lambda choice: choice.score).shown()


def text_parts(nodes: Collection[Node]) -> frozenset[Name]:
    """The parts that words may be shown of."""
    return frozenset(node.name for node in nodes if node.name.level in TEXT_LEVELS)


def _choices(box: _Box, answers: Mapping[int, int], threshold: int) -> dict[int, _Choice]:
    """The best of what can be shown within a part, by how many answers are then left over for what it lies in.

    Left over are the answers in no part shown, counted up to the threshold.
    """
    covered = frozenset[int]().union(*(inner.node.groups for inner in box.within))
    own = sum(answers.get(group, 0) for group in box.node.groups - covered)
    choices = {min(own, threshold): _Choice(_nothing())}
    for inner in box.within:
        choices = _side_by_side(choices, _choices(inner, answers, threshold), threshold)
    total = sum(answers.get(group, 0) for group in box.node.groups)
    if total:
        for inside in [choices[left] for left in (0, threshold) if left in choices]:
            with_it = _Choice(_plus(inside.score, _one(box.node.name, total)), box.node.name, (inside,))
            _keep(choices, 0, with_it)
    return choices


def _side_by_side(ones: Mapping[int, _Choice], others: Mapping[int, _Choice], threshold: int) -> dict[int, _Choice]:
    """What can be shown of two parts that lie beside one another."""
    found: dict[int, _Choice] = {}
    for left, one in sorted(ones.items()):
        for more, other in sorted(others.items()):
            both = _Choice(_plus(one.score, other.score), of=(one, other))
            _keep(found, min(left + more, threshold), both)
    return found


def _keep(choices: dict[int, _Choice], left: int, choice: _Choice) -> None:
    if left not in choices or choice.score > choices[left].score:
        choices[left] = choice


def _boxes(nodes: Collection[Node]) -> list[_Box]:
    """Parts within parts: each lies in the finest coarser one that has all its groups."""
    outermost: list[_Box] = []
    around: dict[int, list[_Box]] = defaultdict(list)
    for node in sorted(nodes, key=lambda node: (node.name.depth, node.name.id)):
        box = _Box(node)
        outer = [
            other
            for other in around[min(node.groups)]
            if other.node.name.depth < node.name.depth and other.node.groups >= node.groups
        ]
        (outer[-1].within if outer else outermost).append(box)
        for group in node.groups:
            around[group].append(box)
    return outermost


def _nothing() -> Score:
    return (0,) * (len(LEVELS) + 1)


def _one(name: Name, answers: int) -> Score:
    return (*(int(level is name.level) for level in LEVELS), answers)


def _plus(one: Score, other: Score) -> Score:
    return tuple(a + b for a, b in zip(one, other, strict=True))
