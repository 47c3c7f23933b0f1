"""Closes runs, and has what was answered anonymously written anew every hour until then."""

from dataclasses import dataclass

from bot.capabilities.checkins.kinds import Mode, RunState
from bot.capabilities.checkins.results.telling import Telling
from bot.capabilities.checkins.running import works
from bot.capabilities.checkins.running.paging import SHUFFLED_EVERY
from bot.capabilities.checkins.running.preparing import NOBODY
from bot.capabilities.checkins.store import ballots, delivered, runs, tallies
from bot.capabilities.checkins.store.checkins import groups_of
from bot.capabilities.checkins.store.tables import Run
from bot.capabilities.checkins.subjects import group_subject
from bot.capability import JobContext, Work
from bot.delivery.outbox import Outbox
from bot.due.work import put_down
from bot.storage.sessions import Session


async def shuffle(job: JobContext, work: Work) -> None:
    """Writes the answers of a run that is open anew in random order, and comes again in an hour."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        run = await runs.run_locked(session, work.owner_id)
        if not await job.done(session) or run is None or run.state is not RunState.OPEN:
            return
        await ballots.rewrite(session, run.id)
        again = now + SHUFFLED_EVERY
        if again < run.closes_at:
            await put_down(session, works.SHUFFLE, run.id, again, slot=again.isoformat())


@dataclass(frozen=True)
class Closing:
    """Closes runs, and has whom it concerns told what came of them."""

    telling: Telling

    async def close(self, job: JobContext, work: Work) -> None:
        """Closes a run whose time is over; one that was moved closes later."""
        now = job.clocks.calendar.now()
        async with job.write() as session:
            run = await runs.run_locked(session, work.owner_id)
            if not await job.done(session) or run is None or run.state not in runs.UNFINISHED or now < run.closes_at:
                return
            outbox = job.outbox(session)
            await nobody_answers(session, run)
            run.closed_at = now
            if not await runs.anybody_asked(session, run.id):
                run.state, run.why = RunState.NOT_HELD, NOBODY
                return
            run.state = RunState.CLOSED
            if run.mode is Mode.ANONYMOUS:
                await ballots.rewrite(session, run.id)
            await nothing_more_goes_out(session, outbox, run)
            await delivered.forget_unreached(session, run.id)
            await tallies.keep(session, run)
            await self.telling.tell(session, outbox, run, now)


async def nobody_answers(session: Session, run: Run) -> None:
    """Waits for whoever is answering now, and has others wait until the end of the transaction."""
    for group in await groups_of(session, run.id):
        await ballots.hold(session, group.id, alone=True)


async def nothing_more_goes_out(session: Session, outbox: Outbox, run: Run) -> None:
    """What was not sent yet stays unsent, and what can be redrawn says what has become of the run.

    Anonymous prompts of a run that closed stay as they are: the token in them is in no content, so that none could be
    composed. Those of a run that was withdrawn need none any more.
    """
    for group in await groups_of(session, run.id):
        subject = group_subject(group)
        await outbox.cancel(subject)
        await outbox.mark_stale(subject)
