"""Keeping what is typed before a form is sent off: neither platform tells it once the form is closed."""

from bot.capabilities.updates import store
from bot.capabilities.updates.reuse.beginning import Start, says_anything, to_keep
from bot.capabilities.updates.reuse.messages import kept_apart
from bot.capabilities.updates.rules import Typed
from bot.capability import Context
from bot.chat.inbound import Answer
from bot.storage.columns import new_public_id


async def keep(context: Context, draft_id: str, start: Start, typed: Typed, *, blank: bool = False) -> None:
    """Keeps what a form holds whenever a press in it tells; nothing where nothing was written, unless `blank`."""
    if blank or says_anything(typed):
        kept = to_keep(typed)
        await store.keep_beginning(context.session, context.actor, draft_id, start.state, kept, context.now)


async def keep_apart(context: Context, start: Start, typed: Typed) -> Answer:
    """Keeps what was sent off into a draft that is no longer there, to be gone on with as a new one."""
    draft_id = new_public_id()
    await keep(context, draft_id, start, typed)
    return Answer(message=kept_apart(draft_id, context.t))
