"""The sender: takes lanes that have work, drains each beside the others, and keeps its leases."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clocks
from bot.delivery.desk import ChannelFact, Counters, Desk, Halted, Hooks, SenderOptions
from bot.delivery.lanes import Owned, claim_lanes, keep_lanes, load_paces, recover, save_pace, stop_halted
from bot.delivery.pace import LanePace, PaceRules
from bot.delivery.runner import LaneRunner, first_claims
from bot.delivery.scribe import Scribe
from bot.delivery.tables import OPEN, OWNER_LENGTH, Delivery, Lane
from bot.ports import ChatPlatform, StorageUnavailable
from bot.storage.sessions import Database, after_commit, at_last, at_the_end, database_now

__all__ = ["ChannelFact", "Counters", "Halted", "Hooks", "Sender", "SenderOptions"]

log = structlog.get_logger(__name__)

LOOP_WATCHED_EVERY = 0.05
"""Seconds from one look at how late the loop is to the next."""

HEARTBEATS = 3
"""In one lease: two may be missed."""


def new_owner() -> str:
    """A name for the doctor to show, that no other process has: two may share a host's name, a number and a second."""
    end = f":{os.getpid()}:{uuid4().hex[:8]}"
    return socket.gethostname()[: OWNER_LENGTH - len(end)] + end


