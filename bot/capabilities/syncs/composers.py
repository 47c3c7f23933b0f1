"""Composes messages of syncs anew: one composer for each kind of subject, which asks whoever wrote the message."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.capabilities.syncs.agenda import composing as agenda
from bot.capabilities.syncs.collecting import choosing, prompting, runner
from bot.capabilities.syncs.composing import Composing, OfAction, OfMeeting
from bot.capabilities.syncs.during import action_letters, coming, summary, taking
from bot.capabilities.syncs.store.tables import Action, Meeting
from bot.capabilities.syncs.subjects import kind_of_slot
from bot.capability import Offers
from bot.chat.message import Message
from bot.clock import Clocks
from bot.delivery.outbox import CARD, Subject
from bot.delivery.tables import Copy
from bot.storage.sessions import Session

OF_MEETINGS: Mapping[str, OfMeeting] = {
    CARD: agenda.compose,
    prompting.ASK: prompting.compose,
    prompting.REMINDER: prompting.compose,
    choosing.SLOT: choosing.compose,
    runner.SLOT: runner.compose,
    runner.UNLED_SLOT: runner.compose,
    summary.SUMMARY: summary.compose,
    summary.MISSED: summary.compose,
    taking.NOBODY: taking.compose,
    coming.RECORDING: coming.compose,
}
"""Who composes which messages about a meeting anew, by the first word of their slot; the others stay as they are."""

OF_ACTIONS: Mapping[str, OfAction] = dict.fromkeys(action_letters.SLOTS, action_letters.compose)
"""The same about an action."""


@dataclass(frozen=True)
class MeetingComposer:
    """Composes what is about a meeting."""

    clocks: Clocks
    offers: Offers

    async def __call__(self, session: Session, subject: Subject, copy: Copy) -> Message | None:
        """A copy as it stands now; None where it shall stay as it is."""
        compose = OF_MEETINGS.get(kind_of_slot(copy.slot))
        meeting = await session.get(Meeting, subject.id) if compose else None
        if compose is None or meeting is None:
            return None
        return await compose(session, meeting, copy, Composing(self.clocks.calendar.now(), self.offers))


@dataclass(frozen=True)
class ActionComposer:
    """Composes what is about an action."""

    clocks: Clocks
    offers: Offers

    async def __call__(self, session: Session, subject: Subject, copy: Copy) -> Message | None:
        """A copy as it stands now; None where it shall stay as it is."""
        compose = OF_ACTIONS.get(kind_of_slot(copy.slot))
        action = await session.get(Action, subject.id) if compose else None
        if compose is None or action is None:
            return None
        return await compose(session, action, copy, Composing(self.clocks.calendar.now(), self.offers))
