"""A platform that answers as a test has written down, and remembers what it truly holds."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.chat.inbound import Identity
from bot.chat.message import Message
from bot.ports import (
    Address,
    Cause,
    Destination,
    Limits,
    NotAllowed,
    NotSent,
    RateLimited,
    Rejected,
    Uncertain,
    Unreachable,
)
from tests.bot.delivery.memory_platform import MemoryPlatform
from tests.bot.delivery.simulated_process import SimulatedLoop, SimulatedProcess

QUICKLY = 0.1
"""Seconds that an answer takes."""

SLOWLY = 1.5
"""Seconds that a slow one takes, still within a sender's timeout."""

TOO_LATE = 2.5
"""Seconds after which a post is accepted that nobody waits for any more; within a sender's grace."""

SHOWN_AFTER = 0.5
"""Seconds until what was posted can be found."""

FOR_EVER = 100_000.0


class Word(StrEnum):
    """What becomes of a call."""

    OK = "ok"
    SLOW = "slow"
    LIMITED = "limited"
    REFUSED = "refused"
    BROKEN = "broken"
    BROKEN_AFTER = "broken after it was accepted"
    HANGS = "hangs"
    HANGS_AFTER = "hangs after it was accepted"
    ACCEPTED_LATE = "hangs and is accepted late"
    REJECTED = "rejected"
    GARBLED = "accepted and answered with nonsense"


@dataclass(frozen=True)
class Reply:
    """A word of the platform; `retry_after` and `concerns` are for a refusal for pace."""

    word: Word = Word.OK
    retry_after: str | None = None
    concerns: Limits = Limits.METHOD


@dataclass(frozen=True)
class Call:
    """A call as it reached the platform, in simulated seconds."""

    at: float
    process: SimulatedProcess
    installation: str
    verb: str
    channel: str


@dataclass(frozen=True)
class Kept:
    """A post that the platform accepted."""

    id: int
    at: float
    channel: str
    delivery_id: str
    thread: int | None


@dataclass
class Refusal:
    """A refusal for pace: nothing of that scope may come from this process before `until`."""

    at: float
    until: float
    call: Call
    concerns: Limits


@dataclass
class Truth:
    """What a platform holds, how it will answer, and who called."""

    loop: SimulatedLoop
    script: defaultdict[str, deque[Reply]] = field(default_factory=lambda: defaultdict(deque))
    """By channel; look-ups by `find ` and the installation."""
    revoked: set[str] = field(default_factory=set)
    archived: set[str] = field(default_factory=set)
    blind: set[str] = field(default_factory=set)
    """Installations where nothing can be looked up now."""
    posts: list[Kept] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    made: int = 0

    def times(self, delivery_id: str) -> int:
        """How often a post was accepted."""
        return sum(kept.delivery_id == delivery_id for kept in self.posts)


