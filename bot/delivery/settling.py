"""Settling: finds out what became of the posts of a lane that are in doubt, beside the lane's other work."""

import asyncio

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.inbound import Identity
from bot.delivery.desk import Desk
from bot.delivery.doubts import (
    CLOCKS_APART,
    Doubt,
    Settled,
    by_channel,
    by_policy,
    in_doubt,
    looked_up,
    postponed,
    write_settled,
)
from bot.delivery.lanes import Owned, save_pauses
from bot.delivery.pace import LanePace, Priority, retry_after_seconds
from bot.delivery.tables import Policy, State
from bot.ports import ChatPlatform, NotSent, PlatformFailure, RateLimited, StorageUnavailable, Uncertain

log = structlog.get_logger(__name__)

FIND = "find"
"""The method of look-ups in a platform's pace; the others are named after the operations: post, edit, delete."""


class Settler:
    """Settles the doubts of one lane; `settle` is called again as long as `needed`."""

    def __init__(self, lane: Owned, platform: ChatPlatform, pace: LanePace, desk: Desk) -> None:
        self.needed = lane.in_doubt
        self._lane = lane
        self._platform = platform
        self._pace = pace
        self._desk = desk

    async def settle(self) -> None:
        """Settle what is in doubt and due, one channel after the other."""
        try:
            await self._settle()
        except StorageUnavailable as error:
            log.warning("doubts_wait_for_database", lane=self._lane.id, reason=str(error))
        except Exception:
            log.exception("doubts_not_settled", lane=self._lane.id)

    async def _settle(self) -> None:
        self.needed = False
        async with self._desk.database.read() as session:
            doubts = await in_doubt(session, self._lane)
        if not doubts:
            return
        self.needed = True
        policy = self._lane.policy or self._desk.options.policy
        findable: dict[bool, bool | None] = {}
        for channel, some in by_channel(doubts):
            direct = isinstance(channel, Identity)
            if direct not in findable:
                findable[direct] = await self._can_find(direct)
            if findable[direct] is None:
                continue
            if findable[direct] and channel:
                now = self._desk.now()
                if due := [doubt for doubt in some if doubt.due <= now]:
                    await self._look_up(channel, due, policy)
            else:
                await self._write(by_policy(some, policy, self._desk.now()))

    async def _can_find(self, direct: bool) -> bool | None:
        """Whether posts can be looked up, in channels or as direct messages; None if the platform cannot say now."""
        if not self._platform.manners.posts_can_be_found:
            return False
        try:
            async with asyncio.timeout(self._desk.options.timeout):
                return await self._platform.can_find(self._lane.installation, direct=direct)
        except (RateLimited, NotSent, Uncertain, TimeoutError):
            return None
        except PlatformFailure:
            return False

    async def _look_up(self, channel: str | Identity, doubts: list[Doubt], policy: Policy) -> None:
        now = self._desk.monotonic()
        named = str(channel)
        ready_at = self._pace.ready_at(FIND, named, Priority.REMIND, now)
        await asyncio.sleep(max(0.0, ready_at - now))
        self._pace.sent(FIND, named, Priority.REMIND, self._desk.monotonic())
        await self._desk.hooks.at("during_recovery")
        oldest = min(doubt.sending_at for doubt in doubts) - CLOCKS_APART
        try:
            async with asyncio.timeout(self._desk.options.timeout):
                found = await self._platform.find(
                    self._lane.installation, channel, [doubt.public_id for doubt in doubts], oldest
                )
            settled = looked_up(doubts, found)
        except RateLimited as failure:
            await self._slow_down(failure, named)
            settled = postponed(doubts, policy, self._desk.now())
        except (NotSent, Uncertain, TimeoutError):
            settled = postponed(doubts, policy, self._desk.now())
        except PlatformFailure:
            settled = by_policy(doubts, policy, self._desk.now())
        await self._write(settled)

    async def _write(self, settled: list[Settled]) -> None:
        async def write(session: AsyncSession) -> None:
            await write_settled(session, self._lane, settled, self._desk.now())
            await self._desk.hooks.at("during_recovery")

        await self._desk.scribe.write(write)
        for one in settled:
            if one.state is not State.UNKNOWN or one.finished:
                self._desk.counters.deliveries[self._lane.platform, "post", one.state.value] += 1

    async def _slow_down(self, failure: RateLimited, channel: str) -> None:
        wait = retry_after_seconds(failure.retry_after, self._desk.clocks.machine.now())
        pause = self._pace.refused(FIND, channel, failure.concerns, wait, self._desk.monotonic())
        self._desk.counters.pauses[self._lane.platform, pause.scope.value] += 1

        async def write(session: AsyncSession) -> None:
            await save_pauses(session, self._lane, [pause], self._desk.now(), self._desk.monotonic())

        await self._desk.scribe.write(write)
