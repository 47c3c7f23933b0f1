"""Who has taken receipts and shoutouts out of chat: seen by the admins of each side that is in them."""

from bot.capabilities.updates import store
from bot.capabilities.updates.export_messages import Line, listed
from bot.capability import Context
from bot.chat.inbound import Answer, Command, Press
from bot.chat.texts import Texts
from bot.people import audit, sides
from bot.people.access import EVERYTHING, Actor, Scope, may_see_exports
from bot.people.model import Role

MOST = 15
"""Exports that are listed; the trail holds the others."""


def administers(actor: Actor, t: Texts) -> str | None:
    """To see what was exported: whoever administers a side at least."""
    return None if actor.may_somewhere(Role.ADMIN) else may_see_exports(actor, actor.side_id)


async def show(context: Context, inbound: Command | Press) -> Answer:
    """`/instep exports`: the latest exports of the sides that whoever asks administers."""
    actor, session = context.actor, context.session
    all_sides = {one.id: one for one in await sides.all_sides(session, EVERYTHING)}
    own = frozenset(side for side in all_sides if may_see_exports(actor, side) is None)
    found = await audit.exports(session, Scope(own), at_most=MOST)
    lines = []
    for one in found:
        shoutouts = one.action == audit.EXPORT_SHOUTOUTS
        known = None if shoutouts else await store.by_public_id(session, one.object_id)
        side = all_sides.get(one.side_id)
        lines.append(
            Line(
                at=one.at,
                title=await store.title_of(session, known, context.t.locale) if known else "",
                side=side.name if side else "",
                by=_by(actor, one, context.t),
                names=one.names,
                shoutouts=shoutouts,
            )
        )
    return Answer(message=listed(lines, context.t, context.zone))


def _by(actor: Actor, one: audit.Export, t: Texts) -> str:
    """The name of whoever did it; empty where it is not known here."""
    if one.by_operator:
        return t("whoever runs Instep")
    return one.by if one.by_side_id is not None and _may_know(actor, one.by_side_id, one.by_internal) else ""


def _may_know(actor: Actor, side_id: int, internal: bool) -> bool:
    """Internal people are known to all; others to their own side and to internal people."""
    return internal or actor.scope.covers(side_id)
