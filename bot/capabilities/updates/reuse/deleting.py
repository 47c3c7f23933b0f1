"""Deleting a draft: one that is kept, or what was typed in a form that nobody has sent off."""

from bot.capabilities.updates import store
from bot.capabilities.updates.approval.letters import end
from bot.capabilities.updates.reuse.beginning import as_kept
from bot.capabilities.updates.reuse.handing import letters
from bot.capabilities.updates.reuse.messages import deleted, no_longer_yours
from bot.capabilities.updates.store import UpdateState
from bot.capabilities.updates.write import gone
from bot.capability import Context
from bot.chat.inbound import Answer, Press
from bot.chat.texts import Texts


async def delete(context: Context, inbound: Press) -> Answer:
    """*Delete*, once it was confirmed."""
    session, actor = context.session, context.actor
    known = await store.by_public_id(session, inbound.object_id, lock=True)
    begun = await store.beginning(session, actor, inbound.object_id)
    title = as_kept(begun.typed).title if begun else ""
    await store.forget_beginning(session, actor, inbound.object_id)
    if known is None or known.author_id != actor.person_id or known.state is not UpdateState.DRAFT:
        return Answer(message=deleted(title, context.t)) if begun else gone(context)
    title = await store.title_of(session, known, context.t.locale)
    told = await letters(context.outbox, known)
    await context.outbox.withdraw_all([(copy, no_longer_yours(title, Texts(copy.locale))) for copy in told])
    await end(context, known)
    await store.delete_draft(session, known)
    return Answer(message=deleted(title, context.t))
