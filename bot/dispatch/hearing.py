"""Events of a platform: what they are about is looked up, and every capability hears of them once."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from bot.capability import Event, EventContext, Offers
from bot.chat.inbound import (
    NOTHING,
    Answer,
    ChannelChanged,
    Identity,
    InstallationChange,
    InstallationChanged,
    MembersChanged,
    PersonChanged,
)
from bot.clock import Clocks
from bot.delivery.inbox import first_time
from bot.delivery.outbox import Outbox, Wake
from bot.dispatch.looking_up import look_channel_up, look_person_up
from bot.people import directory
from bot.people.access import FirstAdmins
from bot.ports import ChannelFacts, ChatPlatform, MemberFacts
from bot.storage.repeating import repeated
from bot.storage.sessions import Database, Session

LOOKED_UP_AT_ONCE = 20
"""People looked up for one event; a later reading of the channel's members finds the rest."""


class Hearing:
    """Tells capabilities of events."""

    def __init__(
        self,
        database: Database,
        platforms: Mapping[str, ChatPlatform],
        offers: Offers,
        clocks: Clocks,
        first_admins: FirstAdmins,
        wake: Wake,
    ) -> None:
        self._database = database
        self._platforms = platforms
        self._offers = offers
        self._clocks = clocks
        self._first_admins = first_admins
        self._wake = wake

    async def hear(self, event: Event) -> Answer:
        """Tells every capability of an event, once; raises StorageUnavailable if nothing was saved."""
        facts = await self._facts_of_people(event)
        channel = await self._facts_of_channel(event)
        # Another may be first, such as a sweep that has met the same new channel.
        await repeated(lambda: self._write(event, facts, channel))
        return NOTHING

    async def _write(self, event: Event, facts: Mapping[Identity, MemberFacts], channel: ChannelFacts | None) -> None:
        async with self._database.write() as session:
            origin, now = event.origin, self._clocks.machine.now()
            if await first_time(session, origin.platform, origin.request_id, now):
                await self._welcome(session, event, facts)
                context = EventContext(
                    session, Outbox(session, self._clocks, self._wake), self._clocks, self._offers, facts, channel
                )
                for capability in self._offers.capabilities:
                    if capability.events:
                        await capability.events(context, event)

    async def _welcome(self, session: Session, event: Event, facts: Mapping[Identity, MemberFacts]) -> None:
        """Whoever completes the first installation may administer, where the settings name nobody."""
        if isinstance(event, InstallationChanged) and event.change is InstallationChange.INSTALLED:
            who = event.origin.who
            if who.user_id:
                now = self._clocks.calendar.now()
                await directory.welcome_installer(session, who, facts.get(who), now, self._first_admins)

    async def _facts_of_people(self, event: Event) -> Mapping[Identity, MemberFacts]:
        match event:
            case MembersChanged():
                people = event.joined[:LOOKED_UP_AT_ONCE]
            case PersonChanged():
                people = (event.origin.who,)
            case InstallationChanged(change=InstallationChange.INSTALLED) if event.origin.who.user_id:
                people = (event.origin.who,)
            case _:
                return {}
        platform = self._platforms[event.origin.platform]
        found = await asyncio.gather(*(look_person_up(platform, replace(event.origin, who=who)) for who in people))
        return {facts.identity: facts for facts in found if facts}

    async def _facts_of_channel(self, event: Event) -> ChannelFacts | None:
        if not isinstance(event, ChannelChanged | MembersChanged):
            return None
        channel = event.new_id if isinstance(event, ChannelChanged) and event.new_id else event.origin.place.channel
        return await look_channel_up(self._platforms[event.origin.platform], event.origin, channel)
