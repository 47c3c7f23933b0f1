"""Tells the owner of a rhythm what did not take place, when they are at work."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.capabilities.rhythms import messages
from bot.capability import JobContext, Work
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox, Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.due.opening import TELL_MISSED
from bot.due.rhythms import missed_of, upcoming
from bot.due.tables import Rhythm
from bot.due.work import put_down
from bot.people import audience
from bot.people.audience import Reader
from bot.storage.sessions import Session
from schedules.calendar import next_beginning, on_shift

SUBJECT = "rhythm"
"""The kind of subject that these messages are copies of; its id is the rhythm's."""

USUAL_MORNING, USUAL_EVENING = time(9), time(17)
"""When somebody is told whose hours nobody knows, in their own zone."""


async def tell(job: JobContext, work: Work) -> None:
    """Tells what was missed since it was last told; nothing where nobody looks after it any more."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        if not await job.done(session):
            return
        rhythm = await session.get(Rhythm, work.owner_id)
        if rhythm is None or rhythm.owner_id is None or rhythm.kind not in job.offers.rhythms:
            return
        reader = next(iter(await audience.readers_called(session, [rhythm.owner_id], now)), None)
        if reader is None:
            return
        if not _is_there(reader, now):
            begins = next_beginning(reader.hours, reader.zone, now, USUAL_MORNING).instant
            await put_down(session, TELL_MISSED, rhythm.id, begins, slot=begins.isoformat())
            return
        await _tell(job, session, job.outbox(session), rhythm, reader)


def _is_there(reader: Reader, now: datetime) -> bool:
    """Whether somebody is at work; whose hours nobody knows is so on a usual day."""
    if reader.away:
        return False
    if reader.hours is not None:
        return on_shift(reader.hours, now)
    return USUAL_MORNING <= now.astimezone(ZoneInfo(reader.zone)).time() < USUAL_EVENING


async def _tell(job: JobContext, session: Session, outbox: Outbox, rhythm: Rhythm, reader: Reader) -> None:
    offer, now = job.offers.rhythms[rhythm.kind], job.clocks.calendar.now()
    plan = await offer.plan(session, rhythm)
    rows = await missed_of(session, rhythm, plan)
    if not rows:
        return
    t = Texts(reader.locale)
    coming = await upcoming(session, rhythm, plan, now, count=1)
    dates = sorted({row.original_date for row in rows})
    title = await offer.title(session, rhythm, t)
    first = min((one.instant for one in coming if one.instant), default=None)
    message = messages.missed(title, dates, rows[-1].reason, first, rhythm.public_id, t, reader.zone)
    for row in rows:
        row.told = True
    if not reader.identities or not reader.identities[0].takes_direct:
        return
    post = Post(
        to_person(reader.identities[0].identity_id),
        message,
        reader.side_id,
        (reader.side_id,),
        reader.locale,
        f"missed.{dates[-1].isoformat()}",
    )
    await outbox.publish(Subject(SUBJECT, rhythm.id), [post], priority=Priority.REMIND)
