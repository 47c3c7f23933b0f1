"""How far the groups of a run stand from those of an earlier one.

Somebody who knows the figures of a run's groups can add up any of them, do the same with an earlier run, and subtract.
What is left tells of the people who are counted in one of the two sums and not in the other: so those must be none or
as many as the threshold, for all sums of groups on both sides at once.

There are too many sums to try, and it is a question about cuts. Let every group of this run and of the earlier one be a
point, with one more point for being outside; let every person be a line between their two groups (or the outside).
Choosing sums is colouring points, the outside left blank, and the people in one sum alone are the lines between two
colours. So there is a difference of fewer than the threshold exactly where fewer lines than that can be cut to part two
points that hang together, a group of this run from another or from the outside. (What parts only groups of the earlier
run was known before.) Lines as thick as the threshold never have to be looked at, which leaves a few points.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

OUTSIDE = -1
"""Stands among the groups of either run for whoever was not asked in it."""

Groups = Sequence[frozenset[int]]
Point = tuple[bool, int]
"""Whether it is of the earlier run, and the place of the group; the outside is `_NOBODY`."""

_NOBODY: Point = (False, OUTSIDE)


@dataclass(frozen=True)
class Close:
    """Sums of groups that too few people tell apart: `people` are counted in one of them alone.

    `groups` are the places of this run's groups, and `earlier` those of the other's.
    """

    groups: frozenset[int]
    earlier: frozenset[int]
    people: frozenset[int]


class Distance:
    """Between the groups of a run that is being made and those of an earlier run."""

    def __init__(self, groups: Groups, earlier: Groups) -> None:
        self._was = {person: place for place, group in enumerate(earlier) for person in group}
        self._cells: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        asked: set[int] = set()
        for place, group in enumerate(groups):
            asked |= group
            for person in group:
                self._cells[place, self._was.get(person, OUTSIDE)].add(person)
        for person in self._was.keys() - asked:
            self._cells[OUTSIDE, self._was[person]].add(person)

    def rest(self, person: int, place: int) -> None:
        """Take somebody out of the group at this place."""
        was = self._was.get(person, OUTSIDE)
        self._cells[place, was].remove(person)
        if was != OUTSIDE:
            self._cells[OUTSIDE, was].add(person)

    def in_both(self, close: Close) -> list[tuple[int, int]]:
        """Who is counted in both sums, with the place of their group; sorted."""
        return sorted(
            (person, place)
            for (place, was), people in self._cells.items()
            if place in close.groups and was in close.earlier
            for person in people
        )

    def only_now(self, close: Close) -> list[tuple[int, int]] | None:
        """Who is counted in the sum of this run alone, with their places; None where somebody is in the other's."""
        found = [
            (person, place)
            for (place, was), people in self._cells.items()
            if place in close.groups and was not in close.earlier
            for person in people
        ]
        return sorted(found) if len(found) == len(close.people) else None

    def too_close(self, threshold: int) -> Iterator[Close]:
        """Sums that fewer people than the threshold tell apart, the small before the large; none where all is well.

        For every group that is in such a sum there is one, though not every sum is there.
        """
        lines = {
            (_now(place), _then(was)): len(people)
            for (place, was), people in self._cells.items()
            if people and (place, was) != (OUTSIDE, OUTSIDE)
        }
        lumps = _lumps(lines, threshold)
        between: dict[Point, dict[Point, int]] = defaultdict(dict)
        for (one, other), count in lines.items():
            a, b = lumps[one], lumps[other]
            if a != b:
                between[a][b] = between[a].get(b, 0) + count
                between[b][a] = between[b].get(a, 0) + count
        sizes: dict[Point, int] = defaultdict(int)
        members: dict[Point, set[Point]] = defaultdict(set)
        for point, lump in lumps.items():
            members[lump].add(point)
        for (place, _), people in self._cells.items():
            if place != OUTSIDE:
                sizes[lumps[_now(place)]] += len(people)
        of_this_run = [lump for lump, points in members.items() if any(not earlier for earlier, _ in points)]
        for hanging in _hanging_together(between):
            ends = sorted((lump for lump in of_this_run if lump in hanging), key=lambda one: (sizes[one], one))
            if len(ends) < 2:
                continue
            outside = lumps.get(_NOBODY)
            root = outside if outside in hanging else ends[-1]
            for end in ends:
                if end != root and (side := _parted(between, end, root, threshold)) is not None:
                    yield self._found({point for lump in side for point in members[lump]})

    def _found(self, points: set[Point]) -> Close:
        groups = frozenset(place for earlier, place in points if not earlier)
        earlier = frozenset(place for is_earlier, place in points if is_earlier)
        people = frozenset(
            person
            for (place, was), cell in self._cells.items()
            if (place in groups) != (was in earlier)
            for person in cell
        )
        return Close(groups, earlier, people)


def _now(place: int) -> Point:
    return _NOBODY if place == OUTSIDE else (False, place)


def _then(place: int) -> Point:
    return _NOBODY if place == OUTSIDE else (True, place)


def _lumps(lines: Mapping[tuple[Point, Point], int], threshold: int) -> dict[Point, Point]:
    """Points that nothing smaller than the threshold can part lie in one lump, named by one of them."""
    lump = {point: point for line in lines for point in line}

    def top(point: Point) -> Point:
        while lump[point] != point:
            lump[point] = lump[lump[point]]
            point = lump[point]
        return point

    joined = True
    while joined:
        joined = False
        thick: dict[tuple[Point, Point], int] = defaultdict(int)
        for (one, other), count in lines.items():
            a, b = sorted((top(one), top(other)))
            if a != b:
                thick[a, b] += count
        for (a, b), count in thick.items():
            if count >= threshold and top(a) != top(b):
                lump[top(b)] = top(a)
                joined = True
    return {point: top(point) for point in lump}


def _hanging_together(between: Mapping[Point, Mapping[Point, int]]) -> Iterable[set[Point]]:
    seen: set[Point] = set()
    for start in sorted(between):
        if start in seen:
            continue
        found, waiting = {start}, [start]
        while waiting:
            for near in between[waiting.pop()]:
                if near not in found:
                    found.add(near)
                    waiting.append(near)
        seen |= found
        yield found


def _parted(between: Mapping[Point, Mapping[Point, int]], end: Point, root: Point, threshold: int) -> set[Point] | None:
    """The smallest lumps around `end` that fewer lines than the threshold tie to `root`; None where more do.

    Paths from `end` to `root` are found until there are as many as the threshold (max flow, min cut).
    """
    room = {point: dict(near) for point, near in between.items()}
    for _ in range(threshold):
        came_from: dict[Point, Point] = {}
        waiting = deque([end])
        while waiting and root not in came_from:
            point = waiting.popleft()
            for near, left in room[point].items():
                if left and near != end and near not in came_from:
                    came_from[near] = point
                    waiting.append(near)
        if root not in came_from:
            return {end, *came_from}
        point = root
        while point != end:
            before = came_from[point]
            room[before][point] -= 1
            room[point][before] += 1
            point = before
    return None
