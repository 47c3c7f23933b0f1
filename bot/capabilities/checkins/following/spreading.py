"""Brings one thing to all people of a run, a page at a time, each in their own hours."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.capabilities.checkins.kinds import Path
from bot.capabilities.checkins.store import talks
from bot.capability import JobContext, Work
from bot.delivery.outbox import Outbox
from bot.due.work import put_down
from bot.storage.sessions import Session

PAGE = 200
"""People who are told in one transaction."""

Bring = Callable[[Session, Outbox, Work, list[int], datetime], Awaitable[None]]
"""Tells these people."""

RunOf = Callable[[Session, Work], Awaitable[int | None]]
"""The inside id of the run whose people are told, locked with what they are told; None where nothing is to be told."""


async def spread(job: JobContext, work: Work, run_of: RunOf, bring: Bring, *, direct_alone: bool) -> None:
    """Tells a page of them, and puts the next one down; `direct_alone`: those who were asked in their own chat."""
    now, after = job.clocks.calendar.now(), int(work.data.get("after", 0))
    async with job.write() as session:
        run_id = await run_of(session, work)
        if not await job.done(session) or run_id is None:
            return
        rows = await talks.asked_from(session, run_id, after, PAGE)
        people = [
            one.person_id
            for one in rows
            if one.person_id is not None and (one.asked_at is not None or one.path is Path.CHANNEL)
            if one.path is Path.DIRECT or not direct_alone
        ]
        await bring(session, job.outbox(session), work, people, now)
        if len(rows) == PAGE:
            slot = f"{work.slot.partition('.')[0]}.{rows[-1].id}"
            data = {**work.data, "after": rows[-1].id}
            await put_down(session, work.kind, work.owner_id, now, slot=slot, data=data)
