"""What running check-ins offers."""

from dataclasses import replace

from bot.capabilities.checkins import planning
from bot.capabilities.checkins.running import after, asking, deciding, elsewhere, examples, preparing, telling, works
from bot.capabilities.checkins.running.closing import Closing, shuffle
from bot.capabilities.checkins.store import keeping, records
from bot.capabilities.checkins.store.checkins import CHECKIN
from bot.capability import PASSED, Capability, JobOffer
from bot.clock import Clocks
from bot.delivery.outbox import Outbox
from bot.due.tables import Rhythm
from bot.storage.sessions import Session


def offers(clocks: Clocks, closing: Closing) -> Capability:
    """For the capability to join to its own."""

    async def decided(session: Session, outbox: Outbox, rhythm: Rhythm) -> None:
        await deciding.follow(session, outbox, rhythm, clocks.calendar.now())

    return Capability(
        "checkins",
        examples=examples.examples,
        jobs={
            CHECKIN: JobOffer(preparing.prepare, preparing.TOO_LATE),
            planning.PREPARE: JobOffer(preparing.prepare, preparing.TOO_LATE),
            works.ASK: JobOffer(asking.ask, works.TOO_LATE),
            works.REMIND: JobOffer(asking.remind, works.TOO_LATE),
            works.ELSEWHERE: JobOffer(elsewhere.look, works.TOO_LATE),
            works.SHUFFLE: JobOffer(shuffle, works.TOO_LATE),
            works.CLOSE: JobOffer(closing.close, works.TOO_LATE),
            PASSED: JobOffer(after.ask, after.TOO_LATE),
            telling.TELL_REACH: JobOffer(telling.TO_ORGANISER.run, telling.TOO_LATE),
        },
        rhythms={CHECKIN: replace(planning.RHYTHM, decided=decided)},
        export_person=records.export_person,
        erase_person=records.erase_person,
        merge_person=records.merge_person,
        retention=keeping.delete_expired,
    )
