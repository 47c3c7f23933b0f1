"""Looking at syncs: all that somebody sees, one of them, and ending it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.capabilities.syncs.second_time import second_time
from bot.capabilities.syncs.setting_up import making, messages
from bot.capabilities.syncs.setting_up.flow import gone, shown
from bot.capabilities.syncs.setting_up.messages import Listed
from bot.capabilities.syncs.setting_up.outlook import next_of
from bot.capabilities.syncs.setting_up.seen import Seen, seen_called, visible
from bot.capabilities.syncs.store import setting_up as store
from bot.capabilities.syncs.under_way import on_until
from bot.capability import Acting, Context, HomeItem
from bot.chat.inbound import Answer, Command, Press
from bot.chat.message import Headline, Part, say
from bot.people import access
from bot.setting_up.flow import require_change
from bot.setting_up.messages import MOST_LISTED
from bot.setting_up.seen import named, none_named, wholly_named

HOME_ORDER = 44
"""On somebody's home: below what waits for them."""

MOST_LOOKED_AT = 3
"""Syncs of which the next one is worked out for a home, those that are looked at soonest."""

FAR = datetime.max.replace(tzinfo=UTC)


async def by_words(context: Context, inbound: Command) -> Answer:
    """`/sync` lists them, with a name it shows that one."""
    wanted = inbound.text.strip()
    meant, fitting = named(await visible(context), wanted)
    if wanted and meant is not None:
        return await shown(context, meant)
    if fitting or not wanted:
        return await _list(context, fitting)
    return Answer(message=none_named(context, "No sync is called “{name}”.", wanted, "sync"))


async def by_whole_name(context: Context, inbound: Command) -> Answer | None:
    """The one that is called by what was typed, though it begins like `/sync new`."""
    meant = wholly_named(await visible(context), inbound)
    return await shown(context, meant) if meant is not None else None


async def by_button(context: Context, inbound: Press) -> Answer:
    """*Syncs* in the menu."""
    return await _list(context, await visible(context))


async def look(context: Context, inbound: Press) -> Answer:
    """*Look at it*."""
    found = await seen_called(context, inbound.object_id)
    return Answer(message=gone(context)) if found is None else await shown(context, found)


async def end(context: Context, inbound: Press) -> Answer:
    """*End*: nothing of it is due any more; pressed twice, it ends once."""
    found = await seen_called(context, inbound.object_id, lock=True)
    if found is None:
        return Answer(message=gone(context))
    require_change(found)
    await making.end(context, found.sync, context.actor.person_id)
    return Answer(message=say(messages.ended(found, context.t), locale=context.t.locale))


async def home(context: Context) -> Sequence[HomeItem]:
    """The next of somebody's own syncs."""
    mine = [one for one in await visible(context) if one.mine]
    soon = sorted(mine, key=lambda one: one.rhythm.next_at or FAR)[:MOST_LOOKED_AT]
    coming = [one for one in await _listed(context, soon) if one.first is not None]
    if not coming:
        return ()
    first = min(coming, key=lambda one: one.first or FAR)
    parts: list[Part] = [Headline(context.t("Your next sync"), size=2)]
    return (HomeItem((*parts, *messages.list_item(first, context.t, context.zone)), HOME_ORDER),)


async def _list(context: Context, found: Sequence[Seen]) -> Answer:
    may_begin = access.may_set_up_sync(context.actor, {}) is None
    return Answer(
        message=messages.listed(
            await _listed(context, found[:MOST_LISTED]),
            context.t,
            context.zone,
            context.command("sync") + " NAME",
            may_begin=may_begin,
            more=max(0, len(found) - MOST_LISTED),
        )
    )


async def _listed(acting: Acting, found: Sequence[Seen]) -> list[Listed]:
    listed = []
    for one in found:
        first = await next_of(acting, one)
        again = second_time(first, one.sync.again_at, one.rhythm.zone) if first is not None else None
        part = await store.part_of(acting.session, acting.actor, one.sync, acting.now)
        until = await on_until(acting.session, one.sync, acting.now)
        listed.append(Listed(one, first, part, again, acting.now, until))
    return listed
