"""What an author does about a receipt: try failed channels again, and settle what is not certain."""

from bot.capabilities.updates import store
from bot.capabilities.updates.composing import card_subject, cards_receipt, receipt_subject
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.publish import newly_shared, within
from bot.capabilities.updates.store import Update, UpdateState
from bot.capability import Acting, Context
from bot.chat.inbound import Answer, Press
from bot.chat.texts import Texts
from bot.delivery.outbox import CARD
from bot.people import audience, audit
from bot.people.access import may_publish
from bot.ports import Cause


async def try_again(context: Context, inbound: Press) -> Answer:
    """*Try again*: posts to just the channels that have not got it, and to none that is waiting for somebody's word."""
    t, outbox, now = context.t, context.outbox, context.now
    known = await store.by_public_id(context.session, inbound.object_id, lock=True)
    if known is None or known.unpublished:
        return Answer(message=answer(t("This update is no longer published, so nothing was sent."), t))
    if why := await refusal_to_change(context, known):
        return Answer(message=answer(why, t))
    edits = await outbox.retry_edits(card_subject(known))
    if known.state is UpdateState.WITHDRAWN:
        await outbox.mark_stale(receipt_subject(known))
        return Answer(message=answer(_trying(edits, t), t))
    resolved = await audience.resolve(context.session, known.audience_id, now)
    subject = card_subject(known)
    failed = (await cards_receipt(context.session, known))[0].failed
    await outbox.retry(subject)
    copies = await outbox.copies(subject, slot=CARD)
    kept = await outbox.stop(within(copies, newly_shared(resolved)), Cause.SHARED_SINCE)
    await outbox.mark_stale(receipt_subject(known))
    again = failed - kept + edits
    await audit.record(
        context.session, context.actor, "retry_update", "update", known.public_id, at=now, channels=again
    )
    if again <= 0 and kept:
        text = t("Nothing was sent: another company is in this channel now, and an admin must agree to it first.")
    else:
        text = _trying(again, t)
    return Answer(message=answer(text, t))


def _trying(channels: int, t: Texts) -> str:
    if channels <= 0:
        return t("Every channel has it, or is about to get it.")
    return t.n("Trying {n} channel again.", "Trying {n} channels again.", channels)


async def is_there(context: Context, inbound: Press) -> Answer:
    """The author has looked: the unconfirmed post is there."""
    return await _settle(context, inbound.object_id, sent=True)


async def post_again(context: Context, inbound: Press) -> Answer:
    """The author has looked: it is not there, and goes again."""
    return await _settle(context, inbound.object_id, sent=False)


async def _settle(context: Context, delivery_id: str, *, sent: bool) -> Answer:
    t = context.t
    known = await store.of_delivery(context.session, delivery_id)
    if known is None:
        return Answer(message=answer(t("This is no longer there, so nothing was changed."), t))
    if why := await refusal_to_change(context, known):
        return Answer(message=answer(why, t))
    if not sent and known.state is not UpdateState.PUBLISHED:
        return Answer(message=answer(t("This update was withdrawn meanwhile, so nothing is posted."), t))
    if not await context.outbox.settle(delivery_id, sent):
        return Answer(message=answer(t("This was settled already."), t))
    await context.outbox.mark_stale(receipt_subject(known))
    return Answer(message=answer(t("Noted as delivered.") if sent else t("Posting it again."), t))


async def refusal_to_change(context: Acting, known: Update) -> str | None:
    """Authors see after their own updates; others need the right to publish to the same sides."""
    if known.author_id == context.actor.person_id and not context.actor.provisional:
        return None
    return may_publish(context.actor, await store.sides_reached(context.session, known))
