"""Updates as occasions: others can turn to whoever has acknowledged one."""

from collections.abc import Sequence

from bot.capabilities.updates import store
from bot.capabilities.updates.store import Update, UpdateState, acknowledged
from bot.capability import Occasion, OccasionOffer
from bot.people import access, audiences
from bot.people.access import Actor
from bot.people.model import Audience
from bot.storage.sessions import Session

ACKNOWLEDGED = "updates.acknowledged"

LOOKED_THROUGH = 60
MOST_LISTED = 25


async def known(session: Session, update_id: int) -> Occasion | None:
    """An update, unless it is withdrawn."""
    found = await session.get(Update, update_id)
    return await _occasion(session, found) if found is not None else None


async def listed(session: Session, actor: Actor, words: str) -> Sequence[Occasion]:
    """The newest updates with these words in their titles to whose readers somebody may turn."""
    wanted, found = words.casefold().split(), list[Occasion]()
    for one in await acknowledged.newest_published(session, LOOKED_THROUGH):
        occasion = await _occasion(session, one)
        fits = occasion is not None and all(word in occasion.title.casefold() for word in wanted)
        if occasion is not None and fits and _may(actor, one, occasion):
            found.append(occasion)
    return found[:MOST_LISTED]


async def called(session: Session, actor: Actor, public_id: str) -> Occasion | None:
    """An update by its id, if somebody may turn to everybody who has acknowledged it."""
    one = await store.by_public_id(session, public_id)
    occasion = await _occasion(session, one) if one is not None else None
    return occasion if one is not None and occasion is not None and _may(actor, one, occasion) else None


def _may(actor: Actor, one: Update, occasion: Occasion) -> bool:
    """Its owner, and whoever may publish to everybody whom it reached."""
    if one.owner_id == actor.person_id and not actor.provisional:
        return True
    return access.may_publish(actor, occasion.side_ids) is None


async def _occasion(session: Session, one: Update) -> Occasion | None:
    if one.state is not UpdateState.PUBLISHED:
        return None
    title = await store.title_of(session, one, one.locale)
    sides = await audiences.sides_of(session, await session.get_one(Audience, one.audience_id))
    return Occasion(one.id, one.public_id, title, sides)


OCCASION = OccasionOffer(acknowledged.acknowledged_by, known, listed, called)
