"""`/sync calendar`: whoever asks has their syncs in their own calendar, and can take every address back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.capabilities.syncs.calendar import messages
from bot.capabilities.syncs.calendar.feeds import (
    Feeds,
    address,
    file_of,
    hashed,
    new_secret,
    opening,
    syncs_of,
    takes_part,
)
from bot.capabilities.syncs.calendar.messages import Offered, Subscription
from bot.capabilities.syncs.calendar.occurring import Reading
from bot.capabilities.syncs.kinds import SyncState
from bot.capabilities.syncs.store import feeds
from bot.capabilities.syncs.store.syncs import sync_called
from bot.capabilities.syncs.store.tables import Feed, Sync
from bot.capability import Acting, Context, Declined, Document, Why
from bot.chat.inbound import Answer, Command, Press
from bot.chat.message import Message
from bot.people.personal_links import LIVES, Links

FILE = "syncs.calendar"
"""What a link to a file fetches."""

MOST_FEEDS = 10
"""Addresses that one person can have."""


@dataclass(frozen=True)
class Asking:
    """Answers whoever wants a calendar; `links` is None where nothing says under which address Instep is reached."""

    links: Links | None

    async def by_words(self, context: Context, inbound: Command) -> Answer:
        """`/sync calendar [name]`."""
        if self.links is None:
            return Answer(message=messages.no_address(context.t))
        found = await syncs_of(context.session, context.actor)
        typed = " ".join(inbound.text.split())
        fitting = [one for one in found if typed.casefold() in one.name.casefold()]
        named = [one for one in fitting if one.name.casefold() == typed.casefold()] or fitting
        if typed and not named:
            return Answer(message=messages.not_found(typed, context.t))
        known = await _known(context)
        if len(named) == 1:
            return Answer(message=self._one(self.links, context, named[0], known))
        if not named and not known:
            return Answer(message=messages.no_syncs(context.t))
        offered = [self._offered(self.links, context, one) for one in named]
        return Answer(message=messages.of_all(offered, known, context.t, context.zone))

    async def by_button(self, context: Context, inbound: Press) -> Answer:
        """A sync's button *Calendar*; without one it is all of them."""
        if self.links is None:
            return Answer(message=messages.no_address(context.t))
        if not inbound.object_id:
            return await self.by_words(context, Command(inbound.origin, "sync", ""))
        sync = await _theirs(context, inbound.object_id)
        if sync is None:
            return Answer(message=messages.gone(context.t))
        return Answer(message=self._one(self.links, context, sync, await _known(context)))

    async def subscribe(self, context: Context, inbound: Press) -> Answer:
        """*Subscribe*: to the sync whose button it is."""
        sync = await _theirs(context, inbound.object_id)
        if sync is None:
            return Answer(message=messages.gone(context.t))
        return Answer(message=await self._subscribed(context, sync))

    async def subscribe_to_all(self, context: Context, inbound: Press) -> Answer:
        """*Subscribe to all my syncs*."""
        return Answer(message=await self._subscribed(context, None))

    async def revoke(self, context: Context, inbound: Press) -> Answer:
        """*Revoke*: an address of one's own."""
        gone = await feeds.revoke(
            context.session, context.actor.person_id, inbound.object_id, context.clocks.machine.now()
        )
        known = await _known(context)
        return Answer(redraw=messages.revoked(known, context.t, context.zone, before=not gone))

    async def fetch(self, acting: Acting, about: Mapping[str, str]) -> Document:
        """The file of a sync, for whoever still takes part; raises Declined."""
        sync = await _theirs(acting, about["sync"])
        if sync is None or self.links is None:
            raise Declined(acting.t("This sync is over, or your team is not in it any more."), Why.NOT_FOUND)
        host = Feeds(self.links.base_url).host
        return await file_of(acting.session, sync.name, [sync], Reading(acting.now, acting.t, host))

    async def _subscribed(self, context: Context, sync: Sync | None) -> Message:
        if self.links is None:
            return messages.no_address(context.t)
        known = await _known(context)
        if len(known) >= MOST_FEEDS:
            return messages.too_many(known, context.t, context.zone)
        secret = new_secret()
        feed = await feeds.keep(
            context.session,
            Feed(
                hash=hashed(secret),
                person_id=context.actor.person_id,
                sync_id=sync.id if sync is not None else None,
                created_at=context.clocks.machine.now(),
            ),
        )
        kept = _subscription(feed, sync.name if sync is not None else "")
        base_url = self.links.base_url
        return messages.subscribed(kept, address(base_url, secret), opening(base_url, secret), context.t)

    def _one(self, links: Links, context: Context, sync: Sync, known: Sequence[Subscription]) -> Message:
        return messages.of_one(self._offered(links, context, sync), known, LIVES, context.t, context.zone)

    def _offered(self, links: Links, context: Context, sync: Sync) -> Offered:
        url = links.to(context.actor.person_id, FILE, {"sync": sync.public_id})
        return Offered(sync.public_id, sync.name, url)


async def _theirs(acting: Acting, public_id: str) -> Sync | None:
    sync = await sync_called(acting.session, public_id)
    if sync is None or sync.state is not SyncState.ACTIVE:
        return None
    return sync if await takes_part(acting.session, acting.actor, sync) else None


async def _known(context: Context) -> Sequence[Subscription]:
    found = await feeds.feeds_of(context.session, context.actor.person_id)
    return [_subscription(feed, name) for feed, name in found]


def _subscription(feed: Feed, name: str) -> Subscription:
    return Subscription(feed.public_id, name, feed.created_at, feed.last_used_at)
