"""Which parts of a run are shown for a question."""

from collections.abc import Mapping
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.capabilities.checkins.protecting.nodes import WHOLE, Level, Name, Node
from bot.capabilities.checkins.protecting.showing import shown, text_parts

A, B, C = (Name(Level.SIDE, side) for side in (1, 2, 3))
THE_WHOLE = Node(WHOLE, frozenset({1, 2, 3}))
THREE_SIDES = (THE_WHOLE, Node(A, frozenset({1})), Node(B, frozenset({2})), Node(C, frozenset({3})))


def team(team_id: int) -> Name:
    return Name(Level.TEAM, team_id)


@st.composite
def runs(draw: st.DrawFn, sides: int = 4, teams: int = 4) -> tuple[list[Node], dict[int, int]]:
    """Sides with teams and, perhaps, a rest of small teams; perhaps a pool of sides that are no parts of their own."""
    nodes: list[Node] = []
    answers: dict[int, int] = {}
    whole: set[int] = set()
    few_or_many = st.one_of(st.integers(0, 7), st.integers(0, 30))
    for side in range(1, draw(st.integers(1, sides)) + 1):
        of_side = set()
        for _ in range(draw(st.integers(1, teams))):
            group = len(answers)
            answers[group] = draw(few_or_many)
            of_side.add(group)
            if draw(st.integers(0, 4)):
                nodes.append(Node(team(group), frozenset({group})))
        whole |= of_side
        if draw(st.integers(0, 4)):
            nodes.append(Node(Name(Level.SIDE, side), frozenset(of_side)))
    nodes.append(Node(WHOLE, frozenset(whole)))
    return nodes, answers


def derivable(nodes: list[Node], names: frozenset[Name]) -> set[frozenset[int]]:
    """Every set of groups whose figures can be worked out from shown parts: all their unions and differences."""
    known = {node.groups for node in nodes if node.name in names}
    while True:
        more = {found for one in known for other in known for found in (one | other, one - other, one & other)} - known
        if not more:
            return known
        known |= more


def count(groups: frozenset[int], answers: Mapping[int, int]) -> int:
    return sum(answers[group] for group in groups)


@given(runs(sides=3, teams=2), st.integers(3, 6))
@settings(max_examples=1500, deadline=None)
def test_nothing_below_the_threshold_can_be_worked_out(run: tuple[list[Node], dict[int, int]], threshold: int) -> None:
    nodes, answers = run
    for groups in derivable(nodes, shown(nodes, answers, threshold)):
        assert not 0 < count(groups, answers) < threshold


@given(runs(sides=6, teams=8), st.integers(3, 6))
@settings(max_examples=500, deadline=None)
def test_in_large_runs_what_shown_parts_are_made_of_has_enough_answers(
    run: tuple[list[Node], dict[int, int]], threshold: int
) -> None:
    nodes, answers = run
    names = shown(nodes, answers, threshold)
    pieces: dict[frozenset[Name], int] = {}
    for group, answered in answers.items():
        parts = frozenset(node.name for node in nodes if node.name in names and group in node.groups)
        pieces[parts] = pieces.get(parts, 0) + answered
    assert all(not 0 < answered < threshold for parts, answered in pieces.items() if parts)


@given(runs(sides=3, teams=2), st.integers(3, 6))
@settings(max_examples=300, deadline=None)
def test_no_other_choice_shows_more(run: tuple[list[Node], dict[int, int]], threshold: int) -> None:
    nodes, answers = run

    def worth(names: frozenset[Name]) -> tuple[int, ...]:
        levels = [sum(name.level is level for name in names) for level in Level]
        return (*levels, sum(count(node.groups, answers) for node in nodes if node.name in names))

    allowed = [
        names
        for size in range(len(nodes) + 1)
        for chosen in combinations(nodes, size)
        for names in [frozenset(node.name for node in chosen)]
        if all(count(node.groups, answers) >= threshold for node in chosen)
        and all(not 0 < count(groups, answers) < threshold for groups in derivable(nodes, names))
    ]
    assert worth(shown(nodes, answers, threshold)) == max(map(worth, allowed))


@given(runs(), st.integers(3, 6), st.data())
@settings(max_examples=1000, deadline=None)
def test_a_follow_up_is_shown_only_where_the_question_before_it_is(
    run: tuple[list[Node], dict[int, int]], threshold: int, data: st.DataObject
) -> None:
    nodes, answers = run
    before = shown(nodes, answers, threshold)
    some = {group: data.draw(st.integers(0, answered)) for group, answered in answers.items()}
    then = shown(nodes, some, threshold, among=before)
    assert then <= before
    words = shown(nodes, some, threshold, among=then & text_parts(nodes))
    assert words <= then
    assert all(name.level is not Level.TEAM for name in words)


@given(runs())
@settings(max_examples=200, deadline=None)
def test_the_order_of_parts_changes_nothing(run: tuple[list[Node], dict[int, int]]) -> None:
    nodes, answers = run
    assert shown(nodes[::-1], answers, 5) == shown(nodes, answers, 5)


def test_a_side_that_can_be_subtracted_takes_the_smallest_other_with_it() -> None:
    assert shown(THREE_SIDES, {1: 20, 2: 9, 3: 2}, 5) == {WHOLE, A}


def test_two_sides_below_the_threshold_hide_behind_one_another_once_they_are_enough() -> None:
    assert shown(THREE_SIDES, {1: 20, 2: 3, 3: 2}, 5) == {WHOLE, A}
    assert shown(THREE_SIDES, {1: 20, 2: 2, 3: 2}, 5) == {WHOLE}


def test_nobody_who_answered_needs_no_protection() -> None:
    assert shown(THREE_SIDES, {1: 20, 2: 9}, 5) == {WHOLE, A, B}


def test_everything_is_shown_where_all_have_enough_answers() -> None:
    assert shown(THREE_SIDES, {1: 20, 2: 9, 3: 5}, 5) == {WHOLE, A, B, C}


def test_nothing_is_shown_below_the_threshold() -> None:
    assert shown(THREE_SIDES, {1: 2, 2: 1, 3: 1}, 5) == frozenset()
    assert shown(THREE_SIDES, {}, 5) == frozenset()


def test_where_nothing_is_anonymous_every_part_with_an_answer_is_shown() -> None:
    assert shown(THREE_SIDES, {1: 2, 2: 1}, 0) == {WHOLE, A, B}


def test_a_team_hides_for_another_even_where_it_is_the_only_one_of_its_side() -> None:
    nodes = (*THREE_SIDES, Node(team(7), frozenset({1})), Node(team(8), frozenset({2})), Node(team(9), frozenset({3})))
    assert shown(nodes, {1: 20, 2: 9, 3: 2}, 5) == {WHOLE, A, team(7)}
