"""An invented organisation with channels on two platforms, and an outbox to write into."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.chat.message import Message, say
from bot.clock import Clocks, system_clocks
from bot.delivery.outbox import Outbox, Post, Subject, to_channel
from bot.delivery.receipts import Receipt, receipt
from bot.delivery.tables import Delivery, Lane, Operation
from bot.people.model import Channel, Side, SideKind
from bot.storage.sessions import Database

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

    def wake(self) -> None:
        self.woken += 1

    @asynccontextmanager
    async def outbox(self) -> AsyncIterator[Outbox]:
        async with self.database.write() as session:
            yield Outbox(session, self.clocks, self.wake)

    async def add_side(self, name: str, platform: str, installation: str, channels: int) -> list[int]:
        """A side with so many channels; their ids on the platform are `C-name-0`, `C-name-1`, …"""
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
                for number in range(channels)
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
            return await outbox.publish(subject, posts if posts is not None else self.posts(), **how)

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
