"""Tells whoever looks after a check-in what came of a run, as soon as it has closed and they are at work.

Of a run with names leads are told too, of their own teams.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.capabilities.checkins.kinds import RunState
from bot.capabilities.checkins.results import messages
from bot.capabilities.checkins.results.loading import results
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


async def tell_of_results(session: Session, outbox: Outbox, run: Run, now: datetime) -> None:
    """Call it once a run has closed; what they are shown is theirs to see by then, or they are told nothing."""
    checkin = await session.get_one(Checkin, run.checkin_id)
    rhythm = await rhythm_of(session, checkin)
    people = {one for one in (checkin.author_id, rhythm.owner_id if rhythm else None) if one is not None}
    people |= await named.leads_in(session, run.id)
    await TO_ORGANISER.bring(session, outbox, run, sorted(people), now)


async def _load(session: Session, work: Work, now: datetime) -> Run | None:
    run = await session.get(Run, work.owner_id, with_for_update=True, populate_existing=True)
    return run if run is not None and run.state is RunState.CLOSED else None


async def _letters(
    session: Session, outbox: Outbox, run: Run, readers: Sequence[Reader], now: datetime
) -> Sequence[Letter]:
    checkin = await session.get_one(Checkin, run.checkin_id)
    found = []
    for reader in readers:
        eyes = await eyes_of(session, await directory.actor_of(session, reader.person_id), run, checkin)
        if eyes is not None:
            seen = await results(session, run, checkin, eyes)
            found.append(Letter(reader, messages.results(seen, Texts(reader.locale), reader.zone), RESULTS))
    return found


TO_ORGANISER = Mail(TELL_RESULTS, run_subject, _load, _letters)
