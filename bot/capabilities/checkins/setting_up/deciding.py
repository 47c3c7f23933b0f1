"""What is decided of a check-in wherever somebody decides it, with a note of who did."""

from bot.capabilities.checkins.running import deciding as runs
from bot.capabilities.checkins.setting_up.seen import Seen
from bot.capabilities.checkins.store import setting_up as store
from bot.capability import Acting
from bot.people import audit
from bot.people.refusal import Refused


async def send_now(acting: Acting, found: Seen) -> str:
    """Has it asked at once; raises Refused where that was done today. Gives its name."""
    await runs.send_now(acting.session, acting.outbox, found.checkin, acting.now, acting.offers.occasions)
    return await _noted(acting, found, "send_checkin")


async def withdraw(acting: Acting, found: Seen) -> str:
    """Takes back what is open of it; raises Refused where nothing is. Gives its name."""
    run = await store.unfinished_run(acting.session, found.checkin)
    if run is None or not await runs.withdraw(acting.session, acting.outbox, run, acting.now):
        raise Refused(acting.t("Nothing of it is open, so nothing was changed."))
    return await _noted(acting, found, "withdraw_checkin")


async def end(acting: Acting, found: Seen) -> str:
    """Ends it: nobody is asked any more, and results stay. Gives its name."""
    await runs.end(acting.session, acting.outbox, found.checkin, acting.now)
    return await _noted(acting, found, "end_checkin")


async def _noted(acting: Acting, found: Seen, what: str) -> str:
    checkin = found.checkin
    await audit.record(acting.session, acting.actor, what, "checkin", checkin.public_id, at=acting.now)
    return checkin.name
