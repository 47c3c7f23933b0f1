"""Looking after an update until it is noted: reminds when it is time, tells leads afterwards, and comes again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import receipt_subject
from bot.capabilities.updates.reminders.leads import Leads
from bot.capabilities.updates.reminders.rounds import Round
from bot.capabilities.updates.reminders.rules import Wanted
from bot.capabilities.updates.reminders.standings import as_asked, wanted_of
from bot.capabilities.updates.settings import remind_before
from bot.capabilities.updates.store import Update, UpdateState, planning, reminders
from bot.capability import JobContext, Work
from bot.due.work import bring_forward, put_down
from bot.people import audience
from bot.people.audience import Reader
from bot.storage.sessions import Session
from schedules.calendar import next_shift, on_shift

LOOK = "updates.look_after"
"""The work of looking after an update; each look puts down the next."""

AGAIN_AFTER = timedelta(days=1)
"""Hours change, and people come back from being away: a look comes no later than this after another."""

LOOKED_AFTER = timedelta(days=60)
"""Who has not noted an update by then finds it on their home only."""


async def begin(session: Session, known: Update, now: datetime) -> None:
    """Has the present version looked after; call it whenever an update asks for *Got it*, in the same transaction."""
    before = known.remind_before if known.remind_before is not None else await remind_before(session)
    await reminders.begin_asking(session, known, before, now)
    await put_down(session, LOOK, known.id, now, slot=f"{known.asked}.0")


async def begin_again(session: Session, known: Update, now: datetime) -> None:
    """Has what is asked already looked at by the times that a correction has set, without asking anybody anew."""
    asking = await reminders.asking(session, known, lock=True)
    if asking is None:
        return
    asking.before = known.remind_before if known.remind_before is not None else await remind_before(session)
    await bring_forward(session, LOOK, known.id, now)


async def look(job: JobContext, work: Work) -> None:
    """One look at an update, in one transaction with the next one that it puts down. A late one reminds fewer.

    The audience, which may be thousands, is read before, so that nobody who presses a button waits for that.
    """
    now = job.clocks.calendar.now()
    version, _, number = work.slot.partition(".")
    async with job.read() as session:
        known = await session.get(Update, work.owner_id)
        asking = await reminders.asking(session, known) if known else None
        since = asking.since if asking else now
        resolved = await audience.resolve(session, known.audience_id, now, since) if known else None
    async with job.write() as session:
        # Locked: whoever withdraws it meanwhile takes these reminders back too, or is seen here. That comes before the
        # work is closed, as they take that back as well.
        known = await session.get(Update, work.owner_id, with_for_update=True)
        if not await job.done(session):
            return
        if known is None or resolved is None:
            return
        if known.state is not UpdateState.PUBLISHED or version != str(known.asked):
            return
        asking = await reminders.asking(session, known)
        if asking is None or now - asking.since > LOOKED_AFTER:
            return
        resolved = await as_asked(session, known, resolved)
        outbox, wanted = job.outbox(session), wanted_of(known, asking)
        waited_for = await store.still_to_note(session, known, now)
        plan = _plan(
            wanted,
            [reader for reader in resolved.readers if reader.person_id in waited_for],
            await reminders.reminded(session, known),
            now,
        )
        await Round(session, outbox, known, wanted, resolved, work.slot).remind(plan.due, now)
        upcoming = plan.upcoming
        upcoming += await Leads(session, outbox, known, wanted, resolved, waited_for).tell(now)
        await outbox.mark_stale(receipt_subject(known))
        back = [one.away_until for one in resolved.readers if one.away and one.away_until is not None]
        if (plan_of_more := await planning.plan_of(session, known)) and plan_of_more.next_at is not None:
            back.append(plan_of_more.next_at)  # so that there is a look to bring forward when further people are asked
        if waited_for or back:
            following = min(one for one in (*upcoming, *back, now + AGAIN_AFTER) if one > now)
            await put_down(session, LOOK, known.id, following, slot=f"{version}.{int(number) + 1}")


@dataclass
class _Plan:
    """Who is to be reminded now, and at which instants something changes for the others."""

    due: list[Reader] = field(default_factory=list)
    upcoming: list[datetime] = field(default_factory=list)


def _plan(wanted: Wanted, readers: Sequence[Reader], reminded: Collection[int], now: datetime) -> _Plan:
    plan = _Plan()
    times: dict[tuple[object, ...], tuple[datetime | None, datetime | None, datetime | None]] = {}
    for reader in readers:
        hours = reader.hours
        key = (reader.pattern, reader.away_until)
        if key not in times:
            begins = next_shift(hours, wanted.since_for(reader.away_until)) if hours else None
            times[key] = (
                wanted.reminder(hours, reader.away_until),
                wanted.deadline(hours, reader.away_until),
                begins.start if begins else None,
            )
        at, deadline, begins_at = times[key]
        plan.upcoming += [one for one in (begins_at, deadline) if one is not None and one > now]
        if hours is None or at is None or deadline is None or deadline <= now or reader.person_id in reminded:
            continue
        if at > now:
            plan.upcoming.append(at)
        elif on_shift(hours, now):
            plan.due.append(reader)
        elif (following := next_shift(hours, now)) is not None and following.start < deadline:
            plan.upcoming.append(following.start)
    return plan
