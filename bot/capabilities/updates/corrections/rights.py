"""Who may correct or withdraw an update in chat, and who may not see whom it has come to reach."""

from bot.capabilities.updates import store
from bot.capabilities.updates.corrections.making import refusal_of
from bot.capabilities.updates.messages import answer
from bot.capabilities.updates.publish import read_by
from bot.capabilities.updates.store import Update
from bot.capability import Acting, Context
from bot.chat.inbound import Answer
from bot.people import audience
from bot.people.viewpoint import STRANGERS


async def standing(context: Context, public_id: str, *, lock: bool = False) -> Update | Answer:
    """The update that is to be changed, or why whoever acts cannot change it."""
    t = context.t
    known = await store.by_public_id(context.session, public_id, lock=lock)
    if known is None:
        return Answer(message=answer(t("This update is no longer there, so nothing was changed."), t))
    why = await refusal_of(context, known)
    return Answer(message=answer(why, t)) if why else known


async def correctable(context: Context, public_id: str, *, lock: bool = False) -> Update | Answer:
    """The update that is to be corrected, or why whoever acts cannot."""
    known = await standing(context, public_id, lock=lock)
    if isinstance(known, Answer):
        return known
    why = await reaches_hidden_sides(context, known)
    return Answer(message=answer(why, context.t)) if why else known


async def reaches_hidden_sides(acting: Acting, known: Update) -> str | None:
    """Why whoever acts cannot correct what has come to reach sides that they may not see; None if there are none.

    A correction shows on its way who reads it. Withdrawing does not, and nobody is kept from it.
    """
    resolved = await audience.resolve(acting.session, known.audience_id, acting.now)
    own = resolved.viewpoint_of(acting.actor.side_id)
    reached = {*read_by(resolved), *await store.sides_reached(acting.session, known)} - {STRANGERS}
    if all(own.sees_side(side) for side in reached):
        return None
    return acting.t(
        "This update has come to reach sides that you may not see. "
        "Ask an internal author to correct it, or withdraw it."
    )
