"""Who first saw a fault, said under the update that makes it a known issue: by name on their own sides alone."""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.capabilities.updates.store.report_tables import Seer
from bot.chat.texts import Texts
from bot.people.viewpoint import Figure, Viewpoint

FEWEST_COUNTED = 5
"""People whose names a wall hides before they are counted across it: among fewer, each could be told."""


def may_count(by_side: Mapping[int, int], viewpoint: Viewpoint) -> bool:
    """Whether every reader may know how many they are together, by side.

    Names that a wall does not hide are taken off by whoever knows them, so that only the others count as a group.
    """
    if all(viewpoint.sees_figures_of(side) for side in by_side):
        return True
    hidden = sum(count for side, count in by_side.items() if not viewpoint.sees_names_of(side))
    return hidden >= FEWEST_COUNTED and viewpoint.sees_whole({side: Figure(n, 0) for side, n in by_side.items()})


def credit_line(seers: Sequence[Seer], viewpoint: Viewpoint, t: Texts) -> str:
    """Those who may be named by name; the others as a number where nobody's figure can be computed from it."""
    named = [one.name for one in seers if one.name and viewpoint.sees_names_of(one.side_id)]
    hidden = [one.side_id for one in seers if not (one.name and viewpoint.sees_names_of(one.side_id))]
    if not hidden:
        return t("First seen by {names}", names=t.names(named))
    others = t("another team")
    counted = Counter(one.side_id for one in seers)
    if may_count(counted, viewpoint) or all(viewpoint.sees_figures_of(side) for side in hidden):
        others = t.n("an agent", "{n} agents", len(hidden))
    return t("First seen by {names}", names=t.names([*named, others]))
