"""What waits for somebody's approval, on their home and in what waits for them."""

from collections.abc import Sequence

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import messages
from bot.capabilities.updates.approval.letters import described
from bot.capability import Context
from bot.chat.message import Part


async def waiting_approvals(context: Context, *, at_most: int) -> tuple[Sequence[tuple[Part, ...]], int]:
    """The drafts that wait for whoever looks, each with its button, and how many there are in all."""
    found, count = await store.waiting_to_approve(context.session, context.actor, at_most=at_most)
    items = []
    for known in found:
        row = await store.approval_of(context.session, known)
        if row is not None:
            draft = await described(context.session, known, row, context.actor.side_id, context.t.locale)
            items.append(messages.item(draft, context.t, context.zone))
    return items, count
