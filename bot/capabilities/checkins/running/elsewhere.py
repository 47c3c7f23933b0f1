"""Looks whether what people were sent has arrived, and asks those elsewhere whom their platform refuses for good."""

from bot.capabilities.checkins.kinds import RunState
from bot.capabilities.checkins.running import works
from bot.capabilities.checkins.running.paging import LATER, Page, next_look
from bot.capabilities.checkins.store import ballots, delivered, runs
from bot.capability import JobContext, Work
from bot.due.work import put_down


async def look(job: JobContext, work: Work) -> None:
    """Asks them by the button in their team's channel; comes again while it is open of a message whether it arrives."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        run = await runs.run_locked(session, work.owner_id)
        if not await job.done(session) or run is None or run.state is not RunState.OPEN or now >= run.closes_at:
            return
        refused = await delivered.refused_for_good(session, run.id)
        for group_id in sorted({row.group_id for row, _ in refused}):
            # Nobody of the group answers meanwhile: from now on their answers are covered, see `ballots.cover`.
            await ballots.hold(session, group_id, alone=True)
        if refused:
            await Page(session, job.outbox(session), run, now).elsewhere(
                await delivered.refused_for_good(session, run.id)
            )
        again = next_look(now, LATER)
        if again < run.closes_at and await delivered.any_not_known_yet(session, run.id):
            await put_down(session, works.ELSEWHERE, run.id, again, slot=again.isoformat())
