"""Takes customers' stories in: masked, matched, kept once, and brought to whoever decides on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from bot.capabilities.shoutouts import settings
from bot.capabilities.shoutouts.customers import first_name, without_full_name
from bot.capabilities.shoutouts.store import CustomerStory
from bot.capabilities.shoutouts.store.brought import Agent, Told, keep, known_among, praised
from bot.capabilities.shoutouts.stories.asked import NewStory
from bot.capabilities.shoutouts.stories.telling import bring
from bot.delivery.guard import inspect
from bot.delivery.outbox import Outbox
from bot.people.access import Scope
from bot.storage.sessions import Session


@dataclass(frozen=True)
class Kept:
    """A story as it is kept, and whether it came just now."""

    story: CustomerStory
    new: bool


async def take(
    session: Session, outbox: Outbox, scope: Scope, from_side_id: int, stories: Sequence[NewStory], now: datetime
) -> Sequence[Kept]:
    """What became of each that a side brings, in their order; only people within scope are found.

    What the same side has brought before is left as it is.
    """
    shortens = await settings.is_on(session, settings.FIRST_NAMES)
    told = [_told(one, shortens=shortens) for one in stories]
    known = dict(await known_among(session, from_side_id, told))
    first = {one.key: place for place, one in reversed(list(enumerate(told))) if one.key not in known}
    new = [told[place] for place in sorted(first.values())]
    people = await praised(session, scope, new)
    rows = await keep(session, from_side_id, list(zip(new, people, strict=True)), now)
    await bring(session, outbox, [row for row in rows if row.person_id is not None], now)
    known |= {one.key: row for one, row in zip(new, rows, strict=True)}
    return [Kept(known[one.key], first.get(one.key) == place) for place, one in enumerate(told)]


def _told(asked: NewStory, *, shortens: bool) -> Told:
    customer = first_name(asked.customer) if shortens else asked.customer
    # Many tools send text as their pages write it.
    text = unescape(asked.text)
    return Told(
        system=asked.system,
        external_id=asked.external_id,
        text=inspect(without_full_name(text, asked.customer) if shortens else text).masked,
        agent=Agent(asked.agent.id, asked.agent.login, asked.agent.alias),
        customer=inspect(customer).masked,
        score=inspect(asked.score).masked,
        ticket_url=asked.ticket_url,
        said_at=asked.said_at,
    )
