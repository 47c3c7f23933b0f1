"""Actions of people who left or were erased fall to their lead: a look each day."""

from datetime import datetime

from bot.capabilities.syncs.agenda.posting import follow
from bot.capabilities.syncs.during import action_letters
from bot.capabilities.syncs.planning import teams_taking_part
from bot.capabilities.syncs.store import actions
from bot.capabilities.syncs.store.people import lead_of_person, leads_of, people_named, sides_of_teams
from bot.capabilities.syncs.store.tables import Action, Sync
from bot.capabilities.syncs.subjects import action_subject
from bot.capability import JobContext, Work
from bot.delivery.outbox import Outbox
from bot.due import standing
from bot.due.standing import DAILY
from bot.storage.sessions import Session

LOOK = "syncs.falling"
"""The work of looking for actions that nobody does any more; each look puts down the next."""


async def ensure(session: Session, now: datetime) -> None:
    """Puts the work down where it does not wait already: call it at every start."""
    await standing.ensure(session, LOOK, now + DAILY)


async def look(job: JobContext, work: Work) -> None:
    """Each in a transaction of its own; what fell before an interruption is somebody's by then."""
    # Never before this look was due, even by a clock that was set back: the next one would be this one over again.
    now = max(job.clocks.calendar.now(), work.due_at)
    async with job.read() as session:
        found = await actions.orphaned(session)
    for key in found:
        async with job.write() as session:
            action = await actions.action_locked(session, key)
            if action is not None and key in await actions.orphaned(session):
                await _fall(session, job.outbox(session), action, now)
    async with job.write() as session:
        if await job.done(session):
            await standing.again(session, LOOK, now + DAILY)


async def _fall(session: Session, outbox: Outbox, action: Action, now: datetime) -> None:
    lead_id = await _lead(session, action)
    if lead_id is None:
        return
    action.owner_id, action.handed = lead_id, action.handed + 1
    await session.flush()
    await action_letters.remind_later(session, action, now)
    await action_letters.tell(session, outbox, action, action_letters.FELL, [lead_id], now)
    await outbox.mark_stale(action_subject(action))
    for meeting in await actions.meetings_showing(session, action):
        await follow(outbox, meeting)


async def _lead(session: Session, action: Action) -> int | None:
    """The lead of the team that its owner was in, else the first of its side's teams in the sync; who is here."""
    owner = action.owner_id
    likely = [lead] if owner is not None and (lead := await lead_of_person(session, owner)) is not None else []
    sync = await session.get_one(Sync, action.sync_id)
    teams = await sides_of_teams(session, await teams_taking_part(session, sync))
    likely += await leads_of(session, [team for team, side in teams.items() if side == action.side_id])
    named = await people_named(session, likely)
    return next((one for one in likely if one in named and named[one].here and one != owner), None)
