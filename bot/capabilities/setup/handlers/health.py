"""The short report of the doctor in chat, from what is already stored."""

from bot.capabilities.setup.handlers.answers import shown
from bot.capabilities.setup.messages import health as said
from bot.capabilities.setup.rules import LATE_AFTER
from bot.capabilities.setup.store import health
from bot.capability import Context
from bot.chat.inbound import Answer, Command, Press


async def examine(context: Context, inbound: Command | Press) -> Answer:
    """What is known to be wrong, with what to do."""
    found = await health.health(context.session, context.t, context.now - LATE_AFTER)
    return shown(said.report(context.t, found, context.zone))
