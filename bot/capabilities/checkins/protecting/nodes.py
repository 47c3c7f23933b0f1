"""The parts of a run that results are given for: all people, a side, a team, each made of whole groups."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """From the coarsest to the finest; the finest are given up first."""

    WHOLE = "whole"
    SIDE = "side"
    TEAM = "team"


LEVELS = tuple(Level)


@dataclass(frozen=True)
class Person:
    """Somebody who can be asked, by inside ids."""

    id: int
    side_id: int
    team_id: int


@dataclass(frozen=True, order=True)
class Name:
    """What a node is called by: its level and the inside id of its side or team (0 for the whole)."""

    level: Level
    id: int = 0

    @property
    def depth(self) -> int:
        """0 for the whole, 1 for a side, 2 for a team."""
        return LEVELS.index(self.level)


WHOLE = Name(Level.WHOLE)


@dataclass(frozen=True)
class Node:
    """A part that may be shown; `groups` are those of the run, by whatever the caller calls them."""

    name: Name
    groups: frozenset[int]


def nodes_of(groups: Sequence[Collection[int]], people: Mapping[int, Person]) -> tuple[Node, ...]:
    """All parts whose people are exactly those of some groups, by their places; coarsest first, then by id."""
    of_group = [_names({(people[one].side_id, people[one].team_id) for one in group}) for group in groups]
    within: dict[Name, set[int]] = {}
    for place, names in enumerate(of_group):
        for name in names:
            within.setdefault(name, set()).add(place)
    return tuple(
        Node(name, frozenset(places))
        for name, places in sorted(within.items(), key=lambda one: (one[0].depth, one[0].id))
        if all(_is_part_of(of_group[place], name) for place in places)
    )


def kept(nodes: Iterable[Node], group_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Nodes as the database keeps them, groups by their ids in place of their places."""
    return [
        {
            "level": node.name.level.value,
            "id": node.name.id,
            "groups": sorted(group_ids[place] for place in node.groups),
        }
        for node in nodes
    ]


def read(stored: Iterable[Mapping[str, Any]]) -> tuple[Node, ...]:
    """What `kept` wrote, groups by their ids."""
    return tuple(Node(Name(Level(one["level"]), one["id"]), frozenset(one["groups"])) for one in stored)


def _names(teams: Iterable[tuple[int, int]]) -> set[Name]:
    return {WHOLE}.union(*((Name(Level.SIDE, side_id), Name(Level.TEAM, team_id)) for side_id, team_id in teams))


def _is_part_of(names: Collection[Name], whole: Name) -> bool:
    """Whether all people of a group belong to this part: it has no other name of the part's level."""
    return all(name == whole for name in names if name.level is whole.level)
