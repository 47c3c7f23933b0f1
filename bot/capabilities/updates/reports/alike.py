"""Which open reports are the same as another: by their words, among those that somebody may read and behind walls."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.capabilities.updates.questions.similarity import ALIKE, likeness, words_of
from bot.capabilities.updates.reports import views
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store import reports as store
from bot.capabilities.updates.store.report_tables import Report, Sighting
from bot.capability import Context
from bot.people.model import Sharing

MOST_SHOWN = 3
"""Open reports that are shown before another is made."""

SAME = 0.6
"""From this share on, it is taken for the same where a wall keeps it from being shown; whoever reports can part it."""


Told = tuple[Report, Sighting]
"""A report, and what one person has said in it."""


@dataclass(frozen=True)
class OpenOnes:
    """What was said in the open reports about a topic: what somebody may read, and what stands behind a wall.

    A report in which they may read something does not stand behind the wall.
    """

    seen: Sequence[Told]
    hidden: Sequence[Told]


async def open_ones(context: Context, known: Update | None) -> OpenOnes:
    """The open reports about a topic, as whoever acts may know them."""
    found = await store.told_about(context.session, known)
    everything = await sees_all(context, known)
    seen = [(report, one) for report, one in found if everything or one.side_id == context.actor.side_id]
    ids = {report.id for report, _ in seen}
    return OpenOnes(seen, [(report, one) for report, one in found if report.id not in ids])


def compared(text: str, ones: OpenOnes) -> tuple[list[Told], Report | None]:
    """The reports like a text that may be shown, the most alike first, and the one behind a wall that is the same."""
    words = words_of(text)
    best: dict[int, tuple[float, Told]] = {}
    for report, one in ones.seen:
        rate = likeness(words, words_of(one.text))
        if rate >= ALIKE and (report.id not in best or rate > best[report.id][0]):
            best[report.id] = (rate, (report, one))
    shown = sorted(best.values(), key=lambda found: (-found[0], found[1][0].id))
    rated = [(likeness(words, words_of(one.text)), report) for report, one in ones.hidden]
    same = max(rated, key=lambda found: (found[0], -found[1].id), default=None)
    return [told for _, told in shown[:MOST_SHOWN]], same[1] if same and same[0] >= SAME else None


async def sees_all(context: Context, known: Update | None) -> bool:
    """Whether whoever reports may read what people of all sides reported."""
    if context.actor.is_internal and not context.actor.provisional:
        return True
    return (await views.wall_around(context.session, known)).sharing is Sharing.NAMES


async def may_join(context: Context, found: Report, known: Update | None) -> bool:
    """Whether whoever acts may read one of its words, or is in it already."""
    if await store.sighting_of(context.session, found, context.actor.person_id) is not None:
        return True
    if await sees_all(context, known):
        return True
    return context.actor.side_id in (await store.figures_of(context.session, found)).people