class ScriptedPlatform(MemoryPlatform):
    """One process's line to a platform. What is on the way arrives even if the process dies meanwhile."""

    def __init__(self, name: str, findable: bool, truth: Truth, process: SimulatedProcess) -> None:
        super().__init__(name, findable=findable)
        self._truth = truth
        self._process = process

    async def post(self, to: Destination, message: Message, *, delivery_id: str, token: str = "") -> Address:
        truth = self._truth
        truth.made += 1
        made = truth.made
        thread = to.thread["id"] if to.thread else None

        def accept() -> None:
            truth.posts.append(Kept(made, truth.loop.time(), to.channel, delivery_id, thread))
            truth.texts[made] = message.summary

        await self._answered("post", to.installation, to.channel, accept)
        return {"id": made, "channel": to.channel}

    async def edit(self, installation: str, address: Address, message: Message, *, token: str = "") -> None:
        def accept() -> None:
            if address["id"] in self._truth.deleted:
                raise Unreachable(Cause.MESSAGE_MISSING, "message_not_found")
            self._truth.texts[address["id"]] = message.summary

        await self._answered("edit", installation, address["channel"], accept)

    async def delete(self, installation: str, address: Address) -> None:
        def accept() -> None:
            if address["id"] in self._truth.deleted:
                raise Unreachable(Cause.MESSAGE_MISSING, "message_not_found")
            self._truth.deleted.add(address["id"])

        await self._answered("delete", installation, address["channel"], accept)

    async def can_find(self, installation: str, *, direct: bool = False) -> bool:
        return self.manners.posts_can_be_found and installation not in self._truth.blind

    async def find(
        self, installation: str, channel: str | Identity, delivery_ids: Sequence[str], oldest: datetime
    ) -> dict[str, Address]:
        found: dict[str, Address] = {}

        def see() -> None:
            found.update(
                {
                    kept.delivery_id: {"id": kept.id, "channel": kept.channel}
                    for kept in self._truth.posts
                    if kept.channel == channel
                    and kept.delivery_id in delivery_ids
                    and kept.thread is None
                    and kept.at + SHOWN_AFTER <= self._truth.loop.time()
                }
            )

        await self._answered("find", installation, str(channel), see)
        return found

    async def _answered(self, verb: str, installation: str, channel: str, accept: Callable[[], None]) -> None:
        await self._process.goes_on()
        truth, loop = self._truth, self._truth.loop
        call = Call(loop.time(), self._process, installation, verb, channel)
        truth.calls.append(call)
        script = truth.script[f"find {installation}" if verb == "find" else channel]
        reply = script.popleft() if script else Reply()
        failure = self._refused_by(installation, channel)
        wait = QUICKLY
        if failure is None:
            match reply.word:
                case Word.OK:
                    accept()
                case Word.SLOW:
                    self._later(SLOWLY - QUICKLY if verb == "post" else 0.0, accept)
                    wait = SLOWLY
                case Word.LIMITED:
                    failure = RateLimited(reply.retry_after, reply.concerns)
                case Word.REFUSED:
                    failure = NotSent(Cause.PLATFORM_UNAVAILABLE, "connection refused")
                case Word.BROKEN:
                    failure = Uncertain(Cause.CONNECTION_LOST, "502")
                case Word.BROKEN_AFTER:
                    accept()
                    failure = Uncertain(Cause.CONNECTION_LOST, "connection reset")
                case Word.HANGS:
                    wait = FOR_EVER
                case Word.HANGS_AFTER:
                    accept()
                    wait = FOR_EVER
                case Word.ACCEPTED_LATE:
                    self._later(TOO_LATE if verb == "post" else 0.0, accept)
                    wait = FOR_EVER
                case Word.REJECTED:
                    failure = Rejected(Cause.TOO_LARGE, "msg_too_long")
                case Word.GARBLED:
                    accept()
                    failure = KeyError("ts")
        await asyncio.sleep(wait)
        await self._process.goes_on()
        if reply.word is Word.LIMITED and isinstance(failure, RateLimited):
            seconds = RETRY_AFTER[reply.retry_after]
            truth.refusals.append(Refusal(loop.time(), loop.time() + seconds, call, reply.concerns))
        if failure is not None:
            raise failure

    def _later(self, seconds: float, accept: Callable[[], None]) -> None:
        if seconds:
            self._truth.loop.call_later(seconds, accept)
        else:
            accept()

    def _refused_by(self, installation: str, channel: str) -> Exception | None:
        if installation in self._truth.revoked:
            return NotAllowed(Cause.TOKEN_REVOKED, "token_revoked")
        if channel in self._truth.archived:
            return Unreachable(Cause.CHANNEL_ARCHIVED, "is_archived")
        return None


RETRY_AFTER: Mapping[str | None, float] = {None: 5.0, "0": 1.0, "1": 1.0, "7": 7.0, "soon": 5.0}
"""Headers, and the seconds that a sender must then keep quiet."""
