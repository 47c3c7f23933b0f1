"""A chat platform in memory (or over a file, which outlives a killed process), with faults on demand."""

import asyncio
import json
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.chat.inbound import Identity
from bot.chat.message import Message
from bot.ports import (
    TURN,
    Address,
    Cause,
    ChannelFacts,
    ChatPlatform,
    Destination,
    Finding,
    Manners,
    MemberFacts,
    Rendered,
    Uncertain,
    Unreachable,
)


@dataclass(frozen=True)
class Posted:
    """A message as the platform has it."""

    id: int
    channel: str
    delivery_id: str
    text: str
    thread: int | None = None


class MemoryPlatform(ChatPlatform):
    """Stores what is posted. `faults` are raised before anything happens, `faults_after` once it has been stored."""

    def __init__(self, name: str = "slack", *, findable: bool = True, ledger: Path | None = None) -> None:
        self.name = name
        self.manners = Manners(name.title(), True, findable, True, True, "/")
        self.latency = 0.0
        self.faults: defaultdict[str, list[Exception]] = defaultdict(list)
        self.faults_after: defaultdict[str, list[Exception]] = defaultdict(list)
        self.always: dict[str, Exception] = {}
        self.calls: list[tuple[str, str, float]] = []
        self.finds: list[tuple[str, list[str]]] = []
        self.tokens: list[str] = []
        self.during: Callable[[str, str], Any] = lambda verb, channel: None
        self._ledger = ledger
        self._posted: list[Posted] = []
        self._texts: dict[int, str] = {}

    # --- the judge ---------------------------------------------------------------------------------------------------

    @property
    def posted(self) -> list[Posted]:
        """Everything that was ever posted, in order, repetitions included."""
        if self._ledger is None:
            return list(self._posted)
        if not self._ledger.exists():
            return []
        return [Posted(**json.loads(line)) for line in self._ledger.read_text().splitlines()]

    def shown(self, channel: str) -> list[str]:
        """What can be read in a channel now."""
        return [self._texts[one.id] for one in self.posted if one.channel == channel and one.id in self._texts]

    # --- the port ----------------------------------------------------------------------------------------------------

    def render(self, message: Message) -> Rendered:
        return Rendered({"text": message.summary})

    async def post(self, to: Destination, message: Message, *, delivery_id: str, token: str = "") -> Address:
        channel = to.channel or f"@{to.person.user_id}" if to.person else to.channel
        self.tokens.append(token)
        await self._before("post", channel)
        thread = to.thread["id"] if to.thread else None
        posted = Posted(len(self._posted) + os.getpid() * 100_000, channel, delivery_id, message.summary, thread)
        self._posted.append(posted)
        self._texts[posted.id] = message.summary
        if self._ledger is not None:
            with self._ledger.open("a") as file:
                file.write(json.dumps(posted.__dict__) + "\n")
        self._after(channel)
        return {"id": posted.id, "channel": channel}

    def message_id(self, address: Address) -> str:
        return str(address["id"])

    async def edit(self, installation: str, address: Address, message: Message, *, token: str = "") -> None:
        await self._before("edit", address["channel"])
        if address["id"] not in self._texts:
            raise Unreachable(Cause.MESSAGE_MISSING, "message_not_found")
        self._texts[address["id"]] = message.summary
        self._after(address["channel"])

    async def delete(self, installation: str, address: Address) -> None:
        await self._before("delete", address["channel"])
        if address["id"] not in self._texts:
            raise Unreachable(Cause.MESSAGE_MISSING, "message_not_found")
        del self._texts[address["id"]]
        self._after(address["channel"])

    async def can_find(self, installation: str, *, direct: bool = False) -> bool:
        return self.manners.posts_can_be_found

    async def find(
        self, installation: str, channel: str | Identity, delivery_ids: Sequence[str], oldest: datetime
    ) -> dict[str, Address]:
        channel = channel if isinstance(channel, str) else f"@{channel.user_id}"
        self.finds.append((channel, list(delivery_ids)))
        await self._before("find", channel)
        return {
            one.delivery_id: {"id": one.id, "channel": channel}
            for one in self.posted
            if one.channel == channel and one.delivery_id in delivery_ids
        }

    async def members(self, installation: str, channel: str) -> AsyncIterator[MemberFacts]:
        return
        yield

    async def person(self, installation: str, who: Identity) -> MemberFacts | None:
        return None

    async def channel(self, installation: str, channel: str) -> ChannelFacts | None:
        return None

    async def channels(self, installation: str) -> AsyncIterator[ChannelFacts]:
        return
        yield

    async def show_home(self, installation: str, who: Identity, message: Message) -> None:
        return None

    async def examine(self, installation: str) -> Sequence[Finding]:
        return ()

    async def close(self) -> None:
        return None

    # --- faults ------------------------------------------------------------------------------------------------------

    async def _before(self, verb: str, channel: str) -> None:
        await TURN.get()()
        self.calls.append((verb, channel, asyncio.get_running_loop().time()))
        self.during(verb, channel)
        if self.latency:
            await asyncio.sleep(self.latency)
        for key in (f"{verb} {channel}", channel, verb):
            if key in self.always:
                raise self.always[key]
            if self.faults[key]:
                raise self.faults[key].pop(0)

    def _after(self, channel: str) -> None:
        if self.faults_after[channel]:
            raise self.faults_after[channel].pop(0)


def lost() -> Uncertain:
    """The connection broke after the request was written."""
    return Uncertain(Cause.CONNECTION_LOST, "connection reset")
