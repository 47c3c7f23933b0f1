"""Making a correction, by whatever way it came: every copy says it, in the transaction of its new version."""

from datetime import timedelta

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import begin_round, ring_slot
from bot.capabilities.updates.corrections.copies import follow
from bot.capabilities.updates.corrections.planned import Planned
from bot.capabilities.updates.corrections.spread import Paces
from bot.capabilities.updates.publish import RING_JOB
from bot.capabilities.updates.remedies import refusal_to_change
from bot.capabilities.updates.reminders import looking
from bot.capabilities.updates.reminders.rounds import reminder_subject
from bot.capabilities.updates.settings import ring_after
from bot.capabilities.updates.store import Update, UpdateState
from bot.capability import Acting
from bot.due.work import put_down, take_back
from bot.people import audit
from bot.people.access import may_publish_urgent


async def refusal_of(acting: Acting, known: Update) -> str | None:
    """Why whoever acts cannot correct or withdraw this update; None if they can."""
    t = acting.t
    match known.state:
        case UpdateState.WITHDRAWN:
            return t("This update was withdrawn, so nothing was changed. Publish a new one instead.")
        case UpdateState.DRAFT | UpdateState.TEMPLATE:
            return t("This update is not published yet. Go on writing it instead.")
        case UpdateState.PLANNED:
            return t("This update is planned and not published yet. Cancel its plan, then change it.")
        case UpdateState.PUBLISHED:
            return await refusal_to_change(acting, known)


async def may_not_ring(acting: Acting, known: Update, asks: bool) -> str | None:
    """Why whoever acts cannot ask anew for an update that rings people; None if they can, or if it rings nobody."""
    if not asks or not known.urgent:
        return None
    return may_publish_urgent(acting.actor, await store.sides_reached(acting.session, known))


async def make(acting: Acting, planned: Planned, paces: Paces) -> int:
    """The correction itself: everything that this commits changes, or nothing does; gives how many copies change."""
    session, known, now, said = acting.session, planned.known, acting.now, planned.correction.said
    asks, by_id = planned.correction.asks, acting.actor.person_id
    moved = (said.remind_before, said.acknowledge_by) != (known.remind_before, known.acknowledge_by)
    if planned.quiet:
        await store.adjust(session, known, said, planned.texts, by_id, now)
    else:
        await store.correct(session, known, said, planned.texts, by_id, now, asks=asks)
    if planned.correction.drops_check:
        await store.knowledge.keep_check(session, known, ())
    await store.keep_findable(session, known)
    if asks:
        await _ask_anew(acting, planned)
    elif moved:
        await looking.begin_again(session, known, now)
    # Composed again, since what is asked anew begins to be counted anew.
    round = await begin_round(session, known, now)
    changes = [
        (copy, message) for copy in planned.copies.all if (message := await round.compose(session, copy)) is not None
    ]
    changed = await acting.outbox.edit_all(changes)
    if changed or not planned.quiet:
        await acting.outbox.mark_stale(reminder_subject(known))
        await follow(acting, known, paces)
    await audit.record(
        session,
        acting.actor,
        "adjust_update" if planned.quiet else "correct_update",
        "update",
        known.public_id,
        at=now,
        version=known.version,
        asked=asks,
        copies=changed,
    )
    return changed


async def _ask_anew(acting: Acting, planned: Planned) -> None:
    session, known, now = acting.session, planned.known, acting.now
    await store.expect(session, known, planned.readers)
    await looking.begin(session, known, now)
    if known.urgent:
        await take_back(session, RING_JOB, known.id, reason="corrected")
        later = now + timedelta(minutes=await ring_after(session))
        await put_down(session, RING_JOB, known.id, later, slot=ring_slot(known))
