"""`/shoutout export`: managers and auditors take a file of the sides that they have, by a link of their own."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.capabilities.shoutouts.back import wall_messages
from bot.capabilities.shoutouts.back.side_sheet import Asked, sheet
from bot.capability import Acting, Context, Declined, Document
from bot.chat.inbound import Answer, Command, Press
from bot.chat.texts import Texts
from bot.people import sides
from bot.people.access import EVERYTHING, Actor, Scope
from bot.people.model import Role
from bot.people.personal_links import LIVES, Links

SIDES_FILE = "shoutouts.sides"
"""What such a link fetches."""

MAY = (Role.MANAGER, Role.AUDITOR)
"""Who may take the shoutouts of a side out of chat."""


def may_export(actor: Actor, t: Texts) -> str | None:
    """Managers and auditors, of whatever side."""
    if any(actor.may_somewhere(role) for role in MAY):
        return None
    return t("Only managers and auditors take shoutouts out of chat. Ask one of your side, or an admin for the right.")


@dataclass(frozen=True)
class SideExporting:
    """Gives the link to whoever asks; None where nothing says under which address Instep is reached."""

    links: Links | None

    async def offer(self, context: Context, inbound: Command | Press) -> Answer:
        """`/shoutout export`, and its line in the menu."""
        t = context.t
        if self.links is None:
            return Answer(message=wall_messages.no_address_for_sides(t))
        known = await sides.all_sides(context.session, await _scope(context))
        if not known:
            return Answer(message=wall_messages.no_sides(t))
        url = self.links.to(context.actor.person_id, SIDES_FILE, {})
        return Answer(message=wall_messages.sides_offered([one.name for one in known], url, LIVES, t))


async def _scope(acting: Acting) -> Scope:
    """The sides that somebody has one of these rights in, as far as they may know their people."""
    actor = acting.actor
    known = [one.id for one in await sides.all_sides(acting.session, EVERYTHING) if actor.scope.covers(one.id)]
    return Scope(frozenset(one for one in known if any(actor.may(role, one) for role in MAY)))


async def fetch(acting: Acting, about: Mapping[str, str]) -> Document:
    """The file, for whoever may have it still; raises Declined."""
    refusal = may_export(acting.actor, acting.t)
    if refusal is not None:
        raise Declined(refusal)
    asked = Asked(await _scope(acting), acting.actor.side_id, actor=acting.actor)
    data = await sheet(acting.session, asked, acting.now, acting.t)
    return Document("text/csv; charset=utf-8", data, "shoutouts-of-sides.csv")
