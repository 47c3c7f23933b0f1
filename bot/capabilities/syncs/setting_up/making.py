"""Sets a sync up, changes and ends it."""

from bot.capabilities.syncs import planning
from bot.capabilities.syncs.agenda.deciding import decided
from bot.capabilities.syncs.agenda.posting import follow
from bot.capabilities.syncs.collecting import handing
from bot.capabilities.syncs.during.closing import close_meeting
from bot.capabilities.syncs.kinds import MeetingState, SyncState
from bot.capabilities.syncs.setting_up.checking import Settled
from bot.capabilities.syncs.setting_up.seen import Seen, seen
from bot.capabilities.syncs.store import setting_up as store
from bot.capabilities.syncs.store.syncs import SYNC, rhythm_of
from bot.capabilities.syncs.store.tables import Sync
from bot.capability import Acting
from bot.due import deciding
from bot.due.deciding import Ruling, rhythm_called
from bot.due.tables import Rhythm
from bot.people import audit


async def set_up(acting: Acting, settled: Settled, public_id: str) -> Seen:
    """A new sync, which whoever acts looks after; raises Refused for one that never takes place."""
    session, actor = acting.session, acting.actor
    sync = Sync(
        public_id=public_id,
        state=SyncState.ACTIVE,
        template=settled.template,
        side_id=actor.side_id,
        author_id=actor.person_id,
        created_at=acting.now,
    )
    _fill(sync, settled)
    session.add(sync)
    await session.flush()
    await _write(acting, sync, settled)
    rhythm = Rhythm(kind=SYNC, subject_id=sync.id, owner_id=actor.person_id)
    settled.ruling.put_into(rhythm)
    await deciding.begin(session, rhythm, planning.plan, acting.now)
    await audit.record(session, actor, "set_up_sync", "sync", sync.public_id, at=acting.now)
    return await _seen(acting, sync)


async def change(acting: Acting, present: Seen, settled: Settled) -> Seen:
    """Has a sync be as settled: when it is goes through the rhythm, all else holds at once; raises Refused."""
    session, sync = acting.session, present.sync
    rhythm = await rhythm_called(session, present.rhythm.public_id)
    assert rhythm is not None, "an active sync has a rhythm"
    before = planning.moments(sync)
    _fill(sync, settled)
    sync.revision += 1
    await _write(acting, sync, settled)
    if settled.ruling != Ruling.of(rhythm) or planning.moments(sync) != before:
        await deciding.change(session, rhythm, settled.ruling, planning.plan, acting.now)
        await decided(session, acting.outbox, rhythm)
    await decided(session, acting.outbox, rhythm)
    for meeting in await store.unfinished_meetings(session, sync):
        if meeting.facilitator_id is not None:
            # Their team may have been taken out.
            await handing.settle(session, acting.outbox, sync, meeting, acting.now, acting.offers)
        await follow(acting.outbox, meeting)
    if rhythm.owner_id is None:
        # Somebody must hear of what is missed.
        rhythm.owner_id = acting.actor.person_id
    await audit.record(session, acting.actor, "change_sync", "sync", sync.public_id, at=acting.now)
    return await _seen(acting, sync)


async def end(acting: Acting, sync: Sync, by: int | None) -> None:
    """Ends a sync: nothing of it is due any more, what was stays, and a meeting that is open is closed.

    `by` is whoever ends it, by inside id; None for the operator.
    """
    session, now = acting.session, acting.now
    known = await rhythm_of(session, sync)
    rhythm = await rhythm_called(session, known.public_id) if known is not None else None
    if rhythm is not None and not rhythm.ended:
        await deciding.end(session, rhythm, planning.plan, now)
        await decided(session, acting.outbox, rhythm)
    for meeting in await store.unfinished_meetings(session, sync):
        if meeting.state is MeetingState.OPEN:
            await close_meeting(session, acting.outbox, sync, meeting, now, by)
        else:
            meeting.state = MeetingState.LEFT_OUT
    sync.state, sync.ended_at = SyncState.ENDED, now
    sync.revision += 1
    await session.flush()
    await audit.record(session, acting.actor, "end_sync", "sync", sync.public_id, at=now)


def _fill(sync: Sync, settled: Settled) -> None:
    sync.name = settled.name
    sync.held = settled.held
    sync.audience_id = settled.audience.id if settled.audience else None
    sync.meeting_url = settled.link
    sync.sections = [one.value for one in settled.sections]
    sync.minutes = settled.minutes
    sync.agents_per_team = settled.agents
    sync.again_at = settled.again
    sync.collect_before = settled.collect_before
    sync.remind_before = settled.remind_before
    sync.agenda_before = settled.agenda_before


async def _write(acting: Acting, sync: Sync, settled: Settled) -> None:
    await store.write_teams(acting.session, sync, settled.team_ids)
    await store.write_facilitators(acting.session, sync, settled.facilitator_ids)


async def _seen(acting: Acting, sync: Sync) -> Seen:
    found = await seen(acting, sync)
    assert found is not None, "whoever set it up sees it"
    return found
