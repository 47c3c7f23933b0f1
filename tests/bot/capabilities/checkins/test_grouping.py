"""Who is grouped with whom when a run is frozen, attacked by whoever sees everything of all runs."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.capabilities.checkins.kinds import Mode
from bot.capabilities.checkins.protecting.grouping import Earlier, Grouping, NotHeld, Refusal, freeze
from bot.capabilities.checkins.protecting.nodes import WHOLE, Level, Name, Person, kept, read


def organisation(*sides: Sequence[int]) -> list[Person]:
    """People by the sizes of the teams of each side; teams are numbered 11, 12, 21, ... after their side."""
    found: list[Person] = []
    for side, teams in enumerate(sides, 1):
        for team, size in enumerate(teams, 1):
            found += [Person(len(found) + one, side, 10 * side + team) for one in range(size)]
    return found


def frozen(people: Sequence[Person], *earlier: Grouping, threshold: int = 5, seed: int = 0) -> Grouping:
    found = freeze(people, Mode.ANONYMOUS, threshold, history(earlier), Random(seed))
    assert isinstance(found, Grouping)
    return found


def history(earlier: Iterable[Grouping]) -> list[Earlier]:
    return [Earlier(tuple(group.people for group in run.groups), run.threshold) for run in earlier]


def shown(run: Grouping) -> dict[Name, frozenset[int]]:
    """What an attacker sees: the people of every part."""
    return {node.name: frozenset().union(*(run.groups[place].people for place in node.groups)) for node in run.nodes}


def sums(run: Grouping) -> set[frozenset[int]]:
    """All people whose figures can be worked out within a run: every union and difference of its parts."""
    pieces: dict[frozenset[Name], set[int]] = {}
    parts = shown(run)
    for person in parts[WHOLE]:
        pieces.setdefault(frozenset(name for name, people in parts.items() if person in people), set()).add(person)
    return {
        frozenset().union(*chosen)
        for size in range(1, len(pieces) + 1)
        for chosen in combinations(pieces.values(), size)
    }


@st.composite
def lives(draw: st.DrawFn, most_sides: int, most_teams: int, most_people: int, most_runs: int) -> list[list[Person]]:
    """An organisation over some runs, in which people join, leave, and change teams."""
    size = st.integers(0, most_people)
    teams = st.lists(size, min_size=1, max_size=most_teams)
    people = organisation(*draw(st.lists(teams, min_size=1, max_size=most_sides)))
    places = sorted({(person.side_id, person.team_id) for person in people}) or [(1, 11)]
    runs = [people]
    for _ in range(draw(st.integers(1, most_runs)) - 1):
        people, newest = list(people), max((one.id for each in runs for one in each), default=0)
        for _ in range(draw(st.integers(0, 3))):
            change, where = draw(st.integers(0, 2)), draw(st.integers(0, 10_000))
            side, team = places[where % len(places)]
            if change == 0:
                newest += 1
                people.append(Person(newest, side, team))
            elif people and change == 1:
                people.pop(where % len(people))
            elif people:
                mover = draw(st.integers(0, 10_000)) % len(people)
                people[mover] = replace(people[mover], side_id=side, team_id=team)
        runs.append(people)
    return runs


def held(runs: Sequence[Sequence[Person]], thresholds: Sequence[int]) -> list[Grouping]:
    """The runs that were held, each frozen with those before it in mind."""
    found: list[Grouping] = []
    for number, people in enumerate(runs):
        threshold = thresholds[number % len(thresholds)]
        run = freeze(people, Mode.ANONYMOUS, threshold, history(found), Random(number))
        if isinstance(run, Grouping):
            found.append(run)
    return found


@given(lives(4, 5, 12, 6), st.integers(3, 6))
@settings(max_examples=1500, deadline=None)
def test_no_part_of_any_run_and_no_difference_of_two_is_smaller_than_the_threshold(
    runs: list[list[Person]], threshold: int
) -> None:
    seen: list[dict[Name, frozenset[int]]] = []
    for run in held(runs, [threshold]):
        parts = shown(run)
        for people in parts.values():
            assert len(people) >= threshold
            for earlier in seen:
                assert all(not 0 < len(people ^ before) < threshold for before in earlier.values())
        seen.append(parts)


@given(lives(3, 3, 9, 4), st.lists(st.integers(3, 5), min_size=1, max_size=2))
@settings(max_examples=1000, deadline=None)
def test_nothing_smaller_can_be_worked_out_by_any_sums_of_two_runs(
    runs: list[list[Person]], thresholds: list[int]
) -> None:
    seen: list[set[frozenset[int]]] = []
    for run in held(runs, thresholds):
        now = sums(run)
        assert all(len(people) >= run.threshold for people in now)
        for earlier in seen:
            for people in now:
                learnt = {people ^ before for before in earlier} - {frozenset()} - earlier
                assert all(len(few) >= run.threshold for few in learnt)
        seen.append(now)


@given(lives(4, 5, 12, 4))
@settings(max_examples=500, deadline=None)
def test_everybody_is_in_one_group_or_rested_and_parts_are_what_they_are_called(runs: list[list[Person]]) -> None:
    earlier: list[Grouping] = []
    for people in runs:
        run = freeze(people, Mode.ANONYMOUS, 4, history(earlier), Random(1))
        if isinstance(run, NotHeld):
            assert run.people == len(people)
            assert (run.why is Refusal.TOO_FEW) == (len(people) < 4)
            continue
        placed = sorted([person for group in run.groups for person in group.people] + list(run.rested))
        assert placed == sorted(person.id for person in people)
        asked = [person for person in people if person.id not in run.rested]
        for name, members in shown(run).items():
            assert members == {person.id for person in asked if name in names_of(person)}
        assert {place for node in run.nodes for place in node.groups} == set(range(len(run.groups)))
        assert read(kept(run.nodes, range(len(run.groups)))) == run.nodes
        earlier.append(run)


def names_of(person: Person) -> tuple[Name, ...]:
    return WHOLE, Name(Level.SIDE, person.side_id), Name(Level.TEAM, person.team_id)


def names(run: Grouping) -> set[tuple[Level, int]]:
    return {(node.name.level, node.name.id) for node in run.nodes}


def every_part(people: Iterable[Person]) -> set[tuple[Level, int]]:
    return {(Level.WHOLE, 0)} | {
        part for person in people for part in ((Level.SIDE, person.side_id), (Level.TEAM, person.team_id))
    }


LARGE = organisation([20] * 6, [15] * 6, [30] * 3)
"""300 people on three sides, in 15 teams."""


def test_a_large_organisation_that_nobody_joins_or_leaves_shows_everything_every_time() -> None:
    runs: list[Grouping] = []
    for _ in range(5):
        runs.append(frozen(LARGE, *runs))
    assert all(names(run) == every_part(LARGE) and not run.rested for run in runs)


def test_one_who_leaves_among_300_hides_nothing_and_few_rest() -> None:
    first = frozen(LARGE)
    run = frozen(LARGE[:7] + LARGE[8:], first)
    assert names(run) == every_part(LARGE)
    assert len(run.rested) == 4
    assert run.rested < shown(first)[Name(Level.TEAM, 11)]
    again = frozen(LARGE[:7] + LARGE[8:], first, run, seed=9)
    assert again == run, "asking the same again tells nothing new"


def test_who_joins_waits_until_there_are_enough_newcomers() -> None:
    runs = [frozen(LARGE)]
    for newcomers in range(1, 6):
        people = [*LARGE, *(Person(1000 + one, 1, 11) for one in range(newcomers))]
        runs.append(frozen(people, *runs))
        assert names(runs[-1]) == every_part(LARGE)
        assert len(runs[-1].rested) == (newcomers if newcomers < 5 else 0)


def test_a_small_team_gives_up_its_own_part_rather_than_ask_half_of_it() -> None:
    people = organisation([9, 20, 20], [30])
    run = frozen(people[1:], frozen(people))
    assert (Level.TEAM, 11) not in names(run)
    assert {(Level.WHOLE, 0), (Level.SIDE, 1), (Level.SIDE, 2)} <= names(run)
    assert len(run.rested) == 4


def test_two_teams_between_which_somebody_moved_are_one_or_rest_some() -> None:
    people = organisation([20, 20], [20])
    moved = [replace(people[0], team_id=12), *people[1:]]
    run = frozen(moved, frozen(people))
    assert names(run) == every_part(people)
    assert len(run.rested) == 5
    assert 0 in run.rested
    small = organisation([8, 8], [20])
    moved = [replace(small[0], team_id=12), *small[1:]]
    run = frozen(moved, frozen(small))
    assert names(run) == every_part(small) - {(Level.TEAM, 11), (Level.TEAM, 12)}
    assert not run.rested


def test_small_teams_are_joined_within_their_side() -> None:
    run = frozen(organisation([6, 3, 2], [5]))
    assert names(run) == {(Level.WHOLE, 0), (Level.SIDE, 1), (Level.TEAM, 11), (Level.SIDE, 2), (Level.TEAM, 21)}
    assert sorted(len(group.people) for group in run.groups) == [5, 5, 6]
    run = frozen(organisation([8, 6, 3], [5]))
    assert names(run) == {(Level.WHOLE, 0), (Level.SIDE, 1), (Level.TEAM, 11), (Level.SIDE, 2), (Level.TEAM, 21)}
    assert sorted(len(group.people) for group in run.groups) == [5, 8, 9]


def test_small_sides_are_joined_with_one_another_or_with_what_hides_least() -> None:
    run = frozen(organisation([9], [3], [4]))
    assert names(run) == {(Level.WHOLE, 0), (Level.SIDE, 1), (Level.TEAM, 11)}
    run = frozen(organisation([20], [9, 2, 3], [4]))
    assert names(run) == {(Level.WHOLE, 0), (Level.SIDE, 1), (Level.TEAM, 11), (Level.TEAM, 21)}
    assert {(len(group.people), group.side_id, group.team_id) for group in run.groups} == {
        (9, None, None),
        (9, 2, 21),
        (20, 1, 11),
    }


def test_too_few_people_are_not_asked() -> None:
    assert freeze(organisation([2], [2]), Mode.ANONYMOUS, 5, [], Random(0)) == NotHeld(Refusal.TOO_FEW, 4, 5)
    assert freeze([], Mode.ANONYMOUS, 5, [], Random(0)) == NotHeld(Refusal.TOO_FEW, 0, 5)


def test_a_run_is_not_held_where_who_left_could_be_worked_out_whatever_is_done() -> None:
    first = frozen(organisation([8]))
    assert freeze(organisation([8])[1:], Mode.ANONYMOUS, 5, history([first]), Random(0)) == NotHeld(
        Refusal.TOO_CLOSE, 7, 5
    )


def test_with_names_everybody_is_asked_by_team_whatever_went_before() -> None:
    people = organisation([2, 1], [1])
    first = frozen(organisation([2, 1], [2]))
    for mode in (Mode.NAMED, Mode.CONFIDENTIAL):
        run = freeze(people, mode, 5, history([first]), Random(0))
        assert isinstance(run, Grouping)
        assert names(run) == every_part(people)
        assert [len(group.people) for group in run.groups] == [2, 1, 1]
        assert not run.rested


def test_no_threshold_is_lower_than_three() -> None:
    with pytest.raises(ValueError, match="at least 3"):
        freeze(LARGE, Mode.ANONYMOUS, 2, [], Random(0))


def test_a_threshold_is_never_lower_than_when_the_same_was_asked_before() -> None:
    first = frozen(organisation([3, 20]), threshold=6)
    run = frozen(organisation([3, 20]), first, threshold=3)
    assert run == first
    assert run.threshold == 6
    assert len(frozen(organisation([3, 20]), threshold=3).groups) == 2


def test_the_same_draw_gives_the_same_groups() -> None:
    first = frozen(LARGE)
    assert frozen(LARGE[1:], first, seed=4) == frozen(LARGE[1:][::-1], first, seed=4)
    assert frozen(LARGE[1:], first, seed=4) != frozen(LARGE[1:], first, seed=5)
