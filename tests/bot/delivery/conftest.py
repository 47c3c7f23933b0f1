"""An invented organisation with channels on two platforms, and an outbox to write into."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import exists, insert, select, update

from bot.chat.message import Message, say
from bot.clock import Clocks, system_clocks
from bot.delivery.outbox import Outbox, Post, Subject, to_channel
from bot.delivery.pace import PaceRules
from bot.delivery.receipts import Receipt, receipt
from bot.delivery.sender import ChannelFact, Halted, Hooks, Sender, SenderOptions
from bot.delivery.tables import OPEN, Delivery, Lane, Operation
from bot.people.model import Channel, Side, SideKind
from bot.storage.sessions import Database, Session, after_commit
from tests.bot.delivery.memory_platform import MemoryPlatform

SLACK = "A1/-/T1"
TEAMS = "app/tenant"
SUBJECT = Subject("update", 7)


@dataclass
class Desk:
    """What a test writes with: the database, its clocks, and the channels of each side."""

    database: Database
    clocks: Clocks
    channels: dict[str, list[int]] = field(default_factory=dict)
    sides: dict[str, int] = field(default_factory=dict)
    woken: int = 0
    senders: list[Sender] = field(default_factory=list)

    def wake(self, session: Session) -> None:
        after_commit(session, self._woke)
        for sender in self.senders:
            sender.wake_after(session)

    def _woke(self) -> None:
        self.woken += 1

    @asynccontextmanager
    async def outbox(self) -> AsyncIterator[Outbox]:
        async with self.database.write() as session:
            yield Outbox(session, self.clocks, self.wake)

    async def add_side(self, name: str, platform: str, installation: str, channels: int) -> list[int]:
        """A side with so many more channels; their ids on the platform are `C-name-0`, `C-name-1`, …"""
        async with self.database.write() as session:
            kind = SideKind.INTERNAL if name == "internal" else SideKind.PARTNER
            side = await session.scalar(select(Side).where(Side.name == name))
            if side is None:
                side = Side(name=name, kind=kind, created_at=self.clocks.machine.now())
                session.add(side)
                await session.flush()
            self.sides[name] = side.id
            rows = [
                {
                    "platform": platform,
                    "installation_key": installation,
                    "external_id": f"C-{name}-{number}",
                    "name": f"{name}-{number}",
                    "bot_is_member": True,
                    "can_post": True,
                }
                for number in range(len(self.channels.get(name, [])), len(self.channels.get(name, [])) + channels)
            ]
            made = await session.scalars(insert(Channel).returning(Channel.id, sort_by_parameter_order=True), rows)
            self.channels.setdefault(name, []).extend(made)
            return self.channels[name]

    def posts(self, message: Message | None = None, *sides: str, slot: str = "card") -> list[Post]:
        """A post for each channel of the sides named, or of all."""
        message = message or say("Refunds over €50 no longer need a supervisor")
        return [
            Post(to_channel(channel), message, self.sides[side], viewpoint=(self.sides[side],), slot=slot)
            for side in sides or self.channels
            for channel in self.channels[side]
        ]

    async def publish(
        self, posts: Sequence[Post] | None = None, *, subject: Subject = SUBJECT, **how: Any
    ) -> list[Any]:
        async with self.outbox() as outbox:
            chosen = posts if posts is not None else self.posts()
            await outbox.publish(subject, chosen, **how)
            made = {(copy.slot, copy.target_kind, copy.target_id): copy for copy in await outbox.copies(subject)}
            return [made[post.slot, post.target.kind, post.target.id] for post in chosen]

    async def receipt(self, operation: Operation = Operation.POST, *, slot: str = "card") -> Receipt:
        async with self.database.read() as session:
            return await receipt(session, SUBJECT, slot=slot, operation=operation)

    async def deliveries(self, operation: Operation | None = None) -> list[Delivery]:
        async with self.database.read() as session:
            chosen = [Delivery.operation == operation] if operation else []
            return list(await session.scalars(select(Delivery).where(*chosen).order_by(Delivery.id)))

    async def set(self, table: Any, values: dict[str, Any], *chosen: Any) -> None:
        """Change rows as something else in the process would."""
        async with self.database.write() as session:
            await session.execute(update(table).where(*chosen).values(**values))

    async def lane(self, platform: str = "slack") -> Lane:
        async with self.database.read() as session:
            found = await session.scalar(select(Lane).where(Lane.platform == platform))
            assert found is not None
            return found


@pytest.fixture
async def desk(database: Database) -> Desk:
    """Three sides: internal with four channels on Slack, one partner with two there, one with two on Teams."""
    made = Desk(database, system_clocks())
    await made.add_side("internal", "slack", SLACK, 4)
    await made.add_side("harborline", "slack", SLACK, 2)
    await made.add_side("lumenara", "teams", TEAMS, 2)
    return made


QUICK = SenderOptions(lease=5.0, timeout=1.0, grace=0.2, poll=0.05)


@dataclass
class Running:
    """A sender at work, with the platforms it speaks to."""

    sender: Sender
    slack: MemoryPlatform
    teams: MemoryPlatform
    halts: list[Halted]
    facts: list[ChannelFact]


@asynccontextmanager
async def sending(
    desk: Desk,
    slack: MemoryPlatform | None = None,
    teams: MemoryPlatform | None = None,
    *,
    options: SenderOptions = QUICK,
    rules: dict[str, PaceRules] | None = None,
    at: Callable[[str], Awaitable[None]] | None = None,
) -> AsyncIterator[Running]:
    """A sender that runs while the block does, with no limits of pace unless given."""
    slack, teams = slack or MemoryPlatform("slack"), teams or MemoryPlatform("teams", findable=False)
    halts: list[Halted] = []
    facts: list[ChannelFact] = []

    async def on_halt(halted: Halted) -> None:
        halts.append(halted)

    async def on_channel(fact: ChannelFact) -> None:
        facts.append(fact)

    hooks = Hooks(on_halt, on_channel, at) if at else Hooks(on_halt, on_channel)
    sender = Sender(
        desk.database,
        {"slack": slack, "teams": teams},
        rules or {"slack": PaceRules(), "teams": PaceRules()},
        desk.clocks,
        options,
        hooks,
    )
    async with running(desk, sender):
        yield Running(sender, slack, teams, halts, facts)


@asynccontextmanager
async def running(desk: Desk, sender: Sender) -> AsyncIterator[None]:
    """A sender that runs while the block does, and is woken by what the desk commits."""
    desk.senders.append(sender)
    stop = asyncio.Event()
    task = asyncio.create_task(sender.run(stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, 20)
        desk.senders.remove(sender)


async def until(condition: Callable[[], Awaitable[Any]], limit: float = 15.0) -> Any:
    """Wait until a condition over the database holds, and return it; fails after `limit` seconds."""
    async with asyncio.timeout(limit):
        while not (found := await condition()):  # noqa: ASYNC110 - a database has no event to wait for
            await asyncio.sleep(0.02)
    return found


async def settled(desk: Desk) -> None:
    """Wait until nothing of any delivery is under way."""

    async def nothing_open() -> bool:
        async with desk.database.read() as session:
            return not await session.scalar(select(exists(Delivery.id).where(OPEN)))

    await until(nothing_open)
