"""The ticker: looks for due work in the database and runs it. The only user of APScheduler, and only as a metronome.

A lost tick delays and never loses, since what is due is found by its row. Several replicas may tick: the row is closed
in the transaction of the work's effect, and whoever comes second changes nothing.

Work is done one by one, since each takes milliseconds. What may take long is done beside it, one by one as well, so
that an update goes out at its minute while the channels of a large workspace are read.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.capability import JobContext, JobOffer, Offers, Work
from bot.clock import Clocks
from bot.delivery.desk import unobserved
from bot.delivery.outbox import Outbox, Wake, nobody
from bot.due import work as due
from bot.due.opening import AT_ONCE, SUPERSEDED, arm_all, is_near, note_missed, open_due
from bot.due.tables import ONE_OFF, DueState, DueWork
from bot.ports import ChatPlatform, StorageUnavailable
from bot.storage.repeating import repeated
from bot.storage.sessions import Database, Session

TICK_SECONDS = 1.0
"""How often due work is looked for."""

PAGE = 100
"""Pieces of due work that are read at once."""

LEISURE_SECONDS = 5.0
"""How long whoever stops waits for what may take long; it is begun anew at the next start."""

FIRST_PAUSE = timedelta(seconds=5)
"""Pause after a first failure; it doubles with each further one."""

LONGEST_PAUSE = timedelta(minutes=10)

MOST_DOUBLED = 7
"""Failures after which the pause is the longest; doubled once for each of thousands, no clock could hold it."""

log = structlog.get_logger(__name__)


class Ticker:
    """Runs due work until stopped."""

    def __init__(
        self,
        database: Database,
        offers: Offers,
        platforms: Mapping[str, ChatPlatform],
        clocks: Clocks,
        every: float = TICK_SECONDS,
        wake: Wake = nobody,
        at: Callable[[str], Awaitable[None]] = unobserved,
        leisure: float = LEISURE_SECONDS,
    ) -> None:
        self._database = database
        self._at = at
        self._offers = offers
        self._platforms = MappingProxyType(dict(platforms))
        self._clocks = clocks
        self._every = every
        self._wake = wake
        self._leisure = leisure
        self._scheduler: AsyncIOScheduler | None = None
        self._busy = asyncio.Lock()
        self._busy_at_leisure = asyncio.Lock()
        self._leisurely = frozenset(kind for kind, offer in offers.jobs.items() if offer.at_leisure)
        self._armed = False
        self._stops = False

    def start(self) -> None:
        """Begins to tick on the running loop, at once: whatever was due while nobody ticked has waited long enough."""
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        for busy, look in ((self._busy, self._look), (self._busy_at_leisure, self._look_at_leisure)):
            self._scheduler.add_job(
                self._look_safely,
                "interval",
                (busy, look),
                seconds=self._every,
                next_run_time=self._clocks.machine.now(),
                coalesce=True,
                misfire_grace_time=None,
                # Two, so that a tick which finds another still at work says so to us and not to the log every second.
                max_instances=2,
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """Stops ticking and waits for the work in hand; what may take long is broken off where it takes too long."""
        if self._scheduler:
            self._stops = True
            self._scheduler.pause()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._leisure), self._busy_at_leisure:
                    pass
            async with self._busy:
                # This cancels what is running, so that it comes only when nothing else is.
                self._scheduler.shutdown(wait=False)
            async with self._busy_at_leisure:
                pass

    async def tick(self) -> int:
        """Opens occurrences that are near and runs everything due now; says how many pieces of work were looked at."""
        return await self._look() + await self._look_at_leisure()

    async def _look(self) -> int:
        async with self._busy:
            now = self._clocks.calendar.now()
            await self._open(now)
            return await self._drain(partial(due.now_due, now=now, but=self._leisurely))

    async def _look_at_leisure(self) -> int:
        async with self._busy_at_leisure:
            now = self._clocks.calendar.now()
            return await self._drain(partial(due.now_due, now=now, of=self._leisurely))

    async def _drain(self, waiting: Callable[..., Awaitable[Sequence[DueWork]]]) -> int:
        """Runs what waits; says how many pieces of work that were."""
        looked_at: set[int] = set()
        while not self._stops:
            async with self._database.read() as session:
                found = await waiting(session, at_most=PAGE)
            fresh = [row for row in found if row.id not in looked_at]
            for row in fresh:
                if not self._stops:
                    await self._run(row)
            looked_at.update(row.id for row in fresh)
            # What is still there was neither done nor put off: it waits for the next tick.
            if len(found) < PAGE or not fresh:
                break
        return len(looked_at)

    async def _open(self, now: datetime) -> None:
        if not self._offers.rhythms:
            return
        if not self._armed:
            async with self._database.write() as session:
                await arm_all(session, self._offers.planners(), now)
            self._armed = True
        async with self._database.read() as session:
            near = await is_near(session, now)
        while near:
            async with self._database.write() as session:
                near = await open_due(session, self._offers.planners(), now) == AT_ONCE

    async def _look_safely(self, busy: asyncio.Lock, look: Callable[[], Awaitable[int]]) -> None:
        if busy.locked():
            return
        try:
            await look()
        except StorageUnavailable as away:
            log.warning("due_work_not_read", why=str(away))
        except asyncio.CancelledError:
            log.info("due_work_broken_off")

    async def _run(self, row: DueWork) -> None:
        offer = self._offers.jobs.get(row.kind)
        now = self._clocks.calendar.now()
        if offer is None:
            await self._close(row, DueState.CANCELLED, "this release does not know this kind of work")
        elif await self._is_too_late(row, offer, now):
            reason = f"failed {row.attempts} times" if row.attempts else "Instep was not running when it was due"
            await self._close(row, DueState.MISSED, reason)
        elif row.original_date != ONE_OFF and await self._is_superseded(row, now):
            await self._close(row, DueState.MISSED, SUPERSEDED)
        else:
            await self._attempt(row, offer)

    async def _is_too_late(self, row: DueWork, offer: JobOffer, now: datetime) -> bool:
        if now - row.due_at <= offer.too_late:
            return False
        if not offer.counts_from or row.original_date == ONE_OFF:
            return True
        async with self._database.read() as session:
            begins = await due.due_beside(session, row, offer.counts_from)
        return begins is None or now - begins > offer.too_late

    async def _is_superseded(self, row: DueWork, now: datetime) -> bool:
        async with self._database.read() as session:
            return await due.newer_due(session, row, now)

    async def _attempt(self, row: DueWork, offer: JobOffer) -> None:
        work = Work(
            row.kind, row.owner_id, row.slot, row.for_whom, row.due_at, MappingProxyType(row.data), row.original_date
        )

        async def done(session: Session) -> bool:
            return await due.close(session, row.id, DueState.DONE, self._clocks.calendar.now())

        context = JobContext(
            write=self._database.observed(row.kind, self._at).write,
            read=self._database.read,
            clocks=self._clocks,
            platforms=self._platforms,
            offers=self._offers,
            done=done,
            outbox=lambda session: Outbox(session, self._clocks, self._wake),
        )
        try:
            # Another replica may write the same, or each of us wait for what the other has.
            await repeated(lambda: offer.run(context, work))
        except StorageUnavailable:
            raise
        except Exception:
            pause = min(FIRST_PAUSE * 2 ** min(row.attempts, MOST_DOUBLED), LONGEST_PAUSE)
            log.exception("due_work_failed", kind=row.kind, attempts=row.attempts + 1, again_in=pause.total_seconds())
            async with self._database.write() as session:
                await due.put_off(session, row.id, self._clocks.calendar.now() + pause)

    async def _close(self, row: DueWork, state: DueState, reason: str) -> None:
        log.warning("due_work_not_run", kind=row.kind, owner_id=row.owner_id, state=str(state), reason=reason)
        now = self._clocks.calendar.now()
        async with self._database.write() as session:
            closed = await due.close(session, row.id, state, now, reason=reason)
            if closed and state is DueState.MISSED and row.original_date != ONE_OFF:
                await note_missed(session, row.owner_id, now)
