"""What happens to reports by time: they reach whoever decides when the shift begins, and go on when time is up."""

from datetime import timedelta

from bot.capabilities.updates.reports.holding import LOOKED_AT_AGAIN, can_decide, first_turn, next_turn
from bot.capabilities.updates.reports.letters import Mail
from bot.capabilities.updates.reports.settings import report_within
from bot.capabilities.updates.reports.views import topic_of
from bot.capabilities.updates.store.report_tables import Report
from bot.capability import JobContext, Work
from bot.storage.sessions import Session

TOO_LATE = timedelta(days=365)
"""A report that waits is worth handing on however late that is."""


async def begin(job: JobContext, work: Work) -> None:
    """The shift of whoever has it begins: they hear of the report, or somebody else does if they are not there."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        report = await _open(session, job, work, by_turn=True)
        if report is None:
            return
        mail = Mail(session, job.outbox(session), now)
        if await can_decide(session, report, now):
            await mail.call(report)
        else:
            await mail.hand(report, await first_turn(session, await topic_of(session, report), now))


async def go_on(job: JobContext, work: Work) -> None:
    """Nobody has decided in time: whoever is next on the path gets it as well.

    At the end of the path it stays, and is looked at again once a day: whoever has it may be gone by then.
    """
    now = job.clocks.calendar.now()
    async with job.write() as session:
        report = await _open(session, job, work, by_turn=False)
        if report is None:
            return
        mail, known = Mail(session, job.outbox(session), now), await topic_of(session, report)
        turn = await next_turn(session, known, report.desk, now, without=report.holder_id)
        if turn is None and not await can_decide(session, report, now):
            turn = await first_turn(session, known, now)
        if turn is not None:
            await mail.hand(report, turn)
        else:
            await mail.look_again(report, now + max(await report_within(session), LOOKED_AT_AGAIN))


async def _open(session: Session, job: JobContext, work: Work, *, by_turn: bool) -> Report | None:
    """The report of a piece of work, if it is still open and nothing has happened to it since."""
    if not await job.done(session):
        return None
    report = await session.get(Report, work.owner_id, with_for_update=True, populate_existing=True)
    if report is None or not report.is_open or work.slot != str(report.turn if by_turn else report.step):
        return None
    return report
