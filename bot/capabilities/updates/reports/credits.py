"""Who first saw a fault, said under the update that makes it a known issue: by name on their own sides alone."""

from collections import Counter
from collections.abc import Sequence

from bot.capabilities.updates.store.report_tables import Seer
from bot.chat.texts import Texts
from bot.people.viewpoint import Figure, Viewpoint


def credit_line(seers: Sequence[Seer], viewpoint: Viewpoint, t: Texts) -> str:
    """Those who may be named by name; the others as a number where nobody's figure can be computed from it."""
    named = [one.name for one in seers if one.name and viewpoint.sees_names_of(one.side_id)]
    hidden = [one.side_id for one in seers if not (one.name and viewpoint.sees_names_of(one.side_id))]
    if not hidden:
        return t("First seen by {names}", names=t.names(named))
    others = t("another team")
    counted = {side: Figure(count, 0) for side, count in Counter(one.side_id for one in seers).items()}
    if viewpoint.sees_whole(counted) or all(viewpoint.sees_figures_of(side) for side in hidden):
        others = t.n("an agent", "{n} agents", len(hidden))
    return t("First seen by {names}", names=t.names([*named, others]))
