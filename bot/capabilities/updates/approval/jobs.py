"""What happens by itself to a request: its author hears that nobody has decided, before anything waits for ever."""

from datetime import timedelta

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import gate, messages
from bot.capabilities.updates.approval.correction_asking import is_about_correction, remind_writer
from bot.capabilities.updates.approval.letters import round_of, tell_author
from bot.capabilities.updates.store import ApprovalState, Update, UpdateState
from bot.capabilities.updates.store import answerers as people
from bot.capability import JobContext, Work
from bot.chat.texts import Texts
from bot.people import audience

TOO_LATE = timedelta(days=7)
"""What nobody has approved for a week says so itself, whenever its author looks."""


async def remind_author(job: JobContext, work: Work) -> None:
    """Tells the author that nobody has decided, and whom else to ask."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        # Locked before the work is closed, as whoever decides takes it back.
        known = await session.get(Update, work.owner_id, with_for_update=True)
        if not await job.done(session):
            return
        if known is not None and known.state is UpdateState.PUBLISHED and is_about_correction(known, work.slot):
            await remind_writer(job, session, known, work.slot)
            return
        row = await store.approval_of(session, known) if known else None
        if known is None or row is None or known.state is not UpdateState.DRAFT:
            return
        if row.state is not ApprovalState.OPEN or work.slot != round_of(known, row):
            return
        resolved = await audience.resolve(session, known.audience_id, now)
        left = await gate.approvers(session, await gate.writers_of(session, known), resolved, now)
        author = (await people.answerers(session, [known.author_id], now))[known.author_id]
        title = await store.title_of(session, known, author.locale)
        told = messages.nobody_decided(title, known.public_id, Texts(author.locale), left=bool(left))
        await tell_author(job.outbox(session), known, f"{work.slot}.waits", author, told)
