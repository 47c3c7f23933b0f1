"""What is still to come of an update that goes out little by little, as its receipt tells it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import gate
from bot.capabilities.updates.planning.heirs import may_let_go
from bot.capabilities.updates.settings import approval_wanted
from bot.capabilities.updates.store import Update, UpdateState
from bot.people import audience
from bot.people.viewpoint import Viewpoint
from bot.storage.sessions import Session


@dataclass(frozen=True)
class Upcoming:
    """What is still to come of an update that goes out little by little, by side; `at` None: it was stopped.

    `at_once`: whether its author may still have it go.
    """

    at: datetime | None
    zone: str
    by_side: Mapping[int | None, int]
    at_once: bool = True

    def seen_from(self, viewpoint: Viewpoint) -> "Upcoming":
        """The same without the channels of sides that may not be seen by themselves; nobody's are the company's."""
        seen = {
            side: count
            for side, count in self.by_side.items()
            if (viewpoint.sides == {viewpoint.internal} if side is None else viewpoint.sees_figures_of(side))
        }
        return replace(self, by_side=seen)


async def upcoming_of(session: Session, known: Update, now: datetime) -> Upcoming | None:
    """None where everything has gone out."""
    row = await store.plan_of(session, known)
    if row is None or known.state is not UpdateState.PUBLISHED or not row.left:
        return None
    by_side = {int(side) or None: count for side, count in row.left.items()}
    return Upcoming(row.next_at, row.zone, by_side, await _at_once(session, known, now))


async def _at_once(session: Session, known: Update, now: datetime) -> bool:
    """Whether its author may have the rest go; not where it needs an approval by now, which is another author's."""
    if not await may_let_go(session, known, known.author_id):
        return False
    if not await approval_wanted(session):
        return True
    resolved = await audience.resolve(session, known.audience_id, now)
    return not await gate.is_missing(session, known, resolved)
