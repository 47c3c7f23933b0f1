"""Ringing: some minutes after an urgent update, people on shift who have not noted it get a direct message."""

from collections import Counter
from datetime import datetime, timedelta

from bot.capabilities.updates import messages, store
from bot.capabilities.updates.composing import card_subject, facts_of, receipt_subject, ring_slot
from bot.capabilities.updates.store import Update, UpdateState
from bot.capability import JobContext, Work
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Post, to_person
from bot.people import audience
from bot.people.audience import Reader, Resolved, on_shift_now
from bot.storage.sessions import Session

TOO_LATE = timedelta(hours=4)
"""After that a shift has passed, and the update waits on everybody's home anyway."""


async def ring(job: JobContext, work: Work) -> None:
    """Messages those who are on shift now and have not noted what was asked last; channels are left in peace."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        # Locked: whoever corrects or withdraws it meanwhile sees these messages, or is seen here. That comes before the
        # work is closed, as they take it back.
        known = await session.get(Update, work.owner_id, with_for_update=True)
        if not await job.done(session):
            return
        if known is None or known.state is not UpdateState.PUBLISHED or work.slot != ring_slot(known):
            return
        resolved = await audience.resolve(session, known.audience_id, now)
        missing = await store.still_to_note(session, known, now)
        at_work = on_shift_now([reader for reader in resolved.readers if reader.person_id in missing], now)
        posts = [
            Post(
                to_person(reader.identities[0].identity_id),
                await _message(session, known, resolved, reader, now),
                reader.side_id,
                (reader.side_id,),
                reader.locale,
                ring_slot(known),
            )
            for reader in at_work.rung
        ]
        known.unreached = Counter(str(reader.side_id) for reader in at_work.unreached)
        outbox = job.outbox(session)
        await outbox.publish(card_subject(known), posts)
        await outbox.mark_stale(receipt_subject(known))


async def _message(session: Session, known: Update, resolved: Resolved, reader: Reader, now: datetime) -> Message:
    facts = await facts_of(session, known, reader.locale, now)
    viewpoint = resolved.viewpoint_of(reader.side_id)
    return messages.ring(facts, viewpoint, Texts(reader.locale), reader.zone, None, now)
