"""*Remind* on the receipt: reminds everybody on shift who has not noted an update, at most once in four hours."""

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import receipt_subject
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.reminders import messages
from bot.capabilities.updates.reminders.rounds import Round
from bot.capabilities.updates.reminders.rules import BY_HAND_EVERY
from bot.capabilities.updates.reminders.standings import as_asked, wanted_of
from bot.capabilities.updates.store import Update, UpdateState, reminders
from bot.capability import Context
from bot.chat.inbound import Answer, Press
from bot.people import audience, audit
from bot.people.access import may_remind
from bot.people.audience import Resolved


async def remind(context: Context, inbound: Press) -> Answer:
    """Says how many it reached; a press that reaches nobody does not use up the four hours."""
    session, now, t = context.session, context.now, context.t
    known = await store.by_public_id(session, inbound.object_id, lock=True)
    if known is None or known.state is not UpdateState.PUBLISHED:
        return Answer(message=answer(t("This update is no longer there, so nobody was reminded."), t))
    asking = await reminders.asking(session, known, lock=True)
    resolved = await audience.resolve(session, known.audience_id, now, asking.since if asking else now)
    if why := _refusal(context, known, resolved):
        return Answer(message=answer(why, t))
    resolved = await as_asked(session, known, resolved)
    waited_for = await store.still_to_note(session, known, now)
    readers = [reader for reader in resolved.readers if reader.person_id in waited_for]
    if asking is None or not readers:
        return Answer(message=messages.nobody_left(t))
    if asking.by_hand_at is not None and now < asking.by_hand_at + BY_HAND_EVERY:
        again = asking.by_hand_at + BY_HAND_EVERY
        return Answer(message=messages.too_soon(asking.by_hand_at, again, t, context.zone))
    slot = f"{known.asked}.hand{asking.by_hand + 1}"
    wanted = wanted_of(known, asking)
    reached = await Round(session, context.outbox, known, wanted, resolved, slot).remind(readers, now)
    if reached.people:
        asking.by_hand, asking.by_hand_at = asking.by_hand + 1, now
    await audit.record(session, context.actor, "remind", "update", known.public_id, at=now, people=reached.people)
    await context.outbox.mark_stale(receipt_subject(known))
    return Answer(message=messages.reached(reached, len(readers) - reached.people - reached.nowhere, t))


def _refusal(context: Context, known: Update, resolved: Resolved) -> str | None:
    """Why whoever acts may not remind; how many it reached is not for who may not see the figures of all sides."""
    actor = context.actor
    own = resolved.viewpoint_of(actor.side_id)
    if not all(own.sees_figures_of(side) for side in resolved.side_ids):
        return context.t("You may not send reminders here. Ask the author of the update to remind them.")
    return None if known.author_id == actor.person_id else may_remind(actor, resolved.side_ids, known.owner_id)
