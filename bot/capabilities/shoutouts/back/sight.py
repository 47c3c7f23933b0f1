"""What somebody may see of shoutouts that were given."""

from bot.capabilities.shoutouts.release import recognition_audience
from bot.capabilities.shoutouts.store.back import Sight
from bot.capabilities.shoutouts.write.nameable import scope_to_name
from bot.capability import Acting
from bot.people import audiences
from bot.people.access import EVERYTHING


async def sight_of(acting: Acting) -> Sight:
    """What whoever acts may see, by their side and by whom the sides of the recognition audience know."""
    actor, session = acting.actor, acting.session
    scope = await scope_to_name(acting)
    if scope == EVERYTHING:
        return Sight(actor, scope, whole=True)
    audience = await recognition_audience(session)
    if audience is None or actor.side_id not in await audiences.sides_of(session, audience):
        return Sight(actor, scope)
    return Sight(actor, scope, frozenset({audience.id}))
