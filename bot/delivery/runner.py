"""The runner of one lane: looks what waits, takes what the pace allows, and calls."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.message import Message
from bot.delivery.bookkeeping import Answered, Bookkeeper
from bot.delivery.calling import Caller
from bot.delivery.departure import Departure
from bot.delivery.desk import Desk
from bot.delivery.intake import Claimed, Waiting, claim, close_orphans, due, look, look_together, still_open
from bot.delivery.lanes import Owned, dumped, hand_back
from bot.delivery.outcomes import Outcome
from bot.delivery.pace import Backlog, LanePace, PaceRules, Priority, Slot, Work, retry_after_seconds
from bot.delivery.settling import Settler
from bot.delivery.tables import OPEN, Delivery, Operation, State
from bot.ports import (
    ChatPlatform,
    NotAllowed,
    PlatformFailure,
    RateLimited,
    StorageUnavailable,
)

log = structlog.get_logger(__name__)

AHEAD = 0.15
"""Seconds of the pace that are claimed in one commit; what a killed process leaves in doubt grows by as much."""

IN_TIME = 0.05
"""Seconds before the next slot at which the commit begins that claims it."""

WORTHWHILE = 0.1
"""The share of the calls under way that must have come back before more are claimed."""

LOOK_APART = 0.05
"""Seconds between two looks at a lane that has work in hand, however often it is woken."""


@dataclass(frozen=True)
class Taken:
    """Slots that were taken, and the rows claimed for them with what they say."""

    slots: Mapping[int, Slot]
    rows: Sequence[Claimed]
    messages: Mapping[int, Message | None]


async def first_claims(session: AsyncSession, desk: Desk, runners: Sequence["LaneRunner"]) -> None:
    """A first look and a first claim, in the transaction that takes their lanes: they leave once it is committed."""
    if not runners:
        return
    lanes = [runner.lane for runner in runners]
    found = await look_together(session, lanes, desk.now(), at_most=desk.options.window)
    slots: dict[int, Sequence[Slot]] = {}
    for runner in runners:
        if few := runner.first_look(found[runner.lane.id], sum(map(len, slots.values()))):
            slots[runner.lane.id] = few
    if not slots:
        return
    taken = await _claimed(session, desk, [(lane, slots[lane.id]) for lane in lanes if lane.id in slots])
    for runner in runners:
        if runner.lane.id in taken:
            runner.first_claim(taken[runner.lane.id])


async def _claimed(
    session: AsyncSession, desk: Desk, wanted: Sequence[tuple[Owned, Sequence[Slot]]]
) -> Mapping[int, Taken]:
    """Claim what was taken of some lanes, and read what it says."""
    await desk.hooks.at("mid_claim")
    slots = {lane.id: {_id(slot.work): slot for slot in few} for lane, few in wanted}
    ids = [one for by_id in slots.values() for one in by_id]
    rows = await claim(session, [lane for lane, _ in wanted], ids, desk.now())
    messages = desk.messages(row for few in rows.values() for row in few)
    return {lane_id: Taken(by_id, rows[lane_id], messages) for lane_id, by_id in slots.items()}


class LaneRunner:
    """Drains one lane that this process owns until it is empty, halted, lost or stopped."""

    def __init__(
        self, lane: Owned, platform: ChatPlatform, rules: PaceRules, pace: LanePace, desk: Desk, deadline: float
    ) -> None:
        self.lane = lane
        self.deadline = deadline
        """Monotonic seconds at which the lease ends."""
        self.lost = False
        self._rules = rules
        self._pace = pace
        self._desk = desk
        self._bookkeeper = Bookkeeper(lane, desk, self._written)
        self._caller = Caller(lane, platform, pace, desk, self._may_call, self._still_ours)
        self._backlog = Backlog(pace)
        self._queued: dict[int, Work] = {}
        self._stuck: dict[int, Work] = {}
        self._calls: set[asyncio.Task[None]] = set()
        self._stir = asyncio.Event()
        self._look_wanted = True
        self._more_waits = False
        self._claimed_until = float("-inf")
        self._stopping = False
        self._halt: NotAllowed | None = None
        self._empty = False
        self._settler = Settler(lane, platform, pace, desk)
        self._settling: asyncio.Task[None] | None = None
        self._settle_at = 0.0
        self._looked_at = float("-inf")
        self._begun: Taken | None = None

    @property
    def burst(self) -> float:
        """How many posts may leave at once."""
        bucket = self._rules.of(Operation.POST.value).bucket
        return self._rules.buckets[bucket].burst if bucket else float("inf")

    def wake(self) -> None:
        """There may be new work."""
        self._look_wanted = True
        self._stir.set()

    def doubt(self) -> None:
        """There are posts in doubt that this runner did not make."""
        self._settler.needed = True
        self.wake()

    def stop(self) -> None:
        """Begin nothing more; `run` returns once what is under way is written down."""
        self._stopping = True
        self._stir.set()

    def pace_now(self) -> dict[str, Any]:
        """The lane's pace, to be stored."""
        return dumped(self._pace, self._desk.now(), self._desk.monotonic())

    async def run(self) -> None:
        """Drain the lane, then let go of it."""
        writer = asyncio.create_task(self._bookkeeper.run())
        try:
            if self._begun is not None:
                await self._depart(self._begun)
            while not (self._stopping or self.lost or self._halt or self._empty):
                try:
                    await self._step()
                except StorageUnavailable as error:
                    log.warning("lane_waits_for_database", lane=self.lane.id, reason=str(error))
                    await asyncio.sleep(self._desk.options.poll)
        finally:
            await self._finish(writer)

    async def _step(self) -> None:
        self._stir.clear()
        if self._desk.monotonic() >= self._look_at():
            await self._look()
        if self._settler.needed and self._settling is None and self._desk.monotonic() >= self._settle_at:
            self._settling = asyncio.create_task(self._settle())
        slots = self._take(self._desk.monotonic())
        if slots:
            await self._send(slots)
        elif not self._empty:
            await self._rest()

    def _look_at(self) -> float:
        """When to look next: soon if woken, and at once if there is nothing else to do."""
        if not self._look_wanted:
            return self._looked_at + self._desk.options.poll
        return self._looked_at + LOOK_APART if len(self._backlog) else 0.0

    async def _rest(self) -> None:
        now = self._desk.monotonic()
        until = self._look_at()
        next_at = self._backlog.wake_at(max(now, self._claimed_until))
        if next_at is not None and self._room(now):
            until = min(until, next_at - IN_TIME)
        if next_at is not None and next_at <= now + IN_TIME and self._crowded():
            self._desk.crowded_out.setdefault(self.lane.id, self._stir.set)
        else:
            self._desk.crowded_out.pop(self.lane.id, None)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, until - now)):
                await self._stir.wait()

    # --- looking and taking ------------------------------------------------------------------------------------------

    def first_look(self, rows: Sequence[Waiting], taken: int) -> Sequence[Slot]:
        """What it takes of what was found waiting on its lane, while others have `taken` some already."""
        if not rows:
            return ()
        self._looked_at = self._desk.monotonic()
        self._look_wanted = False
        self._queue(rows)
        return self._take(self._looked_at, taken)

    def first_claim(self, taken: Taken) -> None:
        """What leaves once the transaction that takes the lane is committed."""
        self._begun = taken
        self._desk.counters.in_flight += len(taken.slots)

    def abandon(self) -> None:
        """It never runs: the transaction that was to take its lane was given up."""
        if self._begun is not None:
            self._desk.counters.in_flight -= len(self._begun.slots)

    async def _look(self) -> None:
        self._looked_at = self._desk.monotonic()
        self._look_wanted = False
        now = self._desk.now()
        async with self._desk.database.read() as session:
            rows = await look(session, self.lane, now, at_most=self._desk.options.window)
            # What becomes stuck after this was asked for is judged at the next look.
            asked = tuple(self._stuck)
            stuck = await still_open(session, asked, now)
            idle = not rows and not self._queued
            open_here = [Delivery.lane_id == self.lane.id, OPEN]
            left = idle and await session.scalar(select(exists().where(*open_here)))
            stuck_behind = left and await session.scalar(select(exists().where(*open_here, due(now))))
        instant = self._desk.monotonic()
        for one in asked:
            if one not in stuck:
                self._leave(self._stuck.pop(one), instant)
            elif stuck[one]:
                self._backlog.put_back(self._stuck.pop(one), instant)
        self._queue(rows)
        if stuck_behind:
            await self._desk.scribe.write(lambda session: close_orphans(session, self.lane, self._desk.now()))
        # A heartbeat that put posts in doubt may have lost its answer with the database: what is left may be those.
        self._settler.needed |= bool(left)
        self._empty = idle and not left and not self._look_wanted

    def _queue(self, rows: Sequence[Waiting]) -> None:
        instant = self._desk.monotonic()
        for row in rows:
            if row.id not in self._queued:
                work = self._work(row)
                self._queued[row.id] = work
                self._backlog.add(work, instant)
        self._more_waits = len(rows) >= self._desk.options.window

    def _work(self, row: Waiting) -> Work:
        method = row.operation.value
        # What does not count in its channel need not queue there: it is in order with its own copy alone.
        in_channel = row.operation is Operation.POST or self._rules.of(method).in_channel
        channel = row.conversation if in_channel else f"copy {row.copy_id}"
        return Work(row.id, method, channel, Priority(row.priority))

    def _crowded(self) -> bool:
        """Whether all lanes together have too much under way for a claim to be worth its commit."""
        return self._desk.free < max(1, self._desk.room * WORTHWHILE)

    def _room(self, now: float) -> int:
        """How many works may be claimed now: none rather than a few, as each commit has its price."""
        if self._crowded() or not self._in_time(now):
            return 0
        return min(self._desk.options.at_once, self._desk.free)

    def _take(self, now: float, taken: int = 0) -> list[Slot]:
        next_at = self._backlog.wake_at(max(now, self._claimed_until))
        if next_at is None or next_at > now + IN_TIME:
            return []
        slots = self._backlog.take_until(max(now, self._claimed_until), now + AHEAD, max(0, self._room(now) - taken))
        if slots:
            self._claimed_until = slots[-1].at
        return slots

    def _in_time(self, now: float) -> bool:
        """Whether a call that begins now ends before anybody else could take the lane."""
        return now + self._desk.options.timeout <= self.deadline

    def _leave(self, work: Work, now: float) -> None:
        self._queued.pop(_id(work), None)
        self._backlog.finish(work, now)

    # --- sending -----------------------------------------------------------------------------------------------------

    async def _send(self, slots: list[Slot]) -> None:
        # Counted before the claim, since other lanes look for room while it is being committed.
        self._desk.counters.in_flight += len(slots)
        self._desk.crowded_out.pop(self.lane.id, None)
        await self._desk.hooks.at("before_claim")
        try:
            taken = await self._desk.scribe.write(lambda session: self._claim(session, slots))
        except Exception:
            self._desk.counters.in_flight -= len(slots)
            for slot in reversed(slots):
                self._backlog.put_back(slot.work, self._desk.monotonic())
            raise
        await self._depart(taken)

    async def _claim(self, session: AsyncSession, slots: Sequence[Slot]) -> Taken:
        """Say in a transaction what is about to leave; nothing does before it is committed."""
        return (await _claimed(session, self._desk, [(self.lane, slots)]))[self.lane.id]

    async def _depart(self, taken: Taken) -> None:
        """Begin the calls of what is committed as under way."""
        await self._desk.hooks.at("after_claim")
        now, slots = self._desk.monotonic(), taken.slots
        for gone in slots.keys() - {row.id for row in taken.rows}:
            self._leave(slots[gone].work, now)
        self._desk.counters.in_flight -= len(slots) - len(taken.rows)
        # A commit that took too long moves all of them, so that they keep their distances.
        late = max(0.0, now - min(slot.at for slot in slots.values()))
        for row in sorted(taken.rows, key=lambda row: slots[row.id].at):
            departure = Departure(slots[row.id].work, slots[row.id].at)
            departure.later(self._pace, late)
            call = asyncio.create_task(self._call(row, departure, taken.messages[row.content_id]))
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)

    async def _call(self, row: Claimed, departure: Departure, message: Message | None) -> None:
        outcome, failure = await self._caller.call(row, departure, message)
        if failure is not None:
            self._note(failure, departure.work)
        self._desk.counters.in_flight -= 1
        self._bookkeeper.note(Answered(outcome, departure.work, failure))
        if not self._crowded():
            # Who had to wait for room comes first.
            for stir in tuple(self._desk.crowded_out.values()):
                stir()
            self._stir.set()

    def _still_ours(self) -> bool:
        """Whether nobody else can have taken the lane."""
        return not self.lost and self._desk.monotonic() < self.deadline

    def _may_call(self, work: Work) -> bool:
        """Whether nothing has come between the claim and the call."""
        now = self._desk.monotonic()
        stopped = self._halt or self._stopping or self.lost or not self._in_time(now)
        return not stopped and not self._pace.is_paused(work.method, work.channel, now)

    def _note(self, failure: PlatformFailure, work: Work) -> None:
        """What a failure means for everything that comes after it."""
        if isinstance(failure, RateLimited):
            self._slow_down(failure, work.method, work.channel)
        elif isinstance(failure, NotAllowed) and self._halt is None:
            self._halt = failure
            self._stir.set()

    def _slow_down(self, failure: RateLimited, method: str, channel: str) -> None:
        wait = retry_after_seconds(failure.retry_after, self._desk.clocks.machine.now())
        pause = self._pace.refused(method, channel, failure.concerns, wait, self._desk.monotonic())
        self._bookkeeper.note_pause(pause)
        self._desk.counters.pauses[self.lane.platform, pause.scope.value] += 1

    # --- what was written down ---------------------------------------------------------------------------------------

    def _written(self, answers: Sequence[Answered]) -> None:
        """Go on where calls have come back; look again where few wait."""
        now = self._desk.monotonic()
        for one in answers:
            self._requeue(one.outcome, one.work, now)
        few = self._desk.options.window // 2 if self._more_waits else 1
        self._look_wanted |= len(self._backlog) < few
        self._stir.set()

    def _requeue(self, outcome: Outcome, work: Work, now: float) -> None:
        """Let the conversation go on, unless it must wait for this one."""
        if outcome.state is State.WAITING and outcome.not_before is None:
            self._backlog.put_back(work, now)
        elif outcome.again:
            self._stuck[_id(work)] = work
            if outcome.state is State.UNKNOWN:
                self._settler.needed = True
        else:
            self._leave(work, now)

    async def _settle(self) -> None:
        await self._settler.settle()
        self._settle_at = self._desk.monotonic() + self._desk.options.poll
        self._settling = None
        self.wake()

    # --- the end -----------------------------------------------------------------------------------------------------

    async def _finish(self, writer: asyncio.Task[None]) -> None:
        """Wait for what is under way, write it down, and let go of the lane."""
        self._desk.crowded_out.pop(self.lane.id, None)
        if self._settling is not None:
            self._settling.cancel()
        if self._calls:
            await asyncio.wait(self._calls, timeout=self._desk.options.timeout + 1)
        for call in tuple(self._calls):
            call.cancel()
        if self._calls:
            await asyncio.wait(self._calls)
        self._bookkeeper.close()
        try:
            async with asyncio.timeout(self._desk.options.timeout):
                await writer
                if not self.lost:
                    await self._desk.scribe.write(lambda session: hand_back(session, self.lane, self.pace_now()))
        except (StorageUnavailable, TimeoutError) as error:
            log.warning("lane_not_handed_back", lane=self.lane.id, reason=str(error))


def _id(work: Work) -> int:
    assert isinstance(work.id, int)
    return work.id
