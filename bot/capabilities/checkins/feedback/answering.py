"""What the person does with feedback: thanks, asks, answers; and what whoever wrote it answers to that."""

from bot.capabilities.checkins.feedback import letters, messages
from bot.capabilities.checkins.feedback.facts import Piece, passer_of, piece_of
from bot.capabilities.checkins.feedback.forms import say_form
from bot.capabilities.checkins.feedback.rules import LONGEST_REPLY
from bot.capabilities.checkins.kinds import FeedbackState
from bot.capabilities.checkins.store import feedback as store
from bot.capabilities.checkins.store.feedback_tables import Feedback, FeedbackReply
from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.delivery.guard import inspect
from bot.storage.columns import new_public_id


async def thank(context: Context, inbound: Press) -> Answer:
    """*Thank*: whoever wrote it is told, once."""
    found = await _theirs(context, inbound.object_id, lock=True)
    if isinstance(found, Answer):
        return found
    session, t, me = context.session, context.t, context.actor.person_id
    if me != found.person_id:
        return Answer(message=messages.not_yours(t))
    if found.thanked_at is None:
        found.thanked_at = context.now
        await session.flush()
        await letters.tell(session, context.outbox, found, letters.BACK, [found.giver_id], context.now)
        await context.outbox.mark_stale(letters.subject_of(found))
    return Answer(redraw=messages.for_person(await piece_of(session, found), t))


async def ask(context: Context, inbound: Press) -> Answer:
    """*Ask or answer*, by either of the two."""
    found = await _theirs(context, inbound.object_id)
    if isinstance(found, Answer):
        return found
    piece = await piece_of(context.session, found)
    to_giver = found.person_id == context.actor.person_id
    quoted = next((one.text for one in reversed(piece.said) if one.by_giver is to_giver), piece.text)
    return Answer(form=say_form(f"{found.public_id}.{new_public_id()}", quoted, context.t, to_giver=to_giver))


async def keep(context: Context, inbound: FormSubmitted) -> Answer:
    """What one of the two said goes to the other."""
    public_id, _, key = inbound.object_id.partition(".")
    found = await _theirs(context, public_id, lock=True)
    if isinstance(found, Answer):
        return found
    session, t, now = context.session, context.t, context.now
    typed = inbound.values.get("text")
    text = typed.strip() if isinstance(typed, str) else ""
    if not 1 <= len(text) <= LONGEST_REPLY:
        says = t("Write between 1 and {n} characters.", n=LONGEST_REPLY)
        return Answer(errors=FieldErrors({"text": says}))
    by_giver = found.giver_id == context.actor.person_id
    reply = FeedbackReply(public_id=key, feedback_id=found.id, by_giver=by_giver, text=inspect(text).masked, at=now)
    if not await store.add_reply(session, reply):
        return Answer(message=messages.sent_before(t))
    kind, to = (letters.CARD, found.person_id) if by_giver else (letters.BACK, found.giver_id)
    await letters.tell(session, context.outbox, found, f"{kind}.{reply.id}", [to], now)
    await context.outbox.mark_stale(letters.subject_of(found))
    piece = await piece_of(session, found)
    return Answer(message=messages.said(_other(piece, by_giver=by_giver, context=context), t))


def _other(piece: Piece, *, by_giver: bool, context: Context) -> str:
    return messages.own_name(piece.person if by_giver else piece.giver, context.t)


async def show(context: Context, inbound: Press) -> Answer:
    """*Show* in the catch-up: the piece as it stands, to each of those whom it concerns."""
    found, t, me = await store.called(context.session, inbound.object_id), context.t, context.actor.person_id
    if found is None or me not in (found.giver_id, found.person_id, found.through_id):
        return Answer(message=messages.no_longer(t))
    piece = await piece_of(context.session, found)
    if me == found.giver_id:
        return Answer(message=messages.for_giver(piece, t))
    if me == found.person_id and found.state in (FeedbackState.SENT, FeedbackState.TAKEN_BACK):
        return Answer(message=messages.for_person(piece, t))
    decides = found.state is not FeedbackState.WAITING or await passer_of(context.session, found) == me
    return Answer(message=messages.for_lead(piece, t) if me == found.through_id and decides else messages.no_longer(t))


async def _theirs(context: Context, public_id: str, *, lock: bool = False) -> Feedback | Answer:
    """The piece, for the two whom it concerns; else what to answer."""
    found = await store.called(context.session, public_id, lock=lock)
    t = context.t
    if found is None:
        return Answer(message=messages.no_longer(t))
    if context.actor.person_id not in (found.giver_id, found.person_id):
        return Answer(message=messages.not_yours(t))
    if found.state is not FeedbackState.SENT:
        return Answer(message=messages.no_longer(t))
    return found
