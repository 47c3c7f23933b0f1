"""Taking a shoutout back: its giver everywhere, or a lead with a reason; and going on with it."""

from bot.capabilities.shoutouts import store, telling
from bot.capabilities.shoutouts.after import letters, messages
from bot.capabilities.shoutouts.after.forms import take_down_form, withdraw_form
from bot.capabilities.shoutouts.after.rights import gone, may_decide, may_take_down, standing
from bot.capabilities.shoutouts.arriving import ARRIVED
from bot.capabilities.shoutouts.back.following import mark_digests
from bot.capabilities.shoutouts.composers import cards_of, composed
from bot.capabilities.shoutouts.kinds import ShoutoutState
from bot.capabilities.shoutouts.release import subject_of
from bot.capabilities.shoutouts.store import Shoutout
from bot.capabilities.shoutouts.write import drafts, flow
from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormPressed, FormSubmitted, Press
from bot.delivery.guard import inspect
from bot.due.work import take_back
from bot.people import audit

SHORTEST_REASON = 3
LONGEST_REASON = 300


async def ask(context: Context, inbound: FormPressed) -> Answer:
    """*Withdraw*: says what that means."""
    kept = await standing(context, inbound.object_id)
    if isinstance(kept, Answer):
        return kept
    if kept.giver_id != context.actor.person_id:
        return Answer(message=messages.givers_alone(context.t))
    cards = await cards_of(context.outbox, kept)
    return Answer(form=withdraw_form(kept.public_id, len(cards), context.t))


async def withdraw(context: Context, inbound: FormSubmitted) -> Answer:
    """Has every copy say that it was withdrawn; its giver can go on with it."""
    kept = await standing(context, inbound.object_id, lock=True)
    if isinstance(kept, Answer):
        return kept
    if kept.giver_id != context.actor.person_id:
        return Answer(message=messages.givers_alone(context.t))
    await end(context, kept, ShoutoutState.WITHDRAWN)
    return Answer(message=messages.withdrawn(kept.public_id, context.t))


async def ask_why(context: Context, inbound: FormPressed | Press) -> Answer:
    """*Take it down*: says what that means, and asks why."""
    kept = await _to_take_down(context, inbound.object_id)
    if isinstance(kept, Answer):
        return kept
    return Answer(form=take_down_form(kept.public_id, context.t))


async def take_down(context: Context, inbound: FormSubmitted) -> Answer:
    """Has every copy say that it was taken down, and tells its giver why."""
    t = context.t
    kept = await _to_take_down(context, inbound.object_id, lock=True)
    if isinstance(kept, Answer):
        return kept
    typed = inbound.values.get("reason")
    reason = " ".join(typed.split()) if isinstance(typed, str) else ""
    if len(reason) < SHORTEST_REASON:
        wrong = t("Say why, in at least {n} characters: its giver reads it.", n=SHORTEST_REASON)
        return Answer(errors=FieldErrors({"reason": wrong}))
    if len(reason) > LONGEST_REASON:
        return Answer(errors=FieldErrors({"reason": t("Up to {n} characters fit. Shorten it.", n=LONGEST_REASON)}))
    reason = inspect(reason).masked
    await end(context, kept, ShoutoutState.TAKEN_DOWN, reason)
    await letters.tell_giver(context, kept)
    return Answer(message=messages.taken_down(t))


async def end(context: Context, kept: Shoutout, state: ShoutoutState, because: str = "") -> None:
    """What it stood for is over: copies say so, and what has not gone out yet never does."""
    session, outbox, now = context.session, context.outbox, context.now
    kept.state, kept.ended_because = state, because
    kept.ended_at, kept.ended_by_id = now, context.actor.person_id
    await session.flush()
    standing = [copy for copy in await outbox.copies(subject_of(kept)) if not copy.withdrawn]
    await outbox.withdraw_all(await composed(session, kept, standing, context.clocks))
    await mark_digests(outbox, kept)
    for kind in (telling.TELL, ARRIVED):
        await take_back(session, kind, kept.id, reason="withdrawn")
    for objection in await store.open_objections(session, shoutout_id=kept.id):
        await letters.settle(context, kept, objection)
    verb = "withdraw_shoutout" if state is ShoutoutState.WITHDRAWN else "take_down_shoutout"
    await audit.record(session, context.actor, verb, "shoutout", kept.public_id, at=now, copies=len(standing))


async def go_on(context: Context, inbound: Press) -> Answer:
    """*Go on with it*: what was withdrawn stands in the form again, as a draft of its own, one however often."""
    kept = await store.by_public_id(context.session, inbound.object_id, lock=True)
    if kept is None or kept.giver_id != context.actor.person_id or kept.state is not ShoutoutState.WITHDRAWN:
        return gone(context)
    if not kept.story:
        return Answer(message=messages.forgotten(context.t))
    draft_id = store.successor_of(kept.public_id)
    if await store.by_public_id(context.session, draft_id) is None:
        return await flow.go_on(context, await store.draft_of(context.session, kept, context.now, draft_id))
    draft = await drafts.own_draft(context, draft_id)
    return await flow.go_on(context, draft, begun=True) if draft is not None else drafts.gone(context)


async def _to_take_down(context: Context, public_id: str, *, lock: bool = False) -> Shoutout | Answer:
    """What stands and whoever acts may take down: a lead there, or who decides of what was reported."""
    kept = await standing(context, public_id, lock=lock)
    if isinstance(kept, Answer) or await may_take_down(context, kept):
        return kept
    reported = may_decide(context.actor) and await store.open_objections(context.session, shoutout_id=kept.id)
    return kept if reported else Answer(message=messages.leads_alone(context.t))
