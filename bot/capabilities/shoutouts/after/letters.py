"""What is sent to single people after a shoutout was posted: to its giver, to those who decide, to who reported it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.after import messages
from bot.capabilities.shoutouts.composers import TAKEN_DOWN
from bot.capabilities.shoutouts.loading import facts_of, wall_of
from bot.capabilities.shoutouts.release import subject_of
from bot.capabilities.shoutouts.store import REPORTED, Objection, Shoutout
from bot.capability import Acting
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.outbox import Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.delivery.tables import Copy
from bot.people import audience
from bot.people.audience import Reader
from bot.people.model import Side
from bot.storage.sessions import Session

REPORT = "report"
OUTCOME = "outcome"
"""Slots of these messages."""


async def tell_giver(acting: Acting, kept: Shoutout) -> None:
    """Why it was taken down, with what it said, so that nothing is lost."""
    for reader in await _reached(acting, [kept.giver_id] if kept.giver_id else []):
        facts = await facts_of(acting.session, kept, acting.now)
        viewpoint = (await wall_of(acting.session, kept)).viewpoint({reader.side_id})
        platform = reader.identities[0].identity.platform
        message = messages.yours_taken_down(facts, viewpoint, platform, Texts(reader.locale))
        await acting.outbox.publish(subject_of(kept), [_post(reader, message, TAKEN_DOWN)], priority=Priority.ANSWER)


async def send_report(acting: Acting, kept: Shoutout, objection: Objection) -> int:
    """Brings a report to those who decide; says how many those are."""
    but = {one for one in (kept.giver_id, objection.person_id) if one is not None}
    readers = await _reached(acting, await store.deciders(acting.session, but))
    posts = [
        _post(
            reader,
            await report_letter(acting.session, kept, objection, reader.side_id, Texts(reader.locale), acting.now),
            REPORT,
        )
        for reader in readers
    ]
    await acting.outbox.publish(_about(objection), posts, priority=Priority.ANSWER)
    return len(posts)


async def report_letter(
    session: Session, kept: Shoutout, objection: Objection, side_id: int, t: Texts, now: datetime
) -> Message:
    """A report as it stands at `now`, to who decides."""
    facts = await facts_of(session, kept, now)
    viewpoint = (await wall_of(session, kept)).viewpoint({side_id})
    side = await session.get_one(Side, objection.side_id)
    settled = objection.settled_at is not None
    return messages.reported(facts, side.name, objection.text, objection.public_id, viewpoint, t, settled=settled)


@dataclass(frozen=True)
class Composer:
    """Composes what was sent about a report anew once somebody whom it names was erased."""

    clocks: Clocks

    async def __call__(self, session: Session, subject: Subject, copy: Copy) -> Message | None:
        """A letter as it stands now; None where it shall stay as it is."""
        t = Texts(copy.locale)
        objection = await session.get(Objection, subject.id)
        kept = await session.get(Shoutout, objection.shoutout_id) if objection is not None else None
        if objection is None or kept is None:
            return messages.report_erased(t)
        if copy.slot == OUTCOME:
            return messages.became(kept.state, objection.text, t)
        now = self.clocks.calendar.now()
        return await report_letter(session, kept, objection, copy.side_id or 0, t, now)


async def settle(acting: Acting, kept: Shoutout, objection: Objection) -> None:
    """A report is decided: whoever it was sent to sees so, and who reported it is told what became of it."""
    objection.settled_at, objection.settled_by_id = acting.now, acting.actor.person_id
    await acting.session.flush()
    changes: list[tuple[Copy, Message]] = []
    for copy in await acting.outbox.copies(_about(objection), slot=REPORT):
        if copy.side_id is not None:
            letter = await report_letter(acting.session, kept, objection, copy.side_id, Texts(copy.locale), acting.now)
            changes.append((copy, letter))
    await acting.outbox.edit_all(changes, priority=Priority.ANSWER)
    readers = await _reached(acting, [objection.person_id] if objection.person_id else [])
    posts = [_post(one, messages.became(kept.state, objection.text, Texts(one.locale)), OUTCOME) for one in readers]
    await acting.outbox.publish(_about(objection), posts, priority=Priority.ANSWER)


async def _reached(acting: Acting, people: Collection[int]) -> Sequence[Reader]:
    readers = await audience.readers_called(acting.session, people, acting.now)
    return [one for one in readers if one.identities and one.identities[0].takes_direct]


def _about(objection: Objection) -> Subject:
    return Subject(REPORTED, objection.id)


def _post(reader: Reader, message: Message, slot: str) -> Post:
    target = to_person(reader.identities[0].identity_id)
    return Post(target, message, reader.side_id, (reader.side_id,), reader.locale, slot)
