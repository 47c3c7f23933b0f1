"""Has all copies of a shoutout show it as it is now, each for whoever reads it there."""

from bot.capabilities.shoutouts.composers import composed
from bot.capabilities.shoutouts.release import subject_of
from bot.capabilities.shoutouts.store import Shoutout
from bot.clock import Clocks
from bot.delivery.outbox import Outbox
from bot.storage.sessions import Session


async def redraw_everywhere(session: Session, outbox: Outbox, kept: Shoutout, clocks: Clocks) -> int:
    """Changes every copy that stands, in place; says how many change."""
    standing = [copy for copy in await outbox.copies(subject_of(kept)) if not copy.withdrawn]
    return await outbox.edit_all(await composed(session, kept, standing, clocks))
