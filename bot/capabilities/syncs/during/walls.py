"""The walls across which what came of a meeting is read."""

from dataclasses import dataclass

from bot.capabilities.syncs.store.tables import Sync
from bot.delivery.tables import Copy, TargetKind
from bot.people import audiences, directory, sides
from bot.people.channels import readers_of
from bot.people.model import Audience, Channel, ChatIdentity, Sharing
from bot.people.viewpoint import Viewpoint, Wall
from bot.storage.sessions import Session


async def wall_of(session: Session, sync: Sync) -> Wall:
    """The wall of a sync; without an audience its sides share nothing."""
    internal = await sides.internal_side(session)
    internal_id = internal.id if internal else None
    audience = await session.get(Audience, sync.audience_id) if sync.audience_id is not None else None
    if audience is None:
        return Wall(Sharing.NOTHING, internal_id)
    return Wall(audience.sharing, internal_id, await audiences.sides_of(session, audience))


@dataclass(frozen=True)
class Reading:
    """Who reads a copy now: `viewpoint` is of all who could read it then and all who can now.

    `person_id` is of a direct message.
    """

    viewpoint: Viewpoint
    platform: str
    zone: str
    person_id: int | None = None


async def reading(session: Session, copy: Copy, wall: Wall) -> Reading | None:
    """Who reads a copy; None where its channel or person is gone."""
    if copy.target_kind is TargetKind.PERSON:
        identity = await session.get(ChatIdentity, copy.target_id)
        if identity is None:
            return None
        viewpoint = wall.viewpoint({copy.side_id or 0})
        zone = (await directory.actor_of(session, identity.person_id)).zone
        return Reading(viewpoint, identity.platform, zone, identity.person_id)
    channel = await session.get(Channel, copy.target_id)
    readers = (await readers_of(session, [copy.target_id])).get(copy.target_id)
    if channel is None or readers is None:
        return None
    return Reading(wall.viewpoint({*copy.viewpoint, *readers.sides}), channel.platform, readers.zone)
