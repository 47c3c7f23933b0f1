"""What the bot itself says of its deliveries, read from its database beside it."""

from collections.abc import Mapping
from typing import Any

from bot.capabilities.updates.composing import card_subject
from bot.capabilities.updates.store import title_of, written_by
from bot.chat.inbound import Identity
from bot.chat.texts import Texts
from bot.delivery.causes import explain
from bot.delivery.receipts import receipt
from bot.delivery.recent import Recent, newest
from bot.people import directory
from bot.people.access import EVERYTHING, Actor
from bot.people.sides import all_sides
from bot.proof.world import World
from bot.storage.sessions import Database, Session

NEWEST = 200
"""Deliveries that are shown."""

UPDATES = 20
"""Updates of which the seconds between sides are shown."""


async def read_deliveries(database: Database, world: World) -> dict[str, Any]:
    """The newest deliveries, and for the author's newest updates the seconds between the sides' medians."""
    async with database.read() as session:
        names = {side.id: side.name for side in await all_sides(session, EVERYTHING)}
        lately = await newest(session, at_most=NEWEST)
        return {"deliveries": [_line(one, names) for one in lately], "gaps": await _gaps(session, world)}


async def _gaps(session: Session, world: World) -> list[dict[str, Any]]:
    account = world.account(world.organisation.author)
    author = await directory.known(session, Identity(account.platform, account.home, account.user))
    if not isinstance(author, Actor):
        return []
    found = []
    for update in await written_by(session, author.person_id, at_most=UPDATES):
        seconds = (await receipt(session, card_subject(update))).between_sides
        if seconds is not None:
            found.append({"update": await title_of(session, update, update.locale), "seconds": round(seconds, 2)})
    return found


def _line(one: Recent, names: Mapping[int, str]) -> dict[str, Any]:
    why = explain(one.cause, Texts("en"), channel=one.channel, detail=one.detail).what if one.cause else ""
    return {
        "id": one.delivery_id,
        "what": one.summary,
        "channel": one.channel,
        "side": names.get(one.side_id, "") if one.side_id is not None else "",
        "platform": one.platform,
        "state": "unconfirmed" if one.unconfirmed else str(one.state),
        "operation": str(one.operation),
        "sent_at": one.sent_at.isoformat() if one.sent_at else None,
        "cause": why,
    }
