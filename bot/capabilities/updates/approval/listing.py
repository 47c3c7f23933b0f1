"""What waits for somebody's approval, on their home and in what waits for them."""

from collections.abc import Sequence

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import gate, messages
from bot.capabilities.updates.approval.correction_asking import described as to_correct
from bot.capabilities.updates.approval.letters import described
from bot.capability import Context
from bot.chat.message import Part
from bot.people import audience


async def waiting_approvals(context: Context, *, at_most: int) -> tuple[Sequence[tuple[Part, ...]], int]:
    """The drafts that wait for whoever looks, each with its button, and how many there are in all.

    Rights and audiences change while something waits: what they may not approve any more is none of theirs to know.
    """
    session, actor, t = context.session, context.actor, context.t
    items, count = [], 0
    for known in await store.waiting_to_approve(session, actor):
        row = await store.approval_of(session, known)
        resolved = await audience.resolve(session, known.audience_id, context.now)
        if row is None or await gate.refusal_to_approve(session, known, actor, resolved, t):
            continue
        count += 1
        if count <= at_most:
            draft = await described(session, known, row, actor.side_id, t.locale)
            items.append(messages.item(draft, t, context.zone))
    for known, _, request in await store.corrections_to_approve(session, actor):
        resolved = await audience.resolve(session, known.audience_id, context.now)
        if gate.refusal_of_eyes(actor, {request.person_id}, resolved, t) is None:
            count += 1
            if count <= at_most:
                waits = await to_correct(session, known, request, actor.side_id, t.locale)
                items.append(messages.item(waits, t, context.zone))
    return items, count
