"""Tells whoever looks after a check-in what came of a run, as soon as it has closed and they are at work.

Of a run with names leads are told too, of their own teams.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.capabilities.checkins.following.beside import beside_run
from bot.capabilities.checkins.kinds import RunState
from bot.capabilities.checkins.results import messages
from bot.capabilities.checkins.results.loading import results
from bot.capabilities.checkins.results.pictures import Pictures
from bot.capabilities.checkins.results.walls import eyes_of
from bot.capabilities.checkins.store import named
from bot.capabilities.checkins.store.checkins import rhythm_of
from bot.capabilities.checkins.store.tables import Checkin, Run
from bot.capabilities.checkins.subjects import RESULTS, run_subject
from bot.capability import Work
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox
from bot.mail import Letter, Mail
from bot.people import directory
from bot.people.audience import Reader
from bot.storage.sessions import Session

TELL_RESULTS = "checkins.tell_results"
"""The work of telling one of them when their day begins."""

TOO_LATE = timedelta(days=7)


@dataclass(frozen=True)
class Telling:
    """Tells them, with pictures of trends."""

    pictures: Pictures

    @property
    def mail(self) -> Mail[Run]:
        """The letters by which they are told."""
        return Mail(TELL_RESULTS, run_subject, _load, self._letters)

    async def tell(self, session: Session, outbox: Outbox, run: Run, now: datetime) -> None:
        """Call it once a run has closed; what they are shown is theirs to see by then, or they are told nothing."""
        checkin = await session.get_one(Checkin, run.checkin_id)
        rhythm = await rhythm_of(session, checkin)
        people = {one for one in (checkin.author_id, rhythm.owner_id if rhythm else None) if one is not None}
        people |= await named.leads_in(session, run.id)
        await self.mail.bring(session, outbox, run, sorted(people), now)

    async def _letters(
        self, session: Session, outbox: Outbox, run: Run, readers: Sequence[Reader], now: datetime
    ) -> Sequence[Letter]:
        checkin = await session.get_one(Checkin, run.checkin_id)
        found = []
        for reader in readers:
            actor, t = await directory.actor_of(session, reader.person_id), Texts(reader.locale)
            eyes = await eyes_of(session, actor, run, checkin)
            if eyes is not None:
                seen = await self.pictures.illustrated(session, await results(session, run, checkin, eyes))
                message = messages.results(seen, t, reader.zone)
                message = messages.with_parts(message, await beside_run(session, actor, seen, t))
                found.append(Letter(reader, message, RESULTS))
        return found


async def _load(session: Session, work: Work, now: datetime) -> Run | None:
    run = await session.get(Run, work.owner_id, with_for_update=True, populate_existing=True)
    return run if run is not None and run.state is RunState.CLOSED else None
