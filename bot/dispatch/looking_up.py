"""What a platform says of people and channels whom we have not met: outside of any transaction, for a bounded time."""

import asyncio

import structlog

from bot.chat.inbound import Origin
from bot.ports import ChannelFacts, ChatPlatform, MemberFacts, PlatformFailure

LOOK_UP_SECONDS = 1.5
"""Longest time that looking people up may take, out of the three seconds in which Slack wants an answer."""

log = structlog.get_logger(__name__)


async def look_person_up(platform: ChatPlatform, origin: Origin) -> MemberFacts | None:
    """What the platform says of whoever acted; None if it does not say so in time, and then the name must do."""
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            return await platform.person(origin.place.installation, origin.who)
    except (TimeoutError, PlatformFailure) as failure:
        log.info("person_not_looked_up", platform=origin.platform, why=type(failure).__name__)
        return None


async def look_channel_up(platform: ChatPlatform, origin: Origin, channel: str) -> ChannelFacts | None:
    """What the platform says of a channel; None if it does not say so in time."""
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            return await platform.channel(origin.place.installation, channel)
    except (TimeoutError, PlatformFailure) as failure:
        log.info("channel_not_looked_up", platform=origin.platform, why=type(failure).__name__)
        return None
