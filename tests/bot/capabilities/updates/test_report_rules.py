"""What is joined and what is credited, whatever was said by whomever: walls hold, and nothing similar is missed."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.capabilities.updates.questions.similarity import ALIKE, likeness, words_of
from bot.capabilities.updates.reports.alike import MOST_SHOWN, SAME, OpenOnes, compared
from bot.capabilities.updates.reports.credits import FEWEST_COUNTED, credit_line, may_count
from bot.capabilities.updates.store.report_tables import Report, Seer, Sighting
from bot.chat.texts import Texts
from bot.people.model import Sharing
from bot.people.viewpoint import Figure, Viewpoint

INTERNAL, HARBORLINE, LUMENARA, UMBRA = 1, 2, 3, 4
NAMES = {INTERNAL: "Ines", HARBORLINE: "Hana", LUMENARA: "Luz", UMBRA: "Nix"}

texts = st.lists(st.sampled_from(["refund", "button", "grey", "gift", "card", "till"]), max_size=5).map(" ".join)
told = st.lists(st.tuples(st.integers(1, 4), texts), max_size=6)
seers = st.lists(st.sampled_from(sorted(NAMES)), min_size=1, max_size=9)
viewpoints = st.builds(
    Viewpoint,
    st.sets(st.sampled_from(sorted(NAMES)), min_size=1).map(frozenset),
    st.sampled_from(list(Sharing)),
    st.just(INTERNAL),
)


def said(words: list[tuple[int, str]], first: int) -> list[tuple[Report, Sighting]]:
    reports = {number: Report(id=first + number) for number, _ in words}
    return [(reports[number], Sighting(text=text)) for number, text in words]


@given(text=texts, seen=told, hidden=told)
@settings(max_examples=200)
def test_what_is_alike_is_shown_and_what_stands_behind_a_wall_is_only_joined(
    text: str, seen: list[tuple[int, str]], hidden: list[tuple[int, str]]
) -> None:
    ones = OpenOnes(said(seen, 0), said(hidden, 100))
    shown, joined = compared(text, ones)
    rates = {report.id: 0.0 for report, _ in ones.seen}
    for report, one in ones.seen:
        rates[report.id] = max(rates[report.id], likeness(words_of(text), words_of(one.text)))
    wanted = sorted((rate for rate in rates.values() if rate >= ALIKE), reverse=True)[:MOST_SHOWN]
    assert [likeness(words_of(text), words_of(one.text)) for _, one in shown] == wanted
    assert len({report.id for report, _ in shown}) == len(shown)
    best = max((likeness(words_of(text), words_of(one.text)) for _, one in ones.hidden), default=0.0)
    assert (joined is not None) == (best >= SAME)
    assert joined is None or joined.id > 100


@given(sides=seers, viewpoint=viewpoints)
@settings(max_examples=200)
def test_credit_names_nobody_across_a_wall_and_counts_only_what_gives_nobody_away(
    sides: list[int], viewpoint: Viewpoint
) -> None:
    line = credit_line([Seer(NAMES[side], side) for side in sides], viewpoint, Texts())
    for side, name in NAMES.items():
        assert (name in line) == (side in sides and viewpoint.sees_names_of(side))
    hidden = [side for side in sides if not viewpoint.sees_names_of(side)]
    counted = {side: Figure(sides.count(side), 0) for side in sides}
    if re.search(r"\ban agent\b|\d", line) and not all(viewpoint.sees_figures_of(side) for side in hidden):
        assert len(hidden) >= FEWEST_COUNTED
        assert viewpoint.sees_whole(counted)
    assert hidden or "agent" not in line


def test_a_partner_is_told_no_number_from_which_a_few_of_another_could_be_told() -> None:
    partner = Viewpoint(frozenset({HARBORLINE}), Sharing.NOTHING, INTERNAL)
    assert not may_count({INTERNAL: 9, HARBORLINE: 9, LUMENARA: 1}, partner)
    assert not may_count({INTERNAL: 9, HARBORLINE: 9, LUMENARA: 2, UMBRA: 2}, partner)
    assert may_count({INTERNAL: 1, HARBORLINE: 1, LUMENARA: 3, UMBRA: 2}, partner)
    assert may_count({HARBORLINE: 1}, partner)
    assert may_count({HARBORLINE: 1, LUMENARA: 1}, Viewpoint(frozenset({INTERNAL}), Sharing.NOTHING, INTERNAL))


def test_those_who_were_erased_stay_as_agents() -> None:
    internal = Viewpoint(frozenset({INTERNAL}), Sharing.NOTHING, INTERNAL)
    assert credit_line([Seer("", HARBORLINE), Seer("Luz", LUMENARA)], internal, Texts()) == (
        "First seen by Luz and an agent"
    )
