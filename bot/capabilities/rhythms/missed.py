"""Tells the owner of a rhythm what was missed, else the organisation's admins, when they are at work."""

from collections.abc import Sequence

from bot.capabilities.rhythms import messages
from bot.capabilities.rhythms.owners import begins, is_there, reached
from bot.capability import JobContext, Work
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox, Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.due.opening import TELL_MISSED
from bot.due.rhythms import missed_of, upcoming
from bot.due.tables import Rhythm
from bot.due.work import put_down
from bot.people import grants
from bot.people.access import EVERYTHING
from bot.people.audience import Reader
from bot.storage.sessions import Session

SUBJECT = "rhythm"
"""The kind of subject that these messages are copies of; its id is the rhythm's."""


async def tell(job: JobContext, work: Work) -> None:
    """Tells what was missed since it was last told: of several admins those at work, else whose day begins first."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        if not await job.done(session):
            return
        rhythm = await session.get(Rhythm, work.owner_id)
        if rhythm is None or rhythm.kind not in job.offers.rhythms:
            return
        owned = await reached(session, [rhythm.owner_id], now) if rhythm.owner_id is not None else ()
        admins = [] if owned else [one.id for one in await grants.admins(session, EVERYTHING)]
        readers = owned or await reached(session, admins, now)
        if not readers:
            return
        there = [one for one in readers if is_there(one, now)]
        if not there:
            first = min(begins(one, now) for one in readers)
            await put_down(session, TELL_MISSED, rhythm.id, first, slot=first.isoformat())
            return
        await _tell(job, session, job.outbox(session), rhythm, there, nobodys=not owned)


async def _tell(
    job: JobContext, session: Session, outbox: Outbox, rhythm: Rhythm, readers: Sequence[Reader], *, nobodys: bool
) -> None:
    offer, now = job.offers.rhythms[rhythm.kind], job.clocks.calendar.now()
    plan = await offer.plan(session, rhythm)
    rows = await missed_of(session, rhythm, plan)
    if not rows:
        return
    coming = await upcoming(session, rhythm, plan, now, count=1)
    dates = sorted({row.original_date for row in rows})
    there = [(one.instant, place) for place, one in enumerate(coming) if one.instant is not None]
    following = coming[min(there)[1]] if there else None
    for row in rows:
        row.told = True
    posts = []
    for reader in readers:
        t = Texts(reader.locale)
        title = await offer.title(session, rhythm, t)
        message = messages.missed(title, dates, rows[-1].reason, rhythm, following, t, reader.zone, nobodys=nobodys)
        posts.append(
            Post(
                to_person(reader.identities[0].identity_id),
                message,
                reader.side_id,
                (reader.side_id,),
                reader.locale,
                f"missed.{dates[-1].isoformat()}",
            )
        )
    await outbox.publish(Subject(SUBJECT, rhythm.id), posts, priority=Priority.REMIND)
