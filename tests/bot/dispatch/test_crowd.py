"""A crowd: what many press at the same moment is decided together, and whoever is special alone."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from bot.capability import Capability, CommandOffer, Context, Offers, PressOffer
from bot.chat.inbound import Answer, Command, Identity, Origin, Place, PlaceKind, Press
from bot.chat.message import Message, say
from bot.clock import system_clocks
from bot.delivery.tables import InboxEntry
from bot.dispatch import Dispatch, Frame
from bot.people import sides
from bot.people.access import FirstAdmins
from bot.people.directory import new_person
from bot.people.model import AuditEntry, ChatIdentity
from bot.people.reachability import Way
from bot.ports import Manners, MemberFacts, StorageUnavailable
from bot.storage.sessions import Database

PLACE = Place("A1/T1", "C1", PlaceKind.CHANNEL)
NOW = datetime(2026, 11, 24, tzinfo=UTC)
PEOPLE = 30


class Platform:
    """Tells a name for everybody, and keeps for whom it was asked."""

    manners = Manners("Slack", True, True, True, True, "/")

    def __init__(self) -> None:
        self.asked: list[Identity] = []

    async def person(self, installation: str, who: Identity) -> MemberFacts:
        self.asked.append(who)
        return MemberFacts(who, f"Name of {who.user_id}")


class Votes:
    """A button that a crowd presses: each vote is an audit row, of those decided together or alone."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.fails: Exception | None = None

    def capability(self) -> Capability:
        return Capability(
            "votes",
            commands=(CommandOffer("menu", self.menu, reads=True),),
            presses={"votes.cast": PressOffer(self.alone, together=self.together)},
        )

    async def menu(self, context: Context, inbound: Command) -> Answer:
        raise AssertionError

    async def alone(self, context: Context, inbound: Press) -> Answer:
        self.write(context, "alone")
        return Answer(message=say(f"Alone: {inbound.object_id}"))

    async def together(self, asked: Sequence[tuple[Context, Press]]) -> Sequence[Answer | None]:
        self.sizes.append(len(asked))
        if self.fails:
            raise self.fails
        answers: list[Answer | None] = []
        for context, press in asked:
            if press.object_id == "special":
                answers.append(None)
            else:
                self.write(context, "together")
                answers.append(Answer(message=say(f"Together: {press.object_id}")))
        return answers

    def write(self, context: Context, how: str) -> None:
        context.session.add(AuditEntry(at=NOW, actor=context.actor.name, action=how))


class Room:
    """A dispatch with people who are known, and what they do."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.platform = Platform()
        self.votes = Votes()
        platforms: Any = {"slack": self.platform}
        self.dispatch = Dispatch(
            database,
            platforms,
            Offers([self.votes.capability()]),
            system_clocks(),
            _frame(),
            FirstAdmins(("slack:U0",)),
        )
        self.requests = 0

    async def press(self, number: int, what: str = "yes", request: str = "") -> str:
        self.requests += 1
        who = Identity("slack", "T1", f"U{number}")
        origin = Origin("slack", request or f"r{self.requests}", who, PLACE, NOW)
        answer = await self.dispatch(Press(origin, "votes.cast", what))
        return answer.message.summary if answer.message else ""

    async def cast(self) -> dict[str, int]:
        async with self.database.read() as session:
            rows = await session.execute(select(AuditEntry.action, func.count()).group_by(AuditEntry.action))
            return {action: count for action, count in rows if action in ("alone", "together")}

    async def noted(self) -> int:
        async with self.database.read() as session:
            return await session.scalar(select(func.count()).select_from(InboxEntry)) or 0


def _frame() -> Frame:
    async def home(context: Context) -> Message:
        raise AssertionError

    async def new_home(*about: Any) -> None:
        """Nobody is to be told here."""

    return Frame(home, lambda t, reason: say(f"Not linked: {reason}"), new_home)


@pytest.fixture
async def room(database: Database) -> AsyncIterator[Room]:
    room = Room(database)
    async with database.write() as session:
        side = await sides.make_internal_side(session, NOW)
        for number in range(PEOPLE):
            row = await new_person(session, Identity("slack", "T1", f"U{number}"), None, side, NOW)
            row.installation_key = PLACE.installation
    yield room


async def test_a_crowd_is_decided_in_as_few_transactions_as_it_comes_in(room: Room) -> None:
    begun: list[str] = []
    engine = room.database._writer.sync_engine

    def note(connection: Any) -> None:
        begun.append("begin")

    event.listen(engine, "begin", note)
    answers = await asyncio.gather(*(room.press(number, f"vote {number}") for number in range(1, PEOPLE)))
    event.remove(engine, "begin", note)
    assert answers == [f"Together: vote {number}" for number in range(1, PEOPLE)]
    assert await room.cast() == {"together": PEOPLE - 1}
    assert sum(room.votes.sizes) == PEOPLE - 1
    assert len(begun) == len(room.votes.sizes) <= 2
    assert room.platform.asked == []


async def test_whoever_cannot_be_decided_with_the_others_is_decided_alone(room: Room) -> None:
    answers = await asyncio.gather(room.press(1), room.press(2, "special"), room.press(3))
    assert answers == ["Together: yes", "Alone: special", "Together: yes"]
    assert await room.cast() == {"together": 2, "alone": 1}
    assert await room.noted() == 3


async def test_who_is_new_or_named_as_admin_or_comes_by_another_installation_is_recognised_alone(room: Room) -> None:
    async with room.database.write() as session:
        await session.execute(update(ChatIdentity).where(ChatIdentity.user_id == "U1").values(installation_key="A1/T2"))
    answers = await asyncio.gather(room.press(PEOPLE + 1), room.press(0), room.press(1), room.press(2))
    assert answers == ["Not linked: unlinked", "Alone: yes", "Alone: yes", "Together: yes"]
    assert await room.press(1) == "Together: yes"


async def test_a_request_that_comes_again_counts_once(room: Room) -> None:
    at_once = await asyncio.gather(room.press(1, request="same"), room.press(1, request="same"))
    assert sorted(at_once) == ["", "Together: yes"]
    assert await room.press(1, request="same") == ""
    special = await asyncio.gather(*(room.press(2, "special", request="other") for _ in range(2)))
    assert sorted(special) == ["", "Alone: special"]
    assert await room.cast() == {"together": 1, "alone": 1}


async def test_what_fails_for_all_is_found_out_alone(room: Room) -> None:
    room.votes.fails = RuntimeError("our fault")
    assert await asyncio.gather(room.press(1), room.press(2)) == ["Alone: yes", "Alone: yes"]
    assert await room.cast() == {"alone": 2}


async def test_without_a_database_everybody_is_told_and_the_next_are_decided(room: Room) -> None:
    room.votes.fails = StorageUnavailable("away")
    told = await asyncio.gather(room.press(1), room.press(2), return_exceptions=True)
    assert [type(one) for one in told] == [StorageUnavailable, StorageUnavailable]
    room.votes.fails = None
    assert await room.press(1) == "Together: yes"


async def test_the_way_that_worked_is_kept_of_each_of_them(room: Room) -> None:
    await asyncio.gather(room.press(1), room.press(2))
    async with room.database.read() as session:
        rows = await session.scalars(select(ChatIdentity).where(ChatIdentity.user_id.in_(["U1", "U2"])))
        assert [set(row.seen) for row in rows] == [{Way.BUTTON}, {Way.BUTTON}]
