"""The bookkeeper of one lane: writes down what became of its calls, together, as their answers come back."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.desk import CHANNEL_CAUSES, ChannelFact, Desk, Halted
from bot.delivery.lanes import Owned, save_pauses
from bot.delivery.outcomes import Outcome, write_outcomes
from bot.delivery.pace import Pause, Work
from bot.delivery.tables import Operation, State
from bot.ports import Cause, NotAllowed, StorageUnavailable
from bot.storage.sessions import WrittenMeanwhile

log = structlog.get_logger(__name__)

T = TypeVar("T")

GATHERED = 0.05
"""Seconds for which answers wait for others, or for the next claim, to be written down in the same commit."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a call, and the failure if it was one."""

    outcome: Outcome
    work: Work
    error: Exception | None


class Bookkeeper:
    """Writes receipts and pauses of one lane; `written` hears of every batch once it is committed."""

    def __init__(self, lane: Owned, desk: Desk, written: Callable[[Sequence[Answered]], None]) -> None:
        self._lane = lane
        self._desk = desk
        self._written = written
        self._answers: list[Answered] = []
        self._pauses: list[Pause] = []
        self._more = asyncio.Event()
        self._closing = False

    def note(self, answered: Answered) -> None:
        """To be written down soon."""
        self._answers.append(answered)
        self._more.set()

    def note_pause(self, pause: Pause) -> None:
        """To be written down with the answer that asked for it."""
        self._pauses.append(pause)

    def close(self) -> None:
        """Nothing more will come: `run` returns once all is written."""
        self._closing = True
        self._more.set()

    async def run(self) -> None:
        """Write until closed, through any failure of the database."""
        while not self._closing or self._answers:
            await self._more.wait()
            self._more.clear()
            if self._answers:
                await self._write()

    async def _write(self) -> None:
        batch: list[Answered] = []
        pauses: list[Pause] = []

        async def receipts(session: AsyncSession) -> None:
            # What was answered while this waited goes with it; what a failed attempt had taken goes again.
            batch.extend(self._answers)
            pauses.extend(self._pauses)
            self._answers, self._pauses = [], []
            stopped_by = _stopped_by(batch)
            now = self._desk.now()
            outcomes = [one.outcome for one in batch]
            halt = None if stopped_by is None else stopped_by.cause
            await write_outcomes(session, self._lane, outcomes, halt=halt, now=now)
            await save_pauses(session, self._lane, pauses, now, self._desk.monotonic())
            await self._desk.hooks.at("mid_receipt")

        while True:
            try:
                await self._desk.scribe.write(receipts, within=0.0 if self._closing else GATHERED)
                break
            except StorageUnavailable as error:
                log.warning("receipts_wait_for_database", lane=self._lane.id, reason=str(error))
            except Exception:
                # What is known of a call must not be lost, whatever keeps it from being written now.
                log.exception("receipts_not_written", lane=self._lane.id)
            await asyncio.sleep(self._desk.options.poll)
        for one in batch:
            self._count(one.outcome)
        self._written(batch)
        await self._tell(batch)

    def _count(self, outcome: Outcome) -> None:
        counters, row = self._desk.counters, outcome.row
        counters.deliveries[self._lane.platform, row.operation.value, outcome.state.value] += 1
        if outcome.state is State.SENT and row.operation is Operation.POST and row.released_at is not None:
            counters.lag[self._lane.platform] = (outcome.at - row.released_at).total_seconds()

    async def _tell(self, batch: Sequence[Answered]) -> None:
        lane, stopped_by = self._lane, _stopped_by(batch)
        for one in batch:
            channel = one.outcome.row.channel_id
            if channel is not None and one.outcome.cause in CHANNEL_CAUSES:
                await self._told(self._desk.hooks.on_channel, ChannelFact(channel, Cause(one.outcome.cause)))
        if stopped_by is not None:
            halted = Halted(lane.platform, lane.installation, stopped_by.cause, stopped_by.detail)
            await self._told(self._desk.hooks.on_halt, halted)

    async def _told(self, tell: Callable[[T], Awaitable[None]], what: T) -> None:
        """Tells it, once the database is there and nobody writes the same."""
        while True:
            try:
                await tell(what)
                return
            except (StorageUnavailable, WrittenMeanwhile) as error:
                log.warning("hook_waits_for_database", lane=self._lane.id, reason=type(error).__name__)
            except Exception:
                log.exception("hook_failed", lane=self._lane.id)
                return
            await asyncio.sleep(self._desk.options.poll)


def _stopped_by(batch: Sequence[Answered]) -> NotAllowed | None:
    return next((one.error for one in batch if isinstance(one.error, NotAllowed)), None)
