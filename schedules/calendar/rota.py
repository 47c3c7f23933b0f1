"""A person's own shifts, from a rota or said by themselves, laid over the hours of their team."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge
from typing import NamedTuple


class Shift(NamedTuple):
    """One stretch of work, as UTC instants; the end is no longer part of it."""

    start: datetime
    end: datetime


class Covered(NamedTuple):
    """Local days, the first and the last among them, of which a rota says all the shifts that start on them."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Rota:
    """What is known of one person alone; shifts are in order, and those of one kind do not overlap.

    `planned` are all that they work of the `covered` days, whatever their team's hours and days off. `said` are shifts
    that the person gave themselves, which win over both.
    """

    covered: tuple[Covered, ...] = ()
    planned: tuple[Shift, ...] = ()
    said: tuple[Shift, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether the team's hours do not hold for what starts on that local day."""
        return any(first <= day <= last for first, last in self.covered)

    def laid_over(self, usual: Iterator[Shift]) -> Iterator[Shift]:
        """The shifts of this person, in order, from the usual ones, which leave out the covered days."""
        return _laid_over(_laid_over(usual, self.planned), self.said)


NO_ROTA = Rota()


def _laid_over(under: Iterable[Shift], over: Sequence[Shift]) -> Iterator[Shift]:
    return merge((part for shift in under if (part := _left_of(shift, over))), over) if over else iter(under)


def _left_of(shift: Shift, over: Sequence[Shift]) -> Shift | None:
    """What remains of a shift: the part before another that begins in it, or after one that runs when it begins."""
    for other in over:
        if other.start >= shift.end:
            break
        if other.end <= shift.start:
            continue
        if other.start > shift.start:
            return Shift(shift.start, other.start)
        if other.start == shift.start or other.end >= shift.end:
            return None
        shift = Shift(other.end, shift.end)
    return shift
