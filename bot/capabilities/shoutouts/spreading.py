"""Has all copies of a shoutout show it as it is now, each for whoever reads it there."""

from bot.capabilities.shoutouts import store
from bot.capabilities.shoutouts.composers import composed
from bot.capabilities.shoutouts.release import report_subject, subject_of
from bot.capabilities.shoutouts.store import Shoutout
from bot.clock import Clocks
from bot.delivery.outbox import Outbox
from bot.storage.sessions import Session


async def redraw_everywhere(session: Session, outbox: Outbox, kept: Shoutout, clocks: Clocks) -> int:
    """Changes every copy that stands, in place; says how many change. Open reports of it follow soon.

    The copies are composed once more then, for a cheer or a name that was taken back meanwhile.
    """
    standing = [copy for copy in await outbox.copies(subject_of(kept)) if not copy.withdrawn]
    changed = await outbox.edit_all(await composed(session, kept, standing, clocks))
    reports = [report_subject(one) for one in await store.open_objections(session, shoutout_id=kept.id)]
    await outbox.mark_stale(subject_of(kept), *reports)
    return changed
