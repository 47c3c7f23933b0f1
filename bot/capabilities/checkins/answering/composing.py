"""Composes messages about a group anew. A prompt without a name is drawn by its own presses alone, as they have its
token; so its copies stay as they are, but for those of a run that was withdrawn. Reminders of it have no token."""

from dataclasses import dataclass

from bot.capabilities.checkins.answering import messages
from bot.capabilities.checkins.answering.channel_messages import in_channel
from bot.capabilities.checkins.answering.facts import Phase, prompt_facts, with_given
from bot.capabilities.checkins.answering.named import as_sent
from bot.capabilities.checkins.store import answers
from bot.capabilities.checkins.store.asked import asked_of
from bot.capabilities.checkins.store.tables import Group, Run
from bot.capabilities.checkins.subjects import PROMPT
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.outbox import Subject
from bot.delivery.tables import Copy, TargetKind
from bot.people import directory
from bot.people.model import ChatIdentity
from bot.storage.sessions import Session


@dataclass(frozen=True)
class GroupComposer:
    """Composes what is about a group."""

    clocks: Clocks

    async def __call__(self, session: Session, subject: Subject, copy: Copy) -> Message | None:
        """A copy as it stands now; None where it shall stay as it is."""
        group = await session.get(Group, subject.id)
        if group is None:
            return None
        t, run = Texts(copy.locale), await session.get_one(Run, group.run_id)
        facts = await prompt_facts(session, run, group, copy.side_id, self.clocks.calendar.now())
        if copy.target_kind is TargetKind.CHANNEL:
            # Whom it is for is counted when it is sent, and when somebody else turns out to be asked there.
            return in_channel(facts, t, "UTC", 0) if facts.phase is not Phase.OPEN else None
        if facts.anonymous:
            ends = facts.phase is Phase.WITHDRAWN or (facts.phase is Phase.CLOSED and copy.slot != PROMPT)
            return as_sent(facts, copy.slot, t, "UTC") if ends else None
        identity = await session.get(ChatIdentity, copy.target_id)
        if identity is None or await asked_of(session, run.id, identity.person_id) is None:
            return messages.erased(t)
        given = await answers.given_by(session, run.id, identity.person_id)
        actor = await directory.actor_of(session, identity.person_id)
        return as_sent(with_given(facts, given), copy.slot, t, actor.zone or "UTC")
