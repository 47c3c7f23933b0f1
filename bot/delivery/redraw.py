"""Redrawing: copies whose figures changed are composed anew, no more often than the pace leaves room for."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Message
from bot.clock import Clocks
from bot.delivery.outbox import Outbox, Subject, Wake, nobody
from bot.delivery.pace import PaceRules, Priority, redraw_interval
from bot.delivery.rows import UNSYNCED
from bot.delivery.tables import Copy, Lane, Stale
from bot.ports import StorageUnavailable
from bot.storage.sessions import Database, database_now

log = structlog.get_logger(__name__)

Composer = Callable[[AsyncSession, Subject, Copy], Awaitable[Message | None]]
"""Composes what a copy shall show now, in a session that only reads; None leaves the copy as it is."""

IDLE = 1.0
"""Seconds between two looks when nobody wakes us: figures may be changed by another process."""

AT_ONCE = 20
"""Subjects in one round."""

AFTER_OTHERS = 0.05
"""Seconds between being woken and looking: what else was committed with it is on its way first."""


class Redrawer:
    """Redraws subjects that were marked stale, each by the composer of its kind.

    `rules` gives each platform's pace, from which the time between two redraws of the same copies follows.
    """

    def __init__(
        self,
        database: Database,
        composers: Mapping[str, Composer],
        rules: Mapping[str, PaceRules],
        clocks: Clocks,
        wake_sender: Wake = nobody,
    ) -> None:
        self._database = database
        self._composers = composers
        self._rules = rules
        self._clocks = clocks
        self._wake_sender = wake_sender
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something may have become stale. To be called from the event loop that `run` is in."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Redraw what is due until `stop` is set."""
        ended = asyncio.create_task(stop.wait())
        ended.add_done_callback(lambda _: self._woken.set())
        try:
            while not stop.is_set():
                self._woken.clear()
                try:
                    wait = await self.redraw_due()
                except StorageUnavailable as error:
                    log.warning("redrawing_waits_for_database", reason=str(error))
                    wait = IDLE
                except Exception:
                    log.exception("nothing_redrawn")
                    wait = IDLE
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(min(IDLE, wait)):
                        await self._woken.wait()
                    await asyncio.wait({ended}, timeout=AFTER_OTHERS)
        finally:
            ended.cancel()

    async def redraw_due(self) -> float:
        """Redraw every stale subject whose time has come; says in how many seconds the next one is due."""
        async with self._database.read() as session:
            now = await database_now(session, self._clocks.machine)
            stale = list(
                await session.scalars(
                    select(Stale)
                    .where(Stale.marks > Stale.drawn, Stale.subject_kind.in_(self._composers))
                    .order_by(Stale.next_at)
                    .limit(AT_ONCE)
                )
            )
        for one in stale:
            if one.next_at > now:
                return (one.next_at - now).total_seconds()
            subject = Subject(one.subject_kind, one.subject_id)
            try:
                await self._redraw(subject, one.next_at, now)
            except StorageUnavailable:
                raise
            except Exception:
                log.exception("redraw_failed", kind=subject.kind, subject=subject.id)
        return 0.0 if len(stale) == AT_ONCE else IDLE

    async def _redraw(self, subject: Subject, due: datetime, now: datetime) -> None:
        async with self._database.write() as session:
            copies = await Outbox(session, self._clocks).copies(subject)
            later = now + timedelta(seconds=await self._interval(session, copies))
            # Whoever moves the time on has the subject; the marks are those that the composing below will see.
            marks = await session.scalar(
                update(Stale)
                .where(Stale.subject_kind == subject.kind, Stale.subject_id == subject.id, Stale.next_at == due)
                .values(next_at=later)
                .returning(Stale.marks),
                execution_options=UNSYNCED,
            )
        if marks is None:
            return
        compose = self._composers[subject.kind]
        changes: list[tuple[Copy, Message]] = []
        async with self._database.read() as session:
            for copy in copies:
                if not copy.withdrawn and (message := await compose(session, subject, copy)) is not None:
                    changes.append((copy, message))
        async with self._database.write() as session:
            outbox = Outbox(session, self._clocks, self._wake_sender)
            # Whoever changed a copy since it was read, such as by a correction, is not overwritten with older words.
            await outbox.edit_all(changes, priority=Priority.COUNTS, as_seen=True)
            await session.execute(
                update(Stale)
                .where(Stale.subject_kind == subject.kind, Stale.subject_id == subject.id, Stale.drawn < marks)
                .values(drawn=marks),
                execution_options=UNSYNCED,
            )

    async def _interval(self, session: AsyncSession, copies: Sequence[Copy]) -> float:
        in_lane = Counter(copy.lane_id for copy in copies if not copy.withdrawn)
        lanes = await session.execute(select(Lane.id, Lane.platform).where(Lane.id.in_(in_lane)))
        intervals = [redraw_interval(self._rules[row.platform], in_lane[row.id]) for row in lanes]
        return max(intervals, default=PaceRules().counts_floor)
