"""What came of a meeting, read again by whoever takes part in it."""

from bot.capabilities.syncs.during.facts import minutes_of
from bot.capabilities.syncs.during.rights import joined
from bot.capabilities.syncs.during.summary import page, summary
from bot.capabilities.syncs.during.walls import wall_of
from bot.capability import Context
from bot.chat.inbound import Answer, Press

MOST_DIGITS = 3
"""Of the number of a page."""


async def read(context: Context, inbound: Press) -> Answer:
    """*See what came of it*."""
    meeting_id, _, number = inbound.object_id.partition(".")
    found = await joined(context, meeting_id)
    if isinstance(found, Answer):
        return found
    minutes = await minutes_of(context.session, found.sync, found.meeting)
    viewpoint = (await wall_of(context.session, found.sync)).viewpoint({context.actor.side_id})
    pages = summary(minutes, viewpoint, context.origin.platform, context.t, context.zone, context.now)
    wanted = int(number) if number.isdecimal() and len(number) <= MOST_DIGITS else 0
    return Answer(message=page(pages, wanted, meeting_id, context.t))
