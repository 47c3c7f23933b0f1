"""One call of a lane: it leaves at its turn, if nothing has come between, and what became of it is told."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import structlog

from bot.chat.message import Message, asks_for_token
from bot.delivery.departure import Departure
from bot.delivery.desk import Desk, unobserved
from bot.delivery.intake import Claimed
from bot.delivery.lanes import Owned
from bot.delivery.outbox import Subject
from bot.delivery.outcomes import Outcome, done, failed, untouched
from bot.delivery.pace import LanePace, Work
from bot.delivery.tables import Operation
from bot.ports import (
    MAY_LEAVE,
    TURN,
    Address,
    Cause,
    ChatPlatform,
    NotSent,
    PlatformFailure,
    Rejected,
    StorageUnavailable,
    Uncertain,
)

log = structlog.get_logger(__name__)


class NotNow(NotSent):
    """Nothing of a call has left that anybody sees, and it is put back as if it had not been claimed."""


class Caller:
    """Makes the calls of one lane. `may_call` says whether one may leave now, `still_ours` whether the lane is."""

    def __init__(
        self,
        lane: Owned,
        platform: ChatPlatform,
        pace: LanePace,
        desk: Desk,
        may_call: Callable[[Work], bool],
        still_ours: Callable[[], bool],
    ) -> None:
        self._lane = lane
        self._platform = platform
        self._pace = pace
        self._desk = desk
        self._may_call = may_call
        self._still_ours = still_ours

    async def call(
        self, row: Claimed, departure: Departure, message: Message | None
    ) -> tuple[Outcome, PlatformFailure | None]:
        """Makes a call at its time, as far as it may; says what became of it, and the failure if it was one."""
        failure: PlatformFailure | None = None
        grace = timedelta(seconds=self._desk.options.grace)
        try:
            if (wait := departure.at - self._desk.monotonic()) > 0:
                await asyncio.sleep(wait)
            if not self._may_call(departure.work):
                outcome = untouched(row, self._desk.now())
            elif message is None:
                outcome = failed(row, Rejected(Cause.INVALID_MESSAGE, "unreadable"), self._desk.now(), grace)
            else:
                MAY_LEAVE.set(self._still_ours)
                TURN.set(partial(self._turn, departure))
                async with asyncio.timeout(self._desk.options.timeout):
                    address = await self._ask(row, message)
                departure.answered(self._pace, self._desk.monotonic())
                await self._desk.hooks.at("after_answer")
                outcome = done(row, address, self._desk.now())
        except NotNow:
            outcome = untouched(row, self._desk.now())
        except PlatformFailure as told:
            failure = told
            outcome = failed(row, told, self._desk.now(), grace)
        except TimeoutError:
            if departure.held:
                outcome = untouched(row, self._desk.now())
            else:
                outcome = failed(row, Uncertain(Cause.TIMED_OUT), self._desk.now(), grace)
        except StorageUnavailable as away:
            # Platforms read what they keep before they call, and may write after it: nobody knows which it was.
            log.warning("call_without_database", lane=self._lane.id, delivery=row.public_id, reason=str(away))
            outcome = failed(row, Uncertain(Cause.CONNECTION_LOST, "database"), self._desk.now(), grace)
        except asyncio.CancelledError:
            # Only the end of a runner cancels calls, and it waits for what they leave here.
            outcome = failed(row, Uncertain(Cause.CONNECTION_LOST, "stopped"), self._desk.now(), grace)
        except Exception as unexpected:
            log.exception("call_failed_unexpectedly", lane=self._lane.id, delivery=row.public_id)
            outcome = failed(row, unexpected, self._desk.now(), grace)
        return outcome, failure

    async def _turn(self, departure: Departure) -> None:
        """Wait until the next request of a call may leave; raise NotNow if something came between."""
        if (wait := departure.waits(self._pace, self._desk.monotonic())) > 0:
            departure.held = True
            await asyncio.sleep(wait)
            departure.held = False
        if not self._may_call(departure.work):
            raise NotNow(Cause.TIMED_OUT, "not now")

    async def _ask(self, row: Claimed, message: Message) -> Address | None:
        if self._desk.hooks.at is not unobserved:
            call = asyncio.ensure_future(self._verb(row, message))
            await asyncio.sleep(0)
            await self._desk.hooks.at("mid_post")
            return await call
        return await self._verb(row, message)

    async def _verb(self, row: Claimed, message: Message) -> Address | None:
        if row.operation is Operation.POST:
            # Minted at the last moment and kept nowhere, so that no row can tell whose it is.
            token = self._desk.tokens.mint(Subject(*row.subject)) if asks_for_token(message) else ""
            return await self._platform.post(row.to, message, delivery_id=row.public_id, token=token)
        assert row.address is not None, "what has no address is not claimed"
        if row.operation is Operation.EDIT:
            await self._platform.edit(self._lane.installation, row.address, message)
        else:
            await self._platform.delete(self._lane.installation, row.address)
        return None
