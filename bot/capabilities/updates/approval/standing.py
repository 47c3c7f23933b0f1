"""How a draft stands with those who approve, beside its preview."""

from bot.capabilities.updates import store
from bot.capabilities.updates.approval import gate
from bot.capabilities.updates.approval.forms import Asked, approved_preview, asking_preview
from bot.capabilities.updates.approval.letters import name_for
from bot.capabilities.updates.store import Approval, ApprovalState, Update
from bot.capability import Acting
from bot.chat.form import Form
from bot.people.audience import Resolved


async def offered(context: Acting, known: Update, resolved: Resolved, preview: Form) -> Form:
    """The preview, which asks for an approval first where one is needed."""
    session, side = context.session, context.actor.side_id
    if not await gate.required(session, resolved):
        return preview
    row = await store.approval_of(session, known)
    if row is not None and gate.is_approved(known, row):
        return approved_preview(preview, await name_for(session, known, row.decided_by, side), context.t)
    return asking_preview(preview, resolved.name, await _asked(context, known, row), context.t, context.zone)


async def _asked(context: Acting, known: Update, row: Approval | None) -> Asked | None:
    if row is None or row.state is ApprovalState.APPROVED:
        return None
    session, side = context.session, context.actor.side_id
    people = await store.asked_approvers(session, known)
    names = [await name_for(session, known, one, side) for one in people]
    named = tuple(name for name in names if name)
    back = None
    if row.state is ApprovalState.SENT_BACK:
        back = await name_for(session, known, row.decided_by, side)
    return Asked(named, len(names) - len(named), row.asked_at, row.publishes, back, row.reason)
