"""Whose turn it is, as pure rules: whoever had it longest ago, and never again before all others had theirs."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Turns:
    """When somebody had their turn last, and how often in all: whoever comes first in this order is next."""

    last: date = date.min
    in_all: int = 0


NONE_YET = Turns()


def in_turn(people: Iterable[int], turns: Mapping[int, Turns], count: int) -> list[int]:
    """So many of these people, by inside id: whoever had no turn yet first, then whoever had it longest ago."""
    return sorted(people, key=lambda one: (turns.get(one, NONE_YET), one))[:count]


@dataclass(frozen=True)
class Candidate:
    """Somebody who facilitates in turn."""

    person_id: int
    side_id: int


def next_in_turn(candidates: Sequence[Candidate], turns: Mapping[int, date], there: Collection[int]) -> int | None:
    """Who facilitates: of those who are `there`, the side whose turn was longest ago, and of it the person.

    Turns of all candidates count for their sides. In a tie their order decides.
    """
    of_side: dict[int, date] = {}
    for one in candidates:
        last = turns.get(one.person_id, date.min)
        of_side[one.side_id] = max(last, of_side.get(one.side_id, date.min))
    left = [one for one in candidates if one.person_id in there]
    chosen = min(
        left,
        key=lambda one: (of_side[one.side_id], _first(candidates, one.side_id), turns.get(one.person_id, date.min)),
        default=None,
    )
    return chosen.person_id if chosen is not None else None


def _first(candidates: Sequence[Candidate], side_id: int) -> int:
    return next(place for place, one in enumerate(candidates) if one.side_id == side_id)
