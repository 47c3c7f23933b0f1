"""Brings feedback, and what is said about it, to each in their own working hours."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.capabilities.checkins.feedback import messages
from bot.capabilities.checkins.feedback.facts import passer_of, piece_of
from bot.capabilities.checkins.feedback.rules import REMINDED_AFTER
from bot.capabilities.checkins.kinds import FeedbackState
from bot.capabilities.checkins.store import feedback as store
from bot.capabilities.checkins.store import feedback_rounds
from bot.capabilities.checkins.store.feedback_tables import Feedback
from bot.capabilities.checkins.subjects import FEEDBACK, ROUND
from bot.capability import Work
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.tables import Copy
from bot.due.work import put_down
from bot.mail import Letter, Mail
from bot.people.audience import Reader
from bot.people.model import ChatIdentity
from bot.storage.sessions import Session

TELL = "checkins.tell_feedback"
"""The work of telling somebody when their working day begins."""

REMIND = "checkins.remind_of_feedback"
"""The work of asking a lead once more to pass feedback on."""

TOO_LATE = timedelta(days=30)
AWAITS = timedelta(days=30)
"""How long it waits for somebody whom nobody can message yet."""

ROUND_LASTS = timedelta(days=14)
"""How long a message that asks a lead to write to people follows what they write."""

CARD, PASS, BACK = "card", "pass", "back"
"""Slots: to the person's own lead, and what became of it, to whoever wrote it; the person's own is the card."""


@dataclass(frozen=True)
class News:
    """Something about a piece of feedback, by the slot of its message: `card`, `pass`, `back`, `card.7`, `back.7`."""

    feedback: Feedback
    slot: str


def subject_of(feedback: Feedback) -> Subject:
    """What its messages are copies of."""
    return Subject(FEEDBACK, feedback.id)


async def _load(session: Session, work: Work, now: datetime) -> News | None:
    found = await store.numbered(session, work.owner_id, lock=True)
    slot = str(work.data.get("slot", ""))
    return News(found, slot) if found is not None and slot and _stands(found, slot) else None


def _stands(feedback: Feedback, slot: str) -> bool:
    """Whether it still is to be told."""
    match _kind(slot):
        case "pass":
            return feedback.state is FeedbackState.WAITING
        case "card":
            return feedback.state is FeedbackState.SENT
        case _:
            return feedback.state is not FeedbackState.TAKEN_BACK


def _kind(slot: str) -> str:
    return slot.partition(".")[0]


async def _write(
    session: Session, outbox: Outbox, about: News, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    found = []
    for one in readers:
        message = await _message(session, about.feedback, about.slot, Texts(one.locale))
        found.append(Letter(one, message, about.slot))
    return found


async def _message(session: Session, feedback: Feedback, slot: str, t: Texts) -> Message:
    piece = await piece_of(session, feedback)
    match _kind(slot):
        case "pass":
            return messages.for_lead(piece, t)
        case "back":
            return messages.for_giver(piece, t)
        case _:
            return messages.for_person(piece, t)


NEWS = Mail(TELL, lambda about: subject_of(about.feedback), _load, _write, awaits=AWAITS)


async def tell(
    session: Session, outbox: Outbox, feedback: Feedback, slot: str, people: Collection[int | None], now: datetime
) -> None:
    """Tells people of it in their hours; each is told once of the same."""
    wanted = [one for one in people if one is not None]
    await NEWS.bring(session, outbox, News(feedback, slot), wanted, now, revision=slot, data={"slot": slot})


async def compose(session: Session, subject: Subject, copy: Copy) -> Message | None:
    """A message about feedback as it stands now; None where it shall stay as it is."""
    feedback = await store.numbered(session, subject.id)
    identity = await session.get(ChatIdentity, copy.target_id)
    if feedback is None or identity is None:
        return messages.no_longer(Texts(copy.locale))
    if _kind(copy.slot) == PASS and identity.person_id != await _passes(session, feedback):
        # Somebody else leads the person now.
        return messages.no_longer(Texts(copy.locale))
    return await _message(session, feedback, copy.slot, Texts(copy.locale))


async def _passes(session: Session, feedback: Feedback) -> int | None:
    """Who decides whether it is passed on, or has decided it."""
    waits = feedback.state is FeedbackState.WAITING
    return await passer_of(session, feedback) if waits else feedback.through_id


async def remind_later(session: Session, feedback: Feedback, now: datetime) -> None:
    """Has whoever is to pass it on asked once more."""
    await put_down(session, REMIND, feedback.id, now + REMINDED_AFTER, slot=str(feedback.through_id))


async def rounds_follow(session: Session, outbox: Outbox, lead_id: int, now: datetime) -> None:
    """Has the messages follow that ask a lead to write to people."""
    since = (now - ROUND_LASTS).date()
    for one in await feedback_rounds.rounds_asking_for(session, lead_id, since):
        await outbox.mark_stale(Subject(ROUND, one.id))
