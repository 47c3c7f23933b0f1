"""Asks people at their own time: through the outbox, a page at a time, within each person's budget and shift, once."""

from bot.capabilities.checkins.running import works
from bot.capabilities.checkins.running.paging import Page
from bot.capabilities.checkins.store import runs
from bot.capabilities.checkins.store.tables import Run
from bot.capabilities.checkins.subjects import PROMPT, REMINDER
from bot.capability import JobContext, Work
from bot.due.work import put_down
from bot.storage.sessions import Session

PAGE = 200
"""People asked in one transaction: while it lasts nobody else writes on SQLite."""


async def put_down_asking(session: Session, run: Run) -> None:
    """Puts down the work of a run that was frozen, or moved: one piece for each instant, and its close."""
    for instant in await runs.asks_at(session, run.id):
        await put_down(session, works.ASK, run.id, instant, slot=instant.isoformat())
    await put_down(session, works.CLOSE, run.id, run.closes_at, slot=run.closes_at.isoformat())


async def ask(job: JobContext, work: Work) -> None:
    """Asks all whose time has come."""
    while await _page(job, work, PROMPT):
        pass


async def remind(job: JobContext, work: Work) -> None:
    """Reminds all whose time has come; in an anonymous run all who were asked, else those who have not answered."""
    while await _page(job, work, REMINDER):
        pass


async def _page(job: JobContext, work: Work, slot: str) -> bool:
    """One page of a run, all or nothing; False if there was nobody left, and then the work is done."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        run = await runs.run_locked(session, work.owner_id)
        if run is not None and run.state in runs.UNFINISHED and now < run.closes_at:
            page = Page(session, job.outbox(session), run, now)
            if slot == PROMPT and (rows := await runs.due_to_ask(session, run.id, now, PAGE)):
                await page.ask(rows)
                return True
            if slot == REMINDER and (rows := await runs.due_to_remind(session, run.id, now, PAGE)):
                await page.remind(rows)
                return True
        await job.done(session)
        return False
