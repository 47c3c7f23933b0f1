"""Asks after an occasion that comes again, such as the meeting of a sync, of whoever was part of it."""

from datetime import timedelta

import structlog

from bot.capabilities.checkins.running.deciding import send_now
from bot.capabilities.checkins.store.runs import asked_after
from bot.capability import JobContext, Work
from bot.people.refusal import Refused

TOO_LATE = timedelta(hours=24)
"""By then nobody remembers how it was."""

log = structlog.get_logger(__name__)


async def ask(job: JobContext, work: Work) -> None:
    """Has the check-ins asked that come after this occasion; one that was asked today already is left as it is."""
    kind, now = work.slot.partition(" ")[0], job.clocks.calendar.now()
    async with job.write() as session:
        if not await job.done(session):
            return
        for checkin in await asked_after(session, kind, work.owner_id):
            try:
                await send_now(session, job.outbox(session), checkin, now, job.offers.occasions)
            except Refused as refused:
                log.info("not_asked_after_occasion", checkin=checkin.public_id, why=str(refused))
