"""Handing a draft over to another author, who goes on with it or hands it back."""

from bot.capabilities.updates import store
from bot.capabilities.updates.approval.letters import end
from bot.capabilities.updates.composing import wall_of
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.reuse import messages
from bot.capabilities.updates.reuse.forms import give_form
from bot.capabilities.updates.rights import refusal_to_publish
from bot.capabilities.updates.rules import as_text, identity_in, may_write
from bot.capabilities.updates.store import Handover, Update
from bot.capabilities.updates.store import answerers as people
from bot.capabilities.updates.store.answerers import Answerer
from bot.capabilities.updates.write import gone, own_draft
from bot.capability import Context
from bot.chat.form import FieldErrors
from bot.chat.inbound import Answer, FormSubmitted, Press
from bot.chat.message import Message
from bot.chat.texts import Texts
from bot.delivery.outbox import Outbox, Post, Subject, to_person
from bot.delivery.pace import Priority
from bot.delivery.tables import Copy
from bot.people import audience, audit, directory
from bot.people.access import Actor

DRAFT = "update_draft"
"""The kind of subject of messages about a draft that changed hands; its id is the update's."""


def draft_subject(known: Update) -> Subject:
    return Subject(DRAFT, known.id)


def slot_of(known: Update, handover: Handover) -> str:
    """Inside ids of deleted drafts come again, public ones do not."""
    return f"{known.public_id}.{handover.number}"


async def letters(outbox: Outbox, known: Update) -> list[Copy]:
    """The messages about a draft that still lead to it."""
    found = await outbox.copies(draft_subject(known))
    return [copy for copy in found if copy.slot.startswith(f"{known.public_id}.") and not copy.withdrawn]


async def open_form(context: Context, inbound: Press) -> Answer:
    """*Hand over* on a draft."""
    known = await own_draft(context, inbound.object_id)
    if known is None:
        return gone(context)
    title = await store.title_of(context.session, known, context.t.locale)
    return Answer(form=give_form(title, known.public_id, context.t))


async def give(context: Context, inbound: FormSubmitted) -> Answer:
    """The draft is the other author's from now on, and they are told."""
    known = await own_draft(context, inbound.object_id, lock=True)
    if known is None:
        return gone(context)
    identity = identity_in(as_text(inbound.values.get("to")))
    found = await directory.known(context.session, identity) if identity else None
    if not isinstance(found, Actor) or not context.actor.scope.covers(found.side_id):
        return _no(context.t("Instep does not know this person yet. Choose somebody who is in a team."))
    if why := await _refusal(context, known, found):
        return _no(why)
    taker = (await people.answerers(context.session, [found.person_id], context.now))[found.person_id]
    if not taker.present:
        return _no(context.t("{name} is away. Choose somebody else.", name=taker.name))
    if taker.reach is None:
        return _no(context.t("{name} cannot be messaged directly yet. Choose somebody else.", name=taker.name))
    await _hand(context, known, taker, back=False)
    return Answer(message=messages.was_given(taker.name, context.t))


async def give_back(context: Context, inbound: Press) -> Answer:
    """*Hand it back*: to whoever handed it over last."""
    t = context.t
    known = await own_draft(context, inbound.object_id, lock=True)
    last = next(iter(await store.handovers_of(context.session, known)), None) if known else None
    if known is None or last is None or last.to_id != context.actor.person_id:
        return gone(context)
    giver = (await people.answerers(context.session, [last.from_id], context.now)).get(last.from_id)
    there = giver is not None and giver.present
    before = await directory.actor_of(context.session, last.from_id)
    if giver is None or not there or await _refusal(context, known, before):
        text = t("Whoever handed this to you is away or may not publish to this audience any more. It stays with you.")
        return Answer(message=answer(text, t))
    await _hand(context, known, giver, back=True)
    viewpoint = (await wall_of(context.session, known)).viewpoint({context.actor.side_id})
    name = giver.name if viewpoint.sees_names_of(giver.side_id) else ""
    return Answer(message=messages.was_given_back(name, giver.reach is not None, t))


def _no(text: str) -> Answer:
    return Answer(errors=FieldErrors({"to": text}))


async def _refusal(context: Context, known: Update, taker: Actor) -> str | None:
    """Why a draft cannot go to somebody: only to another one who may write to its audience."""
    t = context.t
    if taker.person_id == known.author_id:
        return t("This draft is yours already. Choose somebody else.")
    resolved = await audience.resolve(context.session, known.audience_id, context.now)
    if may_write(taker, t) or refusal_to_publish(taker, resolved, t, urgent=False):
        return t(
            "{name} may not publish to {audience}. Choose another author, or ask an admin to give them the right.",
            name=taker.name,
            audience=resolved.name,
        )
    return None


async def _hand(context: Context, known: Update, taker: Answerer, *, back: bool) -> None:
    session, outbox, actor = context.session, context.outbox, context.actor
    for copy in await letters(outbox, known):
        title = await store.title_of(session, known, copy.locale)
        await outbox.withdraw(copy, messages.no_longer_yours(title, Texts(copy.locale)))
    await end(context, known)
    await store.forget_beginning(session, actor, known.public_id)
    handover = await store.hand_over(session, known, taker.person_id, context.now)
    await audit.record(session, actor, "hand_over_draft", "update", known.public_id, at=context.now)
    if taker.reach is None:
        return
    message = await _told(context, known, taker, back=back)
    post = Post(
        to_person(taker.reach.identity_id),
        message,
        taker.side_id,
        (taker.side_id,),
        message.locale,
        slot_of(known, handover),
    )
    await outbox.publish(draft_subject(known), [post], priority=Priority.ANSWER)


async def _told(context: Context, known: Update, taker: Answerer, *, back: bool) -> Message:
    viewpoint = (await wall_of(context.session, known)).viewpoint({taker.side_id})
    who = context.actor.name if viewpoint.sees_names_of(context.actor.side_id) else ""
    title = await store.title_of(context.session, known, taker.locale)
    say = messages.given_back if back else messages.given
    return say(title, who, known.public_id, Texts(taker.locale))
