"""What set-up does when a platform says that channels, people or installations have changed."""

from dataclasses import replace
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
    Place,
)
from bot.due import work
from bot.mail import bring_to_met
from bot.people import attendance, channels
from bot.people.access import EVERYTHING
from bot.ports import Cause, ChannelFacts


async def hear(context: EventContext, event: Event) -> None:
    """Keeps what a platform said, and tells whoever can mend what it broke."""
    match event:
        case ChannelChanged():
            await _channels_changed(context, event)
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


async def _channels_changed(context: EventContext, event: ChannelChanged) -> None:
    """All channels that an event concerns, in its one transaction; their members are read after it."""
    session, now = context.session, context.clocks.calendar.now()
    to_read = []
    for place in (event.origin.place, *event.also):
        at = replace(event, origin=replace(event.origin, place=place), also=())
        channel = await channels.keep_change(session, at)
        if channel is None:
            continue
        gone = event.change in (ChannelChange.DELETED, ChannelChange.BOT_REMOVED)
        facts = None if gone else _facts_at(context, event, place)
        if facts is not None and facts.channel == channel.external_id:
            channel = await channels.keep_facts(session, event.origin.platform, facts, now)
        if event.change is ChannelChange.BOT_ADDED or (event.change is ChannelChange.SHARED and facts is None):
            to_read.append(channel)
        if await stored.teams_of(session, EVERYTHING, channel.id):
            await notices.tell_if_obstructed(session, context.outbox, channel, now)
    await members.read_alike(session, to_read, now, why="event")


def _facts_at(context: EventContext, event: ChannelChanged, place: Place) -> ChannelFacts | None:
    """What the platform said; a channel that the event concerns as well differs in its name and address alone."""
    if context.channel is None or place == event.origin.place:
        return context.channel
    return replace(context.channel, channel=place.channel, name=place.name, address=place.address)


async def _members_changed(context: EventContext, event: MembersChanged) -> None:
    session, now = context.session, context.clocks.calendar.now()
    known = [context.facts[who] for who in event.joined if who in context.facts]
    to_read = []
    for place in (event.origin.place, *event.also):
        channel = await channels.channel_at(session, event.origin.platform, place.installation, place.channel)
        if channel is None:
            continue
        if known:
            await attendance.people_joined(session, channel, known, now)
        if len(known) < len(event.joined):
            to_read.append(channel)
        await attendance.people_left(session, channel, event.left, now)
    await notices.notify_new_homes(session, context.outbox, context.clocks, known)
    await bring_to_met(session, now)
    await members.read_alike(session, to_read, now, why="event")


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
