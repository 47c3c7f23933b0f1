"""What set-up does when a platform says that channels, people or installations have changed."""

from typing import assert_never

from bot.capabilities.setup import notices
from bot.capabilities.setup.jobs import members
from bot.capabilities.setup.rules import SWEEP
from bot.capabilities.setup.store import places as stored
from bot.capabilities.setup.store import standing
from bot.capability import Event, EventContext
from bot.chat.inbound import (
    ChannelChange,
    ChannelChanged,
    InstallationChange,
    InstallationChanged,
    MembersChanged,
    PersonChanged,
)
from bot.due import work
from bot.people import attendance, channels
from bot.people.access import EVERYTHING
from bot.ports import Cause


async def hear(context: EventContext, event: Event) -> None:
    """Keeps what a platform said, and tells whoever can mend what it broke."""
    match event:
        case ChannelChanged():
            await _channel_changed(context, event)
        case MembersChanged():
            await _members_changed(context, event)
        case PersonChanged():
            await attendance.person_changed(
                context.session,
                event.origin.who,
                context.facts.get(event.origin.who),
                context.clocks.calendar.now(),
                deactivated=event.deactivated,
            )
        case InstallationChanged():
            await _installation_changed(context, event)
        case _:
            assert_never(event)


async def _channel_changed(context: EventContext, event: ChannelChanged) -> None:
    session, now = context.session, context.clocks.calendar.now()
    channel = await channels.keep_change(session, event)
    if channel is None:
        return
    gone = event.change in (ChannelChange.DELETED, ChannelChange.BOT_REMOVED)
    told = context.channel is not None and context.channel.channel == channel.external_id and not gone
    if told and context.channel is not None:
        channel = await channels.keep_facts(session, event.origin.platform, context.channel, now)
    if event.change is ChannelChange.BOT_ADDED or (event.change is ChannelChange.SHARED and not told):
        await members.read_quietly(session, [channel], now, why="event")
    if await stored.teams_of(session, EVERYTHING, channel.id):
        await notices.tell_if_obstructed(session, context.outbox, channel, now)


async def _members_changed(context: EventContext, event: MembersChanged) -> None:
    session, now, place = context.session, context.clocks.calendar.now(), event.origin.place
    channel = await channels.channel_at(session, event.origin.platform, place.installation, place.channel)
    if channel is None:
        return
    known = [context.facts[who] for who in event.joined if who in context.facts]
    if known:
        await attendance.people_joined(session, channel, known, now)
        await notices.notify_new_homes(session, context.outbox, context.clocks, known)
    if len(known) < len(event.joined):
        await members.read_quietly(session, [channel], now, why="event")
    await attendance.people_left(session, channel, event.left, now)


async def _installation_changed(context: EventContext, event: InstallationChanged) -> None:
    session, now = context.session, context.clocks.calendar.now()
    platform, key = event.origin.platform, event.origin.place.installation
    match event.change:
        case InstallationChange.INSTALLED:
            installation = await standing.installation_at(session, platform, key)
            if installation is not None:
                await work.put_down(session, SWEEP, installation.id, now, slot=f"installed.{now.isoformat()}")
            await context.outbox.resume(platform, key)
        case InstallationChange.REMOVED:
            await notices.tell_installation_lost(session, context.outbox, platform, key, Cause.APP_REMOVED, now)
        case InstallationChange.REVOKED:
            await notices.tell_installation_lost(session, context.outbox, platform, key, Cause.TOKEN_REVOKED, now)
        case _:
            assert_never(event.change)
