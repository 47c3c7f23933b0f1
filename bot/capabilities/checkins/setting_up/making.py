"""Sets a check-in up and changes it."""

from bot.capabilities.checkins import planning
from bot.capabilities.checkins.kinds import CheckinState
from bot.capabilities.checkins.questions import kept
from bot.capabilities.checkins.running import deciding as runs
from bot.capabilities.checkins.setting_up.checking import Settled
from bot.capabilities.checkins.setting_up.seen import Seen, seen
from bot.capabilities.checkins.store import setting_up as store
from bot.capabilities.checkins.store.checkins import CHECKIN
from bot.capabilities.checkins.store.tables import Checkin
from bot.capability import Acting
from bot.due import deciding
from bot.due.deciding import Ruling, rhythm_called
from bot.due.tables import Rhythm
from bot.people import audit


async def set_up(acting: Acting, settled: Settled, public_id: str) -> Seen:
    """A new check-in, which whoever acts looks after; raises Refused for one that never comes. Asks nobody yet."""
    session, actor = acting.session, acting.actor
    checkin = Checkin(
        public_id=public_id,
        state=CheckinState.ACTIVE,
        template=settled.template,
        side_id=actor.side_id,
        author_id=actor.person_id,
        created_at=acting.now,
    )
    _fill(checkin, settled)
    session.add(checkin)
    await session.flush()
    await store.write_teams(session, checkin, settled.asks.team_ids)
    await _begin(acting, checkin, settled.when.ruling)
    await audit.record(session, actor, "set_up_checkin", "checkin", checkin.public_id, at=acting.now)
    return await _seen(acting, checkin)


async def change(acting: Acting, present: Seen, settled: Settled) -> Seen:
    """Has a check-in be as settled from its next run on; raises Refused. What is asked already stays as it was."""
    session, checkin, ruling = acting.session, present.checkin, settled.when.ruling
    _fill(checkin, settled)
    await store.write_teams(session, checkin, settled.asks.team_ids)
    rhythm = await rhythm_called(session, present.rhythm.public_id) if present.rhythm is not None else None
    if rhythm is None:
        await _begin(acting, checkin, ruling)
    elif ruling is not None and ruling != Ruling.of(rhythm):
        await deciding.change(session, rhythm, ruling, planning.plan, acting.now)
        await runs.follow(session, acting.outbox, rhythm, acting.now)
    if rhythm is not None and rhythm.owner_id is None:
        # Somebody must hear of what is missed.
        rhythm.owner_id = acting.actor.person_id
    await audit.record(session, acting.actor, "change_checkin", "checkin", checkin.public_id, at=acting.now)
    return await _seen(acting, checkin)


async def _begin(acting: Acting, checkin: Checkin, ruling: Ruling | None) -> None:
    if ruling is None:
        return
    rhythm = Rhythm(kind=CHECKIN, subject_id=checkin.id, owner_id=checkin.author_id)
    ruling.put_into(rhythm)
    await deciding.begin(acting.session, rhythm, planning.plan, acting.now)


def _fill(checkin: Checkin, settled: Settled) -> None:
    asks = settled.asks
    checkin.name = settled.name
    checkin.mode = settled.mode
    checkin.threshold = settled.threshold
    checkin.questions = kept(settled.questions)
    checkin.audience_id = asks.audience.id if asks.audience else None
    checkin.occasion = asks.occasion_kind if asks.occasion else ""
    checkin.occasion_id = asks.occasion.id if asks.occasion else None
    checkin.open_minutes = settled.open_minutes
    checkin.reminds = settled.reminds


async def _seen(acting: Acting, checkin: Checkin) -> Seen:
    found = await seen(acting, checkin)
    assert found is not None, "whoever set it up sees it"
    return found
