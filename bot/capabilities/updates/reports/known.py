"""What publishing a known issue does to the report that it was made of."""

from bot.capabilities.updates.reports.letters import Mail
from bot.capabilities.updates.store import Update
from bot.capabilities.updates.store import reports as store
from bot.capabilities.updates.store.report_tables import ReportState
from bot.capability import Acting


async def settle_as_known(acting: Acting, known: Update) -> None:
    """Decides the report that a published update was made of, if there is one, and tells everybody in it."""
    session = acting.session
    found = await store.made_by(session, known, lock=True)
    if found is None or not await store.settle(
        session, found, ReportState.KNOWN_ISSUE, acting.actor.person_id, acting.now, issue=known
    ):
        return
    mail = Mail(session, acting.outbox, acting.now)
    await mail.tell_outcome(found)
    await mail.redraw([found])
