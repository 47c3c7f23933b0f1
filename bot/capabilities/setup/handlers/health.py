"""The short report of the doctor in chat, from what is already stored."""

from dataclasses import replace

from bot.capabilities.setup.handlers.answers import shown
from bot.capabilities.setup.handlers.ways_in import title_of
from bot.capabilities.setup.messages import health as said
from bot.capabilities.setup.rules import LATE_AFTER
from bot.capabilities.setup.store import health
from bot.capability import Context
from bot.chat.inbound import Answer, Command, Press


async def examine(context: Context, inbound: Command | Press) -> Answer:
    """What is known to be wrong, with what to do."""
    found = await health.health(context.session, context.t, context.now - LATE_AFTER)
    named = replace(
        found,
        lanes=tuple(replace(lane, platform=title_of(context, lane.platform)) for lane in found.lanes),
        unlinked_homes=tuple((title_of(context, platform), home) for platform, home in found.unlinked_homes),
    )
    return shown(said.report(context.t, named, context.zone))
