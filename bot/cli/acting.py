"""In whose name a command is done: somebody's own rights and walls hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.capability import Acting, Offers
    from bot.clock import Clocks
    from bot.ports import ChatPlatform
    from bot.storage.sessions import Session


async def acting_as(
    session: Session, person: str, clocks: Clocks, platforms: Mapping[str, ChatPlatform], offers: Offers
) -> Acting:
    """The person named, or the organisation's first admin, as one who acts; raises Refused."""
    from bot.capability import Acting
    from bot.chat.texts import Texts
    from bot.delivery.outbox import Outbox
    from bot.people import directory, grants
    from bot.people.access import EVERYTHING
    from bot.people.refusal import Refused
    from bot.people.search import person_meant

    if person:
        person_id = await person_meant(session, EVERYTHING, person)
    else:
        admins = await grants.admins(session, EVERYTHING)
        if not admins:
            raise Refused("There is no admin yet: say with --as in whose name this is done.")
        person_id = admins[0].id
    actor = await directory.actor_of(session, person_id)
    return Acting(
        session=session,
        outbox=Outbox(session, clocks),
        actor=actor,
        t=Texts(actor.locale or "en"),
        clocks=clocks,
        platforms=platforms,
        offers=offers,
    )
