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


STOPPED = ".stopped"
"""How the slots of messages end that ask whether the rest of a plan shall go out: of those about plans they alone."""


@dataclass(frozen=True)
class Composer:
    """Composes such a message anew; None for one that stays as it is."""

    clocks: Clocks

    async def __call__(self, session: Session, subject: Subject, copy: Copy) -> Message | None:
        known = await session.get(Update, subject.id)
        if known is None or known.state is not UpdateState.WITHDRAWN:
            return None
        # Inside ids of deleted drafts come again: what was told of another one is no word about this.
        of_another = not copy.slot.startswith(f"{known.public_id}.")
        if of_another or (subject.kind == PLANNED and not copy.slot.endswith(STOPPED)):
            return None
        resolved = await audience.resolve(session, known.audience_id, self.clocks.calendar.now())
        sees = all(sees_all_sides(side_id, resolved) for side_id in copy.viewpoint)
        title = await store.title_of(session, known, copy.locale) if sees else ""
        return nothing_left(title, Texts(copy.locale))
