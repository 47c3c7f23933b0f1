"""Brings the longer digest to each lead in their own working hours, as long as it is news."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.capabilities.shoutouts.back.weekly import weekly
from bot.capabilities.shoutouts.release import recognition_audience
from bot.capabilities.shoutouts.store import DIGEST
from bot.capabilities.shoutouts.weeks import COVERS
from bot.capability import Work
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox, Subject
from bot.mail import Letter, Mail
from bot.people import audience
from bot.people.audience import Reader
from bot.storage.sessions import Session

TELL_LEAD = "shoutouts.tell_digest"
"""The work of bringing it to a lead whose working day begins."""

TOO_LATE = timedelta(days=6)
"""After that the next digest follows."""


@dataclass(frozen=True)
class LeadsDigest:
    """The digest of a week (its Monday) that was sent at an instant; `composed` is what is known of it already."""

    week: date
    until: datetime
    slot: str
    composed: Mapping[int, Message] = field(default_factory=dict)

    @property
    def subject(self) -> Subject:
        return Subject(DIGEST, self.week.toordinal())

    @property
    def data(self) -> Mapping[str, str]:
        """By which the work finds it again."""
        return {"until": self.until.isoformat(), "slot": self.slot}


async def _news(session: Session, work: Work, now: datetime) -> LeadsDigest | None:
    until = datetime.fromisoformat(work.data["until"])
    if now - until > COVERS:
        return None
    return LeadsDigest(date.fromordinal(work.owner_id), until, work.data["slot"])


async def _letters(
    session: Session, outbox: Outbox, about: LeadsDigest, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    """What each leads of it that still stands; who leads nobody any more, or of whom nothing is left, gets none."""
    if all(one.person_id in about.composed for one in readers):
        return [Letter(one, about.composed[one.person_id], about.slot) for one in readers]
    recognition = await recognition_audience(session)
    found = await weekly(session, recognition.id if recognition else None, about.until, about.week)
    resolved = await audience.resolve_teams(session, (), recognition)
    letters = []
    for one in readers:
        viewpoint, platform = resolved.viewpoint_of(one.side_id), one.identities[0].identity.platform
        message = await found.for_lead(one.person_id, viewpoint, platform, Texts(one.locale), one.zone)
        if message is not None:
            letters.append(Letter(one, message, about.slot))
    return letters


TO_LEADS = Mail(TELL_LEAD, lambda about: about.subject, _news, _letters)
