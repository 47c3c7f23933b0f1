"""An author's drafts as they are listed: those that are kept, and forms that were begun."""

from collections.abc import Sequence

from bot.capabilities.updates import store
from bot.capabilities.updates.messages import OwnUpdate
from bot.capabilities.updates.reuse.beginning import as_kept, says_anything
from bot.capabilities.updates.reuse.messages import draft_buttons
from bot.capabilities.updates.store import ApprovalState, Update
from bot.capability import Context


async def own_drafts(context: Context, *, at_most: int) -> Sequence[OwnUpdate]:
    """Each with what can be done with it, the one saved last first."""
    session, actor, t = context.session, context.actor, context.t
    found = []
    for known in await store.drafts_of(session, actor.person_id, at_most=at_most):
        title = await store.title_of(session, known, t.locale)
        buttons = draft_buttons(known.public_id, t, saved=True)
        found.append(
            OwnUpdate(known.public_id, title, "draft", known.saved_at, await _asked(context, known), buttons=buttons)
        )
    listed = {one.public_id for one in found}
    for begun in await store.beginnings_of(session, actor, at_most=at_most):
        typed = as_kept(begun.typed)
        if begun.public_id in listed or not says_anything(typed):
            continue
        title = typed.title or t("Without a title")
        buttons = draft_buttons(begun.public_id, t, saved=False)
        found.append(
            OwnUpdate(begun.public_id, title, "draft", begun.saved_at, t("not looked at yet"), buttons=buttons)
        )
    return sorted(found, key=lambda one: one.at, reverse=True)[:at_most]


async def _asked(context: Context, known: Update) -> str:
    """What became of the approval that was asked for; nothing for a draft that nobody was asked about."""
    row = await store.approval_of(context.session, known)
    match row and row.state:
        case ApprovalState.OPEN:
            return context.t("waits for approval")
        case ApprovalState.SENT_BACK:
            return context.t("sent back")
    return ""