class Sender:
    """Drains the outbox through the platforms. Several may run over one PostgreSQL; a lane has one owner at a time.

    `rules` gives each platform's pace; its methods are named `post`, `edit`, `delete` and `find`.
    """

    def __init__(
        self,
        database: Database,
        platforms: Mapping[str, ChatPlatform],
        rules: Mapping[str, PaceRules],
        clocks: Clocks,
        options: SenderOptions = SenderOptions(),
        hooks: Hooks = Hooks(),
    ) -> None:
        self.counters = Counters()
        self._platforms = platforms
        self._rules = rules
        self._owner = new_owner()
        self._desk = Desk(database, Scribe(database), clocks, options, hooks, self.counters)
        self._runners: dict[int, LaneRunner] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()
        self._unanswered: list[LaneRunner] = []
        """Those that a claim made whose answer has not come: it may be committed all the same."""
        self._claiming = asyncio.Lock()
        self._serves = False

    def wake_after(self, session: AsyncSession) -> None:
        """Something is written in a session that shall go out once it is committed.

        Where nothing is under way it is claimed in the same transaction: who waits for it waits for one commit only.
        To be called from the sender's own event loop.
        """
        if self._is_free():
            at_the_end(session, self._claim_with, waits=False)
        else:
            after_commit(session, self.wake)

    def wake(self) -> None:
        """Something was committed to the outbox; look at once. To be called from the sender's own event loop."""
        self._woken.set()
        for runner in self._runners.values():
            runner.wake()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop` is set, then finish or hand back what is under way."""
        scribe = asyncio.create_task(self._desk.scribe.run())
        heart = asyncio.create_task(self._keep_leases())
        ease = asyncio.create_task(self._watch_the_loop())
        stopped = asyncio.create_task(self._stop_when(stop))
        self._serves = True
        try:
            while not stop.is_set():
                # Whoever woke a sender that has nothing to do has work for it: it need not be looked for first.
                sure = self._woken.is_set() and not self._runners
                self._woken.clear()
                try:
                    await (self._claim() if sure else self._take_lanes())
                except StorageUnavailable as error:
                    log.warning("sender_waits_for_database", reason=str(error))
                except Exception:
                    # What cannot be taken now waits where it is; everybody else in this process goes on.
                    log.exception("lanes_not_taken")
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._desk.options.poll):
                        await self._woken.wait()
        finally:
            stopped.cancel()
            async with self._claiming:
                self._serves = False
            for runner in self._runners.values():
                runner.stop()
            await asyncio.gather(*self._tasks.values())
            heart.cancel()
            ease.cancel()
            scribe.cancel()

    async def _watch_the_loop(self) -> None:
        """Keep the loop free for people: what is sent must not make them wait."""
        while True:
            begin = self._desk.monotonic()
            await asyncio.sleep(LOOP_WATCHED_EVERY)
            self._desk.ease(self._desk.monotonic() - begin - LOOP_WATCHED_EVERY)

    async def _stop_when(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._woken.set()

    # --- lanes -------------------------------------------------------------------------------------------------------

    async def _take_lanes(self) -> None:
        async with self._desk.database.read() as session:
            work = exists().where(Delivery.lane_id == Lane.id, OPEN).correlate(Lane)
            lanes = await session.execute(select(Lane.id, Lane.platform, Lane.halted, Lane.lease_until).where(work))
            waiting = [lane for lane in lanes if lane.id not in self._runners]
            now = await self._shared_now(session)
        shared = self._desk.database.is_postgresql
        deserted = [lane for lane in waiting if not shared or lane.lease_until is None or lane.lease_until < now]
        if halted := [lane.id for lane in deserted if lane.halted]:
            await self._desk.scribe.write(lambda session: stop_halted(session, now, deserted=halted))
        if self._unanswered or any(not lane.halted and lane.platform in self._platforms for lane in deserted):
            await self._claim()

    async def _claim(self) -> None:
        async with self._claiming:
            await self._desk.scribe.write(self._take)
            self._start_claimed()

    def _is_free(self) -> bool:
        return self._serves and not self._runners and not self._claiming.locked()

    async def _claim_with(self, session: AsyncSession) -> None:
        """Claim in somebody else's transaction, with nothing to wait for: neither our own claims, nor a recovery."""
        if not self._is_free():
            after_commit(session, self.wake)
            return
        await self._claiming.acquire()
        at_last(session, self._claiming.release)
        await self._take(session, recovers=False)
        after_commit(session, self._start_claimed if self._unanswered else self.wake)

    async def _take(self, session: AsyncSession, recovers: bool = True) -> None:
        """Take lanes, and claim what leaves first; both hold once they are committed."""
        begin, options = self._desk.monotonic(), self._desk.options
        now = await self._shared_now(session)
        claimed_before = await self._claimed_before(session)
        owned = await claim_lanes(
            session,
            self._owner,
            now,
            lease=timedelta(seconds=options.lease),
            grace=timedelta(seconds=options.grace),
            platforms=self._platforms.keys(),
            shared=self._desk.database.is_postgresql,
            held=[*self._runners, *(runner.lane.id for runner in claimed_before)],
            recovers=recovers,
        )
        if any(lane.in_doubt for lane in owned):
            await self._desk.hooks.at("during_recovery")
        paces = await load_paces(session, owned, self._rules, now, self._desk.monotonic())
        runners = [self._runner(lane, pace, begin + options.lease) for lane, pace in zip(owned, paces, strict=True)]
        self._unanswered = [*claimed_before, *runners]
        await first_claims(session, self._desk, runners)

    def _start_claimed(self) -> None:
        ready, self._unanswered = self._unanswered, []
        # Where posts leave one after the other, the last of them waits for every moment that the first does.
        for runner in sorted(ready, key=lambda one: one.burst):
            self._start(runner)

    async def _claimed_before(self, session: AsyncSession) -> list[LaneRunner]:
        """Those of claims without an answer that were committed: nothing that they say is under way has left yet."""
        tried = self._unanswered
        if not tried:
            return []
        rows = await session.execute(select(Lane.id, Lane.epoch).where(Lane.owner == self._owner))
        epochs = {row.id: row.epoch for row in rows}
        ours = [runner for runner in tried if epochs.get(runner.lane.id) == runner.lane.epoch]
        for runner in tried:
            if runner not in ours:
                runner.abandon()
        # These are asked for again, should this claim have no answer either.
        self._unanswered = ours
        return ours

    def _runner(self, lane: Owned, pace: LanePace, deadline: float) -> LaneRunner:
        platform, rules = self._platforms[lane.platform], self._rules[lane.platform]
        return LaneRunner(lane, platform, rules, pace, self._desk, deadline)

    def _start(self, runner: LaneRunner) -> None:
        if self._woken.is_set():
            # What was committed after the runner had looked.
            runner.wake()
        self._runners[runner.lane.id] = runner
        self._tasks[runner.lane.id] = asyncio.create_task(self._drain(runner))
        self.counters.lanes = len(self._runners)

    async def _drain(self, runner: LaneRunner) -> None:
        try:
            await runner.run()
        except Exception:
            log.exception("lane_failed", lane=runner.lane.id)
        finally:
            del self._runners[runner.lane.id], self._tasks[runner.lane.id]
            self.counters.lanes = len(self._runners)
            self._woken.set()

    async def _shared_now(self, session: AsyncSession) -> datetime:
        """The database's instant; how far it is from ours is kept for everything that is stamped in between."""
        now = await database_now(session, self._desk.clocks.machine)
        self._desk.apart = now - self._desk.clocks.machine.now()
        return now

    # --- leases ------------------------------------------------------------------------------------------------------

    async def _keep_leases(self) -> None:
        """Prolong the leases until cancelled, also while the lanes are being finished."""
        while True:
            await asyncio.sleep(self._desk.options.lease / HEARTBEATS)
            if not self._runners:
                continue
            begin = self._desk.monotonic()
            try:
                kept, in_doubt = await self._desk.scribe.write(self._beat)
            except StorageUnavailable as error:
                log.warning("leases_not_kept", reason=str(error))
                continue
            except Exception:
                log.exception("leases_not_kept")
                continue
            for lane_id, runner in list(self._runners.items()):
                if kept.get(lane_id) == runner.lane.epoch:
                    runner.deadline = begin + self._desk.options.lease
                    if lane_id in in_doubt:
                        runner.doubt()
                elif runner.lane.id in kept or runner.deadline < begin:
                    log.warning("lane_lost", lane=lane_id)
                    runner.lost = True
                    runner.stop()

    async def _beat(self, session: AsyncSession) -> tuple[dict[int, int], set[int]]:
        """The epochs of the lanes that are still ours, and the lanes on which posts were put in doubt."""
        now = await self._shared_now(session)
        kept = await keep_lanes(session, self._owner, now + timedelta(seconds=self._desk.options.lease))
        grace = timedelta(seconds=self._desk.options.grace)
        in_doubt: set[int] = set()
        for lane_id, runner in list(self._runners.items()):
            if kept.get(lane_id) == runner.lane.epoch:
                if await recover(session, lane_id, runner.lane.epoch, now, grace):
                    in_doubt.add(lane_id)
                await save_pace(session, runner.lane, runner.pace_now())
        return kept, in_doubt
