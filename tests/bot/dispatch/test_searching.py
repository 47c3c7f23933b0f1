"""What is found while somebody types: by those who are known and may, and never at the cost of what others do."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.capability import Capability, CommandOffer, Context, Offers, SearchOffer
from bot.chat.form import Option
from bot.chat.inbound import NOTHING, Answer, Command, Identity, Origin, Place, PlaceKind, Sought
from bot.chat.message import say
from bot.chat.texts import Texts
from bot.clock import system_clocks
from bot.delivery.tables import InboxEntry
from bot.dispatch import Dispatch, Frame
from bot.dispatch.searching import AT_ONCE, LONGEST, WAITING
from bot.people.access import Actor, FirstAdmins
from bot.people.refusal import Refused
from bot.ports import ChatPlatform, Manners, MemberFacts, StorageUnavailable
from bot.storage.sessions import Database

WHO, STRANGER = Identity("slack", "T1", "U1"), Identity("slack", "T9", "U9")
ORIGIN = Origin("slack", "r", WHO, Place("A1/T1", "", PlaceKind.NOWHERE), datetime(2026, 11, 24, tzinfo=UTC))


class Platform:
    """As much of a platform as a search touches, which is its name."""

    manners = Manners("Slack", True, True, True, True, "/")

    async def person(self, installation: str, who: Identity) -> MemberFacts:
        return MemberFacts(who, f"Name of {who.user_id}")


class Directory:
    """A capability with something to search, which waits where a test wants it to."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.go.set()
        self.entered = asyncio.Semaphore(0)
        self.sought: list[str] = []
        self.running = self.most_running = 0
        self.refused = False

    def capability(self) -> Capability:
        def members(actor: Actor, t: Texts) -> str | None:
            return "Ask an admin." if self.refused else None

        return Capability(
            "names",
            commands=(CommandOffer("menu", self.menu, reads=True),),
            searches={"names.all": SearchOffer(self.find, members)},
        )

    async def menu(self, context: Context, inbound: Command) -> Answer:
        return Answer(message=say("The menu."))

    async def find(self, context: Context, inbound: Sought) -> Answer:
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        self.sought.append(inbound.words)
        self.entered.release()
        await self.go.wait()
        self.running -= 1
        if inbound.words == "broken":
            raise RuntimeError("our fault")
        if inbound.words == "refused":
            raise Refused("Not here.")
        if inbound.words == "away":
            raise StorageUnavailable
        return Answer(message=say("not shown"), options=(Option("p:1", f"{context.actor.name} {inbound.words}"),))


class Bench:
    """A dispatch over one database, in which one person is known."""

    def __init__(self, database: Database) -> None:
        async def unused(*args: Any) -> Any:
            return None

        self.directory = Directory()
        platform: Any = Platform()
        platforms: dict[str, ChatPlatform] = {"slack": platform}
        offers = Offers([self.directory.capability()])
        frame = Frame(unused, lambda t, reason: say("Not linked."), unused)
        self.dispatch = Dispatch(database, platforms, offers, system_clocks(), frame, FirstAdmins(("slack:U1",)))

    async def type(self, words: str, who: Identity = WHO, source: str = "names.all") -> Answer:
        return await self.dispatch(Sought(replace(ORIGIN, who=who), source, words))

    async def waits_for(self, running: int) -> None:
        async with asyncio.timeout(5):
            for _ in range(running):
                await self.directory.entered.acquire()


@pytest.fixture
async def bench(database: Database) -> Bench:
    made = Bench(database)
    await made.dispatch(Command(ORIGIN, "menu"))
    return made


async def test_the_options_come_back_and_nothing_is_written(bench: Bench, database: Database) -> None:
    answer = await bench.type("  ta   li ")
    assert answer == Answer(options=(Option("p:1", "Name of U1 ta li"),))
    await bench.type("x" * 5_000)
    assert len(bench.directory.sought[-1]) == LONGEST
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(InboxEntry)) == 0


async def test_strangers_and_those_who_may_not_find_nothing(bench: Bench) -> None:
    assert await bench.type("ta", STRANGER) == NOTHING
    assert await bench.type("ta", source="names.gone") == NOTHING
    bench.directory.refused = True
    assert await bench.type("ta") == NOTHING
    assert bench.directory.sought == []


async def test_what_fails_is_nothing_found_but_for_storage_that_is_away(bench: Bench) -> None:
    assert await bench.type("refused") == NOTHING
    assert await bench.type("broken") == NOTHING
    with pytest.raises(StorageUnavailable):
        await bench.type("away")
    assert (await bench.type("ta")).options


async def test_whoever_types_fast_waits_for_themselves_alone(bench: Bench) -> None:
    bench.directory.go.clear()
    typed = [asyncio.create_task(bench.type("x" * count)) for count in range(1, WAITING + 4)]
    await bench.waits_for(1)
    assert (await bench.dispatch(Command(ORIGIN, "menu"))).message == say("The menu.")
    bench.directory.go.set()
    found = [bool(answer.options) for answer in await asyncio.gather(*typed)]
    assert bench.directory.most_running == 1
    assert found == [True] * (WAITING + 1) + [False] * 2


async def test_many_who_type_leave_connections_for_others(bench: Bench, database: Database) -> None:
    others = [Identity("slack", "T1", f"U{number}") for number in range(1, AT_ONCE + 3)]
    for who in others:
        await bench.dispatch(Command(replace(ORIGIN, who=who), "menu"))
    bench.directory.go.clear()
    typed = [asyncio.create_task(bench.type("ta", who)) for who in others]
    await bench.waits_for(AT_ONCE)
    bench.directory.go.set()
    assert all(answer.options for answer in await asyncio.gather(*typed))
    assert bench.directory.most_running == AT_ONCE
