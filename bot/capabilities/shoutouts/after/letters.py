"""What is sent to single people after a shoutout was posted: to its giver, to those who decide, to who reported it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.after import messages, report_messages
from bot.capabilities.shoutouts.after.rights import may_decide
from bot.capabilities.shoutouts.composers import TAKEN_DOWN
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.loading import facts_of, wall_of
from bot.capabilities.shoutouts.release import report_subject, subject_of
from bot.capabilities.shoutouts.store import Objection, Shoutout
from bot.capability import Acting, Work
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.clock import Clocks
from bot.delivery.outbox import Outbox, Subject
from bot.delivery.pace import Priority
from bot.delivery.tables import Copy
from bot.due.work import take_back
from bot.mail import Letter, Mail
from bot.people import directory
from bot.people.audience import Reader
from bot.people.model import Side
from bot.storage.sessions import Session

TELL_GIVER = "shoutouts.tell_giver"
TELL_REPORT = "shoutouts.tell_report"
TELL_OUTCOME = "shoutouts.tell_outcome"
"""The work of telling somebody when their working day begins."""

TOO_LATE = timedelta(days=14)
"""After that no message comes of it any more; open reports stand in the list."""

REPORT = "report"
OUTCOME = "outcome"
"""Slots of these messages."""


# --- to the giver -----------------------------------------------------------------------------------------------------


async def tell_giver(acting: Acting, kept: Shoutout) -> None:
    """Why it was taken down, with what it said, so that nothing is lost."""
    people = [kept.giver_id] if kept.giver_id is not None else []
    await TO_GIVER.bring(acting.session, acting.outbox, kept, people, acting.now)


async def letter_to_giver(
    session: Session, kept: Shoutout, side_id: int, platform: str, t: Texts, now: datetime
) -> Message:
    """What the giver is told of what was taken down."""
    viewpoint = (await wall_of(session, kept)).viewpoint({side_id})
    return messages.yours_taken_down(await facts_of(session, kept, now), viewpoint, platform, t)


async def _taken_down(session: Session, work: Work, now: datetime) -> Shoutout | None:
    kept = await session.get(Shoutout, work.owner_id, with_for_update=True)
    return kept if kept is not None and kept.state is ShoutoutState.TAKEN_DOWN and kept.story else None


async def _to_giver(
    session: Session, outbox: Outbox, kept: Shoutout, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    return [
        Letter(
            one,
            await letter_to_giver(
                session, kept, one.side_id, one.identities[0].identity.platform, Texts(one.locale), now
            ),
            TAKEN_DOWN,
        )
        for one in readers
        if one.person_id == kept.giver_id
    ]


TO_GIVER = Mail(TELL_GIVER, subject_of, _taken_down, _to_giver)


# --- to those who decide ----------------------------------------------------------------------------------------------


async def send_report(acting: Acting, kept: Shoutout, objection: Objection) -> None:
    """Brings a report to those who decide. One that says that a customer's data can be read is urgent."""
    but = {one for one in (kept.giver_id, objection.person_id) if one is not None}
    people = await store.deciders(acting.session, but)
    await TO_DECIDERS.bring(
        acting.session, acting.outbox, objection, people, acting.now, urgent=objection.exposes_customer
    )


async def report_letter(
    session: Session, kept: Shoutout, objection: Objection, side_id: int, t: Texts, now: datetime
) -> Message:
    """A report, and what it is about as that stands now, to who decides."""
    viewpoint = (await wall_of(session, kept)).viewpoint({side_id})
    side = await session.get_one(Side, objection.side_id)
    report = report_messages.Report(
        objection.public_id,
        side.name,
        objection.text,
        exposes_customer=objection.exposes_customer,
        corrected_since=kept.corrected_at is not None and kept.corrected_at > objection.at,
        settled=objection.settled_at is not None,
    )
    return report_messages.reported(await facts_of(session, kept, now), report, viewpoint, t)


async def _open(session: Session, work: Work, now: datetime) -> Objection | None:
    objection = await session.get(Objection, work.owner_id, with_for_update=True)
    return objection if objection is not None and objection.settled_at is None else None


async def _to_deciders(
    session: Session, outbox: Outbox, objection: Objection, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    kept = await session.get_one(Shoutout, objection.shoutout_id)
    actors = await directory.actors_of(session, [one.person_id for one in readers])
    return [
        Letter(one, await report_letter(session, kept, objection, one.side_id, Texts(one.locale), now), REPORT)
        for one in readers
        if may_decide(actors[one.person_id])
    ]


TO_DECIDERS = Mail(TELL_REPORT, report_subject, _open, _to_deciders)


@dataclass(frozen=True)
class Composer:
    """Composes what was sent about a report anew: it was corrected, or somebody whom it names was erased."""

    clocks: Clocks

    async def __call__(self, session: Session, subject: Subject, copy: Copy) -> Message | None:
        """A letter as it stands now; None where it shall stay as it is."""
        t = Texts(copy.locale)
        objection = await session.get(Objection, subject.id)
        kept = await session.get(Shoutout, objection.shoutout_id) if objection is not None else None
        if objection is None or kept is None:
            return report_messages.report_erased(t)
        if copy.slot == OUTCOME:
            return report_messages.became(kept.state, objection.text, t)
        now = self.clocks.calendar.now()
        return await report_letter(session, kept, objection, copy.side_id or 0, t, now)


# --- to who reported it -----------------------------------------------------------------------------------------------


async def settle(acting: Acting, kept: Shoutout, objection: Objection) -> None:
    """A report is decided: whoever it was sent to sees so, and who reported it is told what became of it."""
    session, outbox, now = acting.session, acting.outbox, acting.now
    objection.settled_at, objection.settled_by_id = now, acting.actor.person_id
    await session.flush()
    await take_back(session, TELL_REPORT, objection.id, reason="decided")
    changes: list[tuple[Copy, Message]] = []
    for copy in await outbox.copies(report_subject(objection), slot=REPORT):
        if copy.side_id is not None:
            letter = await report_letter(session, kept, objection, copy.side_id, Texts(copy.locale), now)
            changes.append((copy, letter))
    await outbox.edit_all(changes, priority=Priority.ANSWER)
    people = [objection.person_id] if objection.person_id is not None else []
    await TO_REPORTER.bring(session, outbox, objection, people, now)


async def _settled(session: Session, work: Work, now: datetime) -> Objection | None:
    objection = await session.get(Objection, work.owner_id, with_for_update=True)
    return objection if objection is not None and objection.settled_at is not None else None


async def _to_reporter(
    session: Session, outbox: Outbox, objection: Objection, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    kept = await session.get_one(Shoutout, objection.shoutout_id)
    return [
        Letter(one, report_messages.became(kept.state, objection.text, Texts(one.locale)), OUTCOME)
        for one in readers
        if one.person_id == objection.person_id
    ]


TO_REPORTER = Mail(TELL_OUTCOME, report_subject, _settled, _to_reporter)
