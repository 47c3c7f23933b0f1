"""The wall between partners, as pure rules: what may be shown where a given set of sides can read it.

The most restricted reader decides. Internal people may see everything; a partner sees itself and, where nobody can be
computed from it, the whole.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.people.model import Sharing

STRANGERS = 0
"""Stands among the sides of a viewpoint for readers that belong to no side; they see no side's figures or names."""

LEFT_OUT = "[name]"
"""What stands in a text for a name that its readers may not know; what was masked of a customer's looks otherwise."""

FEWEST_SIDES_IN_A_WHOLE = 3
"""Below three, whoever knows their own figure subtracts it and has the other's."""


@dataclass(frozen=True)
class Figure:
    """So many done out of so many expected; `expected` 0 means that nobody in particular is expected."""

    done: int
    expected: int

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(self.done + other.done, self.expected + other.expected)

    @property
    def is_nothing(self) -> bool:
        return not self.done and not self.expected


@dataclass(frozen=True)
class Shown:
    """The figures that a viewpoint may see: of single sides, and of all together."""

    sides: Mapping[int, Figure]
    whole: Figure | None


@dataclass(frozen=True)
class Viewpoint:
    """The sides that can read a place, what the audience's sides share, and which side is the internal one.

    `agreed` are the sides that share so much, where something goes to others as well (None: all whom it concerns).
    """

    sides: frozenset[int]
    sharing: Sharing = Sharing.NOTHING
    internal: int | None = None
    agreed: frozenset[int] | None = None

    def sees_figures_of(self, side_id: int) -> bool:
        """Whether every reader may see this side's figures by themselves."""
        open_to = self.sharing is not Sharing.NOTHING
        return self._all_readers(lambda reader: reader == side_id or (open_to and self._agree(reader, side_id)))

    def sees_side(self, side_id: int) -> bool:
        """Whether every reader may see that this side exists: its name, its channels."""
        return side_id == self.internal or self.sees_figures_of(side_id)

    def sees_names_of(self, side_id: int) -> bool:
        """Whether every reader may see the names of this side's people; internal people are known to all."""
        if side_id == self.internal:
            return self._readable
        open_to = self.sharing is Sharing.NAMES
        return self._all_readers(lambda reader: reader == side_id or (open_to and self._agree(reader, side_id)))

    def sees_whole(self, figures: Mapping[int, Figure]) -> bool:
        """Whether every reader may see the sum of these figures, by side.

        Behind the wall only where three sides or more are in it, and where what is left without the reader's own is
        neither nothing nor all: "0 of 20 elsewhere" tells each of the others' figures. Where two partners read the
        same place it is not shown at all: hiding it for the sake of one would tell the other why.
        """
        if not self._readable or not figures:
            return False
        if self.sharing is not Sharing.NOTHING and self._agree(*self.sides - {self.internal}, *figures):
            return True
        partners = self.sides - {self.internal}
        return not partners or (len(partners) == 1 and _hides_everyone(min(partners), figures))

    def figures(self, by_side: Mapping[int, Figure]) -> Shown:
        """What may be shown of figures by side, sides in the order given."""
        seen = {side: figure for side, figure in by_side.items() if self.sees_figures_of(side)}
        whole = total(by_side.values()) if self.sees_whole(by_side) else None
        return Shown(seen, whole)

    def _agree(self, *side_ids: int) -> bool:
        return self.agreed is None or self.agreed.issuperset(side_ids)

    @property
    def _readable(self) -> bool:
        return bool(self.sides) and STRANGERS not in self.sides

    def _all_readers(self, may: Callable[[int], bool]) -> bool:
        return self._readable and all(reader == self.internal or may(reader) for reader in self.sides)


@dataclass(frozen=True)
class Wall:
    """What the sides of an audience share, which side is the internal one, and which sides have agreed to it.

    `agreed` is as it is of a `Viewpoint`; without an audience nobody has.
    """

    sharing: Sharing
    internal: int | None
    agreed: frozenset[int] | None = frozenset()

    def viewpoint(self, side_ids: Collection[int]) -> Viewpoint:
        """From which something is composed that these sides can read."""
        return Viewpoint(frozenset(side_ids), self.sharing, self.internal, self.agreed)


def total(figures: Iterable[Figure]) -> Figure:
    """The sum of figures."""
    return sum(figures, start=Figure(0, 0))


def _hides_everyone(reader: int, figures: Mapping[int, Figure]) -> bool:
    taking_part = {side: figure for side, figure in figures.items() if not figure.is_nothing}
    if len(taking_part) < FEWEST_SIDES_IN_A_WHOLE:
        return False
    others = total(figure for side, figure in taking_part.items() if side != reader)
    return others.done not in (0, others.expected)
