"""Turns go to whoever had theirs longest ago, and over the sides."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.capabilities.syncs.collecting.runner import minutes_each
from bot.capabilities.syncs.collecting.turns import Candidate, Turns, in_turn, next_in_turn
from bot.capabilities.syncs.kinds import Section

DAY = date(2026, 11, 25)
INTERNAL, HARBORLINE = 1, 2


@given(st.integers(1, 7), st.integers(1, 3))
def test_nobody_has_a_second_turn_before_everybody_had_theirs(people: int, count: int) -> None:
    turns: dict[int, Turns] = {}
    had = Counter(dict.fromkeys(range(people), 0))
    for week in range(12):
        chosen = in_turn(range(people), turns, count)
        assert len(chosen) == min(count, people)
        had.update(chosen)
        turns |= {one: Turns(DAY + timedelta(weeks=week), had[one]) for one in chosen}
        assert max(had.values()) - min(had.values()) <= 1


@given(st.lists(st.frozensets(st.integers(0, 5), max_size=5), min_size=1, max_size=12))
def test_nobody_comes_before_somebody_who_waits_longer(away: list[frozenset[int]]) -> None:
    turns: dict[int, Turns] = {}
    for week, missing in enumerate(away):
        there = set(range(6)) - missing
        (chosen,) = in_turn(there, turns, 1)
        assert all(turns.get(chosen, Turns()) <= turns.get(other, Turns()) for other in there)
        turns[chosen] = Turns(DAY + timedelta(weeks=week), turns.get(chosen, Turns()).in_all + 1)


def test_facilitators_alternate_between_sides_and_take_turns_within_theirs() -> None:
    candidates = [Candidate(1, INTERNAL), Candidate(2, INTERNAL), Candidate(3, HARBORLINE)]
    turns: dict[int, date] = {}
    found = []
    for week in range(6):
        chosen = next_in_turn(candidates, turns, {1, 2, 3})
        assert chosen is not None
        turns[chosen] = DAY + timedelta(weeks=week)
        found.append(chosen)
    assert found == [1, 3, 2, 3, 1, 3]


def test_who_is_away_is_passed_over_and_is_first_when_they_are_back() -> None:
    candidates = [Candidate(1, INTERNAL), Candidate(2, INTERNAL)]
    assert next_in_turn(candidates, {}, {2}) == 2
    assert next_in_turn(candidates, {2: DAY}, {1, 2}) == 1
    assert next_in_turn(candidates, {2: DAY}, set()) is None


@given(
    st.lists(st.sampled_from(list(Section)), unique=True).map(lambda some: [one.value for one in some]),
    st.integers(10, 240),
)
def test_the_minutes_of_a_running_order_are_those_of_the_meeting(sections: list[str], minutes: int) -> None:
    each = minutes_each(sections, minutes)
    assert list(each) == sections
    assert all(one >= 1 for one in each.values())
    assert sum(each.values()) == (minutes if sections else 0)
