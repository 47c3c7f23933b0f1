"""Work that always waits for its next time: sweeps over channels, and deleting what is kept no longer."""

from datetime import datetime

import structlog

from bot.capabilities.setup import notices
from bot.capabilities.setup.rules import (
    AUDIT_KEPT,
    DAILY,
    ERASE,
    INBOX_KEPT,
    READ_APART,
    READ_MEMBERS,
    RETENTION,
    SWEEP,
    SWEPT_EVERY,
    TRIED_AGAIN_AFTER,
    WORK_KEPT,
    start_of,
)
from bot.capabilities.setup.store import places, standing
from bot.capability import JobContext, Work
from bot.delivery.retention import forget_contents
from bot.due import work as due
from bot.due.standing import ORGANISATION, waits
from bot.people import audit, channels, days_off, requests
from bot.people.model import Channel
from bot.people.rotas import keeping
from bot.ports import PlatformFailure
from bot.storage.installations import InstallationRow
from bot.storage.sessions import Session, one_by_one

log = structlog.get_logger(__name__)


async def ensure_standing_work(session: Session, now: datetime) -> None:
    """Puts down what must always be waiting, where it is not: call it first in the transaction of every start.

    Of two processes that start at once the later one sees what the other has put down.
    """
    await one_by_one(session)
    for installation in await standing.installations(session):
        if not await waits(session, SWEEP, installation.id):
            await due.put_down(session, SWEEP, installation.id, now, slot=f"start.{now.isoformat()}")
    if not await waits(session, RETENTION):
        await due.put_down(session, RETENTION, ORGANISATION, now, slot=f"start.{now.isoformat()}")
    for side in await standing.leaving_sides(session):
        if side.erase_on is not None and not await waits(session, ERASE, side.id):
            await due.put_down(session, ERASE, side.id, start_of(side.erase_on), slot=f"start.{now.isoformat()}")


async def sweep_channels(job: JobContext, work: Work) -> None:
    """Goes once over all channels of an installation, tells what has become of linked ones, and comes again later.

    An installation that is gone is swept no more; installing it again puts the work down anew.
    """
    async with job.read() as session:
        installation = await session.get(InstallationRow, work.owner_id)
    platform = job.platforms.get(installation.platform) if installation and installation.active else None
    found = None
    if installation is not None and platform is not None:
        try:
            found = [facts async for facts in platform.channels(installation.key)]
        except PlatformFailure as failure:
            log.warning("channels_not_swept", platform=installation.platform, cause=str(failure.cause))
    now = job.clocks.calendar.now()
    async with job.write() as session:
        if not await job.done(session) or installation is None or platform is None:
            return
        if found is not None:
            before = {channel.id for channel in await _obstructed(session, installation)}
            await channels.keep_sweep(session, installation.platform, installation.key, found, now)
            for channel in await _obstructed(session, installation):
                if channel.id not in before:
                    await notices.tell_if_obstructed(session, job.outbox(session), channel, now)
            await _read_members_daily(session, installation, now)
        again = now + (TRIED_AGAIN_AFTER if found is None else SWEPT_EVERY)
        await due.put_down(session, SWEEP, installation.id, again, slot=f"after.{now.isoformat()}")


async def _obstructed(session: Session, installation: InstallationRow) -> list[Channel]:
    linked = await places.linked_channels(session, installation.platform, installation.key)
    readers = await channels.readers_of(session, [channel.id for channel in linked])
    return [channel for channel in linked if channels.obstacle_of(channel, readers[channel.id])]


async def _read_members_daily(session: Session, installation: InstallationRow, now: datetime) -> None:
    """Has the members of every linked channel read once a day, for joins and leaves of which no event told."""
    linked = await places.linked_channels(session, installation.platform, installation.key)
    for number, channel in enumerate(linked):
        await due.put_down(
            session,
            READ_MEMBERS,
            channel.id,
            now + READ_APART * number,
            slot=f"daily.{now:%Y%m%d}",
            data={"daily": True},
        )


async def keep_retention(job: JobContext, work: Work) -> None:
    """Has every capability delete what it keeps no longer, each in a transaction of its own, and comes again later."""
    now = job.clocks.calendar.now()
    gone: dict[str, int] = {}
    for capability in job.offers.capabilities:
        if capability.retention:
            async with job.write() as session:
                gone[capability.name] = await capability.retention(session, now)
    log.info("retention_kept", rows=gone)
    async with job.write() as session:
        if await job.done(session):
            await due.put_down(session, RETENTION, work.owner_id, now + DAILY, slot=f"after.{now.isoformat()}")


async def forget(session: Session, now: datetime) -> int:
    """What belongs to no other capability: words nobody is shown, ids and keys of requests, the trail, done work."""
    words = await forget_contents(session, now)
    ids = await standing.forget_requests(session, now - INBOX_KEPT)
    keys = await requests.forget_before(session, now - requests.KEPT)
    trail = await audit.forget_before(session, now - AUDIT_KEPT)
    shifts = await keeping.forget_before(session, now - keeping.KEPT)
    days = await days_off.forget_before(session, now - days_off.KEPT)
    return words + ids + keys + trail + shifts + days + await standing.forget_work(session, now - WORK_KEPT)
