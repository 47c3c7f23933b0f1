"""Decides when a run is frozen who is asked, in which groups answers are kept, and which parts may be shown at all.

In a named or confidential run everybody is asked and each team is a group. In an anonymous one:

- no group has fewer people than the threshold, see `joining`;
- no sum of groups differs from a sum of an earlier run's by fewer people than the threshold (but for none), see
  `distance`. Otherwise whoever takes last week's figures from this week's has those of the one who joined or left.

Where that cannot be had with everybody, some people are *rested*: not asked this time. Whom it concerns is asked the
same set as before if possible, since figures of the same people tell nothing of one of them; newcomers then wait until
there are enough of them. Where somebody has left, others who are drawn at random rest with them. Only where too many
would have to (more than a third of a group), parts are given up: teams are joined, then sides. Where nothing helps, the
run is not held.

Rested people are known to be rested, to themselves at least, and nothing here depends on their being unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from random import Random

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.protecting import LOWEST_THRESHOLD
from bot.capabilities.checkins.protecting.distance import Close, Distance
from bot.capabilities.checkins.protecting.joining import Groups, alike_joined, big_enough, by_team, cheapest
from bot.capabilities.checkins.protecting.nodes import Node, Person, nodes_of


@dataclass(frozen=True)
class Earlier:
    """An earlier run that asked one of the questions and of which anything was or may still be shown.

    `groups` are the ids of the people of each. Whoever was erased since must stand in it under an id that nobody else
    has: it is they who are missing now.
    """

    groups: tuple[frozenset[int], ...]
    threshold: int


LARGEST_SHARE_RESTED = 1 / 3
"""Of a group's people, as long as parts can be given up in place of asking fewer."""


class Refusal(StrEnum):
    """Why an anonymous run is not held: too few people, or too close to an earlier run's."""

    TOO_FEW = "too_few"
    TOO_CLOSE = "too_close"


@dataclass(frozen=True)
class NotHeld:
    """The run is not held; so many people could have been asked, and so many at least belong together.

    Without `people` it is told to somebody who may not know how many there are.
    """

    why: Refusal
    people: int | None
    threshold: int


@dataclass(frozen=True)
class Group:
    """People whose answers are kept together; their side and team where all have the same one."""

    people: frozenset[int]
    side_id: int | None
    team_id: int | None


@dataclass(frozen=True)
class Grouping:
    """Who is asked, in groups; the parts that may be shown, of groups by their places; and who is rested.

    `threshold` is the one to freeze: no lower than in any earlier run that asked the same.
    """

    groups: tuple[Group, ...]
    nodes: tuple[Node, ...]
    threshold: int
    rested: frozenset[int] = frozenset()


def freeze(
    people: Sequence[Person], mode: Mode, threshold: int, history: Sequence[Earlier], chance: Random
) -> Grouping | NotHeld:
    """The groups of a run of these people; `chance` draws who is rested.

    `history` is in the order of time. Raises ValueError for a threshold that is lower than any may be.
    """
    if threshold < LOWEST_THRESHOLD:
        raise ValueError(f"A threshold is at least {LOWEST_THRESHOLD}, not {threshold}")
    known = {person.id: person for person in sorted(people, key=lambda person: person.id)}
    if mode is not Mode.ANONYMOUS:
        return _grouping(by_team(known.values()), known, threshold)
    threshold = max([threshold, *(run.threshold for run in history)])
    if len(known) < threshold:
        return NotHeld(Refusal.TOO_FEW, len(known), threshold)
    earlier = _newest_first(history)
    everybody = _settled(known, threshold, earlier, chance)
    if everybody is not None and everybody.people == len(known) and not everybody.joins:
        return _grouping(everybody.groups, known, threshold)
    before = _settled(_asked_before(known, earlier), threshold, earlier, chance)
    found = _better(everybody, before, threshold)
    if found is None:
        return NotHeld(Refusal.TOO_CLOSE, len(known), threshold)
    return _grouping(found.groups, known, threshold)


@dataclass(frozen=True)
class _Settled:
    """Groups that nothing can be worked out from: of so many people and parts, and how often groups were joined."""

    groups: Groups
    people: int
    parts: int
    joins: int


def _better(everybody: _Settled | None, before: _Settled | None, threshold: int) -> _Settled | None:
    """Of beginning with everybody and with those asked before: more parts first, and then the set of before.

    It costs less than the threshold in people: asking the same people again gives away nothing new.
    """
    if everybody is None or before is None:
        return everybody or before
    if everybody.parts != before.parts:
        return max(everybody, before, key=lambda one: one.parts)
    return before if everybody.people - before.people < threshold else everybody


def _newest_first(history: Sequence[Earlier]) -> list[Groups]:
    """The different groups of earlier runs.

    What keeps a run like the newest, or far from it, mostly keeps it so from all; begun with others, more people rest.
    """
    return [list(groups) for groups in dict.fromkeys(frozenset(run.groups) for run in reversed(history))]


