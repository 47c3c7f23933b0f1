"""Whom somebody may name in a shoutout."""

from bot.capabilities.shoutouts.release import recognition_audience
from bot.capability import Acting
from bot.people import audiences, sides
from bot.people.access import EVERYTHING, Scope
from bot.people.model import Sharing


async def scope_to_name(acting: Acting) -> Scope:
    """The sides whose people whoever acts may know by name, and so may thank.

    Internal people know everybody. Others know their own side and the internal one, and the sides of the recognition
    audience where those share names.
    """
    actor, session = acting.actor, acting.session
    if actor.is_internal and not actor.provisional:
        return EVERYTHING
    known = {actor.side_id}
    if (internal := await sides.internal_side(session)) is not None:
        known.add(internal.id)
    audience = await recognition_audience(session)
    if audience is not None and audience.sharing is Sharing.NAMES:
        of_audience = await audiences.sides_of(session, audience)
        known |= of_audience if actor.side_id in of_audience else set()
    return Scope(frozenset(known))
