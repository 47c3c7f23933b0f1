"""Feedback of another company: the person's own lead passes it on, or keeps it back and says why."""

from datetime import datetime, timedelta

from bot.capabilities.checkins.feedback import letters, messages
from bot.capabilities.checkins.feedback.facts import passer_of, piece_of
from bot.capabilities.checkins.feedback.forms import keep_back_form
from bot.capabilities.checkins.feedback.rules import LONGEST_REASON, may_decide_for_side
from bot.capabilities.checkins.kinds import FeedbackState
from bot.capabilities.checkins.store import feedback as store
from bot.capabilities.checkins.store.feedback_tables import Feedback
from bot.capability import Context, HomeItem, JobContext, Work
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, Command, FormSubmitted, Press
from bot.chat.message import say
from bot.delivery.guard import inspect
from bot.delivery.outbox import Outbox
from bot.people import audit
from bot.storage.sessions import Session

LATE = timedelta(days=30)
"""After that nobody is reminded of it any more; it stands on the lead's home."""


async def pass_on(context: Context, inbound: Press) -> Answer:
    """*Pass it on*."""
    found = await _to_decide(context, inbound.object_id)
    if isinstance(found, Answer):
        return found
    session, now = context.session, context.now
    found.state, found.decided_at = FeedbackState.SENT, now
    await session.flush()
    await letters.tell(session, context.outbox, found, letters.CARD, [found.person_id], now)
    await context.outbox.mark_stale(letters.subject_of(found))
    return Answer(redraw=messages.for_lead(await piece_of(session, found), context.t))


async def ask_why(context: Context, inbound: Press) -> Answer:
    """*Keep it back* asks why."""
    found = await _to_decide(context, inbound.object_id)
    if isinstance(found, Answer):
        return Answer(message=found.message or found.redraw)
    piece = await piece_of(context.session, found)
    return Answer(form=keep_back_form(found.public_id, messages.own_name(piece.giver, context.t), context.t))


async def keep_back(context: Context, inbound: FormSubmitted) -> Answer:
    """It is not passed on, and whoever wrote it hears why."""
    found = await _to_decide(context, inbound.object_id)
    if isinstance(found, Answer):
        return Answer(message=found.message or found.redraw)
    session, t, now = context.session, context.t, context.now
    typed = inbound.values.get("reason")
    reason = typed.strip() if isinstance(typed, str) else ""
    if not 3 <= len(reason) <= LONGEST_REASON:
        says = t("Say why in 3 to {n} characters; whoever wrote it reads it.", n=LONGEST_REASON)
        return Answer(errors=FieldErrors({"reason": says}))
    found.state, found.decided_at, found.reason = FeedbackState.KEPT_BACK, now, inspect(reason).masked
    await session.flush()
    await letters.tell(session, context.outbox, found, letters.BACK, [found.giver_id], now)
    await context.outbox.mark_stale(letters.subject_of(found))
    return Answer(redraw=messages.for_lead(await piece_of(session, found), t))


async def _to_decide(context: Context, public_id: str) -> Feedback | Answer:
    """What this lead has to decide, locked; else what to answer."""
    found = await store.called(context.session, public_id, lock=True)
    t = context.t
    if found is None:
        return Answer(message=messages.no_longer(t))
    me = context.actor.person_id
    if found.state is FeedbackState.WAITING and await passer_of(context.session, found) == me:
        found.through_id = me
        return found
    if found.through_id != me:
        return Answer(message=say(t("Only the lead who was asked can pass this on. Ask them.")))
    if found.state is FeedbackState.WAITING:
        return Answer(redraw=messages.no_longer(t))
    return Answer(redraw=messages.for_lead(await piece_of(context.session, found), t))


async def remind(job: JobContext, work: Work) -> None:
    """Asks a lead once more; where they lead nobody any more, whoever does now is asked instead."""
    now = job.clocks.calendar.now()
    async with job.write() as session:
        found = await store.numbered(session, work.owner_id, lock=True)
        if not await job.done(session) or found is None or found.state is not FeedbackState.WAITING:
            return
        await _ask_again(session, job.outbox(session), found, now)


async def _ask_again(session: Session, outbox: Outbox, found: Feedback, now: datetime) -> None:
    passer = await passer_of(session, found)
    if passer != found.through_id:
        found.through_id = passer
        await session.flush()
        await outbox.mark_stale(letters.subject_of(found))
        await letters.remind_later(session, found, now)
    await letters.tell(session, outbox, found, f"{letters.PASS}.2", [found.through_id], now)


async def home(context: Context) -> list[HomeItem]:
    """What a lead has to pass on stands among what waits for them."""
    session, me = context.session, context.actor.person_id
    waiting = await store.waiting_for(session, me, context.actor.led_team_ids)
    pieces = [await piece_of(session, one) for one in waiting if await passer_of(session, one) == me]
    return [HomeItem(messages.for_lead(one, context.t).parts, order=24, waiting=True) for one in pieces]


async def consent(context: Context, inbound: Command) -> Answer:
    """`/feedback directly` and `/feedback through leads`: how other companies' feedback reaches one's own people."""
    actor, direct = context.actor, inbound.name == "feedback directly"
    if refusal := may_decide_for_side(actor, actor.side_id, context.t):
        return Answer(message=say(refusal))
    await store.consent(context.session, actor.side_id, actor.person_id, context.now, given=direct)
    await audit.record(
        context.session, actor, "feedback_consent", "side", str(actor.side_id), at=context.now, direct=direct
    )
    return Answer(message=messages.consent_changed(direct, context.t))