def _asked_before(people: Mapping[int, Person], newest_first: Sequence[Groups]) -> Mapping[int, Person]:
    """Of these people, those asked last time: in the newest run that asked at least half of them."""
    for groups in newest_first:
        asked = people.keys() & frozenset[int]().union(*groups)
        if 2 * len(asked) >= len(people):
            return {person_id: person for person_id, person in people.items() if person_id in asked}
    return {}


def _settled(
    people: Mapping[int, Person], threshold: int, history: Sequence[Groups], chance: Random
) -> _Settled | None:
    """Rests people and joins groups until nothing is too close; None where neither helps any more."""
    if len(people) < threshold:
        return None
    groups = alike_joined(big_enough(people, threshold), people)
    joins = 0
    while True:
        for share in (LARGEST_SHARE_RESTED, 1):
            rested, stuck = _rested(groups, threshold, history, share, chance)
            if not stuck:
                left = [group - rested for group in groups]
                return _Settled(left, len(people) - len(rested), len(nodes_of(left, people)), joins)
            fewer = _with_neighbours(groups, people, stuck)
            if len(fewer) < len(groups):
                break
        else:
            return None
        groups = alike_joined(fewer, people)
        joins += 1


def _rested(
    groups: Groups, threshold: int, history: Sequence[Groups], share: float, chance: Random
) -> tuple[frozenset[int], list[Close]]:
    """Who has to rest so that no sum is too close to an earlier one; and sums that nobody's rest can mend, if any."""
    room = [len(group) - max(threshold, ceil(len(group) * (1 - share))) for group in groups]
    rested: set[int] = set()
    stuck: list[Close] = []
    distances = [Distance(groups, earlier) for earlier in history]
    changed = True
    while changed:
        changed = False
        for distance in distances:
            touched = {place for close in stuck for place in close.groups}
            close = [one for one in distance.too_close(threshold) if touched.isdisjoint(one.groups)]
            while close:
                for one in sorted(close, key=lambda one: distance.only_now(one) is None):
                    if not touched.isdisjoint(one.groups):
                        continue
                    touched |= one.groups
                    found = _who_rests(distance, one, threshold, room, chance)
                    if not found:
                        stuck.append(one)
                    for person, place in found:
                        changed = True
                        room[place] -= 1
                        rested.add(person)
                        for each in distances:
                            each.rest(person, place)
                touched = {place for close in stuck for place in close.groups}
                close = [one for one in distance.too_close(threshold) if touched.isdisjoint(one.groups)]
    return frozenset(rested), stuck


def _who_rests(
    distance: Distance, close: Close, threshold: int, room: list[int], chance: Random
) -> list[tuple[int, int]]:
    """People, with their groups, without whom two sums are the same or far enough from one another; none if nobody is.

    Newcomers wait, so that the same are asked as before; else others rest with whoever left.
    """
    newcomers = distance.only_now(close)
    if newcomers:
        room_left = list(room)
        for _, place in newcomers:
            room_left[place] -= 1
        if min(room_left) >= 0:
            return newcomers
    others = distance.in_both(close)
    chance.shuffle(others)
    found: list[tuple[int, int]] = []
    room_left = list(room)
    for person, place in others:
        if len(found) + len(close.people) == threshold:
            break
        if room_left[place]:
            room_left[place] -= 1
            found.append((person, place))
    return found if len(found) + len(close.people) == threshold else []


def _with_neighbours(groups: Groups, people: Mapping[int, Person], stuck: Sequence[Close]) -> Groups:
    """The smallest group of each sum that is too close joined with one outside it, of the same side if there is one.

    Where somebody has moved from one to the other, these two are joined. No group is joined twice.
    """
    found, done = dict(enumerate(groups)), set[int]()
    for close in stuck:
        inner = min(close.groups, key=lambda place: (len(groups[place]), place))
        sides = {people[one].side_id for one in groups[inner]}
        outer = [place for place in found if place not in close.groups and place not in done]
        if inner in done or not outer:
            continue
        moved = [place for place in outer if groups[place] & close.people]
        near = [place for place in outer if sides.issuperset(people[one].side_id for one in groups[place])]
        both = [place for place in near if place in moved]
        partner = cheapest(groups, people, both or near or moved or outer)
        found[partner] |= found.pop(inner)
        done |= {inner, partner}
    return list(found.values())


def _grouping(groups: Groups, people: Mapping[int, Person], threshold: int) -> Grouping:
    def only(values: set[int]) -> int | None:
        return values.pop() if len(values) == 1 else None

    ordered = sorted(groups, key=min)
    asked = frozenset[int]().union(*groups)
    return Grouping(
        tuple(
            Group(
                group,
                side_id=only({people[one].side_id for one in group}),
                team_id=only({people[one].team_id for one in group}),
            )
            for group in ordered
        ),
        nodes_of(ordered, people),
        threshold,
        rested=frozenset(people.keys() - asked),
    )
