"""What direct messages about an update say once it is withdrawn: that there is nothing left to do about it."""

from dataclasses import dataclass

from bot.capabilities.updates import store
from bot.capabilities.updates.approval.letters import APPROVAL
from bot.capabilities.updates.corrections.messages import nothing_left
from bot.capabilities.updates.planning.letters import PLANNED
from bot.capabilities.updates.reuse.handing import DRAFT
from bot.capabilities.updates.rights import sees_all_sides
from bot.capabilities.updates.store import Update, UpdateState
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.outbox import Subject
from bot.delivery.tables import Copy
from bot.people import audience
from bot.storage.sessions import Session

KINDS = (APPROVAL, DRAFT, PLANNED)
"""Subjects with the id of an update, whose messages have buttons that do nothing once it is withdrawn."""


@dataclass(frozen=True)
class Composer:
    """Composes such a message anew; None for one that stays as it is."""

    clocks: Clocks

    async def __call__(self, session: Session, subject: Subject, copy: Copy) -> Message | None:
        known = await session.get(Update, subject.id)
        if known is None or known.state is not UpdateState.WITHDRAWN:
            return None
        # Inside ids of deleted drafts come again: what was told of another one is no word about this.
        if not copy.slot.startswith(f"{known.public_id}.") and not await self._tells_of_its_plan(session, known, copy):
            return None
        resolved = await audience.resolve(session, known.audience_id, self.clocks.calendar.now())
        sees = all(sees_all_sides(side_id, resolved) for side_id in copy.viewpoint)
        title = await store.title_of(session, known, copy.locale) if sees else ""
        return nothing_left(title, Texts(copy.locale))

    async def _tells_of_its_plan(self, session: Session, known: Update, copy: Copy) -> bool:
        row = await store.plan_of(session, known)
        return row is not None and copy.subject_kind == PLANNED and copy.slot == f"{row.letter}.stopped"
