"""Joins people into groups of at least the threshold, as few parts as possible lost to it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from bot.capabilities.checkins.protecting.nodes import Person, nodes_of

Groups = list[frozenset[int]]


def by_team(people: Iterable[Person]) -> Groups:
    """Each team a group, by side and team."""
    return [group for _, group in sorted(_teams(people).items())]


def big_enough(people: Mapping[int, Person], threshold: int) -> Groups:
    """Groups that each have as many people as the threshold, of at least as many people.

    A team below it is joined with the other small ones of its side (with its smallest team where these are too few
    together); sides below it with one another. Where those are too few together, they are joined with the group that
    takes the fewest parts from view.
    """
    sides: dict[int, dict[int, frozenset[int]]] = defaultdict(dict)
    for (side_id, team_id), group in _teams(people.values()).items():
        sides[side_id][team_id] = group
    groups: Groups = []
    pool: frozenset[int] = frozenset()
    for _, teams in sorted(sides.items()):
        if sum(map(len, teams.values())) < threshold:
            pool = pool.union(*teams.values())
        else:
            groups += _of_side(teams.values(), threshold)
    if not pool:
        return groups
    if len(pool) >= threshold:
        return [*groups, pool]
    return joined(groups, pool, cheapest(groups, people, range(len(groups))))


def cheapest(groups: Groups, people: Mapping[int, Person], among: Iterable[int]) -> int:
    """Which of these groups, by place, takes the fewest parts from view when people of other sides join it.

    Among equals it is the one of the smallest side, then the smallest.
    """
    nodes = nodes_of(groups, people)
    sizes = {node.name: sum(len(groups[place]) for place in node.groups) for node in nodes}

    def cost(place: int) -> tuple[int, int, int, int]:
        lost = [node.name for node in nodes if place in node.groups and node.name.depth]
        return len(lost), max((sizes[name] for name in lost), default=0), len(groups[place]), place

    return min(among, key=cost)


def joined(groups: Groups, people: frozenset[int], place: int) -> Groups:
    """The groups with these people added to the one at that place."""
    return [group | people if at == place else group for at, group in enumerate(groups)]


def alike_joined(groups: Groups, people: Mapping[int, Person]) -> Groups:
    """Groups that no part tells apart made one: what is never shown of one alone is not kept of it alone."""
    nodes = nodes_of(groups, people)
    of_parts: dict[frozenset[int], frozenset[int]] = {}
    for place, group in enumerate(groups):
        parts = frozenset(at for at, node in enumerate(nodes) if place in node.groups)
        of_parts[parts] = of_parts.get(parts, frozenset()) | group
    return list(of_parts.values())


class _Team(NamedTuple):
    side_id: int
    team_id: int


def _teams(people: Iterable[Person]) -> dict[_Team, frozenset[int]]:
    teams: dict[_Team, set[int]] = defaultdict(set)
    for person in people:
        teams[_Team(person.side_id, person.team_id)].add(person.id)
    return {team: frozenset(group) for team, group in teams.items()}


def _of_side(teams: Collection[frozenset[int]], threshold: int) -> Groups:
    large = [team for team in teams if len(team) >= threshold]
    others = frozenset[int]().union(*(team for team in teams if len(team) < threshold))
    if not others:
        return large
    if len(others) >= threshold:
        return [*large, others]
    smallest = min(range(len(large)), key=lambda place: len(large[place]))
    return joined(large, others, smallest)
