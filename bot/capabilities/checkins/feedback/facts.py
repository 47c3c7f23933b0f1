"""What the messages about feedback say, as frozen facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.checkins.kinds import FeedbackState
from bot.capabilities.checkins.store import feedback as store
from bot.capabilities.checkins.store import feedback_people
from bot.capabilities.checkins.store.feedback_people import Someone
from bot.capabilities.checkins.store.feedback_tables import Feedback
from bot.storage.sessions import Session


@dataclass(frozen=True)
class Said:
    """What one of the two said back."""

    number: int
    by_giver: bool
    text: str


@dataclass(frozen=True)
class Piece:
    """One piece of feedback; `giver` and `person` are None where they were erased, `through` where nobody passed it."""

    public_id: str
    state: FeedbackState
    text: str
    at: datetime
    giver: Someone | None
    person: Someone | None
    through: Someone | None
    reason: str = ""
    thanked: bool = False
    said: tuple[Said, ...] = ()

    @property
    def crosses(self) -> bool:
        """Whether it goes from one company to another."""
        return self.giver is not None and self.person is not None and self.giver.side_id != self.person.side_id


async def piece_of(session: Session, feedback: Feedback) -> Piece:
    """The facts of one piece."""
    known = await feedback_people.people(session, [feedback.giver_id, feedback.person_id, feedback.through_id])
    replies = await store.replies_to(session, feedback.id)
    return Piece(
        feedback.public_id,
        feedback.state,
        feedback.text,
        feedback.at,
        known.get(feedback.giver_id or 0),
        known.get(feedback.person_id or 0),
        known.get(feedback.through_id or 0),
        feedback.reason,
        feedback.thanked_at is not None,
        tuple(Said(one.id, one.by_giver, one.text) for one in replies),
    )


async def passer_of(session: Session, feedback: Feedback) -> int | None:
    """Who decides now whether it is passed on: whoever leads the person by then."""
    person = (await feedback_people.people(session, [feedback.person_id])).get(feedback.person_id or 0)
    leads = await feedback_people.passers_of(session, person) if person is not None else []
    return leads[0] if leads else feedback.through_id


async def pieces_of(session: Session, those: Sequence[Feedback]) -> Sequence[Piece]:
    """The facts of several, in their order."""
    return [await piece_of(session, one) for one in those]
