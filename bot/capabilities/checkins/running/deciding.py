"""What is decided about a check-in and its runs: asked at once, moved, skipped, withdrawn, ended."""

from collections.abc import Mapping
from datetime import datetime

from bot.capabilities.checkins import planning
from bot.capabilities.checkins.kinds import CheckinState, RunState
from bot.capabilities.checkins.running.asking import put_down_asking
from bot.capabilities.checkins.running.closing import nobody_answers, nothing_more_goes_out
from bot.capabilities.checkins.running.preparing import When, freeze
from bot.capabilities.checkins.running.reaching import NO_OCCASIONS
from bot.capabilities.checkins.running.timing import ask_at
from bot.capabilities.checkins.store import runs
from bot.capabilities.checkins.store.checkins import rhythm_of, run_of
from bot.capabilities.checkins.store.tables import Checkin, Run
from bot.capabilities.checkins.subjects import LOW
from bot.capability import OccasionOffer
from bot.delivery.outbox import Outbox, Subject
from bot.due import deciding
from bot.due.deciding import rhythm_called
from bot.due.opened import ENDED
from bot.due.tables import DueState, DueWork, Rhythm
from bot.people import audience
from bot.people.refusal import Refused
from bot.storage.sessions import Session

TAKEN_AWAY = "taken_away"
"""Why a run was withdrawn whose occurrence was skipped or paused: it comes back with it, if nobody was asked."""

WITHDRAWN = "withdrawn"
"""Why a run was withdrawn that somebody took back."""


async def send_now(
    session: Session,
    outbox: Outbox,
    checkin: Checkin,
    now: datetime,
    occasions: Mapping[str, OccasionOffer] = NO_OCCASIONS,
) -> Run:
    """Has a check-in asked at once, beside its rhythm: of whoever is at work, and of the others when they are next.

    Raises Refused where it has ended, and where it has a run of this day already.
    """
    checkin = await runs.checkin_locked(session, checkin.id)
    if checkin.state is CheckinState.ENDED:
        raise Refused("This check-in has ended, so nobody was asked.")
    rhythm = await rhythm_of(session, checkin)
    when = When.at_once(now, rhythm.zone if rhythm else "UTC")
    if await run_of(session, checkin.id, when.original_date) is not None:
        raise Refused("It is asked today already. Look at that run, or ask again tomorrow.")
    return await freeze(session, outbox, checkin, when, now, occasions)


async def withdraw(session: Session, outbox: Outbox, run: Run, now: datetime, why: str = WITHDRAWN) -> bool:
    """Takes a run back: nobody is asked any more, what was answered is deleted, and nothing of it is shown.

    False if it was over already: closed, not held, or withdrawn.
    """
    found = await runs.run_locked(session, run.id)
    if found is None or found.state not in runs.UNFINISHED:
        return False
    await nobody_answers(session, found)
    found.state, found.why, found.closed_at = RunState.WITHDRAWN, why, now
    await runs.delete_answers(session, found.id)
    await session.flush()
    await nothing_more_goes_out(session, outbox, found)
    await outbox.cancel(Subject(LOW, found.id))
    await outbox.mark_stale(Subject(LOW, found.id))
    return True


async def end(session: Session, outbox: Outbox, checkin: Checkin, now: datetime) -> None:
    """Ends a check-in. A run that is open goes on until it closes; one before that is taken back."""
    known = await rhythm_of(session, checkin)
    rhythm = await rhythm_called(session, known.public_id) if known is not None else None
    if rhythm is not None and not rhythm.ended:
        await deciding.end(session, rhythm, planning.plan, now)
    checkin.state, checkin.ended_at = CheckinState.ENDED, now
    await session.flush()
    for run in await runs.unfinished(session, checkin.id):
        if run.state is RunState.PREPARED:
            await withdraw(session, outbox, run, now)


async def follow(session: Session, outbox: Outbox, rhythm: Rhythm, now: datetime) -> None:
    """Has runs that are not over follow what was decided of their rhythm: skipped, moved, paused, ended, brought back.

    Call it in the transaction of the decision. Whoever was asked already stays asked when it moves.
    """
    for run in await runs.unfinished(session, rhythm.subject_id):
        row = await runs.occurrence(session, rhythm.id, run.original_date)
        if row is None:
            # It was asked at once, beside the rhythm.
            continue
        if row.state is DueState.CANCELLED:
            if row.reason != ENDED or run.state is RunState.PREPARED:
                await withdraw(session, outbox, run, now, TAKEN_AWAY)
        elif row.state is DueState.WAITING:
            await _stands(session, run, row, rhythm.zone, now)


async def _stands(session: Session, run: Run, row: DueWork, zone: str, now: datetime) -> None:
    """The occurrence takes place: a run that was taken away with it is there again, and is when its occurrence is."""
    if run.state is RunState.WITHDRAWN:
        if run.why != TAKEN_AWAY or await runs.anybody_asked(session, run.id):
            return
        run.state, run.why, run.closed_at = RunState.PREPARED, "", None
    elif run.at == row.due_at:
        return
    await _move(session, run, When.of(run.original_date, row.due_at, zone), now)


async def _move(session: Session, run: Run, when: When, now: datetime) -> None:
    """Asks those who were not asked yet at the new time; the same people, in the same groups."""
    closes = when.at + (run.closes_at - run.at)
    run.at, run.closes_at = when.at, closes
    waiting = await runs.not_asked_yet(session, run.id)
    people = [one.person_id for one in waiting if one.person_id is not None]
    readers = {one.person_id: one for one in await audience.readers_called(session, people, now)}
    for row in waiting:
        reader = readers.get(row.person_id or 0)
        row.ask_at = ask_at(reader, when.local, now, closes) if reader is not None else None
    if run.state is RunState.PREPARED:
        run.opens_at = min((one.ask_at for one in waiting if one.ask_at), default=when.at)
    await session.flush()
    await put_down_asking(session, run)
