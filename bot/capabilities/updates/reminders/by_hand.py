"""*Remind* on the receipt: reminds everybody on shift who has not noted an update, at most once in four hours."""

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import receipt_subject
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.reminders import messages
from bot.capabilities.updates.reminders.rounds import Round
from bot.capabilities.updates.reminders.rules import BY_HAND_EVERY
from bot.capabilities.updates.reminders.standings import wanted_of
from bot.capabilities.updates.store import UpdateState, reminders
from bot.capability import Context
from bot.chat.inbound import Answer, Press
from bot.people import audience, audit
from bot.people.access import may_remind


async def remind(context: Context, inbound: Press) -> Answer:
    """Says how many it reached; a press that reaches nobody does not use up the four hours."""
    session, now, t = context.session, context.now, context.t
    known = await store.by_public_id(session, inbound.object_id, lock=True)
    if known is None or known.state is not UpdateState.PUBLISHED:
        return Answer(message=answer(t("This update is no longer there, so nobody was reminded."), t))
    resolved = await audience.resolve(session, known.audience_id, now)
    if known.author_id != context.actor.person_id and (
        why := may_remind(context.actor, resolved.side_ids, known.owner_id)
    ):
        return Answer(message=answer(why, t))
    asking = await reminders.asking(session, known, lock=True)
    waited_for = await store.still_to_note(session, known, now)
    readers = [reader for reader in resolved.readers if reader.person_id in waited_for]
    if asking is None or not readers:
        return Answer(message=messages.nobody_left(t))
    if asking.by_hand_at is not None and now < asking.by_hand_at + BY_HAND_EVERY:
        again = asking.by_hand_at + BY_HAND_EVERY
        return Answer(message=messages.too_soon(asking.by_hand_at, again, t, context.zone))
    slot = f"{known.asked}.hand{asking.by_hand + 1}"
    wanted = wanted_of(known, asking)
    reached = await Round(session, context.outbox, context.clocks, known, wanted, resolved, slot).remind(readers, now)
    if reached.people:
        asking.by_hand, asking.by_hand_at = asking.by_hand + 1, now
    await audit.record(session, context.actor, "remind", "update", known.public_id, at=now, people=reached.people)
    await context.outbox.mark_stale(receipt_subject(known))
    return Answer(message=messages.reached(reached, len(readers) - reached.people - reached.nowhere, t))
