"""The wall between partners, over generated organisations and all viewpoints."""

from collections.abc import Iterator, Mapping
from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.model import Sharing
from bot.people.viewpoint import STRANGERS, Figure, Shown, Viewpoint, total

INTERNAL, P, Q, R = 1, 2, 3, 4
PARTNERS = (P, Q, R)

figure = st.integers(0, 4).flatmap(lambda expected: st.builds(Figure, st.integers(0, expected), st.just(expected)))
organisations = st.dictionaries(st.sampled_from((INTERNAL, *PARTNERS)), figure, min_size=1)


def viewpoints(sharing: Sharing) -> Iterator[Viewpoint]:
    everybody = (STRANGERS, INTERNAL, *PARTNERS)
    sides = chain.from_iterable(combinations(everybody, size) for size in range(len(everybody) + 1))
    return (Viewpoint(frozenset(readers), sharing, INTERNAL) for readers in sides)


def all_values(expected: Mapping[int, int]) -> Iterator[dict[int, Figure]]:
    """Every organisation with these many people on each side."""
    for done in product(*(range(most + 1) for most in expected.values())):
        yield {side: Figure(n, most) for (side, most), n in zip(expected.items(), done, strict=True)}


def known_to(reader: int, figures: Mapping[int, Figure]) -> tuple[Figure | None, list[Shown]]:
    """All that somebody of a side gets to see: their own figure, and every place that their side reads."""
    places = [view.figures(figures) for view in viewpoints(Sharing.NOTHING) if reader in view.sides]
    return figures.get(reader), places


@given(organisations)
def test_behind_the_wall_only_ones_own_figure_is_shown_by_itself(figures: dict[int, Figure]) -> None:
    for view in viewpoints(Sharing.NOTHING):
        shown = view.figures(figures)
        for reader in view.sides & set(PARTNERS):
            assert set(shown.sides) <= {reader}
        if STRANGERS in view.sides or not view.sides:
            assert shown == Shown({}, None)
        if view.sides == {INTERNAL}:
            assert shown == Shown(figures, total(figures.values()))


@given(st.dictionaries(st.sampled_from((INTERNAL, *PARTNERS)), st.integers(0, 3), min_size=1))
def test_no_partner_can_compute_anothers_figure_from_all_that_it_sees(expected: dict[int, int]) -> None:
    """Even knowing how many people each side has, and the rule by which the whole is shown."""
    alike: dict[tuple[int, str], list[dict[int, Figure]]] = {}
    for figures in all_values(expected):
        for reader in PARTNERS:
            alike.setdefault((reader, repr(known_to(reader, figures))), []).append(figures)
    for (reader, seen), possible in alike.items():
        for other in set(expected) - {reader, INTERNAL}:
            if expected[other]:
                done = {figures[other].done for figures in possible}
                assert len(done) > 1, f"{reader} computes {other} from {seen}"


@given(organisations)
def test_an_open_audience_shows_its_sides_to_one_another(figures: dict[int, Figure]) -> None:
    for sharing in (Sharing.FIGURES, Sharing.NAMES):
        for view in viewpoints(sharing):
            shown = view.figures(figures)
            if view.sides and STRANGERS not in view.sides:
                assert shown == Shown(figures, total(figures.values()))
            else:
                assert shown == Shown({}, None)


def test_names_cross_the_wall_only_where_the_audience_says_names() -> None:
    for view in viewpoints(Sharing.NOTHING):
        for partner in PARTNERS:
            assert view.sees_names_of(partner) == bool(view.sides and view.sides <= {INTERNAL, partner})
            assert view.sees_side(partner) == view.sees_names_of(partner)
    for view in viewpoints(Sharing.FIGURES):
        for partner in PARTNERS:
            assert view.sees_names_of(partner) == bool(view.sides and view.sides <= {INTERNAL, partner})
            assert view.sees_side(partner) == bool(view.sides and STRANGERS not in view.sides)
    for view in viewpoints(Sharing.NAMES):
        for partner in PARTNERS:
            assert view.sees_names_of(partner) == bool(view.sides and STRANGERS not in view.sides)


@pytest.mark.parametrize(
    ("others", "shown"),
    [
        ({INTERNAL: Figure(3, 20)}, False),
        ({INTERNAL: Figure(3, 20), Q: Figure(0, 0)}, False),
        ({INTERNAL: Figure(0, 20), Q: Figure(0, 5)}, False),
        ({INTERNAL: Figure(20, 20), Q: Figure(5, 5)}, False),
        ({INTERNAL: Figure(3, 20), Q: Figure(1, 5)}, True),
        ({INTERNAL: Figure(3, 0), Q: Figure(1, 0)}, True),
    ],
)
def test_a_partner_sees_the_whole_only_where_it_hides_everyone(others: dict[int, Figure], shown: bool) -> None:
    figures = {P: Figure(2, 9), **others}
    whole = Viewpoint(frozenset({P}), Sharing.NOTHING, INTERNAL).figures(figures).whole
    assert whole == (total(figures.values()) if shown else None)


def test_what_an_audience_shares_is_shared_by_those_alone_who_are_in_it() -> None:
    def of(reader: int) -> Viewpoint:
        return Viewpoint(frozenset({reader}), Sharing.NAMES, INTERNAL, frozenset({INTERNAL, P, Q}))

    assert of(P).sees_names_of(Q)
    assert of(P).sees_names_of(INTERNAL)
    assert not of(P).sees_names_of(R)
    assert not of(P).sees_figures_of(R)
    assert of(INTERNAL).sees_names_of(R)
    for side in (P, Q):
        assert not of(R).sees_names_of(side)
        assert not of(R).sees_side(side)
    assert of(R).sees_names_of(INTERNAL)
    assert not of(R).sees_whole({INTERNAL: Figure(1, 2), P: Figure(1, 2)})
